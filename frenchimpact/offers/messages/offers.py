"""What who offers and the programme are told of an offer: to read, read, reported, still true."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.offers.models import Offer, OfferReport
from frenchimpact.organisations.rules import operators
from frenchimpact.territories.rules import people_of

SUBMITTED, MODERATED, STILL, REPORTED = "offers.submitted", "offers.moderated", "offers.still", "offers.reported"


def tell_submitted(offer: Offer) -> None:
    """The programme has one to read."""

    def news() -> News:
        words = _("Offre à relire : « %(title)s », de %(name)s.") % {"title": offer.title, "name": offer.organisation.name}
        return News(subject=words, lead=words, action=_("Relire"), page=reverse("offers:offer_review", args=[offer.reference]))

    stamp = f"{offer.pk}:{offer.changed_at.isoformat()}"
    tell_news(operators(), kind=SUBMITTED, news=news, event=stamp, is_task=True, reference=offer.reference, thing=offer.title)


def tell_moderated(offer: Offer, verb: str) -> None:
    """Who offers hears what the programme decided."""

    def news() -> News:
        words = {
            "approve": _("Votre offre « %(title)s » est publique."),
            "send_back": _("Votre offre « %(title)s » est à revoir avant d’être publique."),
            "withdraw": _("Votre offre « %(title)s » est retirée."),
            "expire": _("Votre offre « %(title)s » est terminée : sa fin est passée."),
        }[verb] % {"title": offer.title}
        page = reverse("offers:own_offer", args=[offer.reference])
        return News(subject=words, lead=words, action=_("Ouvrir l’offre"), page=page, quote=offer.state_reason)

    stamp = f"{offer.pk}:{verb}:{offer.changed_at.isoformat()}"
    tell_news(people_of(offer.organisation), kind=MODERATED, news=news, event=stamp, reference=offer.reference, thing=offer.title)


def tell_still(offer: Offer) -> None:
    """Who offers says in one click that it still holds, before it sleeps."""

    def news() -> News:
        lead = _("Votre offre « %(title)s » est-elle toujours vraie ? Sans réponse, elle sera cachée dans quinze jours.") % {
            "title": offer.title
        }
        subject = _("Toujours vraie ? « %(title)s »") % {"title": offer.title}
        return News(subject=subject, lead=lead, action=_("Répondre en un clic"), page=reverse("offers:own_offer", args=[offer.reference]))

    stamp = f"{offer.pk}:{offer.confirmed_on.isoformat()}"
    tell_news(people_of(offer.organisation), kind=STILL, news=news, event=stamp, is_task=True, reference=offer.reference, thing=offer.title)


def tell_reported(report: OfferReport) -> None:
    """The programme hears that something is wrong."""
    offer = report.offer

    def news() -> News:
        words = _("Offre signalée : « %(title)s » (%(reason)s).") % {"title": offer.title, "reason": report.get_reason_display()}
        page = reverse("offers:report_settle", args=[report.pk])
        return News(subject=words, lead=words, action=_("Lire le signalement"), page=page, quote=report.text)

    tell_news(operators(), kind=REPORTED, news=news, event=str(report.pk), is_task=True, reference=offer.reference, thing=offer.title)
