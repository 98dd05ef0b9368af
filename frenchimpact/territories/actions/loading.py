"""Loading what comes with the platform: the common indicators, and the territories of labels that nobody follows yet."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from frenchimpact.territories.actions.founding import found_missing
from frenchimpact.territories.actions.geography import Followed, follow_geography
from frenchimpact.territories.models import CommonIndicator

SHIPPED = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a load found and what it added."""

    indicators: int
    founded: int
    followed: Followed


@transaction.atomic
def load_territories(*, folder: Path = SHIPPED) -> Loaded:
    """Add the common indicators of the files, a territory for each label that has none; bring perimeters to the geography in force.
    Safe to run again.

    An indicator that exists keeps what its programme set.
    """
    rows = json.loads((folder / "common_indicators.json").read_text(encoding="utf-8"))["indicators"]
    for position, row in enumerate(rows, start=1):
        one, is_new = CommonIndicator.objects.get_or_create(code=row["code"], defaults={**row, "position": position})
        if not is_new and not one.definition_fr:
            # Known before it had a definition.
            about = ("nature", "definition_fr", "definition_en", "may_be_negative")
            CommonIndicator.objects.filter(pk=one.pk).update(**{name: row[name] for name in about if name in row})
    founded = found_missing()
    return Loaded(indicators=len(rows), founded=founded, followed=follow_geography())
