"""Who may do what with a method. Whoever may read one may run it: without an account when it is published."""

from django.db.models import Q, QuerySet

from frenchimpact.methods.models import Method, MethodVersion
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of

PUBLISHED = (MethodVersion.State.PUBLISHED, MethodVersion.State.WITHDRAWN)


def owners_for(user: Anyone) -> QuerySet[Organisation]:
    """The published organisations in whose name they may bring a method."""
    written_for = memberships_of(user).filter(role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]).values("organisation")
    return Organisation.objects.filter(pk__in=written_for, is_published=True, closed_on=None)


def can_propose_method(user: Anyone) -> bool:
    """Operators for the programme; whoever writes for a published organisation."""
    return is_operator(user) or owners_for(user).exists()


def can_edit_method(user: Anyone, method: Method) -> bool:
    """Those who write for its owner; operators, for all."""
    return is_operator(user) or (method.owner_id is not None and owners_for(user).filter(pk=method.owner_id).exists())


def can_review_method(user: Anyone, version: MethodVersion) -> bool:
    """Publishing, sending back, withdrawing: operators."""
    return is_operator(user)


def visible_versions(user: Anyone) -> QuerySet[MethodVersion]:
    """What was published, withdrawn ones included since they were cited; and drafts, for those who may edit them."""
    found = MethodVersion.objects.select_related("method", "method__owner")
    if is_operator(user):
        return found
    own = Q(method__owner__in=owners_for(user)) if user.is_authenticated else Q()
    return found.filter(Q(state__in=PUBLISHED) | own) if own else found.filter(state__in=PUBLISHED)


def can_read_version(user: Anyone, version: MethodVersion) -> bool:
    """The same for one."""
    return version.state in PUBLISHED or can_edit_method(user, version.method)
