"""Money committed, from rows to what the API shows."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import QuerySet
from ninja import Field

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.queries import Asked, as_known, listed_commitments
from frenchimpact.core import clock
from frenchimpact.opendata.filters import Page, Theme, Words, like
from frenchimpact.opendata.reads import checked_theme, place_for, short
from frenchimpact.opendata.shapes import CommitmentOut

# What `theme` and `region` say of those of which nobody said it, and the pieces of the thermometer, as on the page.
NONE = "non-precise"
# « Kind » is taken by challenges in the API's description.
type VehicleKind = Literal["fund", "seed_fund", "outcome_fund", "programme"]
type Part = Literal["mobilise", "public", "prive", "additionnel", "deja-la", "deploye", "par-un-fonds", "annule"]


class CommitmentFilters(Page):
    """The filters of the public list."""

    EARLIER = {"state": "etat", "year": "annee", "funder": "financeur"}

    q: Words = ""
    theme: Annotated[Theme, Field(description=f"`{NONE}`: those whose theme nobody said.")] = ""
    region: Annotated[str, Field(max_length=12, pattern=r"^([0-9A-Z]*|non-precise)$", description=f"`{NONE}`: those without one.")] = ""
    compte: Annotated[Part | None, Field(description="What counts: a piece of the thermometer of the page.")] = None
    etat: Commitment.State | None = None
    forme: Instrument | None = None
    origine: Origin | None = None
    fonds: Annotated[VehicleKind | None, Field(description="Received by such a vehicle.")] = None
    annee: Annotated[int | None, Field(ge=1990, le=2200, description="Whatever moved the amount in that year.")] = None
    financeur: Annotated[str, Field(max_length=80, pattern=r"^[-a-zA-Z0-9_]*$", description="An organisation's `id`.")] = ""
    state: Annotated[Commitment.State | None, Field(**like("etat"))] = None
    year: Annotated[int | None, Field(ge=1990, le=2200, **like("annee"))] = None
    funder: Annotated[str, Field(max_length=80, pattern=r"^[-a-zA-Z0-9_]*$", **like("financeur"))] = ""
    au: Annotated[dt.date | None, Field(description="As it was known at the end of that day: amounts, states and classes of then.")] = None


def commitments(filters: CommitmentFilters) -> QuerySet[Commitment]:
    """Commitments that match. Raises Http404 for a theme or a code that does not exist."""
    has_no_theme, has_no_region = filters.theme == NONE, filters.region == NONE
    asked = Asked(
        text=filters.q,
        theme="" if has_no_theme else checked_theme(filters.theme),
        has_no_theme=has_no_theme,
        region=place_for("region", filters.region) if filters.region and not has_no_region else None,
        has_no_region=has_no_region,
        state=filters.etat or "",
        year=filters.annee,
        funder=filters.financeur,
        instrument=filters.forme or "",
        origin=filters.origine or "",
        vehicle_kind=filters.fonds or "",
        part=filters.compte or "",
        known_on=known_on(filters),
    )
    found = listed_commitments(asked).select_related("funder", "funder_vehicle", "beneficiary", "beneficiary_vehicle")
    return found.select_related("project", "region", "aid").order_by("pk")


def known_on(filters: CommitmentFilters) -> dt.date | None:
    """The day that is asked for; none for today, nor for a day that has not come: what is known of it is what is known today."""
    return filters.au if filters.au is not None and filters.au < clock.today() else None


def told(rows: list[Commitment], filters: CommitmentFilters) -> list[Any]:
    """Each as the API shows it, as it is or as it was known on the day that is asked for."""
    day = known_on(filters)
    return [commitment_out(row) for row in (as_known(rows, day) if day else rows)]


def commitment_out(row: Commitment) -> CommitmentOut:
    """A commitment as the API shows it."""
    funder, to, project = row.funder, row.beneficiary, row.project
    return CommitmentOut(
        id=row.reference,
        reference=row.reference,
        funder=row.funder_name,
        funder_number=row.funder_number,
        funder_organisation=funder.slug if funder and funder.is_published else None,
        funder_vehicle=row.funder_vehicle.name if row.funder_vehicle else None,
        beneficiary=row.beneficiary_name,
        beneficiary_number=row.beneficiary_number,
        beneficiary_organisation=to.slug if to and to.is_published else None,
        beneficiary_vehicle=row.beneficiary_vehicle.name if row.beneficiary_vehicle else None,
        project=project.reference if project and project.status == project.Status.PUBLISHED else None,
        title=row.title,
        instrument=row.instrument,
        origin=row.origin,
        public_share=row.public_share,
        preexisting=row.is_preexisting,
        regime=row.regime,
        region=short(row.region),
        theme=row.theme,
        aid=row.aid.reference if row.aid else None,
        state=row.state,
        committed_on=row.committed_on,
        signed_on=row.signed_on,
        gross=row.gross,
        cancelled=row.cancelled,
        recovered=row.recovered,
        net=row.net,
        paid=row.paid,
        justified=row.justified,
        mobilised=row.is_mobilised,
        deployed=row.is_deployed,
        source=row.source_name,
        changed_at=row.changed_at,
        url=f"{settings.BASE_URL}/financements/engagements/{row.reference}/",
        demo=row.is_demo,
    )
