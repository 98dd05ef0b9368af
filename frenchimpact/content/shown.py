"""What readers see now: what the operator published, over what came with the platform. Kept by the process for half a minute."""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

from frenchimpact.content import writing
from frenchimpact.content.defaults import DEFAULTS
from frenchimpact.content.models import Writing
from frenchimpact.core import clock
from frenchimpact.design.navigation import Written

# Another process sees a change this many seconds later, at most.
LIFETIME = 30.0
NEWS_ON_THE_MAP = 50


@dataclass(frozen=True)
class Text:
    """A title and a body in one language; not the language of the page when the translation is missing."""

    title: str
    body: str
    language: str

    @property
    def is_foreign(self) -> bool:
        """Whether the page is in another language."""
        return self.language != (translation.get_language() or settings.LANGUAGE_CODE)

    @property
    def html(self) -> Markup:
        """The body."""
        return writing.as_html(self.body)

    @property
    def parts(self) -> list[tuple[str, Markup]]:
        """The body, cut where the platform adds something."""
        return writing.parts(self.body)

    @property
    def summary(self) -> str:
        """The first words of the body."""
        return writing.as_words(self.body.strip().split("\n\n", 1)[0])


@dataclass(frozen=True)
class Shown:
    """One writing as it is published."""

    kind: str
    slug: str
    title_fr: str
    body_fr: str
    title_en: str
    body_en: str
    tone: str = Writing.Tone.INFO
    position: int = 100
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    published_at: dt.datetime | None = None

    @property
    def text(self) -> Text:
        """In the language of the page; in French when that is all there is."""
        if translation.get_language() == "en" and self.title_en:
            return Text(self.title_en, self.body_en, "en")
        return Text(self.title_fr, self.body_fr, "fr")

    def is_on(self, at: dt.datetime) -> bool:
        """Whether it is shown at that instant."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


class _Kept:
    until = 0.0
    rows: dict[tuple[str, str], Shown] | None = None


def forget() -> None:
    """Read again at the next page: something was published."""
    _Kept.rows = None


def keep(rows: dict[tuple[str, str], Shown], *, lifetime: float = LIFETIME) -> None:
    """Hold these for a while."""
    _Kept.rows, _Kept.until = rows, time.monotonic() + lifetime


def shipped() -> dict[tuple[str, str], Shown]:
    """What came with the platform, as if nobody had changed anything."""
    return {
        key: Shown(*key, text.title_fr, text.body_fr, text.title_en, text.body_en, position=text.position) for key, text in DEFAULTS.items()
    }


def everything() -> dict[tuple[str, str], Shown]:
    """All that is published, by kind and slug."""
    if _Kept.rows is None or time.monotonic() >= _Kept.until:
        rows = shipped()
        for one in Writing.objects.select_related("published"):
            rows.pop((one.kind, one.slug), None)
            if one.published is not None:
                rows[(one.kind, one.slug)] = of_version(one, one.published)
        keep(rows)
        return rows
    return _Kept.rows


def of_version(one: Writing, version: Any) -> Shown:
    """One version, as readers would see it."""
    texts = (version.title_fr, version.body_fr, version.title_en, version.body_en)
    return Shown(one.kind, one.slug, *texts, one.tone, one.position, one.starts_at, one.ends_at, one.published_at)


def shown_of(kind: str) -> list[Shown]:
    """What is shown now of that kind, in its order."""
    at = clock.now()
    found = [one for (of_kind, _slug), one in everything().items() if of_kind == kind and one.is_on(at)]
    if kind == Writing.Kind.NEWS:
        return sorted(found, key=lambda one: (one.starts_at or one.published_at or at, one.slug), reverse=True)
    if kind == Writing.Kind.TERM:
        return sorted(found, key=lambda one: one.text.title.casefold())
    return sorted(found, key=lambda one: (one.position, one.slug))


def one_shown(kind: str, slug: str) -> Shown | None:
    """One that is shown now, or nothing."""
    found = everything().get((kind, slug))
    return found if found is not None and found.is_on(clock.now()) else None


def _written(kind: str, start: str) -> list[Written]:
    found = [one for one in shown_of(kind) if (kind, one.slug) not in DEFAULTS or kind == Writing.Kind.HELP]
    return [
        Written(one.text.title, f"{start}{one.slug}/", clock.date_of(one.published_at).isoformat() if one.published_at else "")
        for one in found
    ]


def pages_written() -> list[Written]:
    """The pages that the operator added; those that the law asks for have their own place."""
    return _written(Writing.Kind.PAGE, "/pages/")


def helps_written() -> list[Written]:
    """The helps, task by task."""
    return _written(Writing.Kind.HELP, "/aide/")


def news_written() -> list[Written]:
    """The latest news."""
    return _written(Writing.Kind.NEWS, "/actualites/")[:NEWS_ON_THE_MAP]


def _banners() -> Iterator[Shown]:
    yield from shown_of(Writing.Kind.BANNER)


def content_context(request: HttpRequest | None) -> dict[str, Any]:
    """Banners and latest news, for the pages that show them; read only there."""
    if request is None:
        return {"banners": [], "latest_news": []}
    return {
        "banners": SimpleLazyObject(lambda: list(_banners())),
        "latest_news": SimpleLazyObject(lambda: shown_of(Writing.Kind.NEWS)[:3]),
    }
