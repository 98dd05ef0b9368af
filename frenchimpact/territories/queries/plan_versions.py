"""The validated versions of a plan: what the plan says today, what stands against validating it, what changed between two."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Action, Aim, Indicator, Meeting, Objective, PlanVersion, Territory
from frenchimpact.territories.queries.territories import find_space

MOST_INDICATORS = 3
# Beyond that share of its budget, an action that moved needs the steering committee.
MOVED = Decimal("0.2")


# ── What the plan says ───────────────────────────────────────────────────────────────────────────
def content_of(territory: Territory) -> dict[str, Any]:
    """The whole plan as plain data, in a fixed number of statements. People are not in it: it is kept for ever."""
    aims = Aim.objects.order_by("indicator_id", "-number")
    indicators = Indicator.objects.filter(ended_on=None).order_by("number").prefetch_related(Prefetch("aims", aims))
    actions = (
        Action.objects.order_by("number")
        .select_related("owner", "after")
        .prefetch_related("partners", "steps", "budget_lines", Prefetch("indicators", indicators))
    )
    objectives = Objective.objects.order_by("number").prefetch_related(Prefetch("actions", actions))
    challenges = territory.challenges.order_by("number").prefetch_related(Prefetch("objectives", objectives))
    return {
        "territory": {"reference": territory.reference, "name": territory.name},
        "challenges": [
            {
                "number": challenge.number,
                "title": challenge.title,
                "objectives": [
                    {"number": one.number, "title": one.title, "actions": [_action(action) for action in one.actions.all()]}
                    for one in challenge.objectives.all()
                ],
            }
            for challenge in challenges
        ],
    }


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _action(action: Action) -> dict[str, Any]:
    return {
        "code": action.code,
        "title": action.title,
        "description": action.description,
        "owner": action.owner.name if action.owner else "",
        "partners": [f"{one.name} ({one.part})" if one.part else one.name for one in action.partners.all()],
        "starts_on": _day(action.starts_on),
        "ends_on": _day(action.ends_on),
        "state": action.state,
        "after": action.after.code if action.after else "",
        "note": action.note,
        "steps": [{"title": one.title, "due_on": _day(one.due_on)} for one in action.steps.all()],
        "budget": [
            {
                "year": one.year,
                "funder": one.funder,
                "unit": one.unit,
                "planned": f"{one.planned:.2f}",
                "secured": f"{one.secured:.2f}",
                "spent": f"{one.spent:.2f}",
            }
            for one in action.budget_lines.all()
        ],
        "indicators": [_indicator(one) for one in action.indicators.all()],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    aim = next(iter(indicator.aims.all()), None)

    def number(value: Decimal | None) -> str:
        return "" if value is None else f"{value.normalize():f}"

    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "source": indicator.source,
        "baseline": number(aim.baseline) if aim else "",
        "baseline_on": _day(aim.baseline_on) if aim else "",
        "target": number(aim.target) if aim else "",
        "target_on": _day(aim.target_on) if aim else "",
    }


def canonical(content: dict[str, Any]) -> bytes:
    """The same plan is the same octets, whoever writes it: keys in order, no blank, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical octets."""
    return hashlib.sha256(canonical(content)).hexdigest()


# ── What stands against it ───────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Missing:
    """One thing to mend before the plan can be validated, and where."""

    words: Text
    page: str


def missing_of(territory: Territory, content: dict[str, Any]) -> list[Missing]:
    """Everything that stands against validating it, all at once."""
    found: list[Missing] = []
    challenges = content["challenges"]
    if len(challenges) != territory.challenge_count:
        words = ngettext("Le territoire a %(count)s défi", "Le territoire a %(count)s défis", len(challenges)) % {"count": len(challenges)}
        wanted = _("%(start)s ; il en faut exactement %(wanted)s.") % {"start": words, "wanted": territory.challenge_count}
        found.append(Missing(wanted, reverse("territories:challenges", args=[territory.reference])))
    actions = list(actions_in(content))
    if not actions:
        found.append(Missing(_("Le plan n’a aucune action."), reverse("territories:plan", args=[territory.reference])))
    for action in actions:
        count = len(action["indicators"])
        told = {"code": action["code"], "title": action["title"], "count": count, "most": MOST_INDICATORS}
        page = reverse("territories:plan_action", args=[territory.reference, int(action["code"].removeprefix("A-"))])
        if count > MOST_INDICATORS:
            found.append(Missing(_("%(code)s « %(title)s » a %(count)s indicateurs : %(most)s au plus.") % told, page))
        if not count and not action["note"] and action["state"] != Action.State.DROPPED:
            words = _("%(code)s « %(title)s » n’a pas d’indicateur : ajoutez-en un, ou dites dans sa note pourquoi elle n’en a pas.")
            found.append(Missing(words % told, page))
    return found


def actions_in(content: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Every action of a plan as data, with its challenge and objective."""
    for challenge in content["challenges"]:
        for objective in challenge["objectives"]:
            for action in objective["actions"]:
                yield {**action, "challenge": f"{challenge['number']}. {challenge['title']}", "objective": objective["title"]}


@dataclass(frozen=True)
class Moved:
    """An action whose planned budget moved by more than a fifth since the steering committee saw it."""

    code: str
    title: str
    unit: str
    before: Decimal
    after: Decimal


def moved_budgets(before: dict[str, Any], after: dict[str, Any]) -> list[Moved]:
    """The actions of both whose budget moved by more than a fifth: money and people's time are judged apart."""
    old = {action["code"]: _planned(action) for action in actions_in(before)}
    found = []
    for action in actions_in(after):
        if action["code"] not in old:
            continue
        now = _planned(action)
        for unit in sorted({*now, *old[action["code"]]}):
            was, is_now = old[action["code"]].get(unit, Decimal(0)), now.get(unit, Decimal(0))
            if abs(is_now - was) > was * MOVED:
                found.append(Moved(action["code"], action["title"], unit, was, is_now))
    return found


def _planned(action: dict[str, Any]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in action["budget"]:
        sums[line["unit"]] = sums.get(line["unit"], Decimal(0)) + Decimal(line["planned"])
    return sums


def steering_meetings(territory: Territory, last: PlanVersion | None) -> list[Meeting]:
    """The meetings that may have validated the next version: of the steering committee, held or begun since the last one was made,
    not cancelled; the latest first."""
    held = territory.meetings.filter(kind=Meeting.Kind.STEERING, starts_at__lte=clock.now()).exclude(state=Meeting.State.CANCELLED)
    if last is not None:
        # One that met before saw nothing of what changed since.
        held = held.filter(starts_at__gt=last.at)
    return list(held.order_by("-starts_at")[:30])


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────
def last_steered(territory: Territory) -> PlanVersion | None:
    """The version that budgets are compared with: the last one that a steering meeting validated, else the first of all."""
    return territory.plan_versions.exclude(meeting=None).order_by("-number").first() or territory.plan_versions.order_by("number").first()


def last_version(territory: Territory) -> PlanVersion | None:
    """The one in force."""
    return territory.plan_versions.order_by("-number").first()


def find_version(user: Anyone, reference: str, number: int) -> PlanVersion:
    """A version of the plan of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.plan_versions.filter(number=number).select_related("meeting", "by").first()
    if found is None:
        raise Http404(_("Cette version du plan n’existe pas."))
    found.territory = territory
    return found


@dataclass(frozen=True)
class Difference:
    """One action in two versions: what each field said, and says."""

    code: str
    title: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Compared:
    """What came, what went, what changed."""

    came: list[dict[str, Any]]
    went: list[dict[str, Any]]
    changed: list[Difference]
    challenges: list[tuple[str, str]]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.came or self.went or self.changed or self.challenges)


_WORDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Intitulé"),
    "description": lambda: _("Description"),
    "challenge": lambda: _("Défi"),
    "objective": lambda: _("Objectif"),
    "owner": lambda: _("Structure responsable"),
    "partners": lambda: _("Partenaires"),
    "starts_on": lambda: _("Début"),
    "ends_on": lambda: _("Fin"),
    "state": lambda: _("État"),
    "after": lambda: _("Commence après"),
    "note": lambda: _("Note"),
    "steps": lambda: _("Étapes"),
    "budget": lambda: _("Budget"),
    "indicators": lambda: _("Indicateurs"),
}


def compare(before: dict[str, Any], after: dict[str, Any]) -> Compared:
    """Two versions, action by action."""
    old = {action["code"]: action for action in actions_in(before)}
    new = {action["code"]: action for action in actions_in(after)}
    changed = []
    for code in sorted(old.keys() & new.keys()):
        fields = [
            (words(), _shown(name, old[code][name]), _shown(name, new[code][name]))
            for name, words in _WORDS.items()
            if old[code][name] != new[code][name]
        ]
        if fields:
            changed.append(Difference(code, new[code]["title"], fields))
    titles = [{one["number"]: one["title"] for one in content["challenges"]} for content in (before, after)]
    numbers = sorted(titles[0].keys() | titles[1].keys())
    renamed = [(titles[0].get(number, ""), titles[1].get(number, "")) for number in numbers]
    return Compared(
        [new[code] for code in sorted(new.keys() - old.keys())],
        [old[code] for code in sorted(old.keys() - new.keys())],
        changed,
        [(one, other) for one, other in renamed if one != other],
    )


def _shown(name: str, value: Any) -> str:
    """A field as one reads it."""
    if name == "state":
        return str(dict(Action.State.choices).get(value, value))
    if name == "budget":
        return "\n".join(
            _("%(year)s %(funder)s : prévu %(planned)s, acquis %(secured)s, dépensé %(spent)s (%(unit)s)")
            % {**line, "unit": "€" if line["unit"] == "eur" else _("jours")}
            for line in value
        )
    if name == "steps":
        return "\n".join(step["title"] + (f" ({step['due_on']})" if step["due_on"] else "") for step in value)
    if name == "indicators":
        return "\n".join(f"{one['name']} ({one['unit']}) : {one['baseline'] or '–'} → {one['target'] or '–'}" for one in value)
    if name == "partners":
        return "\n".join(value)
    return str(value)
