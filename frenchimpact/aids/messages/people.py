"""Who answers for each side."""

from django.db.models import Exists, OuterRef

from frenchimpact.accounts.models import User
from frenchimpact.organisations.models import Membership, Organisation


def people_of(organisation: Organisation) -> list[User]:
    """Those who may write in the name of an organisation today and can sign in."""
    held = Membership.objects.filter(
        user=OuterRef("pk"), organisation=organisation, until=None, role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]
    )
    return list(User.objects.filter(Exists(held), is_active=True).order_by("pk"))
