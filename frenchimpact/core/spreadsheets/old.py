"""Files of Excel before 2007 (xls): a small disk of sectors (MS-CFB) that holds one stream of records (MS-XLS).

The library gives the values; its errors, its percentages and the password are looked for here. Imported by the process that reads:
nothing of Django here.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from frenchimpact.core.spreadsheets.limits import MOST_BYTES, OTHER_ERROR, Refused
from frenchimpact.core.spreadsheets.scan import ACROSS, Scan

_NO_SECTOR = 0xFFFFFFFA
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _PASSWORD, _SHEET, _FORMAT, _STYLE = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0
_FORMULA, _NUMBER, _SMALL, _SMALLS, _ERROR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
_TEXTS = (0x00FD, 0x0204, 0x00D6)
_OTHERS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint"}


class Xls:
    """A workbook of Excel before 2007."""

    def __init__(self, path: Path) -> None:
        try:
            streams = _streams(path.read_bytes()[: MOST_BYTES + 1])
            self.content = next((streams[name]() for name in ("Workbook", "Book") if name in streams), b"")
            if not self.content:
                raise _other(set(streams))
            self.percent_styles: set[int] = set()
            self.places = dict(self._read_globals())
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Refused("damaged") from error

    def is_filled(self, sheet: str) -> bool:
        """Whether a cell of that sheet holds anything."""
        return self.scan(sheet).last_row >= 0

    def scan(self, sheet: str) -> Scan:
        """What there is to know of that sheet."""
        scan = Scan()
        try:
            for kind, record in _records(self.content, self.places[sheet]) if sheet in self.places else ():
                self._look(scan, kind, record)
        except (struct.error, IndexError) as error:
            raise Refused("damaged") from error
        return scan

    def _read_globals(self) -> Iterator[tuple[str, int]]:
        """The name and the place of each sheet; the styles that show percentages are kept on the way."""
        formats, style, is_new = {9, 10}, 0, True
        for kind, record in _records(self.content, 0):
            if kind == _PASSWORD:
                raise Refused("password")
            if kind == _BOF:
                is_new = struct.unpack_from("<H", record)[0] >= 0x0600
            elif kind == _FORMAT and b"%" in record[2:]:
                formats.add(struct.unpack_from("<H", record)[0])
            elif kind == _STYLE:
                if struct.unpack_from("<H", record, 2)[0] in formats:
                    self.percent_styles.add(style)
                style += 1
            elif kind == _SHEET:
                is_wide = is_new and bool(record[7] & 1)
                name = record[8 if is_new else 7 :][: record[6] * (2 if is_wide else 1)]
                yield name.decode("utf-16-le" if is_wide else "cp1252", "replace"), struct.unpack_from("<I", record)[0]

    def _look(self, scan: Scan, kind: int, record: bytes) -> None:
        if kind == _SMALLS:
            row, column = struct.unpack_from("<HH", record)
            for n in range((len(record) - 6) // 6):
                self._number(scan, row, column + n, struct.unpack_from("<H", record, 4 + 6 * n)[0])
        elif kind in (_FORMULA, _NUMBER, _SMALL, _ERROR) or kind in _TEXTS:
            row, column, style = struct.unpack_from("<HHH", record)
            scan.reach(row, column)
            if kind == _ERROR and record[7]:
                scan.errors[row * ACROSS + column] = _ERRORS.get(record[6], OTHER_ERROR)
            elif kind == _FORMULA and record[12:14] == b"\xff\xff":
                if record[6] == 2:
                    scan.errors[row * ACROSS + column] = _ERRORS.get(record[8], OTHER_ERROR)
            elif kind in (_FORMULA, _NUMBER, _SMALL):
                self._number(scan, row, column, style)

    def _number(self, scan: Scan, row: int, column: int, style: int) -> None:
        scan.reach(row, column)
        if style in self.percent_styles:
            scan.percents.add(row * ACROSS + column)


def _other(names: set[str]) -> Refused:
    """What this disk holds, since it is no workbook."""
    if "EncryptedPackage" in names:
        return Refused("password")
    return next((Refused("other", name=_OTHERS[name]) for name in _OTHERS if name in names), Refused("damaged"))


def _records(content: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from there to the end of that part; parts inside it (charts) are passed over."""
    depth = 0
    while place + 4 <= len(content):
        kind, size = struct.unpack_from("<HH", content, place)
        record = content[place + 4 : place + 4 + size]
        place += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, record


class _Disk:
    """Sectors in chains."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
        tables = [sector for sector in struct.unpack_from("<109I", content, 76) if sector < _NO_SECTOR]
        following, count = struct.unpack_from("<II", content, 68)
        for _n in range(min(count, len(content) // self.size)):
            *more, following = struct.unpack(f"<{self.size // 4}I", self.sector(following))
            tables += [sector for sector in more if sector < _NO_SECTOR]
        self.next = [one for sector in tables for one in struct.unpack(f"<{self.size // 4}I", self.sector(sector))]

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        return self.content[at : at + self.size].ljust(self.size, b"\x00")

    def chain(self, first: int) -> bytes:
        """Everything from that sector on. A chain that turns round ends where the disk would."""
        parts: list[bytes] = []
        while first < _NO_SECTOR and len(parts) <= len(self.content) // self.size:
            parts.append(self.sector(first))
            first = self.next[first]
        return b"".join(parts)


def _streams(content: bytes) -> "dict[str, _Stream]":
    """What the disk holds, by name; read when asked."""
    disk = _Disk(content)
    directory = disk.chain(struct.unpack_from("<I", content, 48)[0])
    found = {}
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        first, size = struct.unpack_from("<IQ", directory, at + 116)
        found[name] = _Stream(disk, first, min(size & 0xFFFFFFFF, len(content)), directory)
    return found


class _Stream:
    """One of the streams; a small one is kept in sectors of 64 octets, inside the stream of the root."""

    def __init__(self, disk: _Disk, first: int, size: int, directory: bytes) -> None:
        self.disk, self.first, self.size, self.directory = disk, first, size, directory

    def __call__(self) -> bytes:
        small_below, small_table = struct.unpack_from("<II", self.disk.content, 56)
        if self.size >= small_below:
            return self.disk.chain(self.first)[: self.size]
        within = self.disk.chain(struct.unpack_from("<I", self.directory, 116)[0])
        table = self.disk.chain(small_table)
        parts: list[bytes] = []
        at = self.first
        while at < _NO_SECTOR and len(parts) <= len(within) // 64:
            parts.append(within[at * 64 : at * 64 + 64])
            at = struct.unpack_from("<I", table, at * 4)[0]
        return b"".join(parts)[: self.size]
