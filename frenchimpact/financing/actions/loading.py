"""Loading what comes with the platform: the ceilings of de minimis aid over time, and the rules on adding public aid up."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from frenchimpact.financing.models import Ceiling, CumulationRule

SHIPPED = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a load found."""

    ceilings: int
    rules: int


@transaction.atomic
def load_financing(*, folder: Path = SHIPPED) -> Loaded:
    """Add the ceilings and rules of the files. Safe to run again: what an operator changed stays."""
    ceilings, rules = _rows(folder, "ceilings"), _rows(folder, "cumulation", "rules")
    known = set(Ceiling.objects.values_list("regulation", "starts_on"))
    Ceiling.objects.bulk_create(Ceiling(**one) for one in ceilings if (one["regulation"], _day(one["starts_on"])) not in known)
    codes = set(CumulationRule.objects.values_list("code", flat=True))
    CumulationRule.objects.bulk_create(CumulationRule(**one) for one in rules if one["code"] not in codes)
    return Loaded(len(ceilings), len(rules))


def _rows(folder: Path, name: str, key: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))[key or name]
    return rows


def _day(text: str) -> Any:
    return Ceiling._meta.get_field("starts_on").to_python(text)
