"""Offers are written, read by the programme before they are public, paused, renewed and reported."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.offers import facts
from frenchimpact.offers.models import Match, Offer, OfferCounter, OfferPlace, OfferReport
from frenchimpact.organisations.models import Organisation

FIELDS = (
    "what",
    "title",
    "summary",
    "description",
    "capacity",
    "unit",
    "starts_on",
    "ends_on",
    "is_remote",
    "themes",
    "price",
    "price_note",
    "who",
    "stages",
    "conditions",
    "gives_receipt",
    "contact",
)
# What was read before it was public: written again, it is read again.
READ = ("what", "title", "summary", "description", "price", "price_note", "conditions")


def next_number(series: str) -> tuple[str, int, int]:
    """The next reference of a series, its year and its number. The row stays locked until the transaction ends."""
    year = clock.today().year
    number = take_numbers(OfferCounter, series=series, year=year)
    return f"{series}-{year}-{number:04d}", year, number


def slug_of(title: str, year: int, number: int, otherwise: str) -> str:
    """Readable and alone: the number stands in it."""
    return f"{slugify(title)[:80].strip('-') or otherwise}-{year}-{number}"


@transaction.atomic
def prepare_offer(*, organisation: Organisation, by: User | None, places: Sequence[Place] = (), **fields: Any) -> Offer:
    """A draft. `fields` are FIELDS; `places` none: everywhere. Raises Incomplete."""
    reference, year, number = next_number("O")
    kept = {name: fields[name] for name in FIELDS if name in fields}
    slug = slug_of(kept.get("title", ""), year, number, "offre")
    offer = Offer(reference=reference, slug=slug, organisation=organisation, created_by=by, **kept)
    if offer.contact is None:
        offer.contact = by
    _save(offer)
    _place(offer, places)
    announce(facts.OfferWritten(offer_id=offer.pk), by=by)
    return offer


@transaction.atomic
def change_offer(*, offer: Offer, by: User, places: Sequence[Place] | None = None, is_trusted: bool = False, **fields: Any) -> Offer:
    """Its sheet. What the programme read is read again when it changes, unless who offers `is_trusted`. Raises Refusal or Incomplete."""
    offer = lock(offer)
    if offer.state == Offer.State.WITHDRAWN:
        raise Refusal(_("Cette offre est retirée : écrivez-en une autre."))
    before = {name: getattr(offer, name) for name in READ}
    for name in FIELDS:
        if name in fields:
            setattr(offer, name, fields[name])
    offer.confirmed_on = clock.today()
    is_read_again = not is_trusted and offer.state != Offer.State.DRAFT and any(before[name] != getattr(offer, name) for name in READ)
    _save(offer)
    if places is not None:
        _place(offer, places)
    if is_read_again and offer.state != Offer.State.MODERATED:
        _step(offer, "reread", by)
    _settle_capacity(offer, by)
    announce(facts.OfferWritten(offer_id=offer.pk), by=by)
    return offer


def _place(offer: Offer, places: Sequence[Place]) -> None:
    offer.places.exclude(place__in=places).delete()
    there = set(offer.places.values_list("place", flat=True))
    OfferPlace.objects.bulk_create(OfferPlace(offer=offer, place=place) for place in places if place.pk not in there)


def _save(offer: Offer) -> None:
    problems: dict[str, Any] = {}
    if offer.capacity is not None and not offer.unit:
        problems["unit"] = _("Dites l’unité : jours, mètres carrés, licences…")
    if offer.starts_on and offer.ends_on and offer.ends_on < offer.starts_on:
        problems["ends_on"] = _("La fin vient après le début.")
    if not offer.who:
        problems["who"] = _("Dites qui peut demander.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    offer.changed_at = clock.now()
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError as error:
        if "offer_engaged_within_capacity" in str(error):
            words = _("%(engaged)s %(unit)s sont déjà engagés : la capacité ne peut pas être moindre.")
            words = words % {"engaged": f"{offer.engaged:f}", "unit": offer.unit}
            raise Incomplete(words, {"capacity": words}) from error
        raise


def _settle_capacity(offer: Offer, by: User | None) -> None:
    """Exhausted when nothing is left, available again when something is."""
    is_full = offer.capacity is not None and offer.engaged >= offer.capacity
    if is_full and offer.state == Offer.State.AVAILABLE:
        _step(offer, "exhaust", by)
    elif not is_full and offer.state == Offer.State.EXHAUSTED:
        _step(offer, "free", by)


@transaction.atomic
def settle_capacity(*, offer: Offer, by: User | None) -> None:
    """After a match engaged or gave back some of it."""
    _settle_capacity(lock(offer), by)


def _step(offer: Offer, verb: str, by: User | None, reason: str = "") -> None:
    offer.state = Offer.FLOW.step(verb, offer.state)
    offer.state_reason = reason
    offer.changed_at = clock.now()
    if verb in ("approve", "renew", "resume"):
        offer.confirmed_on = clock.today()
    if verb == "approve":
        offer.published_at, offer.moderated_by = offer.published_at or clock.now(), by
    offer.save()
    announce(facts.OfferMoved(offer_id=offer.pk, verb=verb, state=offer.state), by=by)


# What is said to who offers when their offer does not stay as it was.
_WITH_A_REASON = {"send_back", "withdraw"}


@transaction.atomic
def move_offer(*, offer: Offer, verb: str, by: User | None, reason: str = "") -> Offer:
    """Any move of FLOW but those that capacity decides. Raises Refusal or Incomplete."""
    offer = lock(offer)
    reason = clean_line(reason)[:500]
    if verb in _WITH_A_REASON and not reason:
        words = _("Dites pourquoi : c’est ce que lira la structure.")
        raise Incomplete(words, {"reason": words})
    if verb in ("renew", "approve", "resume") and offer.ends_on is not None and offer.ends_on < clock.today():
        words = _("Sa fin est passée : changez-la d’abord.")
        raise Incomplete(words, {"ends_on": words})
    _step(offer, verb, by, reason)
    if verb == "withdraw":
        lapse_waiting(Match.objects.filter(offer=offer), _("L’offre est retirée."), by)
    _settle_capacity(offer, by)
    return offer


def lapse_waiting(matches: QuerySet[Match], reason: str, by: User | None) -> None:
    """Those that nobody answered yet end with what they were about."""
    for match in matches.select_for_update(of=("self",)).filter(state=Match.State.PROPOSED).order_by("pk"):
        match.state, match.state_reason = Match.FLOW.step("lapse", match.state), reason
        match.closed_at = clock.now()
        match.save()
        announce(facts.MatchMoved(match_id=match.pk, verb="lapse", state=match.state), by=by)


@transaction.atomic
def confirm_offer(*, offer: Offer, by: User) -> None:
    """It still holds: it does not fall asleep."""
    offer = lock(offer)
    offer.confirmed_on = clock.today()
    offer.save(update_fields=["confirmed_on"])
    announce(facts.OfferWritten(offer_id=offer.pk), by=by)


def expire_offers() -> int:
    """Those whose end is passed, each in its own transaction. Gives how many."""
    count = 0
    past = Offer.objects.filter(ends_on__lt=clock.today(), state__in=("available", "paused", "exhausted"))
    for offer in past.order_by("pk"):
        with transaction.atomic():
            held = lock(offer)
            if Offer.FLOW.can("expire", held.state):
                _step(held, "expire", None)
                lapse_waiting(Match.objects.filter(offer=held), _("L’offre est terminée."), None)
                count += 1
    return count


@transaction.atomic
def report_offer(*, offer: Offer, reason: str, text: str, by: User) -> OfferReport:
    """Say to the programme that it is not what it claims; once while it is not settled. Raises Incomplete."""
    if reason not in OfferReport.Reason.values:
        raise Incomplete(_("Choisissez une raison."), {"reason": _("Choisissez une raison.")})
    report, _made = OfferReport.objects.get_or_create(
        offer=offer, by=by, settled_at=None, defaults={"reason": reason, "text": clean_line(text)[:1000]}
    )
    announce(facts.OfferReported(offer_id=offer.pk, reason=report.reason), by=by)
    return report


@transaction.atomic
def settle_report(*, report: OfferReport, settlement: str, by: User, is_withdrawn: bool = False) -> OfferReport:
    """What the programme makes of it; the offer may be withdrawn for it. Raises Refusal or Incomplete."""
    report = lock(report)
    settlement = clean_line(settlement)[:500]
    if report.settled_at is not None:
        raise Refusal(_("Ce signalement est déjà réglé."))
    if not settlement:
        raise Incomplete(_("Dites ce que vous en concluez."), {"settlement": _("Dites ce que vous en concluez.")})
    report.settled_at, report.settled_by, report.settlement = clock.now(), by, settlement
    report.save()
    if is_withdrawn:
        move_offer(offer=report.offer, verb="withdraw", by=by, reason=settlement)
    return report
