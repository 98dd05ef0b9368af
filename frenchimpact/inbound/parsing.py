"""Reading a raw message, however badly it is made: never more than asked, never an exception of the library."""

import email
import email.header
import email.utils
import hashlib
import re
from dataclasses import dataclass, field
from email.message import Message as Mime
from email.policy import compat32

from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.inbound.languages import language_of
from frenchimpact.inbound.quoting import forwarded_words, own_words, text_of_html, words_of_html

MOST_PARTS, MOST_ATTACHMENTS, LONGEST_TEXT, LONGEST_READ = 200, 10, 20_000, 400_000
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_NESTED = re.compile(rb"(?im)^content-type:\s*multipart/")


class Unreadable(Exception):
    """It is not a message that can be read safely."""


@dataclass(frozen=True)
class Attachment:
    """A file that came with the message, not examined yet."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Parsed:
    """What a message says: who from, and in the person's own words what."""

    sender: str
    sender_name: str
    subject: str
    message_id: str
    mime: Mime
    text: str = ""
    # What somebody else wrote, when the message forwards it.
    forwarded: str = ""
    # « fr » or « en », when it is sure.
    language: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    # Files beyond the limit, by name: the receipt says so.
    left_out: list[str] = field(default_factory=list)
    is_cut: bool = False


def header(mime: Mime, name: str) -> str:
    """One header in clear text; empty when it is missing or hopeless."""
    found = next((str(value) for key, value in mime.raw_items() if key.lower() == name.lower()), None)
    if found is None:
        return ""
    # Octets beyond ASCII, which should not be there, come as surrogates.
    # A folded line is one line: the library loses the space where a plain line is followed by an encoded one.
    raw = _FOLD.sub(" ", _decoded(found.encode("utf-8", "surrogateescape"), None))
    try:
        pieces = email.header.decode_header(raw)
        text = "".join(_decoded(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces)
    except (ValueError, LookupError, email.errors.HeaderParseError):
        text = raw
    return clean_line(text.encode("utf-8", "replace").decode("utf-8"))


def _decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text: in the charset that is said if it works, then UTF-8, then what Windows writes."""
    for name in (charset or "utf-8", "utf-8", "windows-1252"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def answered_ids(mime: Mime) -> list[str]:
    """Names of the messages that it says it answers, the last one first; at most twenty."""
    found = re.findall(r"<[^<>\s]{3,400}>", header(mime, "In-Reply-To") + " " + " ".join(reversed(header(mime, "References").split())))
    return list(dict.fromkeys(found))[:20]


def fingerprint(raw: bytes, recipient: str) -> str:
    """The same for the same message sent again to the same address, whatever road it took."""
    head, _gap, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    found = re.search(rb"(?im)^message-id:\s*(<[^>\r\n]+>)", head)
    sender = re.search(rb"(?im)^from:([^\r\n]*)", head)
    digest = hashlib.sha256()
    for part in (
        found[1] if found else head,
        sender[1].strip() if sender else b"",
        recipient.lower().encode(),
        hashlib.sha256(body).digest(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def parse(raw: bytes) -> Parsed:
    """Read a message. Raises Unreadable."""
    if len(_NESTED.findall(raw)) > MOST_PARTS:
        raise Unreadable("too many parts")
    try:
        mime = email.message_from_bytes(raw, policy=compat32)
        return _read(mime)
    except Unreadable:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, KeyError, IndexError, AssertionError) as error:
        raise Unreadable(type(error).__name__) from error


def _read(mime: Mime) -> Parsed:
    name, sender = email.utils.parseaddr(header(mime, "From"))
    plain: list[str] = []
    pages: list[str] = []
    files: list[Attachment] = []
    left_out: list[str] = []
    for number, part in enumerate(mime.walk()):
        if number > MOST_PARTS:
            raise Unreadable("too many parts")
        if part.is_multipart():
            continue
        if part.get_content_maintype() == "multipart":
            # It says that it has parts, and none is where it says: what it holds is read as one.
            plain.append(_PART_LINES.sub("", _text(part)))
            continue
        kind, file_name = part.get_content_type(), _file_name(part)
        is_file = "attachment" in str(part.get("Content-Disposition", "")).lower() or (bool(file_name) and not kind.startswith("text/"))
        if kind in {"text/plain", "text/html"} and not is_file:
            (plain if kind == "text/plain" else pages).append(_text(part))
        elif file_name or is_file:
            if len(files) >= MOST_ATTACHMENTS:
                left_out.append(file_name)
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                files.append(Attachment(file_name or "piece-jointe", content))
    subject = header(mime, "Subject")[:300]
    text = own_words("\n".join(plain)) if any(one.strip() for one in plain) else ""
    if not text and pages:
        text = words_of_html("\n".join(pages))
    whole = "\n".join(plain) if any(one.strip() for one in plain) else text_of_html("\n".join(pages)) if pages else ""
    text, forwarded = clean_text(text), clean_text(forwarded_words(whole, subject))[:LONGEST_TEXT]
    return Parsed(
        sender=clean_line(sender)[:254].lower(),
        sender_name=clean_line(name)[:150],
        subject=subject,
        message_id=header(mime, "Message-ID")[:400],
        mime=mime,
        text=text[:LONGEST_TEXT],
        forwarded=forwarded,
        language=language_of(text or forwarded, header(mime, "Content-Language")),
        attachments=files,
        left_out=[clean_line(one)[:150] for one in left_out],
        is_cut=len(text) > LONGEST_TEXT,
    )


# Between the parts of a message whose boundary is not the one it announced: their lines and their headers.
_PART_LINES = re.compile(r"(?im)^(?:--\S+[ \t]*|content-[\w-]+:[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)\r?\n")


def _text(part: Mime) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return _decoded(content[:LONGEST_READ], part.get_content_charset()).replace("\x00", "")


def _file_name(part: Mime) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    decoded = "".join(
        _decoded(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in email.header.decode_header(name)
    )
    return clean_line(decoded)[:150]
