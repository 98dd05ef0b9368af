"""Who may do what for an organisation, and who holds which programme role, today and where."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import Look, User
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Assignment, Claim, JoinRequest, Mandate, Membership, Organisation

# What a file is to its organisation.
LOGO = "logo"
type Anyone = User | AnonymousUser


def held_today(*roles: str) -> QuerySet[Assignment]:
    """The programme roles that anyone holds today: those named, or all of them."""
    today = clock.today()
    held = Assignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
    return held.filter(role__in=roles) if roles else held


def assignments_of(user: Anyone) -> QuerySet[Assignment]:
    """The programme roles that the person holds today."""
    return held_today().filter(user_id=user.pk or 0)


def roles_today(user: Anyone) -> Sequence[Assignment]:
    """The same, with their organisations and perimeters: read once for each page, however many times it is asked."""
    kept: Sequence[Assignment] | None = getattr(user, "roles_kept", None)
    if kept is None:
        kept = list(assignments_of(user).select_related("organisation", "perimeter").order_by("role", "starts_on", "pk"))
        if getattr(user, "is_of_page", False):
            setattr(user, "roles_kept", kept)
    return kept


def operators() -> QuerySet[User]:
    """Those who run the programme today and can sign in."""
    return User.objects.filter(pk__in=held_today(Assignment.Role.OPERATOR).values("user"), is_active=True).order_by("pk")


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
    held = [one for one in roles_today(user) if one.role in roles]
    if places is None:
        return bool(held)
    reached: list[Place | None] = [*places] or [None]
    return any(perimeter_covers(one.perimeter, place) for one in held for place in reached)


def is_operator(user: Anyone) -> bool:
    """Whether the person runs the programme today."""
    return has_role(user, Assignment.Role.OPERATOR)


def is_admin(user: Anyone) -> bool:
    """Whether the person runs the machines today."""
    return has_role(user, Assignment.Role.ADMIN)


def can_search_people(user: Anyone) -> bool:
    """Those who run the programme or the machines."""
    return has_role(user, Assignment.Role.OPERATOR, Assignment.Role.ADMIN)


def can_look_as(user: Anyone, person: User) -> bool:
    """An administrator, through the eyes of somebody else who runs neither the programme nor the machines."""
    return is_admin(user) and person.pk != user.pk and person.is_active and not can_search_people(person)


def why_over(look: Look) -> str:
    """How a look that is open must end now; empty while it may go on."""
    if not look.by.is_active or not look.person.is_active:
        return Look.End.ACCOUNT
    # A clock that went back gives no time.
    if not look.began_at <= clock.now() < look.until_at:
        return Look.End.EXPIRED
    return "" if can_look_as(look.by, look.person) else Look.End.ROLE


def holds_guarded_role(user: Anyone) -> bool:
    """Whether the person holds a role that is only reached with a second proof (STRONG_SIGN_IN_ROLES)."""
    return bool(settings.STRONG_SIGN_IN_ROLES) and has_role(user, *settings.STRONG_SIGN_IN_ROLES)


def memberships_of(user: Anyone) -> QuerySet[Membership]:
    """The organisations that the person belongs to today."""
    return Membership.objects.filter(user_id=user.pk or 0, until__isnull=True)


# Who of an organisation may write in its name, there and for those that gave it a mandate.
_WRITERS: list[Any] = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def mandates_of(user: Anyone, *scopes: str) -> QuerySet[Mandate]:
    """The mandates by which the person may act today for another organisation; with `scopes`, those that cover one of them."""
    today = clock.today()
    agents = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    held = Mandate.objects.filter(state=Mandate.State.AGREED, agent__in=agents, starts_on__lte=today, ends_on__gte=today)
    return held.filter(scope__in=[*scopes, Mandate.Scope.ALL]) if scopes else held


def can_edit_organisation(user: Anyone, organisation: Organisation) -> bool:
    """Its administrators and editors, those who act for it under a mandate, and the programme's operators."""
    if not user.is_authenticated:
        return False
    return (
        memberships_of(user).filter(organisation=organisation, role__in=_WRITERS).exists()
        or is_operator(user)
        or mandates_of(user, Mandate.Scope.SHEET).filter(giver=organisation).exists()
    )


def memberships_today(user: Anyone) -> Sequence[Membership]:
    """The same, with the names of their organisations, in that order: read once for each page, however many times it is asked."""
    kept: Sequence[Membership] | None = getattr(user, "memberships_kept", None)
    if kept is None:
        named = (
            memberships_of(user)
            .select_related("organisation")
            .only("user_id", "role", "organisation__name", "organisation__slug", "organisation__kinds")
        )
        kept = list(named.order_by("organisation__name", "pk"))
        if getattr(user, "is_of_page", False):
            setattr(user, "memberships_kept", kept)
    return kept


def administrators_of(organisation: Organisation) -> QuerySet[Membership]:
    """Those who manage it today and can still sign in."""
    return organisation.memberships.filter(role=Membership.Role.ADMIN, until=None, user__is_active=True)


def can_manage_members(user: Anyone, organisation: Organisation) -> bool:
    """Its administrators: who belongs, and for whom it acts, is their business alone."""
    return memberships_of(user).filter(organisation=organisation, role=Membership.Role.ADMIN).exists()


def can_read_team(user: Anyone, organisation: Organisation) -> bool:
    """Whoever belongs to it, and the programme's operators."""
    return memberships_of(user).filter(organisation=organisation).exists() or is_operator(user)


def can_ask_entry(user: Anyone, organisation: Organisation) -> bool:
    """Anyone signed in may ask to join, or to take charge of a sheet that nobody keeps."""
    return user.is_authenticated


def can_decide_join(user: Anyone, request: JoinRequest) -> bool:
    """Its administrators; the operators once these stayed silent, or are gone."""
    if request.user_id == user.pk:
        return False
    if can_manage_members(user, request.organisation):
        return True
    return is_operator(user) and (request.escalated_at is not None or not administrators_of(request.organisation).exists())


def can_review_claims(user: Anyone) -> bool:
    """The programme's operators."""
    return is_operator(user)


def can_merge(user: Anyone, pair: Any = None) -> bool:
    """The programme's operators."""
    return is_operator(user)


def can_decide_claim(user: Anyone, claim: Claim) -> bool:
    """An operator who is not the person asking."""
    return is_operator(user) and claim.user_id != user.pk


def can_read_claim(user: Anyone, claim: Claim) -> bool:
    """The person asking, and the operators."""
    return claim.user_id == user.pk or is_operator(user)


def can_open_proof(user: Anyone, claim: Claim, file: StoredFile) -> bool:
    """Those who read the claim open what was joined to it."""
    return can_read_claim(user, claim)


def managed_sides(user: Anyone, mandate: Mandate) -> set[int]:
    """Which of its two organisations the person administers."""
    mine = memberships_of(user).filter(role=Membership.Role.ADMIN, organisation__in=[mandate.giver_id, mandate.agent_id])
    return set(mine.values_list("organisation", flat=True))


def can_answer_mandate(user: Anyone, mandate: Mandate) -> bool:
    """The administrators of the side that has not agreed yet."""
    awaited = mandate.giver_id if mandate.giver_agreed_at is None else mandate.agent_id
    return mandate.state == Mandate.State.PROPOSED and awaited in managed_sides(user, mandate)


def can_stop_mandate(user: Anyone, mandate: Mandate) -> bool:
    """The administrators of either side, as long as it is not over."""
    return mandate.state in {Mandate.State.PROPOSED, Mandate.State.AGREED} and bool(managed_sides(user, mandate))


def can_see_logo(user: Anyone, organisation: Organisation, file: StoredFile) -> bool:
    """Those who see the sheet."""
    return visible_organisations(user).filter(pk=organisation.pk).exists()


def can_create_organisation(user: Anyone) -> bool:
    """Anyone signed in: who adds an organisation answers for its sheet."""
    return user.is_authenticated


def visible_organisations(user: Anyone) -> QuerySet[Organisation]:
    """Published ones for everyone; one's own, those one acts for and, for operators, all of them."""
    if user.is_authenticated and is_operator(user):
        return Organisation.objects.filter(merged_into=None)
    seen = Q(is_published=True)
    if user.is_authenticated:
        seen |= Q(pk__in=memberships_of(user).values("organisation")) | Q(pk__in=mandates_of(user).values("giver"))
    return Organisation.objects.filter(seen, merged_into=None)
