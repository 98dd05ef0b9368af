"""Who belongs to an organisation, and to which ones a person belongs."""

from django.db.models import Case, IntegerField, QuerySet, When

from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Membership, Organisation


def organisations_for(user: rules.Anyone) -> QuerySet[Organisation]:
    """Those that the person belongs to today, by name."""
    return Organisation.objects.filter(pk__in=rules.memberships_of(user).values("organisation")).order_by("name_fold", "pk")


def members_for(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it today, those who may manage it first."""
    order = Case(
        When(role=Membership.Role.ADMIN, then=0), When(role=Membership.Role.EDITOR, then=1), default=2, output_field=IntegerField()
    )
    return organisation.memberships.filter(until__isnull=True).select_related("user").order_by(order, "user__full_name", "pk")
