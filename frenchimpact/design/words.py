"""Words, numbers and dates as people read them, in templates."""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from frenchimpact.core import clock
from frenchimpact.core.quantities import with_minus

_BEFORE = re.compile(r"[ \u00a0\u202f]+([;!?%€»])")
_COLON = re.compile(r"[ \u00a0]+:")
_OPEN = re.compile(r"«[ \u00a0]*")
# « 12 pers. » at the end of a sentence; not what is left out.
_STOPS = re.compile(r"(?<=\w)\.\.(?!\.)")
_SPACED = re.compile("[;!?%€»:«]")
# « 100 000 »: a number written by thousands is not cut at the end of a line.
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?![\d,])")


def typo(text: object) -> str:
    """French spacing: thin before ; ! ? % € and between thousands, fixed before : and inside « »; one stop at the end of a sentence."""
    plain = text if isinstance(text, Markup) else escape(text)
    if ".." in plain:
        plain = Markup(_STOPS.sub(".", str(plain)))
    if not _SPACED.search(plain) or translation.get_language() != "fr":
        return plain
    spaced = _BEFORE.sub("\u202f\\1", _THOUSANDS.sub(lambda found: found[0].replace(" ", "\u202f"), str(plain)))
    return Markup(_OPEN.sub("«\u00a0", _COLON.sub("\u00a0:", spaced)).replace("\u202f»", "\u00a0»"))


def written(text: str) -> str:
    """What people wrote, in the programme's first language: marked as such on a page in another one, so that voices read it rightly."""
    if not text or translation.get_language() == settings.LANGUAGE_CODE:
        return text
    return format_html('<span lang="{}">{}</span>', settings.LANGUAGE_CODE, text)


def number(value: float | int | None, decimals: int = 0) -> str:
    """A number with the language's separators; a dash when there is none."""
    return "–" if value is None else _number(value, decimals, translation.get_language())


@lru_cache(maxsize=4096)
def _number(value: float, decimals: int, _language: str | None) -> str:
    return with_minus(formats.number_format(value, decimals, force_grouping=True))


def day(value: dt.date | dt.datetime | None, form: str = "DATE_FORMAT") -> str:
    """A date in words; « 1er » for the first of a month in French."""
    if value is None:
        return "–"
    if isinstance(value, dt.datetime):
        value = value.astimezone(timezone.get_default_timezone())
        if form in _OF_DAYS:
            value = value.date()
    return _day(value, form, translation.get_language())


_OF_DAYS = frozenset({"DATE_FORMAT", "SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT", "YEAR_MONTH_FORMAT"})


@lru_cache(maxsize=4096)
def _day(value: dt.date | dt.datetime, form: str, language: str | None) -> str:
    """A list shows the same few days again and again."""
    text = formats.date_format(value, form)
    if language == "fr" and form != "SHORT_DATE_FORMAT" and text.startswith("1 "):
        text = "1er" + text[1:]
    return text


def hour(value: dt.datetime) -> str:
    """The time of day: « 10 h 42 »."""
    return formats.time_format(timezone.localtime(value))


def ago(value: dt.datetime | None) -> str:
    """How long ago, in one unit: « il y a 5 semaines »."""
    if value is None:
        return _("jamais")
    days = (clock.now() - value).days
    if days <= 0:
        return _("aujourd’hui")
    if days < 14:
        return ngettext("il y a %(n)s jour", "il y a %(n)s jours", days) % {"n": days}
    if days < 60:
        return ngettext("il y a %(n)s semaine", "il y a %(n)s semaines", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("il y a %(n)s mois", "il y a %(n)s mois", days // 30) % {"n": days // 30}
    return ngettext("il y a %(n)s an", "il y a %(n)s ans", days // 365) % {"n": days // 365}


FILTERS: dict[str, Callable[..., Any]] = {"typo": typo, "written": written, "number": number, "day": day, "hour": hour, "ago": ago}
