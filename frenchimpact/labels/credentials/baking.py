"""Badges that carry their own certificate (Open Badges 3.0, section 5.3), and certificates found again in what people send."""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = re.compile(r"<([A-Za-z][\w.-]{0,40}):credential\b([^>]{0,2000})>")
# What one of these files may hold once unpacked.
LARGEST, _MOST_STREAMS = 1_000_000, 400


def _text(credential: dict[str, Any]) -> str:
    return json.dumps(credential, ensure_ascii=False)


def titled(picture: str, title: str, *, names: str = "", inside: str = "") -> str:
    """A drawing named for those who do not see it."""
    end = picture.index(">", picture.index("<svg"))
    head = f'{names} role="img" aria-label={quoteattr(title)}'
    return f"{picture[:end]}{head}><title>{escape(title)}</title>{inside}{picture[end + 1 :]}"


def bake_svg(picture: str, credential: dict[str, Any], *, title: str) -> str:
    """The picture with the credential inside, named for those who do not see it."""
    # What would close the block of raw text is cut in two.
    inside = _text(credential).replace("]]>", "]]]]><![CDATA[>")
    block = f"<openbadges:credential><![CDATA[{inside}]]></openbadges:credential>"
    return titled(picture, title, names=f" xmlns:openbadges={quoteattr(NAMESPACE)}", inside=block)


def bake_png(picture: bytes, credential: dict[str, Any]) -> bytes:
    """The picture with the credential in an uncompressed iTXt chunk, right after its header."""
    content = KEYWORD + b"\0\0\0\0\0" + _text(credential).encode()
    after_header = len(_PNG) + 25
    return picture[:after_header] + _chunk(b"iTXt", content) + picture[after_header:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def unbake(content: bytes) -> str:
    """The credential's text in a file: PNG, SVG, PDF or JSON. Empty when there is none."""
    if content.startswith(_PNG):
        return next(_in_png(content), "")
    if content.lstrip()[:5] == b"%PDF-":
        return next(_in_pdf(content), "")
    text = content.decode("utf-8-sig", "replace")
    start = text.lstrip()[:300].lower()
    if start.startswith("<"):
        return _in_svg(text)
    return text


def _in_png(content: bytes) -> Iterator[str]:
    at = len(_PNG)
    while at + 12 <= len(content):
        (size,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + size]
        at += size + 12
        keyword, found, rest = body.partition(b"\0")
        if kind != b"iTXt" or not found or keyword != KEYWORD or len(rest) < 2:
            continue
        is_packed, rest = rest[0] == 1, rest[2:]
        parts = rest.split(b"\0", 2)
        if len(parts) == 3:
            text = _unpacked(parts[2]) if is_packed else parts[2]
            yield text.decode("utf-8", "replace")


def _in_svg(text: str) -> str:
    """The first element of that name; sought by hand, as patterns take forever on files made for that."""
    found = _SVG.search(text)
    if found is None:
        return ""
    if verify := re.search(r'\bverify\s{0,9}=\s{0,9}"([^"]*)"', found[2]):
        return verify[1]
    end = text.find(f"</{found[1]}:credential", found.end())
    inside = text[found.end() : end] if end >= 0 else ""
    if "<![CDATA[" in inside:
        return "".join(part.partition("]]>")[0] for part in inside.split("<![CDATA[")[1:])
    return _plain(inside.strip())


def _plain(text: str) -> str:
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(name, char)
    return text


def _in_pdf(content: bytes) -> Iterator[str]:
    """The first attached JSON that calls itself a credential, among the first streams."""
    left, at = 20 * LARGEST, 0
    for _count in range(_MOST_STREAMS):
        start = content.find(b"stream", at)
        end = content.find(b"endstream", start + 6) if start >= 0 else -1
        if end < 0 or left <= 0:
            return
        at = end + 9
        data = content[start + 6 : end].removeprefix(b"\r").removeprefix(b"\n")
        text = _unpacked(data) or data[:LARGEST]
        left -= len(text)
        if text.lstrip()[:1] == b"{" and b"VerifiableCredential" in text:
            yield text.strip().decode("utf-8", "replace")


def _unpacked(data: bytes) -> bytes:
    """Inflated, up to the limit; empty when it is not such data."""
    try:
        return zlib.decompressobj().decompress(data, LARGEST)
    except zlib.error:
        return b""
