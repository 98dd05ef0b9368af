"""The last moment to hand a file in, in words: Paris time, and what clocks show overseas at that second."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.errors import Text
from frenchimpact.design.words import day

OVERSEAS: tuple[tuple[Text, str], ...] = (
    (gettext_lazy("Guadeloupe, Martinique, Saint-Martin"), "America/Martinique"),
    (gettext_lazy("Guyane"), "America/Cayenne"),
    (gettext_lazy("Saint-Pierre-et-Miquelon"), "America/Miquelon"),
    (gettext_lazy("La Réunion"), "Indian/Reunion"),
    (gettext_lazy("Mayotte"), "Indian/Mayotte"),
    (gettext_lazy("Polynésie française"), "Pacific/Tahiti"),
    (gettext_lazy("Nouvelle-Calédonie"), "Pacific/Noumea"),
    (gettext_lazy("Wallis-et-Futuna"), "Pacific/Wallis"),
)


def moment(at: dt.datetime, zone: str = settings.TIME_ZONE) -> str:
    """« 30 novembre 2026 à 23 h 59 min 59 s », on the clocks of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s à %(hour)s") % {"day": day(local.date()), "hour": to_the_second(local)}


def to_the_second(at: dt.datetime) -> str:
    """« 23 h 59 min 59 s », as that clock shows it."""
    return _("%(hour)s h %(minute)s min %(second)s s") % {"hour": at.hour, "minute": f"{at:%M}", "second": f"{at:%S}"}


def overseas(at: dt.datetime) -> list[tuple[str, str]]:
    """The same second overseas: where, and what the clocks show."""
    return [(str(words), moment(at, zone)) for words, zone in OVERSEAS]
