"""Who may do what for an organisation, and who holds which programme role, today and where."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Assignment, Membership, Organisation

# What a file is to its organisation.
LOGO = "logo"
type Anyone = User | AnonymousUser


def assignments_of(user: Anyone) -> QuerySet[Assignment]:
    """The programme roles that the person holds today."""
    today = clock.today()
    return Assignment.objects.filter(user_id=user.pk or 0, starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def perimeter_covers(perimeter: Place | None, place: Place | None) -> bool:
    """Whether a role bounded by `perimeter` reaches `place`; without perimeter it reaches everything."""
    if perimeter is None or perimeter.level == Place.Level.COUNTRY:
        return True
    if place is None:
        return False
    return perimeter.pk in {place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id}


def has_role(user: Anyone, *roles: str, places: list[Place] | None = None) -> bool:
    """Whether the person holds one of these programme roles today; with `places`, over at least one of them."""
    if not user.is_authenticated:
        return False
    held = assignments_of(user).filter(role__in=roles).select_related("perimeter")
    if places is None:
        return held.exists()
    reached: list[Place | None] = [*places] or [None]
    return any(perimeter_covers(one.perimeter, place) for one in held for place in reached)


def is_operator(user: Anyone) -> bool:
    """Whether the person runs the programme today."""
    return has_role(user, Assignment.Role.OPERATOR)


def is_admin(user: Anyone) -> bool:
    """Whether the person runs the machines today."""
    return has_role(user, Assignment.Role.ADMIN)


def holds_guarded_role(user: Anyone) -> bool:
    """Whether the person holds a role that is only reached with a second proof (STRONG_SIGN_IN_ROLES)."""
    return bool(settings.STRONG_SIGN_IN_ROLES) and has_role(user, *settings.STRONG_SIGN_IN_ROLES)


def memberships_of(user: Anyone) -> QuerySet[Membership]:
    """The organisations that the person belongs to today."""
    return Membership.objects.filter(user_id=user.pk or 0, until__isnull=True)


def can_edit_organisation(user: Anyone, organisation: Organisation) -> bool:
    """Its administrators and editors, and the programme's operators."""
    if not user.is_authenticated:
        return False
    roles: list[Any] = [Membership.Role.ADMIN, Membership.Role.EDITOR]
    return memberships_of(user).filter(organisation=organisation, role__in=roles).exists() or is_operator(user)


def can_see_logo(user: Anyone, organisation: Organisation, file: StoredFile) -> bool:
    """Those who see the sheet."""
    return visible_organisations(user).filter(pk=organisation.pk).exists()


def can_create_organisation(user: Anyone) -> bool:
    """Anyone signed in: who adds an organisation answers for its sheet."""
    return user.is_authenticated


def visible_organisations(user: Anyone) -> QuerySet[Organisation]:
    """Published ones for everyone; one's own and, for operators, all of them."""
    if user.is_authenticated and is_operator(user):
        return Organisation.objects.all()
    seen = Q(is_published=True)
    if user.is_authenticated:
        seen |= Q(pk__in=memberships_of(user).values("organisation"))
    return Organisation.objects.filter(seen)
