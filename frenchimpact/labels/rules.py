"""Who runs the register, who answers for a label."""

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.calls.models.applications import FINAL_STATES
from frenchimpact.labels.models import Control, Label, Procedure, Renewal
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of

# What a file is to a control.
EVIDENCE = "evidence"
_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def can_manage_labels(user: Anyone) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def holds_some_label(user: Anyone) -> bool:
    """Whether an organisation of theirs has, or had, a label."""
    return user.is_authenticated and Label.objects.filter(organisation__in=_mine(user)).exists()


def can_follow_labels(user: Anyone) -> bool:
    """Those who run the programme, and those whose organisation has or had a label."""
    return can_manage_labels(user) or holds_some_label(user)


def _mine(user: Anyone, *, only_writers: bool = False) -> QuerySet[Organisation]:
    held = memberships_of(user)
    if only_writers:
        held = held.filter(role__in=_WRITERS)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def held_labels(user: Anyone) -> QuerySet[Label]:
    """The labels of one's organisations."""
    return Label.objects.filter(organisation__in=_mine(user))


def visible_desks(user: Anyone) -> QuerySet[Label]:
    """Labels whose life the person may follow: those of their organisations; all of them for operators."""
    if not user.is_authenticated:
        return Label.objects.none()
    return Label.objects.all() if is_operator(user) else held_labels(user)


def can_answer_for(user: Anyone, label: Label) -> bool:
    """Those who may write for the organisation that holds it, or that carries the territory."""
    return label.organisation_id is not None and _mine(user, only_writers=True).filter(pk=label.organisation_id).exists()


def is_tied(user: Anyone, label: Label) -> bool:
    """Whether the person belongs to the holder: then they never decide about its label."""
    return label.organisation_id is not None and memberships_of(user).filter(organisation=label.organisation_id).exists()


def can_decide_on(user: Anyone, label: Label) -> bool:
    """Operators who have no tie with the holder."""
    return is_operator(user) and not is_tied(user, label)


def can_file_renewal(user: Anyone, renewal: Renewal) -> bool:
    """The holder's writers."""
    return can_answer_for(user, renewal.label)


def is_before_jury(renewal: Renewal) -> bool:
    """Whether an application asked for it, which a jury has still to judge: until then nobody decides here."""
    return renewal.application is not None and renewal.application.state not in FINAL_STATES


def can_decide_renewal(user: Anyone, renewal: Renewal) -> bool:
    """Operators who have no tie with the holder, for a request that is not a jury's."""
    return renewal.state == Renewal.State.FILED and can_decide_on(user, renewal.label) and not is_before_jury(renewal)


def can_reply(user: Anyone, procedure: Procedure) -> bool:
    """The holder's writers."""
    return can_answer_for(user, procedure.label)


def can_decide_procedure(user: Anyone, procedure: Procedure) -> bool:
    """Operators who have no tie with the holder."""
    return can_decide_on(user, procedure.label)


def can_read_evidence(user: Anyone, control: Control, file: object) -> bool:
    """The holder's people and the operators."""
    return visible_desks(user).filter(pk=control.label_id).exists()


def holders_of(label: Label) -> QuerySet[User]:
    """Who is written to about it: those who may write for its holder and can sign in."""
    held = Q(memberships__organisation=label.organisation_id, memberships__until=None, memberships__role__in=_WRITERS)
    return User.objects.filter(held, is_active=True).distinct().order_by("pk") if label.organisation_id else User.objects.none()
