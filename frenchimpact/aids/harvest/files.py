"""A file of aids, whatever its shape: CSV or a spreadsheet of the State's form, JSON of it, JSON of a catalogue."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.aids.harvest import catalogues, state
from frenchimpact.aids.harvest.columns import NEEDED, exact_columns
from frenchimpact.aids.harvest.records import Record
from frenchimpact.aids.models import Source
from frenchimpact.core.columns import Told
from frenchimpact.core.refused import RefusedLines
from frenchimpact.core.tables import REPORT, NotATable, Table, open_table
from frenchimpact.core.text import fold

Shape = Source.Shape
_STATES = {*state.COLUMNS, *state.PROFESSIONAL_COLUMNS}
KNOWN = {*_STATES, *state.GENERIC_COLUMNS, *state.VARIANT_COLUMNS}
UNTOLD = Told()
MOST_OCTETS = 200_000_000
_READERS: dict[str, Callable[[int, Mapping[str, Any]], Record]] = {
    Shape.AID_CSV: state.record_of,
    Shape.AID_JSON: state.record_of,
    Shape.TERRITORIES: catalogues.record_of,
}


@dataclass
class Feed:
    """A file ready to be read."""

    shape: str
    path: Path
    table: Table | None = None
    rows: list[Any] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    # Columns of the form, each with its place in the table.
    mapping: Mapping[str, int] = field(default_factory=dict)
    # Whether it holds all that its source has: else nothing of it is missing.
    is_whole: bool = True

    def records(self) -> Iterator[Record]:
        """Every line, taken or not."""
        reader = _READERS[self.shape]
        if self.table is None:
            for n, row in enumerate(self.rows, 1):
                yield reader(n, row) if isinstance(row, dict) else Record(n, raw=row, problems=[_("ce n’est pas un objet JSON")])
            return
        for one in self.table.rows():
            if one.problem:
                yield Record(one.line, raw=one.cells, problems=[one.problem])
            else:
                record = reader(one.line, self._named(one.cells))
                record.raw = one.cells
                yield record

    def _named(self, cells: list[str]) -> dict[str, str]:
        """The cells by their names in the form; without a column for it, the name and the funder make the identifier."""
        found = {ours: cells[place] for ours, place in self.mapping.items() if place < len(cells)}
        if "id" not in self.mapping and found.get("titre"):
            said = f"{fold(found['titre'])}|{fold(found.get('porteurs', ''))}"
            found["id"] = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
        return found

    @property
    def is_report(self) -> bool:
        """Whether these are refused lines sent again once mended: a part of what their source gives."""
        return self.table is not None and self.table.is_report

    @property
    def read_columns(self) -> dict[str, str]:
        """Columns of the form, each with the title of the one that was read into it."""
        return {ours: self.table.titles[place] for ours, place in self.mapping.items()} if self.table else {}


def table_of(path: Path, sheet: str = "", *, is_told: bool = False) -> Table | None:
    """The table of a file; None for JSON. `is_told`: a person says what its columns are. Raises NotATable."""
    if _is_json(path):
        return None
    try:
        return open_table(path, known=KNOWN, sheet=sheet)
    except NotATable:
        if not is_told:
            raise
        return open_table(path, known=KNOWN, sheet=sheet, is_told=True)


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    except OSError as error:
        raise NotATable(_("Le fichier %(path)s ne s’ouvre pas : %(reason)s.") % {"path": path, "reason": error.strerror}) from error


def open_feed(path: Path, *, shape: str = "", sheet: str = "", told: Told = UNTOLD) -> Feed:
    """Find what the file is. `shape`: the one expected, when it is known; `told`: what a person said of its columns. Raises NotATable."""
    table = table_of(path, sheet, is_told=bool(told))
    if table is None:
        rows = _json_rows(path)
        found = _shape_of(rows)
        if not rows:
            raise NotATable(_("Ce fichier JSON ne contient aucune aide."))
        return Feed(found or shape or _refuse(rows), path, rows=rows)
    mapping = exact_columns(table.header)
    if told:
        mapping = told.mapping(table, mapping)
        if missing := [name for name in NEEDED if name not in mapping]:
            raise NotATable(_("Il manque une colonne : %s. Dites laquelle c’est.") % ", ".join(missing))
    used = {*mapping.values()}
    unknown = [table.titles[place] for place, name in enumerate(table.header) if name and place not in used and name not in REPORT]
    return Feed(Shape.AID_CSV, path, table, unknown_columns=tuple(unknown), mapping=mapping)


def _json_rows(path: Path) -> list[Any]:
    if path.stat().st_size > MOST_OCTETS:
        raise NotATable(_("Ce fichier dépasse 200 Mo : envoyez-le en plusieurs fois."))
    return rows_in(json_content(path.read_bytes()))


def json_content(content: bytes) -> Any:
    """What JSON says. Raises NotATable."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotATable(_("La réponse est vide."))
    if start.startswith(b"<"):
        raise NotATable(_("La réponse est une page web, pas une liste d’aides."))
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=lambda _name: None)
    except UnicodeDecodeError as error:
        raise NotATable(_("Ce fichier JSON n’est pas écrit en UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise NotATable(_("Ce fichier JSON est abîmé : %s.") % str(error)[:120]) from error


def rows_in(found: Any) -> list[Any]:
    """The objects of a list, or of what holds one."""
    if isinstance(found, dict):
        lists = [found[name] for name in ("results", "data", "aides", "aids", "items") if isinstance(found.get(name), list)]
        found = lists[0] if lists else [found]
    return found if isinstance(found, list) else [found]


def _shape_of(rows: list[Any]) -> str:
    names = {name for row in rows[:20] if isinstance(row, dict) for name in row}
    if {"titre", "eligibilite_geographique"} <= names or len(names & _STATES) >= 5:
        return Shape.AID_JSON
    return Shape.TERRITORIES if "name" in names and names & {"perimeter", "financers", "aid_types"} else ""


def _refuse(rows: list[Any]) -> str:
    names = sorted(rows[0])[:8] if isinstance(rows[0], dict) else []
    raise NotATable(
        _("Ce JSON n’a pas la forme d’une liste d’aides (« titre », « eligibilite_geographique »… ou « name », « perimeter »…). Il a : %s.")
        % ", ".join(map(str, names))
    )


class Report:
    """The refused lines as a file beside the one that was read: as they came, then the line and the reasons."""

    def __init__(self, feed: Feed) -> None:
        self.has_table = feed.table is not None
        self.lines = RefusedLines(feed.path, feed.table, ("id", "brut"))

    def add(self, record: Record) -> None:
        """One line, and why."""
        cells = record.raw if self.has_table else (record.key, raw_text(record.raw))
        self.lines.add(cells, record.line, " ; ".join(record.problems))

    def close(self) -> Path | None:
        """Where it is; None when nothing was refused."""
        return self.lines.close()


def raw_text(raw: Any) -> str:
    """A line as it came, as text."""
    return " | ".join(raw) if isinstance(raw, list) and all(isinstance(one, str) for one in raw) else json.dumps(raw, ensure_ascii=False)
