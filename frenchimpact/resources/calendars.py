"""Intakes of programmes as calendars follow them: the last day to apply, the day when projects come in."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.calendars import Entry
from frenchimpact.resources.models import Intake, Programme


def entries_of(programmes: Iterable[Programme]) -> list[Entry]:
    """Of all their intakes that are not closed and have a day; what is open all the year round has none."""
    return [entry for one in programmes for intake in one.intakes.all() for entry in _entries(one, intake)]


def _entries(programme: Programme, intake: Intake) -> Iterator[Entry]:
    about = {"title": programme.title, "house": programme.organisation.name}
    url, text = reverse("resources:programme", args=[programme.slug]), _left(intake)
    if intake.apply_until is not None:
        words = _("Candidater avant : %(title)s (%(house)s)") % about
        yield Entry(key=f"intake-{intake.pk}-apply", words=words, starts=intake.apply_until, url=url, text=text)
    if intake.starts_on is not None:
        words = _("Entrée : %(title)s (%(house)s)") % about
        yield Entry(key=f"intake-{intake.pk}-start", words=words, starts=intake.starts_on, url=url, text=text)


def _left(intake: Intake) -> str:
    if intake.is_full:
        return _("Complet")
    return "" if intake.left is None else _("Places libres : %(n)s") % {"n": intake.left}
