"""Who offers, who asks, who sees what, and on which side of a match somebody stands."""

import datetime as dt

from django.db.models import Q, QuerySet

from frenchimpact.core import clock
from frenchimpact.offers.models import DORMANT_DAYS, Match, Offer, OfferReport, Request, Side
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS, can_edit_project
from frenchimpact.territories.models import Territory
from frenchimpact.territories.rules import leads, writes_for

type Asking = Project | Organisation | Territory

_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]
# A request that still seeks something.
_SEEKING = (Request.State.OPEN, Request.State.MATCHED, Request.State.IN_PROGRESS)


def offering_for(user: Anyone) -> QuerySet[Organisation]:
    """The organisations in whose name the person may offer and ask."""
    written = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Organisation.objects.filter(pk__in=written, is_published=True, closed_on=None)


def can_offer(user: Anyone) -> bool:
    """Whoever may write for some published organisation."""
    return user.is_authenticated and bool(memberships_today(user)) and offering_for(user).exists()


def awake_since() -> dt.date:
    """An offer that nobody confirmed since that day sleeps."""
    return clock.today() - dt.timedelta(days=DORMANT_DAYS)


def public_offers() -> QuerySet[Offer]:
    """What the lists show: available or exhausted, confirmed not long ago, of a published organisation."""
    return _of_open_houses(Offer.objects.filter(state__in=Offer.SHOWN, confirmed_on__gte=awake_since()))


def _of_open_houses(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.filter(organisation__is_published=True, organisation__closed_on=None)


def own_offers(user: Anyone) -> QuerySet[Offer]:
    """Those of the organisations for which the person may write."""
    return Offer.objects.filter(organisation__in=offering_for(user))


def visible_offers(user: Anyone) -> QuerySet[Offer]:
    """Those whose address everyone may open; one's own in any state; all of them for operators."""
    if is_operator(user):
        return Offer.objects.all()
    known = Q(state__in=Offer.KNOWN, organisation__is_published=True, organisation__closed_on=None)
    return Offer.objects.filter(known | Q(pk__in=own_offers(user).values("pk"))) if user.is_authenticated else Offer.objects.filter(known)


def can_edit_offer(user: Anyone, offer: Offer) -> bool:
    """Those who may write for who offers."""
    return user.is_authenticated and offering_for(user).filter(pk=offer.organisation_id).exists()


def public_requests() -> QuerySet[Request]:
    """Those that seek something and say it to everyone: of a published project, a published organisation, a territory."""
    shown = (
        Q(project__status=Project.Status.PUBLISHED)
        | Q(organisation__is_published=True, organisation__closed_on=None)
        | Q(territory__isnull=False)
    )
    return Request.objects.filter(shown, is_public=True, state__in=_SEEKING)


def own_requests(user: Anyone) -> QuerySet[Request]:
    """Those of one's projects, organisations and territories, to write."""
    if not user.is_authenticated:
        return Request.objects.none()
    teams = TeamMember.objects.filter(user=user.pk, until__isnull=True, role__in=WRITERS).values("project")
    houses = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Request.objects.filter(Q(project__in=teams) | Q(organisation__in=houses) | Q(territory__lead__in=houses))


def visible_requests(user: Anyone) -> QuerySet[Request]:
    """Public ones; one's own; those that a match of one's offers is about; open ones for whoever may offer; all for operators."""
    if is_operator(user):
        return Request.objects.all()
    public = Q(pk__in=public_requests().values("pk"))
    if not user.is_authenticated:
        return Request.objects.filter(public)
    matched = Match.objects.filter(offer__in=own_offers(user)).values("request")
    seen = public | Q(pk__in=own_requests(user).values("pk")) | Q(pk__in=matched)
    return Request.objects.filter(seen | Q(state=Request.State.OPEN) if can_offer(user) else seen)


def can_ask_as(user: Anyone, asker: Asking) -> bool:
    """Whether the person may ask for something in that name."""
    if isinstance(asker, Project):
        return can_edit_project(user, asker)
    if isinstance(asker, Territory):
        return leads(user, asker)
    return writes_for(user, asker.pk)


def can_write_request(user: Anyone, request: Request) -> bool:
    """Those who may ask in its asker's name."""
    return user.is_authenticated and can_ask_as(user, request.asker)


def sides_of(user: Anyone, match: Match) -> set[str]:
    """The sides for which the person speaks: mostly one."""
    if not user.is_authenticated:
        return set()
    found = {Side.OFFER.value} if writes_for(user, match.offer.organisation_id) else set()
    return found | ({Side.REQUEST.value} if can_write_request(user, match.request) else set())


def other_side(side: str) -> str:
    """The one across."""
    return Side.REQUEST.value if side == Side.OFFER else Side.OFFER.value


def visible_matches(user: Anyone) -> QuerySet[Match]:
    """Those of one's offers and requests; all of them for operators."""
    if not user.is_authenticated:
        return Match.objects.none()
    return Match.objects.all() if is_operator(user) else own_matches(user)


def own_matches(user: Anyone) -> QuerySet[Match]:
    """Those in which the person speaks for a side."""
    houses = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Match.objects.filter(Q(offer__organisation__in=houses) | Q(request__in=own_requests(user)))


def can_answer(user: Anyone, match: Match) -> bool:
    """The side that did not propose it, while it waits."""
    return match.state == Match.State.PROPOSED and other_side(match.proposed_by) in sides_of(user, match)


def can_moderate(user: Anyone, _thing: Offer | OfferReport | None = None) -> bool:
    """Those who run the programme."""
    return is_operator(user)


def is_read_again(user: Anyone, offer: Offer) -> bool:
    """Whether what that person changes is read again before it is public: everyone's, but the programme's."""
    return not is_operator(user)


def can_offer_to(user: Anyone, _request: Request) -> bool:
    """Whoever may offer something may offer it there."""
    return can_offer(user)


def asking_projects(user: Anyone) -> QuerySet[Project]:
    """The projects in whose name the person may ask."""
    teams = TeamMember.objects.filter(user=user.pk or 0, until__isnull=True, role__in=WRITERS).values("project")
    return Project.objects.filter(pk__in=teams).order_by("name", "pk")


def asking_territories(user: Anyone) -> QuerySet[Territory]:
    """The territories in whose name the person may ask."""
    houses = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Territory.objects.filter(lead__in=houses).order_by("name", "pk")
