"""The plan as a list, as columns and as a calendar: what was asked for in the address, and the rows that it gives."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories.models import Action, BudgetLine, Challenge, Step, Territory
from frenchimpact.territories.queries.actions import key_in
from frenchimpact.territories.queries.plans import OVER

VIEWS = ("liste", "colonnes", "calendrier")
GROUPS = ("defi", "pilote", "etat")


@dataclass(frozen=True)
class Asked:
    """What the address says: which view, and which filters."""

    view: str = "liste"
    group: str = "defi"
    challenge: str = ""
    pilot: str = ""
    owner: str = ""
    state: str = ""
    late: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From an address; what is not understood is left out."""
        text = {name: query.get(name, "")[:20] for name in ("vue", "grouper", "defi", "pilote", "structure", "etat")}
        return cls(
            view=text["vue"] if text["vue"] in VIEWS else "liste",
            group=text["grouper"] if text["grouper"] in GROUPS else "defi",
            challenge=text["defi"] if key_in(text["defi"]) is not None else "",
            pilot=text["pilote"] if key_in(text["pilote"]) is not None else "",
            owner=text["structure"] if key_in(text["structure"]) is not None else "",
            state=text["etat"] if text["etat"] in Action.State.values else "",
            late=query.get("retard") == "1",
        )

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are on, as the address says them."""
        named = {"defi": self.challenge, "pilote": self.pilot, "structure": self.owner, "etat": self.state, "retard": "1" * self.late}
        return {name: value for name, value in named.items() if value}

    def query(self, **changes: object) -> str:
        """The address of the same page with changes, or of the same rows elsewhere."""
        asked = replace(self, **changes)  # type: ignore[arg-type] # fields of this class, by name
        pairs = {"vue": asked.view if asked.view != "liste" else "", "grouper": asked.group if asked.group != "defi" else ""}
        pairs |= asked.filters
        kept = {name: value for name, value in pairs.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def actions_asked(territory: Territory, asked: Asked) -> QuerySet[Action]:
    """The actions that the filters keep, in the order of the plan, with what a card shows."""
    rows = Action.objects.filter(territory=territory).select_related("objective__challenge", "owner", "pilot", "after")
    if asked.challenge:
        rows = rows.filter(objective__challenge__number=int(asked.challenge))
    if asked.pilot:
        rows = rows.filter(pilot=int(asked.pilot))
    if asked.owner:
        rows = rows.filter(owner=int(asked.owner))
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.late:
        rows = rows.filter(ends_on__lt=clock.today()).exclude(state__in=OVER)
    return _with_sums(rows).order_by("objective__challenge__number", "objective__number", "number")


def _with_sums(rows: QuerySet[Action]) -> QuerySet[Action]:
    euros = BudgetLine.objects.filter(action=OuterRef("pk"), unit=BudgetLine.Unit.EUR).order_by().values("action")
    steps = Step.objects.filter(action=OuterRef("pk")).order_by().values("action")
    money = DecimalField(max_digits=14, decimal_places=2)

    def total(column: str) -> Coalesce:
        return Coalesce(Subquery(euros.annotate(total=Sum(column)).values("total"), output_field=money), Decimal(0), output_field=money)

    return rows.annotate(
        planned=total("planned"),
        secured=total("secured"),
        step_count=Coalesce(Subquery(steps.annotate(count=Count("pk")).values("count")), 0),
        steps_done=Coalesce(Subquery(steps.annotate(count=Count("pk", filter=Q(done_on__isnull=False))).values("count")), 0),
        indicator_count=Count("indicators", filter=Q(indicators__ended_on=None)),
    )


@dataclass(frozen=True)
class Group:
    """Actions that go together, under a heading."""

    key: str
    words: str
    actions: list[Action]


def grouped(actions: Iterable[Action], by: str, nobody: str) -> list[Group]:
    """The same rows under their challenge, their pilot or their state."""
    found: dict[tuple[int, str], Group] = {}
    order = {state: place for place, state in enumerate(Action.State.values)}
    for action in actions:
        if by == "pilote":
            key, words = (0 if action.pilot else 1, str(action.pilot_id or "")), str(action.pilot or nobody)
        elif by == "etat":
            key, words = (order[action.state], action.state), action.get_state_display()
        else:
            challenge = action.objective.challenge
            key, words = (challenge.number, str(challenge.number)), str(challenge)
        found.setdefault(key, Group(key[1], words, [])).actions.append(action)
    groups = [found[key] for key in sorted(found, key=lambda key: key[0])]
    return sorted(groups, key=lambda group: (group.words == nobody, group.words)) if by == "pilote" else groups


def columns_of(actions: Iterable[Action]) -> list[Group]:
    """One column per state, empty ones included: counts are those of the filtered rows."""
    found = {state: Group(state, str(label), []) for state, label in Action.State.choices}
    for action in actions:
        found[action.state].actions.append(action)
    # Nobody looks for a column of what was abandoned when nothing was.
    return [group for state, group in found.items() if group.actions or state != Action.State.DROPPED]


@dataclass(frozen=True)
class Month:
    """What begins and ends in one month."""

    first: dt.date
    starts: list[Action]
    ends: list[Action]


def months_of(actions: Iterable[Action]) -> tuple[list[Month], list[Action]]:
    """The months in which something begins or ends, and the actions without a date."""
    found: dict[dt.date, Month] = {}
    undated = []
    for action in actions:
        if action.starts_on is None and action.ends_on is None:
            undated.append(action)
        if action.starts_on is not None:
            first = action.starts_on.replace(day=1)
            found.setdefault(first, Month(first, [], [])).starts.append(action)
        if action.ends_on is not None:
            first = action.ends_on.replace(day=1)
            found.setdefault(first, Month(first, [], [])).ends.append(action)
    for month in found.values():
        month.starts.sort(key=lambda one: (one.starts_on or clock.date_of(one.created_at), one.number))
        month.ends.sort(key=lambda one: (one.ends_on or clock.date_of(one.created_at), one.number))
    return [found[first] for first in sorted(found)], undated


@dataclass(frozen=True)
class Choices:
    """What the filters offer: what the plan holds."""

    challenges: list[Challenge]
    pilots: list[User]
    owners: list[Organisation]


def choices_of(territory: Territory) -> Choices:
    """In three statements."""
    mine = Action.objects.filter(territory=territory)
    return Choices(
        list(territory.challenges.order_by("number")),
        list(User.objects.filter(pk__in=mine.values("pilot")).order_by("full_name", "pk")),
        list(Organisation.objects.filter(pk__in=mine.values("owner")).order_by("name", "pk")),
    )
