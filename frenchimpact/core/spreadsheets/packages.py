"""The two kinds of spreadsheets that are ZIP inside: what they are, whether they may be read, what their sheets hold.

Imported by the process that reads: nothing of Django here.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from frenchimpact.core.spreadsheets.limits import MOST_ENTRIES, MOST_UNPACKED, NO_VALUE, Refused
from frenchimpact.core.spreadsheets.scan import ACROSS, Scan, check_area, column_letters, scan_ods, scan_xlsx

_PIECE = 1 << 18
_OFFICE = "application/vnd.oasis.opendocument."
# The library stops at any other.
_KNOWN_ERRORS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", NO_VALUE}
# In the styles of a workbook: 0 %, 0,00 %.
_PERCENT_FORMATS = {"9", "10"}
# What a format shows as it is: it tells nothing of the number.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Xlsx:
    """A workbook of Excel."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.parts = dict(self._sheet_parts())
        self.percent_styles = self._percent_styles()

    def is_filled(self, sheet: str) -> bool:
        """Whether a cell of that sheet holds anything."""
        return sheet in self.parts and scan_xlsx(self.archive, self.parts[sheet], (), only_whether=True).last_row >= 0

    def scan(self, sheet: str) -> Scan:
        """What there is to know of that sheet."""
        scan = scan_xlsx(self.archive, self.parts[sheet], self.percent_styles)
        for place, error in scan.errors.items():
            if error not in _KNOWN_ERRORS:
                row, column = divmod(place, ACROSS)
                raise Refused("odd_error", sheet=sheet, cell=f"{column_letters(column)}{row + 1}", error=error)
        return scan

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        """The name of each sheet and where it is."""
        names = {name.lower(): name for name in self.archive.namelist()}
        targets = {}
        for relation in self._elements("xl/_rels/workbook.xml.rels", "Relationship"):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[relation.get("Id")] = names.get(path.lower())
        for sheet in self._elements("xl/workbook.xml", "sheet"):
            key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
            if part := targets.get(key):
                yield sheet.get("name", ""), part

    def _percent_styles(self) -> set[int]:
        """Numbers of the styles that show a percentage."""
        if "xl/styles.xml" not in self.archive.namelist():
            return set()
        formats, found, place = set(_PERCENT_FORMATS), set(), -1
        is_among = False
        with self.archive.open("xl/styles.xml") as file:
            for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314 - expat's own guards, in a process with limits
                name = element.tag.rpartition("}")[2]
                if name == "cellXfs":
                    is_among = event == "start"
                elif event == "start" and name == "numFmt" and "%" in _LITERAL.sub("", element.get("formatCode", "")):
                    formats.add(element.get("numFmtId", ""))
                elif event == "start" and name == "xf" and is_among:
                    place += 1
                    if element.get("numFmtId") in formats:
                        found.add(place)
        return found

    def _elements(self, part: str, wanted: str) -> Iterator[ElementTree.Element]:
        if part not in self.archive.namelist():
            raise Refused("damaged")
        with self.archive.open(part) as file:
            for _event, element in ElementTree.iterparse(file):  # noqa: S314 - expat's own guards, in a process with limits
                if element.tag.rpartition("}")[2] == wanted:
                    yield element


class Ods:
    """A spreadsheet of OpenDocument: all its sheets are one part."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        with archive.open("content.xml") as file:
            self.scans = scan_ods(file)
        # The library takes all of them at once.
        for name, scan in self.scans.items():
            check_area(name, scan)

    def is_filled(self, sheet: str) -> bool:
        """Whether a cell of that sheet holds anything."""
        return self.scan(sheet).last_row >= 0

    def scan(self, sheet: str) -> Scan:
        """What there is to know of that sheet."""
        return self.scans.get(sheet) or Scan()


def open_package(path: Path) -> tuple[str, Xlsx | Ods]:
    """Which kind it is, and its inside. Raises Refused, with the name of what else it is."""
    try:
        archive = zipfile.ZipFile(path)
        names = set(archive.namelist())
        _measure(archive)
        if "xl/workbook.xml" in names:
            return "xlsx", Xlsx(archive)
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip() if "mimetype" in names else ""
        if kind.startswith(f"{_OFFICE}spreadsheet") and "content.xml" in names:
            return "ods", Ods(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, KeyError, EOFError) as error:
        raise Refused("damaged") from error
    except (ElementTree.ParseError, expat.ExpatError) as error:
        raise Refused("damaged") from error
    raise _other(names, kind)


def _other(names: set[str], kind: str) -> Refused:
    """What this package is, since it is no spreadsheet that is read here."""
    if "encrypted-package" in names:
        return Refused("password")
    if "xl/workbook.bin" in names:
        return Refused("other", name="Excel (xlsb)")
    if any(name.endswith(".iwa") for name in names):
        return Refused("other", name="Numbers")
    if "word/document.xml" in names or kind == f"{_OFFICE}text":
        return Refused("other", name="Word, OpenDocument")
    if "ppt/presentation.xml" in names or kind.startswith(f"{_OFFICE}presentation"):
        return Refused("other", name="PowerPoint, OpenDocument")
    return Refused("archive")


def _measure(archive: zipfile.ZipFile) -> None:
    """Count what the parts would take, as declared, then as they are; refuse those under a password."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused("huge")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("password")
    texts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    if sum(entry.file_size for entry in texts) > MOST_UNPACKED:
        raise Refused("huge")
    total = 0
    for entry in texts:
        with archive.open(entry) as file:
            while piece := file.read(_PIECE):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise Refused("huge")
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused("password")
