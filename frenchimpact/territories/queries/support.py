"""What a territory asked for and received, and what waits for the programme."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.organisations.rules import Anyone, is_operator
from frenchimpact.territories.models import Recommendation, Sponsorship, SupportRequest, Territory
from frenchimpact.territories.queries.territories import find_space

WAITING = (SupportRequest.State.SENT,)
MOST = 500


@dataclass(frozen=True)
class Followed:
    """A request to lift a barrier as the desk follows it: its reference and where it stands; its page, for those who may open it."""

    reference: str
    state: str
    page: str = ""


class Desk:
    """Who follows requests of the kind « barrier »: set once by the room of the desk when it opens."""

    follow: Callable[[Anyone, SupportRequest], Followed | None] | None = None


def followed(user: Anyone, request: SupportRequest) -> Followed | None:
    """What the desk of barriers says of that request; None when it does not have it."""
    if request.kind != SupportRequest.Kind.BARRIER or Desk.follow is None:
        return None
    return Desk.follow(user, request)


def find_request(user: Anyone, reference: str, pk: int) -> SupportRequest:
    """A request of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.support_requests.select_related("action", "created_by", "answered_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas."))
    found.territory = territory
    return found


def find_recommendation(user: Anyone, reference: str, pk: int) -> Recommendation:
    """A recommendation to a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.recommendations.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette recommandation n’existe pas."))
    found.territory = territory
    return found


def find_sponsorship(user: Anyone, reference: str, pk: int) -> Sponsorship:
    """A sponsorship of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = Sponsorship.objects.select_related("sponsor", "sponsored").filter(Q(sponsor=territory) | Q(sponsored=territory), pk=pk).first()
    if found is None:
        raise Http404(_("Ce parrainage n’existe pas."))
    return found


def find_sponsored(user: Anyone, reference: str, other: str) -> Territory:
    """The territory that one sponsors today, by its reference, or Http404."""
    today, territory = clock.today(), find_space(user, reference)
    current = territory.sponsored.filter(Q(until=None) | Q(until__gte=today), since__lte=today, sponsored__reference=other)
    found = current.select_related("sponsored").first()
    if found is None:
        raise Http404(_("Ce territoire n’en parraine pas d’autre sous cette référence."))
    return found.sponsored


def requests_of(territory: Territory) -> QuerySet[SupportRequest]:
    """Its requests: drafts and those that wait first, then the others, the latest first."""
    open_first = Case(
        When(state=SupportRequest.State.DRAFT, then=Value(0)),
        When(state__in=[SupportRequest.State.SENT, SupportRequest.State.ACCEPTED], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return territory.support_requests.select_related("action").order_by(open_first, "-created_at", "-pk")


def recommendations_of(territory: Territory) -> list[Recommendation]:
    """What is left to do first, by its day; then what was done or set aside."""
    rows = territory.recommendations.select_related("by", "review", "request")
    is_over = (Recommendation.State.DONE, Recommendation.State.SET_ASIDE)
    return sorted(rows, key=lambda one: (one.state in is_over, one.due_on is None, one.due_on or clock.today(), -one.pk))


def sponsorships_of(territory: Territory) -> list[Sponsorship]:
    """Those that it gives and receives, the current ones first."""
    rows = Sponsorship.objects.filter(Q(sponsor=territory) | Q(sponsored=territory)).select_related("sponsor", "sponsored")
    today = clock.today()
    return sorted(rows, key=lambda one: (one.until is not None and one.until < today, -one.since.toordinal(), -one.pk))


def current_sponsorships(territory: Territory) -> list[Sponsorship]:
    """Those that it gives and receives today."""
    today = clock.today()
    return [one for one in sponsorships_of(territory) if one.since <= today and (one.until is None or one.until >= today)]


@dataclass(frozen=True)
class Waiting:
    """A request in the queue, and for how many days it has been there."""

    request: SupportRequest
    days: int


def queue(user: Anyone, *, kind: str = "", state: str = "", text: str = "") -> list[Waiting]:
    """What the programme received: everything for operators, the territories of a contact officer; the oldest that waits first."""
    rows = SupportRequest.objects.exclude(state__in=[SupportRequest.State.DRAFT]).exclude(sent_at=None)
    if not is_operator(user):
        rows = rows.filter(territory__officer=user.pk)
    wanted: dict[str, Any] = {"state": state or SupportRequest.State.SENT}
    if state == "all":
        wanted = {}
    if kind:
        wanted["kind"] = kind
    rows = rows.filter(**wanted).select_related("territory__officer", "territory__lead")
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(territory__name__icontains=text) | Q(territory__reference__iexact=text))
    now = clock.now()
    return [Waiting(one, (now - one.sent_at).days if one.sent_at else 0) for one in rows.order_by("sent_at", "pk")[:MOST]]
