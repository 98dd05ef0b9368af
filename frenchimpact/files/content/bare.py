"""A copy of a document without what programs wrote in it about who made it: authors, titles, dates, paths, comments' names.

What the document itself says, in its text or its pictures, stays. Lengths are kept inside a PDF, so that its table of references
stays right, and so that no earlier version of the document remains in the same bytes. Images were written again when they came.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.files.refusals import FileRefusal

_OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp")


def bare(kind: str, content: bytes) -> bytes:
    """The copy. Raises FileRefusal when something in it cannot be taken out, so that nothing is ever half done."""
    if kind == "pdf":
        return _Pdf(content).bared()
    if kind in _OFFICE:
        return _office(content)
    if kind == "zip":
        raise _stubborn()
    return content


def _stubborn() -> FileRefusal:
    return FileRefusal(
        "not_bare",
        _("Cette pièce ne peut pas être rendue anonyme sans l’abîmer. Demandez à l’organisateur d’en fournir une version PDF simple."),
    )


# JPEG inside documents ---------------------------------------------------------------------------------------------


def _bare_jpeg(content: bytearray, start: int, end: int) -> None:
    """Blank, in place, what cameras and programs write in a photo (EXIF, XMP, IPTC, comments); colours stay as they are."""
    at = start + 2
    while at + 4 <= end and content[at] == 0xFF and content[at + 1] not in {0xDA, 0xD9}:
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        last = min(at + 2 + size, end)
        if content[at + 1] in {0xE1, 0xED, 0xFE}:
            content[at + 4 : last] = bytes(last - at - 4)
        at = last


# Office documents --------------------------------------------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org"
_EMPTY = {
    "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'{_XML}<Properties xmlns="{_PACKAGE}/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'{_XML}<Properties xmlns="{_PACKAGE}/officeDocument/2006/custom-properties"/>',
    "meta.xml": f'{_XML}<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}
_NAMES_OF_PEOPLE = re.compile(rb"(?:word/people|ppt/commentAuthors|ppt/authors|xl/persons/[^/]*)\.xml|xl/revisions/[^/]*\.xml")
_ATTRIBUTES = re.compile(
    rb"""(\s(?:\w+:)?(?:author|initials|lastModifiedBy|userName|userId|providerId|displayName|absPath)=)("[^"]*"|'[^']*')"""
)
_PERSON = re.compile(rb"""(\s(?:name|id|author)=)("[^"]*[^"\d{}A-F-][^"]*")""")
_ELEMENTS = re.compile(
    rb"<((?:dc:creator|meta:initial-creator|meta:creator-initials|author|text:sender-[\w-]+|text:author-[\w-]+))(\s[^>]*)?>[^<]*</\1>"
)
_PATHS = re.compile(rb"""((?:Target|url|xlink:href)=)("(?:file:|[A-Za-z]:\\|\\\\)[^"]*")""")


def _office(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            if entry.is_dir():
                continue
            body = source.read(entry)
            if "/embeddings/" in f"/{entry.filename}" or entry.filename.startswith("Object "):
                body = _embedded(entry.filename, body)
            # Neither the date of the entry nor the remarks that programs add to it are copied.
            kept = zipfile.ZipInfo(entry.filename)
            kept.compress_type = entry.compress_type
            target.writestr(kept, _bare_part(entry.filename, body))
    return out.getvalue()


def _embedded(name: str, body: bytes) -> bytes:
    """A document inside a document: one of the same family is bared too, anything else stops everything."""
    if name.lower().endswith((".docx", ".xlsx", ".pptx")):
        return _office(body)
    if name.startswith("Object ") and name.endswith((".xml", ".rdf")):
        return body
    raise _stubborn()


def _bare_part(name: str, body: bytes) -> bytes:
    end = name.rpartition(".")[2].lower()
    if name in _EMPTY or name.endswith("/meta.xml"):
        return _EMPTY.get(name, _EMPTY["meta.xml"]).encode()
    if end in {"jpg", "jpeg", "jpe"}:
        picture = bytearray(body)
        _bare_jpeg(picture, 0, len(picture))
        return bytes(picture)
    if end not in {"xml", "rels", "rdf"}:
        return body
    body = _PATHS.sub(rb'\1""', _ELEMENTS.sub(rb"<\1\2></\1>", _ATTRIBUTES.sub(rb'\1""', body)))
    return _PERSON.sub(rb'\1""', body) if _NAMES_OF_PEOPLE.fullmatch(name.encode()) else body


# PDF ---------------------------------------------------------------------------------------------------------------

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})[\s\x00]+(\d{1,5})[\s\x00]+obj\b")
_INFO = re.compile(rb"/Info[\s\x00]+(\d{1,10})[\s\x00]+\d{1,5}[\s\x00]+R")
_REFERENCE = re.compile(rb"(\d{1,10})[\s\x00]+\d{1,5}[\s\x00]+R")
_BLANK = b"\x00\t\n\x0c\r "
_DELIMITERS = b"()<>[]{}/%"
_TOLD = {b"Author", b"Creator", b"Producer", b"CreationDate", b"ModDate", b"Keywords", b"Company"}
# Who signed, or wrote a remark; the name of a form's field (also /T) is not one.
_OF_SIGNATURES = {b"Name", b"Reason", b"Location", b"ContactInfo", b"M", b"Contents", b"Cert", b"Prop_AuthTime"}
_OF_REMARKS = {b"T", b"CreationDate", b"M", b"NM", b"Subj"}
_DEEPEST = 60


@dataclass(frozen=True)
class _Item:
    """One object: its number, where its value starts and ends, what a dictionary has (name → span), and its stream."""

    number: int
    start: int
    end: int
    entries: dict[bytes, tuple[int, int]]
    stream: tuple[int, int] | None = None


class _Pdf:
    """The bytes of a PDF, looked at object by object whatever its table of references says: earlier versions are there too."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)
        self.told = {int(found[1]) for found in _INFO.finditer(content)}

    def bared(self) -> bytes:
        items = list(self._items())
        packs = [(item, *self._unpacked(item)) for item in items if self._name(self.content, item, b"Type") == b"ObjStm"]
        inner = [(pack, one) for _item, pack, several in packs for one in several]
        self._follow([(self.content, one) for one in items] + inner)
        for item in items:
            self._bare_item(self.content, item)
            if item.stream is not None:
                self._bare_stream(item, item.stream)
        for pack, one in inner:
            self._bare_item(pack, one)
        for item, pack, _several in packs:
            self._put(item, zlib.compress(bytes(pack), 9) if b"Filter" in item.entries else bytes(pack))
        return bytes(self.content)

    def _items(self) -> Iterator[_Item]:
        at = 0
        while found := _OBJECT.search(self.content, at):
            start = _skip(self.content, found.end())
            try:
                end = _value_end(self.content, start)
            except _Broken:
                at = found.end()
                continue
            entries = _entries(self.content, start)
            stream = self._stream_of(end, entries) if entries else None
            yield _Item(int(found[1]), start, end, entries, stream)
            at = stream[1] if stream else end

    def _stream_of(self, end: int, entries: dict[bytes, tuple[int, int]]) -> tuple[int, int] | None:
        here = _skip(self.content, end)
        if self.content[here : here + 6] != b"stream":
            return None
        here += 6
        here += 2 if self.content[here : here + 2] == b"\r\n" else 1
        length = bytes(self.content[slice(*entries[b"Length"])]) if b"Length" in entries else b""
        if length.isdigit():
            after = here + int(length)
            if self.content[after : after + 24].lstrip(_BLANK).startswith(b"endstream"):
                return here, after
        after = self.content.find(b"endstream", here)
        if after < 0:
            raise _stubborn()
        while after > here and self.content[after - 1] in b"\r\n":
            after -= 1
        return here, after

    @staticmethod
    def _name(content: bytearray, item: _Item, key: bytes) -> bytes:
        span = item.entries.get(key)
        return bytes(content[slice(*span)]).strip(b"/[] \r\n\t") if span else b""

    def _unpacked(self, item: _Item) -> tuple[bytearray, list[_Item]]:
        """The objects that a compressed one holds."""
        if item.stream is None or b"DecodeParms" in item.entries:
            raise _stubborn()
        raw = bytes(self.content[slice(*item.stream)])
        if b"Filter" in item.entries:
            if self._name(self.content, item, b"Filter") != b"FlateDecode":
                raise _stubborn()
            try:
                raw = zlib.decompressobj().decompress(raw, 100_000_000)
            except zlib.error as error:
                raise _stubborn() from error
        pack, first = bytearray(raw), self._name(self.content, item, b"First")
        if not first.isdigit():
            raise _stubborn()
        numbers = [int(one) for one in raw[: int(first)].split() if one.isdigit()]
        found = []
        for number, offset in zip(numbers[::2], numbers[1::2], strict=False):
            start = _skip(pack, int(first) + offset)
            try:
                found.append(_Item(number, start, _value_end(pack, start), _entries(pack, start)))
            except _Broken as error:
                raise _stubborn() from error
        return pack, found

    def _follow(self, items: list[tuple[bytearray, _Item]]) -> None:
        """What is told may stand in an object of its own, which the dictionary only names."""
        for content, item in list(items):
            for span in [item.entries[key] for key in self._secret(content, item)]:
                if named := _REFERENCE.fullmatch(bytes(content[slice(*span)]).strip(_BLANK)):
                    self.told.add(int(named[1]))

    def _secret(self, content: bytearray, item: _Item) -> set[bytes]:
        """The entries of a dictionary that say who made the document, signed it or commented on it."""
        keys, kind = set(item.entries), self._name(content, item, b"Type")
        if kind == b"Sig" or {b"ByteRange", b"SubFilter"} <= keys:
            return keys & _OF_SIGNATURES
        if kind == b"Annot" or (b"Subtype" in keys and b"Rect" in keys):
            return set() if self._name(content, item, b"Subtype") == b"Widget" else keys & _OF_REMARKS
        if item.number in self.told or (len(keys & _TOLD) >= 1 and not kind):
            return keys
        return set()

    def _bare_item(self, content: bytearray, item: _Item) -> None:
        if self._name(content, item, b"Type") in {b"EmbeddedFile", b"Filespec", b"F"} and (b"EF" in item.entries or item.stream):
            raise _stubborn()
        if not item.entries and item.number in self.told:
            _blank(content, item.start, item.end)
        for key in self._secret(content, item):
            _blank(content, *item.entries[key])

    def _bare_stream(self, item: _Item, span: tuple[int, int]) -> None:
        kind, coded = self._name(self.content, item, b"Type"), self._name(self.content, item, b"Filter")
        if kind == b"Metadata" or (self._name(self.content, item, b"Subtype") == b"XML" and not kind):
            if coded not in {b"", b"FlateDecode"}:
                raise _stubborn()
            self._put(item, zlib.compress(b"") if coded else b"", b"\x00" if coded else b" ")
        elif coded == b"DCTDecode":
            _bare_jpeg(self.content, *span)

    def _put(self, item: _Item, body: bytes, filling: bytes = b"\x00") -> None:
        """Another stream in the same place, filled to the same length."""
        start, end = item.stream or (0, 0)
        if len(body) > end - start:
            raise _stubborn()
        self.content[start:end] = body + filling * (end - start - len(body))


class _Broken(Exception):
    """What follows is not a value."""


def _skip(content: bytes | bytearray, at: int) -> int:
    """Past blanks and comments."""
    while at < len(content):
        if content[at] in _BLANK:
            at += 1
        elif content[at] == 0x25:
            ends = [one for one in (content.find(b"\n", at), content.find(b"\r", at)) if one >= 0]
            at = min(ends) if ends else len(content)
        else:
            return at
    return at


def _value_end(content: bytes | bytearray, at: int, depth: int = 0) -> int:
    """Where the value that starts there ends. Raises _Broken."""
    head = content[at : at + 2]
    if depth > _DEEPEST or not head:
        raise _Broken
    if head == b"<<" or head[:1] == b"[":
        close = b">>" if head == b"<<" else b"]"
        at = _skip(content, at + len(close))
        while content[at : at + len(close)] != close:
            at = _skip(content, _value_end(content, at, depth + 1))
        return at + len(close)
    if head[:1] == b"(":
        return _text_end(content, at)
    if head[:1] == b"<":
        close_at = content.find(b">", at)
        if close_at < 0:
            raise _Broken
        return close_at + 1
    start = at
    at += 1 if head[:1] == b"/" else 0
    while at < len(content) and content[at] not in _BLANK and content[at] not in _DELIMITERS:
        at += 1
    if at == start:
        raise _Broken
    return at


def _text_end(content: bytes | bytearray, at: int) -> int:
    depth = 0
    while at < len(content):
        one = content[at]
        if one == 0x5C:
            at += 1
        elif one == 0x28:
            depth += 1
        elif one == 0x29:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    raise _Broken


def _entries(content: bytes | bytearray, start: int) -> dict[bytes, tuple[int, int]]:
    """The entries of the dictionary that starts there, with the span of each value; nothing when it is not one."""
    if content[start : start + 2] != b"<<":
        return {}
    found: dict[bytes, tuple[int, int]] = {}
    at = _skip(content, start + 2)
    while content[at : at + 2] != b">>":
        end = _value_end(content, at)
        key = bytes(content[at + 1 : end]) if content[at : at + 1] == b"/" else b""
        value = _skip(content, end)
        if content[value : value + 2] == b">>":
            break
        after = _value_end(content, value)
        if named := _REFERENCE.match(content, value):
            after = max(after, named.end())
        found[key] = (value, after)
        at = _skip(content, after)
    return found


def _blank(content: bytearray, start: int, end: int) -> None:
    """Spaces in place of every text of a value, whatever its depth."""
    at = start
    while at < end:
        if content[at] == 0x28:
            after = _text_end(content, at)
            content[at + 1 : after - 1] = b" " * (after - at - 2)
            at = after
        elif content[at] == 0x3C and content[at + 1 : at + 2] != b"<":
            after = content.index(b">", at) + 1
            content[at + 1 : after - 1] = (b"20" * (after - at))[: after - at - 2]
            at = after
        else:
            at += 1
