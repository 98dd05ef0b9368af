"""Regions, departments and kinds of label, which every list names: they change once a year, each process keeps them for a minute."""

import time
from dataclasses import dataclass

from frenchimpact.geo.models import Place
from frenchimpact.labels.models import LabelKind
from frenchimpact.labels.queries import kinds

_KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, dict[str, "Ground"]]] = {}
_kept_kinds: tuple[float, list[LabelKind]] = (0.0, [])


@dataclass(frozen=True)
class Ground:
    """A region or a department, as filters need it."""

    code: str
    name: str
    region: str


def _units(level: str) -> dict[str, Ground]:
    kept = _kept.get(level)
    if kept and time.monotonic() - kept[0] < _KEPT_SECONDS:
        return kept[1]
    rows = Place.objects.filter(level=level, is_current=True).order_by("name_fold").values_list("code", "name", "region__code")
    found = {code: Ground(code, name, region or code) for code, name, region in rows}
    if found:
        _kept[level] = (time.monotonic(), found)
    return found


def regions() -> dict[str, Ground]:
    """Regions by code, in the order of their names."""
    return _units(Place.Level.REGION)


def departments() -> dict[str, Ground]:
    """Departments by code, in the order of their names."""
    return _units(Place.Level.DEPARTMENT)


def label_words() -> dict[str, str]:
    """The kinds of label by code, in the language in force."""
    global _kept_kinds
    at, found = _kept_kinds
    if not found or time.monotonic() - at >= _KEPT_SECONDS:
        found = kinds()
        _kept_kinds = (time.monotonic(), found)
    return {kind.code: str(kind) for kind in found}


def forget() -> None:
    """Read again at the next call."""
    global _kept_kinds
    _kept.clear()
    _kept_kinds = (0.0, [])
