"""Offers: lists, one of them, those that suit a request."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404

from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import serving
from frenchimpact.labels.models import Label
from frenchimpact.offers import rules
from frenchimpact.offers.models import Match, Offer, OfferPlace, OfferReport, Request
from frenchimpact.offers.queries.matching import Meeting, judge, offers_for, requests_for
from frenchimpact.offers.queries.requests import with_askers
from frenchimpact.organisations.rules import Anyone


def whole(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """The same with everything that a line of a list shows."""
    places = OfferPlace.objects.select_related("place")
    return rows.select_related("organisation").prefetch_related(Prefetch("places", places))


def listed_offers(
    rows: QuerySet[Offer], *, text: str = "", what: str = "", theme: str = "", price: str = "", place: Place | None = None
) -> QuerySet[Offer]:
    """Those that match, with their places: what is left to give first, then the latest. One given everywhere
    is in every place."""
    words = fold(clean_line(text)).split()[:6]
    if words:
        parts = ("reference", "title", "summary", "organisation__name")
        told = Concat(*(part for name in parts for part in (name, Value(" "))), output_field=TextField())
        rows = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
    for field, value in (("what", what), ("price", price)):
        rows = rows.filter(**{field: value}) if value else rows
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if place is not None:
        at = OfferPlace.objects.filter(offer=OuterRef("pk"))
        rows = rows.filter(Q(Exists(at.filter(serving(place, "place__")))) | ~Q(Exists(at)) | Q(is_remote=True))
    return whole(rows).order_by("state", "-published_at", "-pk")


def find_offer(user: Anyone, slug: str) -> Offer:
    """One whose page the person may open. Raises Http404."""
    return _one(rules.visible_offers(user), slug=slug)


def find_known_offer(user: Anyone, slug: str) -> Offer:
    """The same, or one that was public and was withdrawn: its page says so. Raises Http404."""
    gone = Offer.objects.filter(state=Offer.State.WITHDRAWN, published_at__isnull=False)
    return _one(rules.visible_offers(user) | gone, slug=slug)


def find_own_offer(user: Anyone, reference: str) -> Offer:
    """One of the person's organisations. Raises Http404."""
    return _one(rules.own_offers(user), reference=reference)


def find_read_offer(user: Anyone, reference: str) -> Offer:
    """One that the programme reads. Raises Http404."""
    return _one(Offer.objects.all() if rules.can_moderate(user) else Offer.objects.none(), reference=reference)


def find_report(user: Anyone, pk: int) -> OfferReport:
    """One report, for the programme. Raises Http404."""
    found = OfferReport.objects.select_related("offer__organisation", "by").filter(pk=pk).first() if rules.can_moderate(user) else None
    if found is None:
        raise Http404
    return found


def _one(rows: QuerySet[Offer], **asked: str) -> Offer:
    found = whole(rows).filter(**asked).first()
    if found is None:
        raise Http404
    return found


def own_list(user: Anyone) -> QuerySet[Offer]:
    """One's own, with how many matches wait for an answer."""
    waits = Count("matches", filter=Q(matches__state=Match.State.PROPOSED, matches__proposed_by="request"))
    return whole(rules.own_offers(user)).annotate(waiting_count=waits).order_by("-changed_at", "-pk")


def labels_held(organisation: int) -> QuerySet[Label]:
    """The labels that hold today of who offers."""
    return Label.objects.filter(organisation=organisation, status__in=Label.HOLDING).select_related("kind", "version").order_by("pk")


@dataclass(frozen=True)
class Suited:
    """An offer and a request that may meet, and why."""

    offer: Offer
    request: Request
    meeting: Meeting


def suited_offers(request: Request, limit: int = 20) -> list[Suited]:
    """The offers for a request, best first, but those that already met it."""
    met = set(request.matches.filter(state__in=Match.LIVE).values_list("offer", flat=True))
    found = [one for one in offers_for(request, limit=limit + len(met)) if one.key not in met][:limit]
    rows = {one.pk: one for one in whole(Offer.objects.filter(pk__in=[one.key for one in found]))}
    return [Suited(rows[one.key], request, one) for one in found if one.key in rows]


def suited_requests(offer: Offer, limit: int = 20) -> list[Suited]:
    """The open requests for an offer, best first, but those that it already met."""
    met = set(offer.matches.filter(state__in=Match.LIVE).values_list("request", flat=True))
    found = [one for one in requests_for(offer, limit=limit + len(met)) if one.key not in met][:limit]
    rows = {one.pk: one for one in with_askers(Request.objects.filter(pk__in=[one.key for one in found]))}
    return [Suited(offer, rows[one.key], one) for one in found if one.key in rows]


def own_needs_for(user: Anyone, offer: Offer) -> list[Suited]:
    """One's own requests of that kind that may still meet this offer, each judged."""
    met = offer.matches.filter(state__in=Match.LIVE).values("request")
    seeking = rules.own_requests(user).filter(what=offer.what, state__in=("open", "matched")).exclude(pk__in=met)
    return _judged((offer, need) for need in with_askers(seeking)[:20])


def own_offers_for(user: Anyone, request: Request) -> list[Suited]:
    """One's own offers of that kind that may still meet this request, each judged."""
    met = request.matches.filter(state__in=Match.LIVE).values("offer")
    given = whole(rules.own_offers(user).filter(what=request.what, state=Offer.State.AVAILABLE).exclude(pk__in=met))
    return _judged((offer, request) for offer in given[:20])


def _judged(pairs: Iterable[tuple[Offer, Request]]) -> list[Suited]:
    found = []
    for offer, request in pairs:
        meeting = judge(offer, request)
        if meeting is not None:
            found.append(Suited(offer, request, meeting))
    return sorted(found, key=lambda one: (len(one.meeting.failing), len(one.meeting.unsure), one.offer.pk, one.request.pk))


def waiting_offers() -> QuerySet[Offer]:
    """Those that the programme has to read, oldest first."""
    return whole(Offer.objects.filter(state=Offer.State.MODERATED)).order_by("changed_at", "pk")


def open_reports() -> QuerySet[OfferReport]:
    """Those that nobody settled, oldest first."""
    return OfferReport.objects.filter(settled_at=None).select_related("offer__organisation", "by").order_by("at", "pk")
