"""What a dataset is: its words, its rows, its files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

USUAL = ("csv", "json", "geojson")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True)
class Dataset:
    """One open dataset: its words, and the statement that gives its rows with their position (`longitude`, `latitude`).

    `forms` are the files that it has: all of them unless somebody else's schema says otherwise.
    """

    code: str
    title: str | Promise
    text: str | Promise
    sql: str
    forms: tuple[str, ...] = USUAL
    # How the JSON begins, when somebody else's schema says so; what is not known is then left out rather than null.
    opening: str = ""
    # What writes the file, when a form has more than one kind of line.
    lines: Callable[[], Iterator[bytes]] | None = None

    @property
    def words(self) -> str:
        """What it holds; in the demonstration, that its numbers are nobody's."""
        return f"{self.text} {INVENTED}" if settings.DEMO_MODE and self.code in NUMBERED else str(self.text)


# Those that give numbers of the register of companies.
NUMBERED = ("organisations", "engagements", "engagements.360giving", "subventions.scdl")
INVENTED = _("Démonstration : tout est inventé, et les SIREN, qui commencent par 0000, ne sont ceux de personne.")
