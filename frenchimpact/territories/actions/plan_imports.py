"""Taking a whole plan from a table: first what it would do, line by line; then all of it, or nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts
from frenchimpact.territories.actions.plans import add_objective, keep_event, next_number, touch
from frenchimpact.territories.messages import plans as plan_messages
from frenchimpact.territories.models import Action, ActionPartner, BudgetLine, Challenge, Objective, Step, Territory
from frenchimpact.territories.plan_tables import Read
from frenchimpact.territories.queries.actions import owners_of, pilots_of
from frenchimpact.territories.queries.plan_orders import order_troubles

MOST_LINES = 500
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"


@dataclass
class Outcome:
    """What one line does, or why it does nothing."""

    line: int
    title: str
    kind: str
    action: Action | None = None
    values: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)
    challenge: Challenge | None = None
    objective: str = ""
    after: str = ""


@dataclass(frozen=True)
class Report:
    """Every line, in the order of the file."""

    outcomes: list[Outcome]

    def of(self, kind: str) -> list[Outcome]:
        """Those of one kind."""
        return [one for one in self.outcomes if one.kind == kind]

    @property
    def writes(self) -> bool:
        """Whether anything would change."""
        return any(one.kind in (CREATED, UPDATED) for one in self.outcomes)

    @property
    def seal(self) -> str:
        """What stands for this report: applied later, it must still be the same."""
        said = "\n".join(f"{one.line}\t{one.kind}\t{one.action.pk if one.action else ''}\t{','.join(one.changed)}" for one in self.outcomes)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass
class _World:
    """The plan as it stands, read once."""

    challenges: list[Challenge]
    actions: list[Action]
    owners: list[Organisation]
    people: dict[int, list[User]]
    lead_id: int | None
    taken: set[int] = field(default_factory=set)
    titles: set[tuple[int, str, str]] = field(default_factory=set)


def _world(territory: Territory) -> _World:
    owners = owners_of(territory)
    actions = (
        territory.actions.select_related("objective", "owner", "pilot", "after")
        .prefetch_related("steps", "partners", "budget_lines")
        .order_by("number")
    )
    challenges = territory.challenges.order_by("number").prefetch_related(Prefetch("objectives", Objective.objects.order_by("number")))
    return _World(list(challenges), list(actions), owners, pilots_of(owners).by_organisation, territory.lead_id)


def plan_import(*, territory: Territory, lines: Iterable[Read]) -> Report:
    """What these lines would do to the plan. Nothing is written."""
    world = _world(territory)
    outcomes = [_judge(read, world) for read in lines]
    _judge_afters(outcomes, world)
    return Report(outcomes)


@transaction.atomic
def apply_import(*, territory: Territory, lines: Iterable[Read], seal: str, leave_refused: bool = False, by: User) -> Report:
    """Do all that the lines say, or nothing: `seal` is that of the report that the person read.

    Raises Refusal when the plan moved in between, or when lines are refused and the person did not say to leave them aside.
    """
    territory = lock(territory)
    report = plan_import(territory=territory, lines=lines)
    if report.seal != seal:
        raise Refusal(_("Le plan ou le tableau a changé depuis l’aperçu : relisez ce que l’import ferait, puis confirmez."))
    if report.of(REFUSED) and not leave_refused:
        raise Refusal(_("Des lignes sont refusées : corrigez-les, ou cochez la case pour les laisser de côté."))
    written: dict[str, Action] = {one.code: one for one in _world(territory).actions}
    waiting: list[tuple[Action, Outcome]] = []
    for one in report.outcomes:
        if one.kind not in (CREATED, UPDATED):
            continue
        action = _write(one, territory, by)
        written[action.code] = action
        if one.after:
            waiting.append((action, one))
    for action, one in waiting:
        before = written[one.after]
        if action.after_id == before.pk:
            continue
        action.after = before
        touch(action, "after")
        if one.kind == CREATED:
            keep_event(action, "change", by=by, note="after")
            announce(facts.ActionChanged(territory_id=territory.pk, action_id=action.pk, fields=["after"]), by=by)
    return report


# ── Judging ──────────────────────────────────────────────────────────────────────────────────────
def _judge(read: Read, world: _World) -> Outcome:
    found = Outcome(read.line, read.values.get("action", "") or read.values.get("code", ""), REFUSED, problems=[*read.problems])
    found.challenge = _challenge(read, world, found)
    found.objective = read.values.get("objectif", "")
    found.action = _action(read, world, found)
    _fields(read, world, found)
    if found.problems:
        return found
    if found.action is None:
        found.kind = CREATED
        found.changed = sorted({*found.values, *found.parts})
        return found
    found.title = found.title or found.action.title
    found.changed = _changed(found)
    found.kind = UPDATED if found.changed else UNCHANGED
    return found


def _judge_afters(outcomes: list[Outcome], world: _World) -> None:
    """Refuse lines that wait for an action that there is not, or for one that waits for them; a line refused gives no action either."""
    there = {one.code: one.after.code if one.after else "" for one in world.actions}
    last = max((one.number for one in world.actions), default=0)
    while True:
        lines = [one for one in outcomes if one.kind != REFUSED]
        created = count(last + 1)
        orders = [(one.action.code if one.action else f"A-{next(created):02d}", one.after) for one in lines]
        troubles = order_troubles(there, orders)
        for place, words in troubles.items():
            lines[place].problems.append(words)
            lines[place].kind = REFUSED
        if not troubles:
            return


def _challenge(read: Read, world: _World, found: Outcome) -> Challenge | None:
    words = read.values.get("défi", "")
    if not words:
        return None
    head = words.split(".")[0].strip()
    number = int(head) if head.isascii() and head.isdigit() and len(head) < 3 else None
    by_title = [one for one in world.challenges if fold(one.title) in (fold(words), fold(words.partition(".")[2]))]
    by_number = [one for one in world.challenges if one.number == number]
    chosen = next(iter(by_title or by_number), None)
    if chosen is None:
        found.problems.append(_("Aucun défi du territoire ne s’appelle « %(title)s ».") % {"title": words[:80]})
    return chosen


def _is_under(action: Action, challenge: Challenge | None) -> bool:
    return challenge is None or action.objective.challenge_id == challenge.pk


def _action(read: Read, world: _World, found: Outcome) -> Action | None:
    code, title = read.values.get("code", ""), fold(read.values.get("action", ""))
    if code:
        chosen = next((one for one in world.actions if one.code == code.upper()), None)
        if chosen is None:
            found.problems.append(_("Aucune action n’a le code « %(code)s » : laissez-le vide pour en créer une.") % {"code": code})
    else:
        same = [
            one
            for one in world.actions
            if fold(one.title) == title and (not found.challenge or one.objective.challenge_id == found.challenge.pk)
        ]
        by_objective = [one for one in same if fold(one.objective.title) == fold(found.objective)]
        chosen = next(iter(by_objective or same), None)
        key = (found.challenge.pk if found.challenge else 0, fold(found.objective), title)
        if chosen is None and key in world.titles:
            found.problems.append(_("Cette action est déjà dans une ligne au-dessus."))
        world.titles.add(key)
    if chosen is not None:
        if chosen.pk in world.taken:
            found.problems.append(_("Cette action est déjà dans une ligne au-dessus."))
        world.taken.add(chosen.pk)
    return chosen


_TEXTS = {
    "action": "title",
    "description": "description",
    "note": "note",
    "ce qui bloque": "blocked_by",
    "ce qui débloquerait": "unblocked_by",
}


def _fields(read: Read, world: _World, found: Outcome) -> None:
    values = found.values
    for column, name in _TEXTS.items():
        if column in read.values:
            values[name] = read.values[column]
    for name in ("starts_on", "ends_on"):
        if getattr(read, name) is not None:
            values[name] = getattr(read, name)
    if read.state:
        values["state"] = read.state
    if read.progress is not None:
        values["progress"] = read.progress
    _people(read, world, found)
    _state(found)
    starts = values.get("starts_on") or (found.action.starts_on if found.action else None)
    ends = values.get("ends_on") or (found.action.ends_on if found.action else None)
    if starts and ends and ends < starts and not read.problems:
        found.problems.append(_("La fin précède le début."))
    found.after = read.values.get("après", "").upper()
    if read.steps is not None:
        found.parts["steps"] = [(one.title, one.due_on, one.done_on) for one in read.steps]
    if read.partners is not None:
        found.parts["partners"] = list(read.partners)
    if read.budget is not None:
        found.parts["budget_lines"] = [(one.year, one.funder, one.unit, one.planned, one.secured, one.spent) for one in read.budget]


def _state(found: Outcome) -> None:
    """The state that a line gives: what the plan's own moves allow, with what they ask for."""
    values, action = found.values, found.action
    was = action.state if action else Action.State.TO_START
    state = values.get("state", was)
    if state != was and not Action.FLOW.can(_verb_to(state), was):
        words = _("De « %(was)s », une action ne passe pas à « %(state)s » : changez son état dans le plan d’abord.")
        found.problems.append(words % {"was": Action.State(was).label, "state": Action.State(state).label})
    if state != Action.State.BLOCKED:
        values.pop("blocked_by", None)
        values.pop("unblocked_by", None)
    else:
        if not (values.get("blocked_by") or (action and action.blocked_by)):
            found.problems.append(_("Une action bloquée dit ce qui la bloque : remplissez « ce qui bloque »."))
        if state != was and not values.get("unblocked_by"):
            found.problems.append(_("Une action bloquée dit ce qui la débloquerait : remplissez « ce qui débloquerait »."))
    if state == Action.State.DONE:
        # As when it is finished in the plan: all of it is done.
        values.pop("progress", None)
        if state != was:
            values["progress"] = 100


def _verb_to(state: str) -> str:
    return next(verb for verb, (_from, target) in Action.FLOW.moves.items() if target == state)


def _people(read: Read, world: _World, found: Outcome) -> None:
    owner: Organisation | None = found.action.owner if found.action else None
    if words := read.values.get("responsable"):
        same = [one for one in world.owners if fold(one.name) == fold(words)]
        if not same:
            trouble = _("« %(name)s » n’est pas membre du collectif, ou n’y est pas par sa fiche de l’annuaire.")
            found.problems.append(trouble % {"name": words[:80]})
        else:
            owner = found.values["owner"] = same[0]
    if words := read.values.get("pilote"):
        keys = [key for key in (owner.pk if owner else None, world.lead_id) if key is not None]
        allowed = {person.pk: person for key in keys for person in world.people.get(key, [])}
        same_people = [one for one in allowed.values() if words.lower() == one.email.lower() or fold(words) == fold(str(one))]
        if len(same_people) == 1:
            found.values["pilot"] = same_people[0]
        elif found.action is None or str(found.action.pilot or "") != words:
            found.problems.append(
                _("Deux personnes s’appellent « %(name)s » : écrivez l’adresse électronique.") % {"name": words[:80]}
                if same_people
                else _("« %(name)s » ne peut pas piloter : il faut une personne de la structure responsable ou du chef de file.")
                % {"name": words[:80]}
            )


def _changed(found: Outcome) -> list[str]:
    action = found.action
    if action is None:
        return []
    names = [name for name, value in found.values.items() if getattr(action, name) != value]
    if found.objective and (
        fold(action.objective.title) != fold(found.objective) or (found.challenge and action.objective.challenge_id != found.challenge.pk)
    ):
        names.append("objective")
    if found.after and (action.after is None or action.after.code != found.after):
        names.append("after")
    return sorted([*names, *(name for name, rows in found.parts.items() if _rows(action, name) != rows)])


def _rows(action: Action, name: str) -> list[Any]:
    """The parts of an action as a file gives them."""
    if name == "steps":
        return [(one.title, one.due_on, one.done_on) for one in action.steps.all()]
    if name == "partners":
        return [(one.name, one.part) for one in action.partners.all()]
    return [(one.year, one.funder, one.unit, one.planned, one.secured, one.spent) for one in action.budget_lines.all()]


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────
def _write(one: Outcome, territory: Territory, by: User) -> Action:
    values = {**one.values}
    if values.get("state") == Action.State.BLOCKED and (one.action is None or one.action.state != Action.State.BLOCKED):
        values["blocked_on"] = clock.today()
    if one.action is not None and values.get("state", Action.State.BLOCKED) != Action.State.BLOCKED:
        values |= {"blocked_by": "", "unblocked_by": "", "blocked_on": None}
    if one.action is None:
        objective = _objective(one, by)
        action = Action(territory=territory, objective=objective, number=next_number(territory), **values)
        action.save()
        keep_event(action, "create", by=by)
        announce(facts.ActionAdded(territory_id=territory.pk, action_id=action.pk), by=by)
    else:
        action = _update(one, territory, values, by)
    for name, rows in one.parts.items():
        if one.action is None or name in one.changed:
            _write_parts(action, name, rows)
    if one.kind == CREATED or {"pilot", "owner"} & set(one.changed):
        plan_messages.tell_assigned(action, by=by)
    return action


def _update(one: Outcome, territory: Territory, values: Mapping[str, Any], by: User) -> Action:
    assert one.action is not None  # noqa: S101 - said by the caller
    action = lock(one.action)
    action.territory = territory
    was = action.state
    if "objective" in one.changed:
        action.objective = _objective(one, by)
    for name, value in values.items():
        setattr(action, name, value)
    touch(action, *values, *(["objective"] if "objective" in one.changed else []))
    fields = [name for name in one.changed if name != "state"]
    if fields:
        keep_event(action, "change", by=by, note="\n".join(fields))
        announce(facts.ActionChanged(territory_id=territory.pk, action_id=action.pk, fields=fields), by=by)
    if action.state != was:
        keep_event(action, _verb_to(action.state), by=by, note=action.blocked_by)
        announce(facts.ActionMoved(territory_id=territory.pk, action_id=action.pk, state=action.state), by=by)
        plan_messages.tell_moved(action, by=by)
    return action


def _objective(one: Outcome, by: User) -> Objective:
    """The objective of that name under the challenge, made if need be."""
    challenge = one.challenge or (one.action.objective.challenge if one.action else None)
    assert challenge is not None  # noqa: S101 - a line without challenge and without action is refused
    found = next((row for row in challenge.objectives.order_by("number") if fold(row.title) == fold(one.objective)), None)
    return found or add_objective(challenge=challenge, title=one.objective[:300], by=by)


def _write_parts(action: Action, name: str, rows: list[Any]) -> None:
    """The parts as the file gives them, in the place of those that were there."""
    if name == "steps":
        action.steps.all().delete()
        Step.objects.bulk_create(
            Step(action=action, position=place, title=title, due_on=due_on, done_on=done_on)
            for place, (title, due_on, done_on) in enumerate(rows, start=1)
        )
    elif name == "partners":
        owners = {fold(one.name): one for one in owners_of(action.territory)}
        action.partners.all().delete()
        ActionPartner.objects.bulk_create(
            ActionPartner(action=action, name=who, part=part, organisation=owners.get(fold(who))) for who, part in rows
        )
    else:
        owners = {fold(one.name): one for one in owners_of(action.territory)}
        action.budget_lines.all().delete()
        names = ("year", "funder", "unit", "planned", "secured", "spent")
        BudgetLine.objects.bulk_create(
            BudgetLine(action=action, organisation=owners.get(fold(row[1])), **dict(zip(names, row, strict=True))) for row in rows
        )
