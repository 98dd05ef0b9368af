"""What the pages of the desk look up."""

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from frenchimpact.accounts.models import Recovery, User
from frenchimpact.accounts.queries import recoveries
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import fold
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.rules import Anyone, can_search_people, held_today, is_operator


def find_recovery(user: Anyone, recovery_id: int) -> Recovery:
    """A request to come back without any proof, for operators. Raises Http404."""
    found = recoveries().filter(pk=recovery_id).first() if is_operator(user) else None
    if found is None:
        raise Http404
    return found


def people_named(words: str) -> QuerySet[User]:
    """Accounts whose name or address holds each of the words, with what they belong to and do today; erased ones are nobody any more."""
    members = Membership.objects.filter(until=None).select_related("organisation").order_by("organisation__name", "pk")
    held = held_today().select_related("organisation", "perimeter").order_by("role", "pk")
    found = User.objects.filter(erased_at=None).prefetch_related(
        Prefetch("memberships", members, to_attr="members_today"), Prefetch("assignments", held, to_attr="roles_held")
    )
    for word in fold(words).split():
        found = found.alias(name_folded=Fold("full_name")).filter(Q(name_folded__contains=word) | Q(email__icontains=word))
    return found.order_by("full_name", "email", "pk")


def find_somebody(user: Anyone, person_id: int) -> User:
    """A person, for who may look people up. Raises Http404."""
    found = people_named("").filter(pk=person_id).first() if can_search_people(user) else None
    if found is None:
        raise Http404
    return found
