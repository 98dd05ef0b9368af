"""Regions and departments, which every list names: they change once a year, each process keeps them for a minute."""

import time
from dataclasses import dataclass

from frenchimpact.geo.models import Place

_KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, dict[str, "Ground"]]] = {}


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


def forget() -> None:
    """Read again at the next call."""
    _kept.clear()
