"""The theory of change of a project, or of a territory: its parts, what leads to what, its public editions."""

import datetime as dt
import re
import textwrap
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.impact import facts
from frenchimpact.impact.models import Change, ChangeEdition, ChangeLink, ChangePart, Holder, Kind
from frenchimpact.impact.models.changes import BESIDE, CHAIN
from frenchimpact.impact.queries import content_of, side_of
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Territory

# A picture with more boxes is read by nobody.
MOST_OF_A_KIND = 12
LONGEST_TEXT, LONGEST_WHOM = 300, 120
# What one person writes in that time is told once: the journal is read by others.
ONE_SITTING = dt.timedelta(hours=1)


@transaction.atomic
def ask_question(*, holder: Holder, question: str, by: User) -> Change:
    """What it wants to know about its impact."""
    change = _held(holder)
    change.question = question
    return _touched(change, by)


@transaction.atomic
def write_part(
    *,
    holder: Holder,
    kind: Kind,
    text: str,
    by: User,
    part: ChangePart | None = None,
    stakeholder: str = "",
    indicator: Indicator | None = None,
    leads_to: Iterable[ChangePart] | None = None,
) -> ChangePart:
    """A part is added, or reworded; what it leads to is replaced when it is given. Raises Refusal."""
    change = _held(holder)
    if part is None:
        held = change.parts.filter(kind=kind).aggregate(last=Max("position"))["last"]
        if change.parts.filter(kind=kind).count() >= MOST_OF_A_KIND:
            raise Refusal(_("Au plus %s éléments de cette sorte : regroupez-en.") % MOST_OF_A_KIND)
        part = ChangePart(change=change, kind=kind, position=0 if held is None else held + 1)
    part.text, part.stakeholder, part.indicator = text, stakeholder, indicator
    part.save()
    if leads_to is not None:
        _link(part, list(leads_to))
    _touched(change, by)
    return part


@transaction.atomic
def start_from_challenges(*, territory: Territory, by: User) -> Change:
    """The needs are the problems of its challenges, which its collective wrote already: those that are not there yet are added."""
    change = _held(territory)
    known = set(change.parts.filter(kind=Kind.NEED).values_list("text", flat=True))
    for challenge in territory.challenges.order_by("number"):
        if (need := _first_sentence(challenge.problem) or challenge.title) not in known:
            whom = textwrap.shorten(challenge.publics_words, LONGEST_WHOM, placeholder="…")
            write_part(holder=territory, kind=Kind.NEED, text=need, by=by, stakeholder=whom)
    return change


def _first_sentence(text: str) -> str:
    """Without its full stop; nothing when it is too long for a part."""
    sentence = re.split(r"(?<=[.!?…])\s", text.strip(), maxsplit=1)[0].rstrip(".")
    return clean_line(sentence) if len(sentence) <= LONGEST_TEXT else ""


@transaction.atomic
def remove_part(*, part: ChangePart, by: User) -> None:
    """A part goes, with what led to it and what it led to."""
    change = _held(part.change.holder)
    part.delete()
    _touched(change, by)


@transaction.atomic
def move_part(*, part: ChangePart, up: bool, by: User) -> None:
    """One place higher or lower among those of its kind; nothing at the end."""
    change = _held(part.change.holder)
    rows = list(change.parts.filter(kind=part.kind).order_by("position", "pk"))
    at = rows.index(part)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        for position, row in enumerate(rows):
            row.position = position
        ChangePart.objects.bulk_update(rows, ["position"])
        _touched(change, by)


@transaction.atomic
def publish_change(*, holder: Holder, by: User) -> ChangeEdition:
    """The theory as it stands becomes what the public reads. Raises Incomplete without a need, an activity and an effect."""
    change = _held(holder)
    kinds = set(change.parts.values_list("kind", flat=True))
    lacking = [kind for kind in (Kind.NEED, Kind.ACTIVITY, Kind.OUTCOME) if kind not in kinds]
    if lacking:
        words = _("Avant de publier, écrivez au moins un besoin, une activité et un effet. Il manque : %s.")
        raise Incomplete(words % ", ".join(str(kind.label).lower() for kind in lacking), {kind.value: kind.label for kind in lacking})
    last = change.editions.first()
    content = content_of(change)
    if last is not None and last.content == content:
        raise Refusal(_("Rien n’a changé depuis la dernière publication."))
    edition = ChangeEdition.objects.create(change=change, number=last.number + 1 if last else 1, content=content, by=by)
    if isinstance(holder, Project):
        announce(facts.ChangePublished(project_id=holder.pk, number=edition.number), by=by)
    else:
        announce(facts.TerritoryChangePublished(territory_id=holder.pk, number=edition.number), by=by)
    return edition


def _held(holder: Holder) -> Change:
    whose: dict[str, Any] = {side_of(holder): holder}
    change, _is_new = Change.objects.get_or_create(**whose)
    return lock(change)


def _touched(change: Change, by: User) -> Change:
    is_told = change.changed_by_id == by.pk and clock.now() - change.changed_at < ONE_SITTING
    change.changed_at, change.changed_by = clock.now(), by
    change.save()
    if is_told:
        return change
    if change.project_id is not None:
        announce(facts.ChangeWritten(project_id=change.project_id), by=by)
    elif change.territory_id is not None:
        announce(facts.TerritoryChangeWritten(territory_id=change.territory_id), by=by)
    return change


def _link(part: ChangePart, targets: list[ChangePart]) -> None:
    for target in targets:
        if target.change_id != part.change_id or not may_lead(Kind(part.kind), Kind(target.kind)):
            raise Refusal(
                _("« %(one)s » ne peut pas mener à « %(other)s » : le lien va vers la suite.") % {"one": part.text, "other": target.text}
            )
    part.leads_to.exclude(target__in=targets).delete()
    known = set(part.leads_to.values_list("target_id", flat=True))
    ChangeLink.objects.bulk_create(ChangeLink(source=part, target=target) for target in targets if target.pk not in known)


def may_lead(source: Kind, target: Kind) -> bool:
    """A part leads to one further on; an assumption or a risk bears on any part of the chain."""
    if target in BESIDE:
        return False
    return source in BESIDE or CHAIN.index(source) < CHAIN.index(target)
