"""What a dataset is: its words, its rows, the words of its columns, its files."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.words import COLUMNS

USUAL = ("csv", "json", "parquet")
PLACED = ("csv", "json", "geojson", "parquet")
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "jsonld": "application/ld+json",
}
# The same without what only answers say.
DATA_TYPES = {kind: told.partition(";")[0] for kind, told in FORMATS.items()}
NAMES = {"csv": "CSV", "json": "JSON", "geojson": "GeoJSON", "parquet": "Parquet", "jsonld": "JSON-LD"}


@dataclass(frozen=True)
class Change:
    """What changed in the files of a dataset, for those who read them by program."""

    on: dt.date
    words: str | Promise


@dataclass(frozen=True)
class Standard:
    """The schema of others that a file follows: its name, and its address, which is its identifier too."""

    name: str
    url: str


@dataclass(frozen=True)
class Dataset:
    """One open dataset: its words, and the statement that gives its rows with their position (`longitude`, `latitude`)."""

    code: str
    title: str | Promise
    text: str | Promise
    sql: str
    forms: tuple[str, ...] = PLACED
    # What names a row for ever.
    key: tuple[str, ...] = ()
    # Of the columns whose common words (`words.COLUMNS`) do not say enough.
    columns: Mapping[str, str | Promise] = field(default_factory=dict)
    # Of the columns that hold codes: the model and the field that say which.
    codes: Mapping[str, tuple[Any, str]] = field(default_factory=dict)
    # How many rows, and when the last of them changed, without reading them whole.
    state: str = ""
    # The collection of the API that gives the same things.
    collection: str = ""
    changes: tuple[Change, ...] = ()
    standard: Standard | None = None
    # How the JSON begins, when somebody else's schema says so; what is not known is then left out rather than null.
    opening: str = ""
    closing: str = "]}\n"
    # Of what is asked as of a past date too: the condition of the statement that keeps what is known now.
    known_now: str = ""
    # The tables that tell of a file which is not one statement: whatever is written in them changes its print.
    tables: tuple[str, ...] = ()
    # What writes the file, when a form has more than one kind of line.
    lines: Callable[[], Iterator[bytes]] | None = None

    @property
    def words(self) -> str:
        """What it holds; in the demonstration, that its numbers are nobody's."""
        return f"{self.text} {INVENTED}" if settings.DEMO_MODE and self.code in NUMBERED else str(self.text)

    @property
    def history(self) -> tuple[Change, ...]:
        """Changes, the latest first."""
        return tuple(sorted(chain(self.changes, () if self.standard else (DESCRIBED,)), key=lambda one: one.on, reverse=True))

    def known_at(self, at: dt.datetime, day: dt.date) -> "Dataset":
        """The same, with the rows that were known at an instant, which is told as that day."""
        then = f"tstzrange(r.known_from, r.known_until) @> '{at.isoformat()}'::timestamptz"
        sql = self.sql.replace(self.known_now, then).replace("%(today)s::date", f"'{day.isoformat()}'::date")
        return replace(self, sql=sql)

    @property
    def files(self) -> list[tuple[str, str]]:
        """Its forms, each with its name."""
        return [(kind, NAMES[kind]) for kind in self.forms]

    @property
    def slug(self) -> str:
        """Its name in the address of its page."""
        return self.code.replace(".", "-")

    def words_of(self, column: str) -> str:
        """What a column holds."""
        return str(self.columns.get(column) or COLUMNS[column])

    def is_several(self, column: str) -> bool:
        """Whether a cell may hold several codes."""
        return column in self.codes and hasattr(self.codes[column][0]._meta.get_field(self.codes[column][1]), "base_field")

    def codes_of(self, column: str) -> list[tuple[str, str]]:
        """The codes that a column may hold, and what each means."""
        if column not in self.codes:
            return []
        model, name = self.codes[column]
        coded = model._meta.get_field(name)
        return [(code, str(words)) for code, words in getattr(coded, "base_field", coded).choices]


# What changed in all of ours at once.
DESCRIBED = Change(dt.date(2026, 11, 30), _("Fichiers Parquet ; chaque colonne est décrite dans un schéma (Table Schema)."))
# Those that give numbers of the register of companies.
NUMBERED = ("organisations", "engagements", "engagements.360giving", "subventions.scdl", "structures.data-inclusion")
INVENTED = _("Démonstration : tout est inventé, et les SIREN, qui commencent par 0000, ne sont ceux de personne.")
