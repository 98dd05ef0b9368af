"""Days and hours as one file that calendars read (RFC 5545), and the private addresses by which they read it.

The lines are written here: the library takes ten times as long for thousands of events, which each subscriber asks for every hour.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from frenchimpact.core import clock

TYPE = "text/calendar; charset=utf-8"
# How long a line may be, in bytes, its end not counted.
WIDTH = 75
# Changes of hour are told between these years.
_YEARS = (2015, 2045)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPECIAL = re.compile(r"[\\;,\n]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One day, or some hours. `key` never changes: calendars follow it when it moves.

    A day lasts until its last minute: `ends` is then the day after. `zone`, such as « Indian/Reunion », writes instants on that clock;
    without one they are written in universal time, which each calendar shows on its reader's.
    """

    key: str
    words: str
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime | None = None
    url: str = ""
    where: str = ""
    text: str = ""
    zone: str = ""
    changed_at: dt.datetime | None = None
    sequence: int | None = None
    # CONFIRMED, TENTATIVE or CANCELLED.
    status: str = ""
    categories: tuple[str, ...] = ()


def calendar_bytes(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """One calendar. The same entries give the same bytes, as long as each says when it changed."""
    rows = list(entries)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_text(f'-//{settings.PROGRAMME_NAME}//FR')}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]
    lines += [_zone_lines(zone) for zone in sorted({row.zone for row in rows if row.zone})]
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    # What does not say when it changed may have done so today: the same bytes all day.
    now = f"{clock.today():%Y%m%d}T000000Z"
    for row in rows:
        lines += _lines_of(row, host, now)
    lines.append("END:VCALENDAR")
    return "\r\n".join(_folded(lines)).encode() + b"\r\n"


def _lines_of(row: Entry, host: str, now: str) -> list[str]:
    changed = _instant(row.changed_at) if row.changed_at else now
    lines = ["BEGIN:VEVENT", f"UID:{_text(row.key)}@{host}", f"DTSTAMP:{changed}", _when("DTSTART", row.starts, row.zone)]
    if row.ends is not None:
        lines.append(_when("DTEND", row.ends, row.zone))
    lines.append(f"SUMMARY:{_text(row.words)}")
    if row.changed_at:
        lines.append(f"LAST-MODIFIED:{changed}")
    if row.sequence is not None:
        lines.append(f"SEQUENCE:{row.sequence}")
    if row.status:
        lines.append(f"STATUS:{row.status}")
    if row.where:
        lines.append(f"LOCATION:{_text(row.where)}")
    if row.text:
        lines.append(f"DESCRIPTION:{_text(row.text)}")
    if row.categories:
        lines.append(f"CATEGORIES:{','.join(map(_text, row.categories))}")
    if row.url:
        lines.append(f"URL:{_address(row.url)}")
    if not isinstance(row.starts, dt.datetime):
        # A day that counts does not make anyone busy.
        lines.append("TRANSP:TRANSPARENT")
    lines.append("END:VEVENT")
    return lines


_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def _text(text: str) -> str:
    """A text as one value: separators escaped, no control character."""
    if text.isprintable():
        return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text) if _SPECIAL.search(text) else text
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)


def _address(url: str) -> str:
    """An address is not a text: nothing is escaped, and no break may stand in it."""
    whole = url if "://" in url else settings.BASE_URL + url
    return "".join(char for char in whole if char.isprintable())


def _instant(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _when(name: str, at: dt.date | dt.datetime, zone: str) -> str:
    if not isinstance(at, dt.datetime):
        return f"{name};VALUE=DATE:{at:%Y%m%d}"
    if not zone:
        return f"{name}:{_instant(at)}"
    return f"{name};TZID={zone}:{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


@cache
def _zone_lines(zone: str) -> str:
    """What a zone is, for the calendars that do not know it: its changes of hour over some years, each told on the clock before it."""
    changes: dict[tuple[dt.timedelta, dt.timedelta, str], list[str]] = {}
    tz, day = ZoneInfo(zone), dt.timedelta(days=1)
    at, end = dt.datetime(_YEARS[0], 1, 1, tzinfo=dt.UTC), dt.datetime(_YEARS[1], 1, 1, tzinfo=dt.UTC)
    first = _offset(tz, at)
    changes[first, first, at.astimezone(tz).strftime("%Z")] = [f"{_YEARS[0]}0101T000000"]
    while at < end:
        before, after = _offset(tz, at), _offset(tz, at + day)
        if before != after:
            change = _change_between(tz, at, at + day)
            told = (change + before).strftime("%Y%m%dT%H%M%S")
            changes.setdefault((before, after, (at + day).astimezone(tz).strftime("%Z")), []).append(told)
        at += day
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for (before, after, words), days in changes.items():
        kind = "DAYLIGHT" if after > before else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{days[0]}",
            f"TZOFFSETFROM:{_signed(before)}",
            f"TZOFFSETTO:{_signed(after)}",
            f"TZNAME:{words}",
        ]
        lines += [f"RDATE:{day}" for day in days[1:]] + [f"END:{kind}"]
    return "\r\n".join([*lines, "END:VTIMEZONE"])


def _offset(tz: ZoneInfo, at: dt.datetime) -> dt.timedelta:
    return at.astimezone(tz).utcoffset() or dt.timedelta()


def _change_between(tz: ZoneInfo, low: dt.datetime, high: dt.datetime) -> dt.datetime:
    """The minute at which the offset changes, somewhere between the two."""
    before = _offset(tz, low)
    while high - low > dt.timedelta(minutes=1):
        middle = low + dt.timedelta(minutes=(high - low) // dt.timedelta(minutes=2))
        low, high = (middle, high) if _offset(tz, middle) == before else (low, middle)
    return high


def _signed(offset: dt.timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Lines of at most 75 bytes; what is longer goes on after a break and a space, never inside a character."""
    for line in lines:
        if len(line) * 4 <= WIDTH or len(line.encode()) <= WIDTH:
            yield line
        elif "\r\n" in line:
            yield from _folded(line.split("\r\n"))
        else:
            yield "\r\n ".join(_pieces(line.encode()))


def _pieces(data: bytes) -> Iterator[str]:
    room = WIDTH
    while len(data) > room:
        cut = room
        # A byte 10xxxxxx is inside a character.
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        yield data[:cut].decode()
        data = data[cut:]
        room = WIDTH - 1
    yield data.decode()


def calendar_response(request: HttpRequest, content: bytes, *, filename: str = "", is_private: bool = False) -> HttpResponse:
    """The file, or the short answer when whoever asks holds the same already. Headers that make no sense are as if they were not there.

    `filename` for what is taken once; a private one is kept by no cache, and found by no search engine.
    """
    response = HttpResponse(content, content_type=TYPE)
    etag = quote_etag(hashlib.md5(content, usedforsecurity=False).hexdigest())
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store" if is_private else "public, max-age=900"
    if filename:
        response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    if is_private:
        response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response


def webcal(address: str) -> str:
    """The same address as calendars ask to subscribe."""
    return "webcal" + address[address.index(":") :] if address else ""


def private_token(salt: str, *parts: int) -> str:
    """The secret part of the address of a private calendar: nobody can make one. The last part, its serial, closes the former ones."""
    return signing.dumps(list(parts), salt=salt)


def read_token(salt: str, token: str) -> tuple[int, int]:
    """Which calendar, and which serial. Raises Http404 when it is not one of ours."""
    try:
        key, serial = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    return int(key), int(serial)
