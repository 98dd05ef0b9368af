"""Followed indicators and values for tests, as rows: what the actions add to them has its own tests."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Followed, FollowedShare, Measure
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.actions import load_vocabularies


def make_followed(
    code: str = "emplois_etp",
    *,
    project: Project | None = None,
    places: dict[Place, int] | None = None,
    method: str = "tronc-commun",
    **fields: Any,
) -> Followed:
    """A published project that follows an indicator of the common core since 2025, in these places with these shares."""
    if method != "tronc-commun" and not Indicator.objects.filter(code="emplois_etp").exists():
        # Others cite its indicators, and themes of the programme.
        load_vocabularies()
        make_method("tronc-commun")
    made = make_method(method) if not Indicator.objects.filter(code=code).exists() else None
    indicator = Indicator.objects.get(code=code, version=1)
    fields = {"started_on": dt.date(2025, 1, 1), "expected_to": 2026, "is_counted": True, "sdg": indicator.sdg, **fields}
    followed = Followed.objects.create(project=project or make_published_project(), indicator=indicator, method_version=made, **fields)
    FollowedShare.objects.bulk_create(FollowedShare(followed=followed, place=place, share=share) for place, share in (places or {}).items())
    return followed


def make_measure(followed: Followed, value: Decimal | int | None, year: int = 2025, **fields: Any) -> Measure:
    """A declared value of a whole year."""
    whole: dict[str, Any] = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31), "state": Measure.State.SUBMITTED}
    if value is None:
        whole["absence"] = Measure.Absence.NOT_MEASURED
    return Measure.objects.create(followed=followed, value=value, **{**whole, **fields})
