"""The list of events as an address asks for it: filters, views, files. What it means to a page it means to a calendar that follows it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.days import is_sensible, read_day
from frenchimpact.core.listings import list_address
from frenchimpact.events import clocks
from frenchimpact.events.models import Event, Tour
from frenchimpact.events.queries import events as reads
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import PlacedList, place_parameter
from frenchimpact.vocabularies.queries import choices

FORMATS = ("csv", "json", "atom", "ics")
COLUMNS = (
    "reference",
    "titre",
    "genre",
    "etat",
    "debut",
    "fin",
    "fuseau",
    "modalite",
    "lieu",
    "lieu_nom",
    "salle",
    "adresse",
    "organisateur",
    "tour",
    "themes",
    "places_libres",
    "resume",
    "demonstration",
    "adresse_fiche",
)


def views() -> dict[str, str]:
    """The ways of seeing the list."""
    return {"liste": _("Liste"), "carte": _("Carte"), "mois": _("Mois"), "chaleur": _("Année")}


def periods() -> dict[str, str]:
    """What a list may be narrowed to in time."""
    return {reads.COMING: _("À venir"), reads.PAST: _("Passés"), reads.EVERY: _("Tous")}


def next_month(month: dt.date, step: int) -> dt.date:
    """The first day of the month so many months later."""
    at = month.year * 12 + month.month - 1 + step
    return dt.date(at // 12, at % 12 + 1, 1)


@dataclass
class EventList(PlacedList[Event]):
    """Events with their filters."""

    VIEW = "events:events"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.kinds = {code: str(words) for code, words in Event.Kind.choices}
        self.ways = {code: str(words) for code, words in Event.Way.choices}
        self.themes = dict(choices("theme"))
        self.kind = self.known("genre", self.kinds)
        self.theme = self.known("theme", self.themes)
        self.way = self.known("modalite", self.ways)
        self.period = self.known("periode", periods()) or reads.COMING
        self.view = self.known("vue", views()) or "liste"
        self.format = self.known("format", FORMATS)
        self.since, self.until = self._day("du"), self._day("au")
        self.month = self._month()
        self.heat_from = reads.monday_of(self._day("semaines") or clock.today())
        self.tour = self._tour()

    def _ignore(self, name: str, value: str) -> None:
        self.ignored.append(f"{name} = {value[:40]}")

    def _day(self, name: str) -> dt.date | None:
        value = self.given.get(name, "")
        day = read_day(value) if value else None
        if value and day is None:
            self._ignore(name, value)
        return day

    def _month(self) -> dt.date:
        value = self.given.get("mois", "")
        day = read_day(f"{value}-01") if value else None
        if value and day is None:
            self._ignore("mois", value)
        return day or clock.today().replace(day=1)

    def _tour(self) -> Tour | None:
        slug = self.given.get("tour", "")
        found = Tour.objects.filter(slug=slug[:80], is_public=True).first() if slug else None
        if slug and found is None:
            self._ignore("tour", slug)
        return found

    # ── What is listed ───────────────────────────────────────────────────────────────────────────
    @cached_property
    def among(self) -> Any:
        """Every one that the filters keep, whenever it is."""
        return reads.listed_events(
            reads.public_events(),
            text=self.text,
            kind=self.kind,
            theme=self.theme,
            way=self.way,
            place=self.place,
            tour=self.tour.slug if self.tour else "",
        )

    @property
    def has_days(self) -> bool:
        """Whether days are asked for: they then say the period."""
        return self.since is not None or self.until is not None

    @cached_property
    def rows(self) -> list[Event]:
        """Every one that matches, in order: a programme holds some hundreds of events."""
        if not self.has_days:
            return list(reads.in_order(self.among.filter(reads.in_period(self.period)), self.period))
        rows = reads.listed_events(self.among, since=self.since, until=self.until)
        return [one for one in reads.in_order(rows, reads.EVERY) if reads.touches(one, self.since, self.until)]

    @cached_property
    def region_counts(self) -> dict[str, int]:
        """How many stand in each region; what has no place, or the whole country, stands in none."""
        places = [one.place for one in self.rows if one.place is not None]
        found = Counter((place.region or place).code for place in places if place.region_id or place.level == Place.Level.REGION)
        return {one.code: found[one.code] for one in self.regions}

    def region_url(self, code: str) -> str:
        """The list of one region."""
        return self.url(vue="", region=code)

    @cached_property
    def weeks(self) -> list[list[tuple[dt.date, list[Event]]]]:
        """The month asked for, week by week."""
        last = next_month(self.month, 1) - dt.timedelta(days=1)
        rows = reads.listed_events(self.among, since=self.month, until=last).order_by("starts_at", "pk")
        return reads.month_of([one for one in rows if reads.touches(one, self.month, last)], self.month)

    @cached_property
    def heat(self) -> reads.Heat:
        """Fifty-two weeks by kind."""
        start = dt.datetime.combine(self.heat_from, dt.time(), tzinfo=dt.UTC) - dt.timedelta(days=1)
        rows = self.among.filter(starts_at__gte=start, starts_at__lt=start + dt.timedelta(weeks=reads.WEEKS, days=2))
        return reads.heat_of(rows, self.heat_from)

    # ── Words and addresses ──────────────────────────────────────────────────────────────────────
    @property
    def count_words(self) -> str:
        """« 12 événements »."""
        return ngettext("%(n)s événement", "%(n)s événements", self.count) % {"n": self.count}

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {
            "q": self.text,
            "genre": self.kind,
            "theme": self.theme,
            "modalite": self.way,
            "tour": self.tour.slug if self.tour else "",
            "periode": self.period if self.period != reads.COMING else "",
            "du": self.since.isoformat() if self.since else "",
            "au": self.until.isoformat() if self.until else "",
            "vue": self.view if self.view != "liste" else "",
        }

    @property
    def calendar(self) -> str:
        """The whole address by which calendars follow these filters."""
        return settings.BASE_URL + self.url(vue="").replace(self.path, reverse("events:calendar"), 1)

    @property
    def embed_url(self) -> str:
        """Where the line that shows these filters on another site is written."""
        month = "mois" if self.view == "mois" else ""
        return list_address(
            reverse("atlas:embedding"),
            {"quoi": "calendrier", "q": self.text, "theme": self.theme, **place_parameter(self.place), "vue": month},
        )

    def of_week(self, kind: str, week: dt.date) -> str:
        """The list of one week, of one kind or of all."""
        return self.url(vue="", genre=kind or self.kind, periode="", du=week.isoformat(), au=(week + dt.timedelta(days=6)).isoformat())

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        found += [(self.kinds[self.kind], self.url(genre=""))] if self.kind else []
        found += [(str(self.themes[self.theme]), self.url(theme=""))] if self.theme else []
        found += self.place_tags
        found += [(self.ways[self.way], self.url(modalite=""))] if self.way else []
        found += [(self.tour.name, self.url(tour=""))] if self.tour else []
        if self.has_days:
            return [*found, (self._days_words(), self.url(du="", au=""))]
        return found + ([(periods()[self.period], self.url(periode=""))] if self.period != reads.COMING else [])

    def _days_words(self) -> str:
        said = {"first": date_format(self.since, "SHORT_DATE_FORMAT") if self.since else "", "last": ""}
        said["last"] = date_format(self.until, "SHORT_DATE_FORMAT") if self.until else ""
        if self.since and self.until:
            return _("du %(first)s au %(last)s") % said
        return _("depuis le %(first)s") % said if self.since else _("jusqu’au %(last)s") % said

    def month_url(self, step: int) -> str:
        """The month before or after; nothing beyond reason."""
        month = next_month(self.month, step)
        return self.url(vue="mois", mois=f"{month:%Y-%m}") if is_sensible(month) else ""

    def heat_url(self, step: int) -> str:
        """The fifty-two weeks before or after; nothing beyond reason."""
        week = self.heat_from + dt.timedelta(weeks=reads.WEEKS * step)
        return self.url(vue="chaleur", semaines=week.isoformat()) if is_sensible(week) else ""

    def cells(self) -> Iterator[dict[str, Any]]:
        """The rows of the files."""
        return map(cells_of, self.rows)


def cells_of(event: Event) -> dict[str, Any]:
    """One event as a row of a file; its hours carry their offset."""
    return {
        "reference": event.reference,
        "titre": event.title,
        "genre": event.kind,
        "etat": event.state,
        "debut": clocks.local(event, event.starts_at).isoformat(),
        "fin": clocks.local(event, event.ends_at).isoformat(),
        "fuseau": event.time_zone,
        "modalite": event.way,
        "lieu": event.place.key if event.place else "",
        "lieu_nom": event.place.name if event.place else "",
        "salle": event.venue,
        "adresse": event.address,
        "organisateur": event.organiser.name if event.organiser else settings.PROGRAMME_NAME,
        "tour": event.tour.slug if event.tour else "",
        "themes": event.themes,
        "places_libres": event.left if event.has_registration else None,
        "resume": event.summary,
        "demonstration": "oui" if event.is_demo else "non",
        "adresse_fiche": settings.BASE_URL + reverse("events:event", args=[event.slug]),
    }
