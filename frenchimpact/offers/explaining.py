"""Why an offer and a request meet, in words: each condition, where it stands, and what the offer asks."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.quantities import typed
from frenchimpact.offers.models import Asker, Match, Offer, Price, Request
from frenchimpact.offers.queries.matching import Condition, Meeting
from frenchimpact.projects.models import Stage

_STATES = {"satisfied": "done", "unknown": "ask", "failing": "no"}


@dataclass(frozen=True)
class Reason:
    """One condition told, as `ui.why` takes it."""

    state: str
    text: str
    rule: str


@dataclass(frozen=True)
class Told:
    """A meeting in words: how it fits, its summary, its reasons."""

    fit: str
    tone: str
    summary: str
    reasons: list[Reason]


def quantity_words(value: Decimal | None, unit: str) -> str:
    """« 12 jours »."""
    return f"{typed(value)} {unit}".strip()


def tell(meeting: Meeting, offer: Offer, request: Request) -> Told:
    """A meeting as the pages show it."""
    reasons = [tell_condition(one, offer, request) for one in meeting.conditions]
    if missing := len(meeting.failing):
        summary = ngettext("Une condition manque", "%(n)s conditions manquent", missing) % {"n": missing}
        return Told(_("Presque"), "info", summary, reasons)
    if unsure := len(meeting.unsure):
        summary = ngettext("Un point à vérifier", "%(n)s points à vérifier", unsure) % {"n": unsure}
        return Told(_("À vérifier"), "warn", summary, reasons)
    return Told(_("Convient"), "ok", _("Toutes les conditions sont remplies"), reasons)


def tell_kept(match: Match) -> list[Reason]:
    """The conditions as they stood when the match was proposed."""
    kept = [Condition(one["subject"], one["state"]) for one in match.reasons]
    return [tell_condition(one, match.offer, match.request) for one in kept]


def tell_condition(condition: Condition, offer: Offer, request: Request) -> Reason:
    """One of them."""
    words = _WORDS[condition.subject]()[condition.state]
    return Reason(_STATES[condition.state], words, _RULES[condition.subject](offer, request))


# By subject: its words when it is met, when nobody said, when it is not met.
_WORDS = {
    "who": lambda: {
        "satisfied": _("L’offre s’adresse à qui demande."),
        "unknown": _("On ne sait pas si elle s’adresse à qui demande."),
        "failing": _("L’offre ne s’adresse pas à qui demande."),
    },
    "stage": lambda: {
        "satisfied": _("L’étape du projet convient."),
        "unknown": _("On ne connaît pas l’étape du projet."),
        "failing": _("Le projet n’est pas à l’étape demandée."),
    },
    "place": lambda: {
        "satisfied": _("Le lieu convient."),
        "unknown": _("La demande ne dit pas où."),
        "failing": _("L’offre ne va pas jusque-là."),
    },
    "period": lambda: {
        "satisfied": _("Les dates vont ensemble."),
        "unknown": _("On ne connaît pas les dates."),
        "failing": _("Les dates ne vont pas ensemble."),
    },
    "price": lambda: {
        "satisfied": _("Le prix est dans ce que l’on peut payer."),
        "unknown": _("On ne connaît pas le prix."),
        "failing": _("Le prix dépasse ce que l’on peut payer."),
    },
    "capacity": lambda: {
        "satisfied": _("Il en reste assez."),
        "unknown": _("L’offre et la demande ne comptent pas dans la même unité."),
        "failing": _("Il n’en reste pas assez."),
    },
}


def who_words(offer: Offer) -> str:
    """Who may ask."""
    return ", ".join(str(Asker(one).label) for one in offer.who)


def stage_words(offer: Offer) -> str:
    """The stages of projects that may ask; empty for all of them."""
    return ", ".join(str(Stage(one).label) for one in offer.stages)


def _who(offer: Offer, _request: Request) -> str:
    return _("Pour : %(who)s") % {"who": who_words(offer)}


def _stage(offer: Offer, _request: Request) -> str:
    return stage_words(offer) or _("Toutes les étapes")


def _place(offer: Offer, request: Request) -> str:
    names = ", ".join(one.place.name for one in offer.places.all()) or _("Partout")
    there = request.place.name if request.place else _("lieu non dit")
    words = {"offered": names, "asked": there}
    return (
        _("Offert : %(offered)s, ou à distance. Demandé : %(asked)s") % words
        if offer.is_remote
        else _("Offert : %(offered)s. Demandé : %(asked)s") % words
    )


def period_words(starts_on: dt.date | None, ends_on: dt.date | None) -> str:
    """« du 3 mai au 5 juin 2026 », « jusqu’au 5 juin 2026 »; empty when nothing is said."""
    start, end = (date_format(day, "DATE_FORMAT") if day else "" for day in (starts_on, ends_on))
    if start and end:
        return _("du %(start)s au %(end)s") % {"start": start, "end": end}
    if start:
        return _("à partir du %(start)s") % {"start": start}
    return _("jusqu’au %(end)s") % {"end": end} if end else ""


def _period(offer: Offer, request: Request) -> str:
    words = {"offered": period_words(offer.starts_on, offer.ends_on) or _("sans date")}
    words["asked"] = period_words(request.from_on, request.until_on) or _("sans date")
    return _("Offert : %(offered)s. Demandé : %(asked)s") % words


def _price(offer: Offer, request: Request) -> str:
    words = {"offered": Price(offer.price).label, "asked": Price(request.price).label}
    return _("Offert : %(offered)s. Au plus : %(asked)s") % words


def left_words(offer: Offer) -> str:
    """« il reste 4 jours sur 10 »."""
    if offer.capacity is None:
        return _("sans limite")
    left = quantity_words(offer.left, offer.unit)
    return _("il reste %(left)s sur %(all)s") % {"left": left, "all": typed(offer.capacity)}


def _capacity(offer: Offer, request: Request) -> str:
    asked = quantity_words(request.quantity, request.unit) if request.quantity is not None else _("quantité non dite")
    return _("Offert : %(offered)s. Demandé : %(asked)s") % {"offered": left_words(offer), "asked": asked}


_RULES = {"who": _who, "stage": _stage, "place": _place, "period": _period, "price": _price, "capacity": _capacity}
