"""Writing the plan: objectives, and actions field by field, moved from state to state, many at once."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.errors import Incomplete, Refusal, Stale, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.territories import facts, rules
from frenchimpact.territories.forms.plans import ActionForm, clean_one
from frenchimpact.territories.messages import plans as plan_messages
from frenchimpact.territories.models import Action, ActionEvent, Challenge, Objective, Territory
from frenchimpact.territories.queries import actions as reads

# Somebody who types a long text writes it in many times: one line of history is enough for a while.
_TYPING = dt.timedelta(minutes=10)
_TEXTS = {"title", "description", "note", "blocked_by", "unblocked_by"}
_TOLD = {"starts_on", "ends_on", "progress"}
MOST_AT_ONCE = 200


class BulkRefused(Refusal):
    """Nothing was changed: `lines` says for which actions, and why."""

    def __init__(self, lines: list[tuple[Action, Text]]) -> None:
        super().__init__(_("Rien n’est modifié : corrigez ce qui suit, ou décochez ces actions."))
        self.lines = lines


# ── Objectives ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_objective(*, challenge: Challenge, title: str, by: User | None) -> Objective:
    """One more aim of a challenge."""
    challenge = lock(challenge)
    last = challenge.objectives.aggregate(last=Max("number"))["last"] or 0
    objective = Objective.objects.create(challenge=challenge, number=last + 1, title=title)
    announce(facts.ChallengeChanged(territory_id=challenge.territory_id, number=challenge.number), by=by)
    return objective


# ── Actions ──────────────────────────────────────────────────────────────────────────────────────
def next_number(territory: Territory) -> int:
    """The number of the next action. The territory stays locked until the transaction ends: none is given twice."""
    lock(territory)
    return (territory.actions.aggregate(last=Max("number"))["last"] or 0) + 1


def keep_event(action: Action, verb: str, *, by: User | None, note: str = "") -> ActionEvent:
    """One line of its history."""
    return ActionEvent.objects.create(action=action, by=by, verb=verb, state=action.state, note=note)


def touch(action: Action, *fields: str) -> None:
    """Write these fields, and count the change."""
    action.version += 1
    action.changed_at = clock.now()
    action.save(update_fields=[*fields, "version", "changed_at"])


@transaction.atomic
def add_action(*, objective: Objective, title: str, by: User | None, **values: Any) -> Action:
    """One more action: `values` are fields of the model, each right alone. Raises Incomplete when they are wrong together."""
    territory = objective.challenge.territory
    starts, ends, pilot = values.get("starts_on"), values.get("ends_on"), values.get("pilot_id")
    wrong: dict[str, Text] = {}
    if starts and ends and ends < starts:
        wrong["ends_on"] = _ends_first()
    if pilot and pilot not in lists_of(territory)["pilots"].allowed(values.get("owner_id"), territory.lead_id):
        wrong["pilot"] = _not_their_pilot()
    if wrong:
        raise Incomplete(_("Il reste quelque chose à corriger."), wrong)
    action = Action.objects.create(territory=territory, objective=objective, number=next_number(territory), title=title, **values)
    keep_event(action, "create", by=by)
    announce(facts.ActionAdded(territory_id=territory.pk, action_id=action.pk), by=by)
    plan_messages.tell_assigned(action, by=by)
    return action


def form_for(action: Action, *args: Any, lists: Mapping[str, Any] | None = None, **kwargs: Any) -> ActionForm:
    """The form of an action, with the lists of its territory (read once for many, with `lists_of`)."""
    found = {**(lists or lists_of(action.territory))}
    found["others"] = [one for one in found["others"] if one.pk != action.pk]
    return ActionForm(*args, **found, is_blocked=action.state == Action.State.BLOCKED, **kwargs)


def lists_of(territory: Territory) -> dict[str, Any]:
    """What the forms of a territory's actions choose from."""
    owners = reads.owners_of(territory)
    return {
        "objectives": reads.objectives_of(territory),
        "owners": owners,
        "pilots": reads.pilots_of(owners),
        "others": list(territory.actions.order_by("number")),
    }


@transaction.atomic
def save_action(*, action: Action, changes: Mapping[str, Change], by: User, lists: Mapping[str, Any] | None = None) -> Saved:
    """Change fields of an action. What somebody else changed in between comes back as a conflict, with both texts.

    A field that is not understood is refused with words and stays as it was; the others are saved.
    """
    territory, lists = action.territory, lists or lists_of(action.territory)
    action = lock(action)
    action.territory = territory
    form = form_for(action, lists=lists)
    cleaned: dict[str, Change] = {}
    errors: dict[str, Text] = {}
    for name, change in changes.items():
        value, error = clean_one(form, name, change.value)
        if error:
            errors[name] = error
        else:
            cleaned[name] = Change(value, change.version)
    before = reads.values_of(action)
    answers: dict[str, Any] = {**before}
    saved = take(answers, reads.marks_of(action, before), cleaned, by=str(by), writer=str(by.pk))
    for name, words in _misfits(action, answers, saved.changed, lists).items():
        errors[name] = words
        answers[name] = before[name]
        saved.changed.discard(name)
        saved.versions.pop(name, None)
    saved.errors.update(errors)
    saved.versions = {name: reads.seal(answers[name]) for name in saved.versions}
    if saved.changed:
        _write(action, before, answers, saved.changed, by)
    return saved


def _ends_first() -> Text:
    return _("La fin précède le début : écrivez une date après le début.")


def _not_their_pilot() -> Text:
    return _("Choisissez une personne de la structure responsable ou du chef de file.")


def _misfits(action: Action, answers: Mapping[str, str], changed: set[str], lists: Mapping[str, Any]) -> dict[str, Text]:
    """What is right alone and wrong beside the rest."""
    found: dict[str, Text] = {}
    starts, ends = answers["starts_on"], answers["ends_on"]
    if starts and ends and ends < starts and changed & {"starts_on", "ends_on"}:
        name = "ends_on" if "ends_on" in changed else "starts_on"
        found[name] = _ends_first()
    if "pilot" in changed and answers["pilot"]:
        owner = int(answers["owner"]) if answers["owner"] else None
        if int(answers["pilot"]) not in lists["pilots"].allowed(owner, action.territory.lead_id):
            found["pilot"] = _not_their_pilot()
    if "after" in changed and answers["after"]:
        after_of = {one.pk: one.after_id for one in lists["others"]}
        key: int | None = int(answers["after"])
        while key is not None and key != action.pk:
            key = after_of.pop(key, None)
        if key == action.pk:
            found["after"] = _("Ces deux actions s’attendraient l’une l’autre : choisissez-en une qui ne dépend pas de celle-ci.")
    return found


def _write(action: Action, before: Mapping[str, str], answers: Mapping[str, str], changed: set[str], by: User) -> None:
    names = []
    for name in sorted(changed):
        value: Any = answers[name]
        column = f"{name}_id" if name in reads.LINKS else name
        if name in reads.LINKS or name == "progress":
            value = int(value) if value else (0 if name == "progress" else None)
        elif name.endswith("_on"):
            value = dt.date.fromisoformat(value) if value else None
        setattr(action, column, value)
        names.append(column.removesuffix("_id") if name in reads.LINKS else column)
    touch(action, *names)
    _keep_change(action, before, answers, changed, by)
    if changed & {"pilot", "owner"}:
        plan_messages.tell_assigned(action, by=by)
    if "ends_on" in changed:
        plan_messages.forget_late(action)


def _keep_change(action: Action, before: Mapping[str, str], answers: Mapping[str, str], changed: set[str], by: User) -> None:
    last = action.events.first()
    is_typing = (
        changed <= _TEXTS
        and last is not None
        and (last.verb, last.by_id, last.note) == ("change", by.pk, "\n".join(sorted(changed)))
        and clock.now() - last.at < _TYPING
    )
    if is_typing:
        return
    lines = [f"{name}\t{before[name]}\t{answers[name]}" if name in _TOLD else name for name in sorted(changed)]
    keep_event(action, "change", by=by, note="\n".join(lines))
    announce(facts.ActionChanged(territory_id=action.territory_id, action_id=action.pk, fields=sorted(changed)), by=by)


@transaction.atomic
def move_action(
    *, action: Action, verb: str, by: User, seen: str = "", blocked_by: str = "", unblocked_by: str = "", note: str = ""
) -> Action:
    """Say where it stands. A block says what blocks and what would unblock; a drop says why.

    `seen` is the state that the page showed: when somebody moved it in between, raises Stale with both.
    """
    territory = action.territory
    action = lock(action)
    action.territory = territory
    if verb not in Action.FLOW.moves:
        raise Refusal(_("Cet état n’existe pas. Choisissez-en un dans la liste."))
    target = Action.FLOW.moves[verb][1]
    if seen and seen != action.state and target != action.state:
        last = action.events.filter(state=action.state).select_related("by").first()
        raise Stale(
            _("L’état de cette action a changé entre-temps."),
            mine=Action.State(target).label,
            theirs=action.get_state_display(),
            version=action.version,
            by=str(last.by) if last and last.by else _("La plateforme"),
        )
    if target == action.state:
        return action
    state = Action.FLOW.step(verb, action.state)
    missing: dict[str, Text] = {}
    if verb == "block" and not blocked_by:
        missing["blocked_by"] = _("Écrivez ce qui bloque.")
    if verb == "block" and not unblocked_by:
        missing["unblocked_by"] = _("Écrivez ce qui débloquerait l’action.")
    if verb == "drop" and not note:
        missing["note"] = _("Écrivez pourquoi l’action est abandonnée.")
    if missing:
        raise Incomplete(_("Dites-en un peu plus pour changer l’état de l’action %(code)s.") % {"code": action.code}, missing)
    action.state = state
    is_blocked = verb == "block"
    action.blocked_by, action.unblocked_by = (blocked_by, unblocked_by) if is_blocked else ("", "")
    action.blocked_on = clock.today() if is_blocked else None
    if verb == "finish":
        action.progress = 100
    if verb == "drop":
        action.note = note
    touch(action, "state", "blocked_by", "unblocked_by", "blocked_on", "progress", "note")
    keep_event(action, verb, by=by, note="\n".join(filter(None, (blocked_by, unblocked_by))) if is_blocked else note)
    announce(facts.ActionMoved(territory_id=territory.pk, action_id=action.pk, state=state), by=by)
    plan_messages.tell_moved(action, by=by)
    return action


@transaction.atomic
def note_action(*, action: Action, text: str, by: User) -> ActionEvent:
    """A note, kept in its history."""
    return keep_event(action, "note", by=by, note=text)


@transaction.atomic
def change_many(
    *, territory: Territory, shown: Mapping[int, int], values: Mapping[str, Any], by: User, reasons: Mapping[str, str] | None = None
) -> int:
    """The same change to many actions, all or nothing: `shown` gives the version that the page showed, by number.

    `values` may hold verb, owner, pilot, starts_on and ends_on as a form sends them; "0" clears an owner or a pilot.
    Raises BulkRefused with each action that cannot change, and why. Gives how many changed.
    """
    wanted = {name: value for name, value in values.items() if value}
    if not shown or not wanted:
        raise Refusal(_("Cochez des actions, puis choisissez ce qui change."))
    if len(shown) > MOST_AT_ONCE:
        raise Refusal(_("Au plus %(count)s actions à la fois.") % {"count": MOST_AT_ONCE})
    found = list(Action.objects.select_for_update().filter(territory=territory, number__in=list(shown)).order_by("number"))
    lists = lists_of(territory)
    refused: list[tuple[Action, Text]] = []
    for action in found:
        action.territory = territory
        words = _change_one(action, shown[action.number], wanted, lists, reasons or {}, by)
        refused += [(action, one) for one in words]
    if len(found) < len(shown):
        raise Refusal(_("Certaines de ces actions n’existent pas. Rechargez la page."))
    if refused:
        raise BulkRefused(refused)
    return len(found)


def _change_one(
    action: Action, version: int, wanted: Mapping[str, Any], lists: Mapping[str, Any], reasons: Mapping[str, str], by: User
) -> list[Text]:
    """Change one of many; gives what stands against it."""
    if not rules.can_edit_action(by, action):
        return [_("votre rôle ne permet pas de la modifier")]
    behind = action.version - version
    others = [event for event in action.events.select_related("by")[: max(behind, 0)] if event.by_id != by.pk]
    if others:
        return [_("modifiée entre-temps par %(who)s : rechargez la page") % {"who": others[0].by or _("La plateforme")}]
    fields = {name: "" if value == "0" else str(value) for name, value in wanted.items() if name != "verb"}
    current = reads.values_of(action)
    try:
        if fields:
            changes = {name: Change(value, reads.seal(current[name])) for name, value in fields.items()}
            saved = save_action(action=action, changes=changes, by=by, lists=lists)
            if saved.errors:
                return list(saved.errors.values())
        if "verb" in wanted:
            move_action(action=action, verb=wanted["verb"], by=by, **reasons)
    except Incomplete as refusal:
        return list(refusal.missing.values())
    except Refusal as refusal:
        return [refusal.message]
    return []


@transaction.atomic
def fill_template(*, territory: Territory, by: User) -> int:
    """A first objective and a first action under each challenge that has none. Gives how many actions."""
    lock(territory)
    challenges = list(territory.challenges.order_by("number"))
    if not challenges:
        raise Refusal(_("Écrivez d’abord les défis du territoire : le plan part d’eux."))
    added = 0
    for challenge in challenges:
        if Action.objects.filter(objective__challenge=challenge).exists():
            continue
        challenge.territory = territory
        objective = challenge.objectives.first() or add_objective(challenge=challenge, title=_("Premier objectif (à écrire)"), by=by)
        objective.challenge = challenge
        add_action(objective=objective, title=_("Première action (à écrire)"), by=by)
        added += 1
    if not added:
        raise Refusal(_("Chaque défi a déjà une action : ajoutez les suivantes une par une."))
    return added
