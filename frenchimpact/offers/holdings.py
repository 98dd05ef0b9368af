"""What people wrote about offers and requests."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.offers.models import Match, MatchFeedback, Offer, OfferReport, Request

_kept = partial(
    declare_holding, fate=Fate.NAMELESS, why=_("Ce qui a été offert et demandé reste aux structures ; c’est gardé sans votre nom.")
)
_kept(
    model=Offer,
    title=_("Offres que vous avez écrites, relues ou suivies"),
    of=("contact", "created_by", "moderated_by"),
    fields={"reference": _("Référence"), "title": _("Titre"), "created_at": _("Date")},
)
_kept(
    model=Request,
    title=_("Demandes que vous avez écrites"),
    of=("created_by",),
    fields={"reference": _("Référence"), "title": _("Titre"), "text": _("Texte"), "created_at": _("Date")},
)
_kept(
    model=Match,
    title=_("Mises en relation que vous avez proposées ou acceptées"),
    of=("proposed_by_person", "answered_by"),
    fields={"offer__title": _("Offre"), "request__title": _("Demande"), "text": _("Texte"), "proposed_at": _("Date")},
)
_kept(
    model=MatchFeedback,
    title=_("Avis que vous avez donnés sur une mise en relation"),
    of=("by",),
    fields={"match__offer__title": _("Offre"), "text": _("Texte"), "at": _("Date")},
)
_kept(
    model=OfferReport,
    title=_("Offres que vous avez signalées, ou signalements que vous avez réglés"),
    of=("by", "settled_by"),
    fields={"offer__title": _("Offre"), "reason": _("Raison"), "text": _("Texte"), "at": _("Date")},
)
