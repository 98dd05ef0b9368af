"""Loading what comes with the platform: the kinds of labels, and the labels given before this register."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from frenchimpact.core import clock
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.labels.models import Label, LabelEvent, LabelKind, LabelPlace

SHIPPED = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a load found and what it added."""

    kinds: int
    labels: int
    created: int


@transaction.atomic
def load_labels(*, folder: Path = SHIPPED) -> Loaded:
    """Add the kinds and the historical labels of the files, and the official places that are now known. Safe to run again.

    A kind that exists keeps what its programme set; a label that exists keeps its life: only missing places are added.
    """
    kinds = json.loads((folder / "kinds.json").read_text(encoding="utf-8"))["kinds"]
    for position, kind in enumerate(kinds, start=1):
        LabelKind.objects.get_or_create(code=kind["code"], defaults={**kind, "position": position})
    rows: list[dict[str, Any]] = json.loads((folder / "historical.json").read_text(encoding="utf-8"))["labels"]
    territory = LabelKind.objects.get(code="territoire")
    created = 0
    for row in rows:
        label = Label.objects.filter(reference=row["reference"]).first()
        if label is None:
            label = _record(row, territory)
            created += 1
        _place(label, row)
    return Loaded(kinds=len(kinds), labels=len(rows), created=created)


def _record(row: dict[str, Any], kind: LabelKind) -> Label:
    """One label of the past, as its source gives it: no duration, no certificate, nothing that was not published."""
    granted_on = dt.date.fromisoformat(row["granted_on"])
    successor = row.get("successor_name", "")
    label = Label.objects.create(
        reference=row["reference"],
        kind=kind,
        territory=row["territory"],
        holder_name=row["territory"],
        status=Label.Status.SUCCEEDED if successor else Label.Status.HISTORICAL,
        granted_on=granted_on,
        valid_from=granted_on,
        wave=row["wave"],
        source="\n".join(part for part in (row["source"], row.get("successor_source", "")) if part),
        successor_name=successor,
    )
    LabelEvent.objects.create(label=label, what=LabelEvent.What.GRANTED, at=clock.now(), on=granted_on, reasons=row["source"])
    if successor:
        LabelEvent.objects.create(label=label, what=LabelEvent.What.SUCCEEDED, on=None, reasons=row["successor_source"])
    return label


def _place(label: Label, row: dict[str, Any]) -> None:
    known = set(label.label_places.values_list("place_id", flat=True))
    note = "" if row["is_confirmed"] else row["perimeter"][:200]
    LabelPlace.objects.bulk_create(
        LabelPlace(label=label, place=place, is_confirmed=row["is_confirmed"], note=note)
        for place in places_by_keys(row["places"])
        if place.pk not in known
    )
