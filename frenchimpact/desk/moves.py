"""What others did on a person's things since a moment, from the journal; two queries and one per kind of thing."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core.kept import kept
from frenchimpact.core.rows import is_among
from frenchimpact.desk.own import Things
from frenchimpact.journal.models import Entry
from frenchimpact.journal.queries import Line, lines
from frenchimpact.organisations.rules import memberships_today
from frenchimpact.projects.queries.spaces import READERS_ONLY

PROJECT, ORGANISATION, APPLICATION = "projects.Project", "organisations.Organisation", "calls.Application"
# Done from a mail by somebody without an account: the notice says their name, the trail cannot.
NAMELESS = ("calls.PartnerConfirmed", "calls.PartnerDeclined")
KINDS = {PROJECT: "projects", ORGANISATION: "organisations", APPLICATION: "applications"}
SHOWN = 7
PAGES = {PROJECT: "projects:project_space", ORGANISATION: "organisations:organisation_team", APPLICATION: "calls:application"}


@dataclass(frozen=True)
class Move:
    """One thing that somebody else did, on what, and where to see it."""

    line: Line
    name: str
    url: str


@kept
def _entries(person: int, since: dt.datetime, **keys: list[int]) -> QuerySet[Entry]:
    about = Q()
    for model, name in KINDS.items():
        about |= Q(subject_model=model) & is_among("subject_id", keys[name])
    found = Entry.objects.filter(about, at__gt=since).exclude(by=person).exclude(fact__in=READERS_ONLY).exclude(fact__in=NAMELESS, by=None)
    return found.select_related("by").order_by("-at", "-pk")[:SHOWN]


def moved_since(person: User, since: dt.datetime, own: Things) -> list[Move]:
    """The latest facts about the person's projects, organisations and applications, by others, after `since`."""
    things: dict[tuple[str, int], tuple[str, str]] = {}
    for project in own.projects:
        things[PROJECT, project.pk] = (f"{project.reference} {project.name}", project.reference)
    for held in memberships_today(person):
        things[ORGANISATION, held.organisation_id] = (held.organisation.name, held.organisation.slug)
    for one in own.applications:
        things[APPLICATION, one.pk] = (f"{one.reference} {one.call.title}", one.reference)
    if not things:
        return []
    keys = {name: [pk for kind, pk in things if kind == model] for model, name in KINDS.items()}
    entries = _entries(person=person.pk, since=since, **keys)
    moves = []
    for entry, line in zip(entries, lines(entries), strict=True):
        name, key = things[entry.subject_model, entry.subject_id]
        moves.append(Move(line, name, reverse(PAGES[entry.subject_model], args=[key])))
    return moves
