"""What a sheet or a line says of an aid: amounts, dates, freshness."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.aids.models import Aid, Instrument
from frenchimpact.core import clock
from frenchimpact.core.pages import FILTERS
from frenchimpact.core.quantities import money

# Days before the end from which a date is urgent.
SOON = 30
# Days after which nobody knows whether an aid is still true.
STALE = 365


def euros(amount: Decimal) -> str:
    """« 50 000 € »."""
    return money(FILTERS["number"](amount))


def amounts(aid: Aid) -> str:
    """« 10 000 € à 50 000 € · 50 % au plus »; empty when the funder does not say."""
    parts = []
    if aid.ticket_min is not None and aid.ticket_max is not None:
        parts.append(_("%(low)s à %(high)s") % {"low": euros(aid.ticket_min), "high": euros(aid.ticket_max)})
    elif aid.ticket_max is not None:
        parts.append(_("jusqu’à %(high)s") % {"high": euros(aid.ticket_max)})
    elif aid.ticket_min is not None:
        parts.append(_("à partir de %(low)s") % {"low": euros(aid.ticket_min)})
    if aid.rate_max is not None:
        parts.append(_("%(rate)s %% des dépenses au plus") % {"rate": FILTERS["number"](aid.rate_max.normalize())})
    return " · ".join(parts)


def natures(aid: Aid) -> str:
    """« Subvention, prêt »."""
    return ", ".join(str(Instrument(code).label) for code in aid.instruments)


def days_left(aid: Aid, today: dt.date | None = None) -> int | None:
    """Days until its end, 0 on its last day; None when it has none or is over."""
    today = today or clock.today()
    return (aid.closes_on - today).days if aid.closes_on and aid.closes_on >= today else None


def is_open(aid: Aid, today: dt.date | None = None) -> bool:
    """Published, and between its dates."""
    today = today or clock.today()
    has_begun = aid.opens_on is None or aid.opens_on <= today
    return aid.status == Aid.Status.PUBLISHED and has_begun and (aid.closes_on is None or aid.closes_on >= today)


def deadline(aid: Aid) -> tuple[str, str]:
    """When, in words, and the tone of its badge: « J-24 », « Toute l’année », « Fermée »."""
    today, left = clock.today(), days_left(aid)
    if aid.opens_on and aid.opens_on > today:
        return _("Ouvre le %(day)s") % {"day": date_format(aid.opens_on, "DATE_FORMAT")}, "info"
    if left is not None:
        words = _("Dernier jour") if left == 0 else _("J-%(n)s") % {"n": left}
        return words, "warn" if left <= SOON else ""
    if aid.closes_on:
        return _("Fermée"), "bad"
    return _("Toute l’année"), ""


def when(aid: Aid) -> str:
    """The dates in a sentence."""
    parts = []
    if aid.opens_on:
        parts.append(_("du %(day)s") % {"day": date_format(aid.opens_on, "DATE_FORMAT")})
    if aid.closes_on:
        parts.append(_("jusqu’au %(day)s") % {"day": date_format(aid.closes_on, "DATE_FORMAT")})
    return " ".join(parts) or str(Aid.Rhythm(aid.rhythm).label)


def cautions(aid: Aid, asked: Decimal | None = None) -> list[str]:
    """What one should know before asking for it: it is closed, or the amount is not one that it gives. A person decides all the same."""
    found = []
    if aid.closes_on is not None and aid.closes_on < clock.today():
        said = {"day": date_format(aid.closes_on, "DATE_FORMAT")}
        if aid.next_opens_on:
            said["next"] = date_format(aid.next_opens_on, "DATE_FORMAT")
            found.append(_("Cette aide est fermée depuis le %(day)s. Elle rouvre le %(next)s.") % said)
        else:
            found.append(_("Cette aide est fermée depuis le %(day)s. Vérifiez auprès du financeur avant d’y passer du temps.") % said)
    if asked is not None and aid.ticket_max is not None and asked > aid.ticket_max:
        found.append(_("Vous demandez plus que ce que l’aide donne : %(high)s au plus.") % {"high": euros(aid.ticket_max)})
    if asked is not None and aid.ticket_min is not None and asked < aid.ticket_min:
        found.append(_("Vous demandez moins que ce que l’aide donne : %(low)s au moins.") % {"low": euros(aid.ticket_min)})
    return found


def freshness(aid: Aid) -> tuple[str, bool]:
    """« Vérifiée il y a 3 jours », and whether it is too old."""
    days = (clock.now() - aid.checked_at).days
    if days < 1:
        return _("Vérifiée aujourd’hui"), False
    return ngettext("Vérifiée il y a %(n)s jour", "Vérifiée il y a %(n)s jours", days) % {"n": days}, days > STALE


def ceiling(aid: Aid, cost: Decimal, own_funds: Decimal | None = None) -> tuple[Decimal, str] | None:
    """The most that the aid may give for eligible costs of that amount, and which of its caps decides; None when it has none.

    Rounded down to the euro: an estimate never promises more than the rule.
    """
    caps: list[tuple[Decimal, str]] = []
    if aid.rate_max is not None:
        caps.append(
            (cost * aid.rate_max / 100, _("taux : %(rate)s %% de la dépense") % {"rate": FILTERS["number"](aid.rate_max.normalize())})
        )
    if aid.own_funds_times is not None and own_funds is not None:
        caps.append((own_funds * aid.own_funds_times, _("plafond lié aux fonds propres")))
    if aid.ticket_max is not None:
        caps.append((aid.ticket_max, _("montant maximum de l’aide")))
    if not caps:
        return None
    least, why = min([*caps, (cost, _("montant de la dépense"))], key=lambda cap: cap[0])
    return Decimal(int(least)), why
