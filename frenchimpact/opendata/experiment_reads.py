"""Experiments, from rows to what the API shows."""

from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from ninja import Field

from frenchimpact.barriers.models import Experiment
from frenchimpact.barriers.queries.experiments import ENDINGS, OVERDUE, RUNNING, listed_experiments, measured, state_of, whole
from frenchimpact.opendata.filters import Code, Page, Theme, Words, like
from frenchimpact.opendata.reads import checked_theme, place_in
from frenchimpact.opendata.shapes import ExperimentOut, IndicatorOut, PlaceName, ValueOut

# Its name is that of a schema in the API's description: « State » is taken by commitments.
type ExperimentState = Literal["running", "undecided", "generalised", "extended", "maintained_partially", "stopped"]
type PageState = Literal["en-cours", "sans-decision", "generalisee", "prolongee", "maintenue", "arretee"]
# The states of the pages by the names of the API.
_STATES = {"running": RUNNING, "undecided": OVERDUE, **{ending.value: code for code, ending in ENDINGS.items()}}
_NAMES = {code: name for name, code in _STATES.items()}


class ExperimentFilters(Page):
    """The filters of the public list. A place keeps what runs in it, in what holds it, and everywhere."""

    q: Words = ""
    theme: Theme = ""
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""
    etat: PageState | None = None
    state: Annotated[ExperimentState | None, Field(**like("etat"))] = None


def shown_experiments() -> QuerySet[Experiment]:
    """The public register, with what the API shows of it."""
    return whole(Experiment.objects.filter(is_public=True))


def experiments(filters: ExperimentFilters) -> QuerySet[Experiment]:
    """Those that match. Raises Http404 for a theme or a code that does not exist."""
    place = place_in(filters)
    state = filters.etat or (_STATES[filters.state] if filters.state else "")
    rows = listed_experiments(shown_experiments(), text=filters.q, theme=checked_theme(filters.theme), place=place, state=state)
    return rows.order_by("pk")


def experiment_out(row: Experiment) -> ExperimentOut:
    """An experiment as the API shows it."""
    return ExperimentOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        object=row.object,
        channel=row.channel,
        legal_basis=row.legal_basis,
        norms=[str(link.norm) for link in row.norm_links.all()],
        authority=row.authority_name,
        beneficiary=row.beneficiary,
        places=[PlaceName(id=one.place.key, name=one.place.name) for one in row.places.all()],
        conditions=row.conditions,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        check_on=row.check_on,
        checked_on=row.checked_on,
        state=_NAMES[state_of(row)],
        decided_on=row.ended_on,
        reason=row.ending_reason,
        evaluation=row.evaluation,
        indicators=[
            IndicatorOut(
                name=one.indicator.name,
                unit=one.indicator.unit,
                baseline=one.indicator.baseline,
                target=one.indicator.target,
                values=[ValueOut(on=value.on, value=value.value, note=value.note) for value in one.values],
            )
            for one in measured(row)
        ],
        url=f"{settings.BASE_URL}/experimentations/{row.slug}/",
        demo=row.is_demo,
    )
