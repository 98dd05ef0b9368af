"""As of when: a day, at its end; an instant; or now. And when figures were looked at."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.design.words import day as day_words
from frenchimpact.design.words import hour as hour_words
from frenchimpact.observatory.models import Round

# A round is written once an hour at least: without one for so long, what is shown is late.
LATE = dt.timedelta(hours=3)


@dataclass(frozen=True)
class Moment:
    """An instant of knowledge; without one, now. `asked` is how the address says it."""

    at: dt.datetime | None = None
    day: dt.date | None = None
    asked: str = ""

    @property
    def is_now(self) -> bool:
        """Whether nothing of the past was asked."""
        return self.at is None

    @cached_property
    def last_round(self) -> Round | None:
        """The last look at the figures by then."""
        rounds = Round.objects.all() if self.at is None else Round.objects.filter(at__lte=self.at)
        return rounds.order_by("-at").first()

    @property
    def known_at(self) -> dt.datetime | None:
        """Since when what is read here was known, for a citation: the instant of that look, or the one asked."""
        return self.last_round.at if self.last_round else self.at

    @property
    def is_late(self) -> bool:
        """Whether figures of now were looked at too long ago."""
        return self.is_now and self.last_round is not None and clock.now() - self.last_round.at > LATE

    @property
    def end_of_day(self) -> dt.date | None:
        """The last day over by then: what a ledger that remembers days can say."""
        if self.at is None:
            return None
        return self.day or timezone.localdate(self.at) - dt.timedelta(days=1)

    @property
    def words(self) -> str:
        """« à la fin du 3 mars 2026 », « le 3 mars 2026 à 14 h 05 »."""
        if self.at is None:
            return _("aujourd’hui")
        if self.day is not None:
            return _("à la fin du %(day)s") % {"day": day_words(self.day)}
        return instant_words(self.at)


def end_of(day: dt.date) -> Moment:
    """What was known at the end of that day."""
    following = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    return Moment(following - dt.timedelta(microseconds=1), day, day.isoformat())


def read_moment(text: str) -> tuple[Moment, Text]:
    """What `au=` asks, and what is wrong with it: then it is now."""
    text = text.strip()
    if not text:
        return Moment(), ""
    unread = _("« %s » n’est ni une date ni un instant : ce sont les chiffres d’aujourd’hui.") % text[:30]
    to_come = _("Cette date n’est pas encore venue : ce sont les chiffres d’aujourd’hui.")
    try:
        if len(text) <= 10:
            day = dt.date.fromisoformat(text)
            found: Moment | None = end_of(day) if 1990 <= day.year <= 2200 else None
        else:
            at = dt.datetime.fromisoformat(text.replace(" ", "+"))
            day, found = dt.date.min, Moment(at if timezone.is_aware(at) else timezone.make_aware(at), None, text)
    except (ValueError, OverflowError):
        return Moment(), unread
    if found is None or found.at is None or not 1990 <= found.at.year <= 2200:
        return Moment(), unread
    if day == clock.today():
        return Moment(), ""
    if found.at > clock.now():
        return Moment(), to_come
    return found, ""


def as_text(at: dt.datetime) -> str:
    """An instant as an address says it, in UTC: « 2026-03-01T13:05:07Z »."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_words(at: dt.datetime) -> str:
    """« le 3 mars 2026 à 14 h 05 », in the programme's time."""
    return _("le %(day)s à %(hour)s") % {"day": day_words(at), "hour": hour_words(at)}
