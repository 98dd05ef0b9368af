"""When events are, in words: on the clock of the place, and on that of Paris when they differ."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import formats, translation
from django.utils.translation import gettext as _

from frenchimpact.design.words import day as plain_day
from frenchimpact.events.models import Event
from frenchimpact.notifications.models import Zone

PARIS = "Europe/Paris"


def local(event: Event, at: dt.datetime) -> dt.datetime:
    """An instant on the clock of the place."""
    return event.there(at)


def on_of(event: Event) -> dt.date:
    """The day on which it begins, there."""
    return local(event, event.starts_at).date()


def days_of(event: Event) -> list[dt.date]:
    """Its days, there; one that ends at midnight does not touch the next day."""
    first, last = on_of(event), local(event, event.ends_at - dt.timedelta(seconds=1)).date()
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def zone_words(zone: str) -> str:
    """Where that clock is."""
    return str(Zone(zone).label) if zone in Zone.values else zone.rpartition("/")[2].replace("_", " ")


def hour_words(at: dt.datetime) -> str:
    """« 9 h », « 9 h 30 »: an instant already on its clock."""
    if translation.get_language() == "fr":
        return f"{at.hour} h {at.minute:02d}" if at.minute else f"{at.hour} h"
    return formats.time_format(at.time())


def day_words(on: dt.date) -> str:
    """« samedi 5 décembre 2026 »."""
    return f"{formats.date_format(on, 'l')} {plain_day(on)}"


def hours_between(starts: dt.datetime, ends: dt.datetime) -> str:
    """« 9 h – 12 h », both on the same clock."""
    return f"{hour_words(starts)} – {hour_words(ends)}"


def when_words(event: Event) -> str:
    """Its day and hours, or its first and last day, there."""
    starts, ends = local(event, event.starts_at), local(event, event.ends_at)
    days = days_of(event)
    if len(days) == 1:
        return f"{day_words(days[0])}, {hours_between(starts, ends)}"
    said = {"first": day_words(days[0]), "from": hour_words(starts), "last": day_words(days[-1]), "until": hour_words(ends)}
    return _("du %(first)s, %(from)s, au %(last)s, %(until)s") % said


def differs(event: Event) -> bool:
    """Whether the clock there is not that of Paris at that time."""
    return local(event, event.starts_at).utcoffset() != event.starts_at.astimezone(ZoneInfo(PARIS)).utcoffset()


def there_words(event: Event) -> str:
    """Whose clock it is, said when it is not that of Paris: « heure locale : Mayotte »."""
    return _("heure locale : %(zone)s") % {"zone": zone_words(event.time_zone)} if differs(event) else ""


def paris_words(event: Event) -> str:
    """The same on the clock of Paris, with its day when it is another; nothing when both clocks agree."""
    if not differs(event):
        return ""
    starts, ends = (at.astimezone(ZoneInfo(PARIS)) for at in (event.starts_at, event.ends_at))
    hours = hours_between(starts, ends)
    if starts.date() != on_of(event):
        return _("à Paris : %(day)s, %(hours)s") % {"day": day_words(starts.date()), "hours": hours}
    return _("à Paris : %(hours)s") % {"hours": hours}
