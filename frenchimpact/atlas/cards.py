"""Results as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.atlas import ground
from frenchimpact.atlas.labels import labels
from frenchimpact.atlas.queries import Found
from frenchimpact.core.pages import FILTERS
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.vocabularies import queries as vocabularies


def prefix() -> str:
    """What addresses of the current language begin with."""
    return "" if translation.get_language() in (None, "fr") else f"/{translation.get_language()}"


@dataclass(frozen=True, slots=True)
class Card:
    """A result as it is read."""

    href: str
    name: str
    kind: str
    place: str
    text: str
    themes: str
    date: str
    found: Found

    @property
    def labels(self) -> list[str]:
        """The labels that it holds, as badges say them."""
        return label_badges(self.found.labels)

    @property
    def meta(self) -> list[str]:
        """Short facts, those that are known."""
        return [" · ".join(fact for fact in facts if fact) for facts in ((self.kind, self.place), (self.themes, self.date)) if any(facts)]


def label_badges(codes: Iterable[str]) -> list[str]:
    """« Label « Structure d’accompagnement » » for each kind."""
    words = ground.label_words() if codes else {}
    return [_("Label « %(kind)s »") % {"kind": words[code]} for code in codes if code in words]


def cards(rows: Iterable[Found]) -> list[Card]:
    """Results as they are read, in the current language."""
    kinds, stages = labels(Organisation.Kind), labels(Stage)
    themes, day = vocabularies.words("theme"), FILTERS["day"]
    start, published, confirmed = prefix(), _("publié le %(date)s"), _("à jour au %(date)s")
    made = []
    for row in rows:
        kind = stages.get(row.stage, row.stage) if row.is_project else (kinds.get(row.kinds[0], "") if row.kinds else "")
        place = f"{row.place} ({row.department})" if row.department and row.department != row.place else row.place
        words = " · ".join(str(themes[code]) for code in row.themes[:3] if code in themes)
        href = f"{start}/{'projets' if row.is_project else 'structures'}/{row.slug}/"
        date = (published if row.is_project else confirmed) % {"date": day(row.at, "SHORT_DATE_FORMAT")}
        made.append(Card(href, row.name, kind, place, excerpt(row.text), words, date, row))
    return made


def excerpt(text: str, length: int = 180) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"
