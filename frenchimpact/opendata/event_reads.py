"""Events, from rows to what the API shows."""

import datetime as dt
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from ninja import Field, Schema

from frenchimpact.events.models import Event
from frenchimpact.events.queries.events import COMING, EVERY, PAST, in_period, listed_events, public_events, touches
from frenchimpact.opendata.filters import Code, Page, Theme, Words, like
from frenchimpact.opendata.reads import checked_theme, place_in
from frenchimpact.opendata.shapes import PlaceName

# Its name is that of a schema in the API's description: « Kind » is taken by challenges.
type EventKind = Literal[
    "tour_stop", "workshop", "webinar", "jury_audition", "label_ceremony", "learning_expedition", "hackathon", "office_hours"
]
type Period = Literal["coming", "past", "all"]
_PERIODS = {"coming": COMING, "past": PAST, "all": EVERY}


class EventFilters(Page):
    """The filters of the public list. A place keeps what is held in it, and what is held everywhere online."""

    EARLIER = {"kind": "genre", "way": "modalite"}

    q: Words = ""
    theme: Theme = ""
    genre: EventKind | None = None
    modalite: Event.Way | None = None
    periode: Annotated[
        Literal["a-venir", "passes", "tous"] | None,
        Field(description="Those to come unless it is said, as on the page; without any filter, all of them."),
    ] = None
    du: Annotated[dt.date | None, Field(description="One of its days, there, is that day or a later one.")] = None
    au: Annotated[dt.date | None, Field(description="One of its days, there, is that day or an earlier one.")] = None
    kind: Annotated[EventKind | None, Field(**like("genre"))] = None
    way: Annotated[Event.Way | None, Field(**like("modalite"))] = None
    period: Annotated[Period | None, Field(**like("periode"))] = None
    tour: Annotated[str, Field(max_length=80, pattern=r"^[-a-z0-9_]*$")] = ""
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""


class EventOut(Schema):
    """An event. Times carry the offset of the place; `seats_left` is null where as many may come as want to."""

    id: str
    reference: str
    title: str
    kind: str
    state: str
    reason: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    time_zone: str
    way: str
    place: PlaceName | None
    venue: str
    address: str
    access: str
    organiser: str
    tour: str
    themes: list[str]
    publics: list[str]
    registration: bool
    capacity: int | None
    seats_left: int | None
    summary: str
    description: str
    report: str
    uid: str
    sequence: int
    updated_at: dt.datetime
    url: str
    ics: str
    demo: bool


class Events(Schema):
    """One page of events."""

    results: list[EventOut]
    next: str | None
    total: int | None


def shown_events() -> QuerySet[Event]:
    """What everyone sees, cancelled ones included."""
    return listed_events(public_events())


def events(filters: EventFilters) -> QuerySet[Event]:
    """Those that match. Raises Http404 for a theme or a code that does not exist."""
    has_days = filters.du is not None or filters.au is not None
    # As on the page, days that are asked for say the period.
    period = EVERY if has_days else filters.periode or _PERIODS[filters.period or ("all" if filters.is_whole else "coming")]
    rows = public_events().filter(in_period(period))
    rows = listed_events(
        rows,
        text=filters.q,
        kind=filters.genre or "",
        theme=checked_theme(filters.theme),
        way=filters.modalite or "",
        place=place_in(filters),
        tour=filters.tour,
    )
    if has_days:
        near = listed_events(rows, since=filters.du, until=filters.au)
        # A programme holds some hundreds of events: days are those of the clock of each place, which the database does not tell.
        rows = rows.filter(pk__in=[one.pk for one in near if touches(one, filters.du, filters.au)])
    return rows.order_by("pk")


def event_out(row: Event) -> EventOut:
    """An event as the API shows it."""
    page = f"{settings.BASE_URL}/evenements/{row.slug}"
    return EventOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        kind=row.kind,
        state=row.state,
        reason=row.state_reason,
        starts_at=row.there(row.starts_at),
        ends_at=row.there(row.ends_at),
        time_zone=row.time_zone,
        way=row.way,
        place=PlaceName(id=row.place.key, name=row.place.name) if row.place else None,
        venue=row.venue,
        address=row.address,
        access=row.access_note,
        organiser=row.organiser.name if row.organiser else settings.PROGRAMME_NAME,
        tour=row.tour.slug if row.tour and row.tour.is_public else "",
        themes=row.themes,
        publics=row.publics,
        registration=row.has_registration,
        capacity=row.capacity,
        seats_left=row.left,
        summary=row.summary,
        description=row.description,
        report=row.report,
        uid=str(row.uid),
        sequence=row.sequence,
        updated_at=row.changed_at,
        url=f"{page}/",
        ics=f"{page}.ics",
        demo=row.is_demo,
    )
