"""The theory of change of a project: its parts, what leads to what, its public editions."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.impact import facts
from frenchimpact.impact.models import Change, ChangeEdition, ChangeLink, ChangePart, Kind
from frenchimpact.impact.models.changes import BESIDE, CHAIN
from frenchimpact.impact.queries import content_of
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project

# A picture with more boxes is read by nobody.
MOST_OF_A_KIND = 12


@transaction.atomic
def ask_question(*, project: Project, question: str, by: User) -> Change:
    """What the project wants to know about its impact."""
    change = _held(project)
    change.question = question
    return _touched(change, by)


@transaction.atomic
def write_part(
    *,
    project: Project,
    kind: Kind,
    text: str,
    by: User,
    part: ChangePart | None = None,
    stakeholder: str = "",
    indicator: Indicator | None = None,
    leads_to: Iterable[ChangePart] | None = None,
) -> ChangePart:
    """A part is added, or reworded; what it leads to is replaced when it is given. Raises Refusal."""
    change = _held(project)
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
def remove_part(*, part: ChangePart, by: User) -> None:
    """A part goes, with what led to it and what it led to."""
    change = _held(part.change.project)
    part.delete()
    _touched(change, by)


@transaction.atomic
def move_part(*, part: ChangePart, up: bool, by: User) -> None:
    """One place higher or lower among those of its kind; nothing at the end."""
    change = _held(part.change.project)
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
def publish_change(*, project: Project, by: User) -> ChangeEdition:
    """The theory as it stands becomes what the public reads. Raises Incomplete without a need, an activity and an effect."""
    change = _held(project)
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
    announce(facts.ChangePublished(project_id=project.pk, number=edition.number), by=by)
    return edition


def _held(project: Project) -> Change:
    Change.objects.get_or_create(project=project)
    return lock(Change.objects.get(project=project))


def _touched(change: Change, by: User) -> Change:
    change.changed_at, change.changed_by = clock.now(), by
    change.save()
    announce(facts.ChangeWritten(project_id=change.project_id), by=by)
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
