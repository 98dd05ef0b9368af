"""The last moment to hand a file in, in words: Paris time, and what clocks show overseas at that second."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.errors import Text

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
    """« 30 novembre 2026 à 23:59:59 », on the clocks of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s à %(hour)s") % {"day": formats.date_format(local.date(), "DATE_FORMAT"), "hour": local.strftime("%H:%M:%S")}


def overseas(at: dt.datetime) -> list[tuple[str, str]]:
    """The same second overseas: where, and what the clocks show."""
    return [(str(words), moment(at, zone)) for words, zone in OVERSEAS]
