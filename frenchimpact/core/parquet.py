"""Writes a flat table in the Parquet format, group of rows after group of rows, without any package: any size, little memory.

Columns may all be empty; pages are plain and compressed by gzip, which every reader of the format knows. Its description (footer) is
written as the format says, in the compact form of Thrift.
"""

import datetime as dt
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

type Told = tuple[int, bytes]

MAGIC = b"PAR1"
_EPOCH = dt.date(1970, 1, 1).toordinal()
_EPOCH_AT = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_PLAIN, _RLE, _GZIP, _OPTIONAL = 0, 3, 2, 1
# Speed before size: twice as fast as the usual level, a tenth larger.
_LEVEL = 2


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _i32(number: int) -> Told:
    return 5, _varint(number << 1 ^ number >> 63)


def _i64(number: int) -> Told:
    return 6, _i32(number)[1]


def _text(words: str) -> Told:
    content = words.encode()
    return 8, _varint(len(content)) + content


def _list(items: Sequence[Told]) -> Told:
    kind = items[0][0] if items else 12
    head = bytes([len(items) << 4 | kind]) if len(items) < 15 else bytes([0xF0 | kind]) + _varint(len(items))
    return 9, head + b"".join(content for _kind, content in items)


def _struct(**fields: Told | None) -> Told:
    """Fields are named by their number: `_1=…`."""
    found, last = [], 0
    for name, told in fields.items():
        if told is not None:
            number = int(name[1:])
            found.append(bytes([number - last << 4 | told[0]]) + told[1])
            last = number
    return 12, b"".join(found) + b"\0"


_EMPTY = _struct()
_TRUE: Told = (1, b"")


@dataclass(frozen=True)
class Kind:
    """A sort of column: what the format calls it, and how its values are written one after the other."""

    physical: int
    written: Callable[[Sequence[Any]], bytes]
    converted: int | None = None
    logical: Told | None = None


def _sized(words: str) -> bytes:
    content = words.encode()
    return len(content).to_bytes(4, "little") + content


def _texts(values: Sequence[Any]) -> bytes:
    # Most columns say the same few things.
    told = {one: _sized(one) for one in set(values)}
    return b"".join(map(told.__getitem__, values))


def _numbers(code: str, of: Callable[[Any], Any]) -> Callable[[Sequence[Any]], bytes]:
    return lambda values: struct.pack(f"<{len(values)}{code}", *map(of, values))


def _bits(values: Sequence[Any]) -> bytes:
    number = sum(1 << place for place, value in enumerate(values) if value)
    return number.to_bytes((len(values) + 7) // 8, "little")


TEXT = Kind(6, _texts, 0, _struct(_1=_EMPTY))
INTEGER = Kind(1, _numbers("i", int))
LONG = Kind(2, _numbers("q", int))
NUMBER = Kind(5, _numbers("d", float))
BOOLEAN = Kind(0, _bits)
DATE = Kind(1, _numbers("i", lambda day: day.toordinal() - _EPOCH), 6, _struct(_6=_EMPTY))
INSTANT = Kind(2, _numbers("q", lambda at: (at - _EPOCH_AT) // _MICROSECOND), 10, _struct(_8=_struct(_1=_TRUE, _2=_struct(_2=_EMPTY))))


def parquet_lines(columns: Mapping[str, Kind], groups: Iterable[Sequence[Sequence[Any]]], about: Mapping[str, str]) -> Iterator[bytes]:
    """The file, piece by piece. `groups` are lists of rows, each as long as `columns`; `about` is told beside the description."""
    yield MAGIC
    place, count, told = len(MAGIC), 0, []
    for rows in groups:
        chunks, size = [], 0
        for (name, kind), values in zip(columns.items(), zip(*rows, strict=True), strict=True):
            page, plain = _page(kind, values)
            yield page
            chunks.append(_chunk(name, kind, len(values), plain, len(page), place))
            place, size = place + len(page), size + plain
        told.append(_struct(_1=_list(chunks), _2=_i64(size), _3=_i64(len(rows))))
        count += len(rows)
    description = _description(columns, told, count, about)
    yield description + struct.pack("<I", len(description)) + MAGIC


def _page(kind: Kind, values: Sequence[Any]) -> tuple[bytes, int]:
    """A column of a group with its header; and how long it would be uncompressed."""
    present = [value for value in values if value is not None]
    levels = _levels(values, full=len(present) == len(values))
    plain = struct.pack("<I", len(levels)) + levels + kind.written(present)
    small = zlib.compress(plain, _LEVEL, wbits=31)
    values_of = _struct(_1=_i32(len(values)), _2=_i32(_PLAIN), _3=_i32(_RLE), _4=_i32(_RLE))
    _kind, header = _struct(_1=_i32(0), _2=_i32(len(plain)), _3=_i32(len(small)), _5=values_of)
    return header + small, len(header) + len(plain)


def _levels(values: Sequence[Any], *, full: bool) -> bytes:
    """Which values there are: runs of ones and of zeros."""
    if full:
        return _varint(len(values) << 1) + b"\1"
    runs = groupby(values, key=lambda value: value is not None)
    return b"".join(_varint(sum(1 for _one in run) << 1) + bytes([there]) for there, run in runs)


def _chunk(name: str, kind: Kind, count: int, plain: int, small: int, place: int) -> Told:
    encodings = _list([_i32(_PLAIN), _i32(_RLE)])
    sizes = {"_5": _i64(count), "_6": _i64(plain), "_7": _i64(small), "_9": _i64(place)}
    data = _struct(_1=_i32(kind.physical), _2=encodings, _3=_list([_text(name)]), _4=_i32(_GZIP), **sizes)
    return _struct(_2=_i64(place), _3=data)


def _description(columns: Mapping[str, Kind], groups: list[Told], count: int, about: Mapping[str, str]) -> bytes:
    root = _struct(_4=_text("schema"), _5=_i32(len(columns)))
    schema = [root, *(_column(name, kind) for name, kind in columns.items())]
    pairs = [_struct(_1=_text(key), _2=_text(value)) for key, value in about.items()]
    return _struct(_1=_i32(1), _2=_list(schema), _3=_i64(count), _4=_list(groups), _5=_list(pairs), _6=_text("French Impact"))[1]


def _column(name: str, kind: Kind) -> Told:
    converted = None if kind.converted is None else _i32(kind.converted)
    return _struct(_1=_i32(kind.physical), _3=_i32(_OPTIONAL), _4=_text(name), _6=converted, _10=kind.logical)
