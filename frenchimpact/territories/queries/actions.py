"""One action of the plan as pages show it: its fields as text, who may answer for it, and what happened."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Marks
from frenchimpact.core.errors import Text
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, memberships_of
from frenchimpact.territories.models import Action, ActionEvent, BudgetLine, Objective, Territory
from frenchimpact.territories.queries.territories import find_space

# The fields that are edited in place, in the order of the page.
FIELDS = ("title", "description", "objective", "owner", "pilot", "starts_on", "ends_on", "progress", "after", "note")
BLOCKED_FIELDS = ("blocked_by", "unblocked_by")
LINKS = ("objective", "owner", "pilot", "after")


def find_action(user: Anyone, reference: str, number: int) -> Action:
    """An action of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = (
        Action.objects.filter(territory=territory, number=number).select_related("objective__challenge", "owner", "pilot", "after").first()
    )
    if found is None:
        raise Http404(_("Cette action n’existe pas dans le plan de ce territoire."))
    found.territory = territory
    return found


def objectives_of(territory: Territory) -> list[Objective]:
    """The objectives of its challenges, in order."""
    found = Objective.objects.filter(challenge__territory=territory).select_related("challenge")
    return list(found.order_by("challenge__number", "number"))


def owners_of(territory: Territory) -> list[Organisation]:
    """The organisations of the collective today, its lead included, by name."""
    member = Q(territory_memberships__territory=territory, territory_memberships__until=None)
    return list(Organisation.objects.filter(member | Q(pk=territory.lead_id)).distinct().order_by("name", "pk"))


@dataclass(frozen=True)
class Pilots:
    """Who may write for each organisation of the collective."""

    by_organisation: dict[int, list[User]]

    def allowed(self, owner_id: int | None, lead_id: int | None) -> dict[int, User]:
        """Those who may drive an action: people of its owner and of the lead."""
        wanted = [key for key in (owner_id, lead_id) if key is not None]
        return {person.pk: person for key in wanted for person in self.by_organisation.get(key, [])}


def pilots_of(owners: Iterable[Organisation]) -> Pilots:
    """The people who may write for these organisations and can sign in, by name."""
    writers = [Membership.Role.ADMIN, Membership.Role.EDITOR]
    keys = [one.pk for one in owners]
    held = Membership.objects.filter(organisation__in=keys, role__in=writers, until=None, user__is_active=True).select_related("user")
    found: dict[int, list[User]] = {}
    for membership in held.order_by("user__full_name", "user__email", "pk"):
        found.setdefault(membership.organisation_id, []).append(membership.user)
    return Pilots(found)


def key_in(text: str, longest: int = 9) -> int | None:
    """The number that an address or a form names; None when it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None


def values_of(action: Action) -> dict[str, str]:
    """Its fields as a form shows them."""
    values = {name: str(getattr(action, name)) for name in ("title", "description", "note", "progress", *BLOCKED_FIELDS)}
    values |= {name: str(getattr(action, f"{name}_id") or "") for name in LINKS}
    for name in ("starts_on", "ends_on"):
        day = getattr(action, name)
        values[name] = day.isoformat() if day else ""
    return values


def seal(*values: object) -> int:
    """A number that stands for what a page showed: it tells whether somebody changed it in between."""
    return zlib.crc32("\x1f".join(str(value) for value in values).encode())


def marks_of(action: Action, values: dict[str, str]) -> Marks:
    """What `core.autosave` compares: the seal of each field, and who changed it last.

    A field is in conflict when it no longer says what the page showed, and somebody else wrote it.
    """
    marks: Marks = {name: {"version": seal(value)} for name, value in values.items()}
    events = action.events.filter(verb="change").select_related("by").order_by("at", "pk")
    for event in events:
        for line in event.note.splitlines():
            mark = marks.get(line.partition("\t")[0])
            if mark is not None:
                mark |= {"by": str(event.by or ""), "writer": str(event.by_id), "at": event.at.isoformat()}
    return marks


FIELD_WORDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("l’intitulé"),
    "description": lambda: _("la description"),
    "objective": lambda: _("l’objectif"),
    "owner": lambda: _("la structure responsable"),
    "pilot": lambda: _("le pilote"),
    "starts_on": lambda: _("le début"),
    "ends_on": lambda: _("la fin"),
    "progress": lambda: _("l’avancement"),
    "after": lambda: _("l’action qui précède"),
    "note": lambda: _("la note"),
    "blocked_by": lambda: _("ce qui bloque"),
    "unblocked_by": lambda: _("ce qui débloquerait"),
}
VERB_WORDS: dict[str, Callable[[], str]] = {
    "create": lambda: _("a ajouté l’action"),
    "start": lambda: _("a lancé l’action"),
    "block": lambda: _("a dit l’action bloquée"),
    "finish": lambda: _("a terminé l’action"),
    "drop": lambda: _("a abandonné l’action"),
    "put_back": lambda: _("a remis l’action à lancer"),
    "note": lambda: _("a noté"),
    "step": lambda: _("a modifié les étapes"),
    "budget": lambda: _("a modifié le budget"),
    "partner": lambda: _("a modifié les partenaires"),
}


@dataclass(frozen=True)
class Moment:
    """Something that happened to an action, in words."""

    event: ActionEvent
    who: Text
    words: str
    note: str


def history_of(action: Action, limit: int = 100) -> list[Moment]:
    """What happened to it, the latest first."""
    return [_moment(event) for event in action.events.select_related("by")[:limit]]


def budget_words(year: object, funder: str, unit: str, planned: str, secured: str, spent: str) -> str:
    """A budget line in one sentence."""
    return _("%(year)s, %(funder)s : prévu %(planned)s %(unit)s, acquis %(secured)s, dépensé %(spent)s") % {
        "year": year,
        "funder": funder,
        "planned": planned,
        "secured": secured,
        "spent": spent,
        "unit": "€" if unit == BudgetLine.Unit.EUR else _("jours"),
    }


def _noted(note: str) -> str:
    """What an event says: a budget line is kept as data, and told in the reader's language."""
    sign, *cells = note.split("\t")
    return f"{sign}{budget_words(*cells)}" if len(cells) == 6 and sign in ("", "− ") else note


def _moment(event: ActionEvent) -> Moment:
    who: Text = str(event.by) if event.by else _("La plateforme")
    if event.verb != "change":
        words = VERB_WORDS[event.verb]() if event.verb in VERB_WORDS else event.verb
        return Moment(event, who, words, _noted(event.note))
    if event.note.partition("\t")[0].partition("\n")[0] not in FIELD_WORDS:
        return Moment(event, who, _("a modifié l’action"), event.note)
    parts = []
    for line in event.note.splitlines():
        name, *change = line.split("\t")
        words = FIELD_WORDS[name]() if name in FIELD_WORDS else name
        parts.append(f"{words} ({change[0] or '–'} → {change[1] or '–'})" if len(change) == 2 else words)
    return Moment(event, who, _("a modifié %(fields)s") % {"fields": ", ".join(parts)}, "")


def late_since(action: Action) -> int:
    """For how many days it has been late; 0 when it is not."""
    return (clock.today() - action.ends_on).days if action.is_late and action.ends_on else 0


def moves_from(state: str) -> list[tuple[str, Any]]:
    """The moves that are legal from a state, and the state that each leads to, as words."""
    return [(verb, Action.State(Action.FLOW.moves[verb][1]).label) for verb in Action.FLOW.verbs(state)]


def owners_written_for(user: Anyone, territory: Territory) -> set[int]:
    """The organisations that answer for actions of this plan, and that the person may write for."""
    if not user.is_authenticated:
        return set()
    writers = [Membership.Role.ADMIN, Membership.Role.EDITOR]
    held = memberships_of(user).filter(role__in=writers, organisation__territory_actions__territory=territory)
    return set(held.values_list("organisation", flat=True))
