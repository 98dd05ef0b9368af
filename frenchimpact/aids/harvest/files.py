"""A file of aids, whatever its shape: CSV or a spreadsheet of the State's form, JSON of it, JSON of a catalogue."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.aids.harvest import catalogues, state
from frenchimpact.aids.harvest.records import Record
from frenchimpact.aids.models import Source
from frenchimpact.core.tables import NotATable, Table, open_table

Shape = Source.Shape
_STATES = {*state.COLUMNS, *state.PROFESSIONAL_COLUMNS}
KNOWN = {*_STATES, *state.GENERIC_COLUMNS, *state.VARIANT_COLUMNS}
# Added by us to the list of refused lines; accepted and left unread when that list comes back.
REPORT_COLUMNS = ("ligne", "motif")
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
    # Whether it holds all that its source has: else nothing of it is missing.
    is_whole: bool = True

    def records(self) -> Iterator[Record]:
        """Every line, taken or not."""
        reader = _READERS[self.shape]
        if self.table is None:
            for n, row in enumerate(self.rows, 1):
                yield reader(n, row) if isinstance(row, dict) else Record(n, raw=row, problems=[_("ce n’est pas un objet JSON")])
            return
        header = self.table.header
        for one in self.table.rows():
            if one.problem:
                yield Record(one.line, raw=one.cells, problems=[one.problem])
            else:
                record = reader(one.line, dict(zip(header, one.cells, strict=False)))
                record.raw = one.cells
                yield record


def open_feed(path: Path, *, shape: str = "") -> Feed:
    """Find what the file is. `shape`: the one expected, when it is known. Raises NotATable."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise NotATable(_("Le fichier %(path)s ne s’ouvre pas : %(reason)s.") % {"path": path, "reason": error.strerror}) from error
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"{", b"[")):
        rows = _json_rows(path)
        found = _shape_of(rows)
        if not rows:
            raise NotATable(_("Ce fichier JSON ne contient aucune aide."))
        return Feed(found or shape or _refuse(rows), path, rows=rows)
    table = open_table(path, known=KNOWN)
    unknown = tuple(name for name in table.header if name and name not in KNOWN and name not in REPORT_COLUMNS)
    return Feed(Shape.AID_CSV, path, table, unknown_columns=unknown)


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
        self.feed, self.path = feed, feed.path.with_name(f"{feed.path.name}.refused.csv")
        self.file: Any = None

    def add(self, record: Record) -> None:
        """One line, and why."""
        table = self.feed.table
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace")
            self.writer = csv.writer(self.file, delimiter=table.separator if table else ",")
            self.kept = [n for n, name in enumerate(table.header) if name not in REPORT_COLUMNS] if table else []
            self.writer.writerow([*(table.header[n] for n in self.kept), *REPORT_COLUMNS] if table else ["id", "brut", *REPORT_COLUMNS])
        cells = [record.raw[n] if n < len(record.raw) else "" for n in self.kept] if table else [record.key, raw_text(record.raw)]
        self.writer.writerow([*cells, record.line, " ; ".join(record.problems)])

    def close(self) -> Path | None:
        """Where it is; None when nothing was refused."""
        if self.file is None:
            self.path.unlink(missing_ok=True)
            return None
        self.file.close()
        return self.path


def raw_text(raw: Any) -> str:
    """A line as it came, as text."""
    return " | ".join(raw) if isinstance(raw, list) and all(isinstance(one, str) for one in raw) else json.dumps(raw, ensure_ascii=False)
