"""What the service writes down of its own life: one line per entry, the request that it belongs to, and nobody's name.

Addresses of pages hold keys (a link of sign-in, of a consultation): a log names their route, never the page. What libraries put in their
messages is cleaned of mail addresses, of values that the database quotes, and of line ends that would make one entry look like two.
"""

import datetime as dt
import json
import logging
import re
import secrets
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest

# The request being answered, and none outside of one.
CURRENT: ContextVar[str] = ContextVar("request_id", default="")
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_MAIL = re.compile(r"[^\s\"'<>()=,;:]+@[^\s\"'<>()=,;:]+")
_QUOTED = re.compile(r"^DETAIL:.*$|(?<=Key )\(.*?\)=\(.*?\)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_EVENTS = logging.getLogger("frenchimpact.security")


def request_id_of(given: str) -> str:
    """The name of a request: the one that the proxy gave, when it is a sane one; a new one otherwise."""
    return given if _SANE.fullmatch(given) else secrets.token_hex(8)


def route_of(request: HttpRequest) -> str:
    """Which page was asked, without what tells it from its neighbours; empty when no page has that address."""
    return str(request.resolver_match.route) if request.resolver_match else ""


def note(event: str, **fields: Any) -> None:
    """Write down something that whoever watches over security will look for: what, and the keys of what it is about."""
    _EVENTS.info(
        "%s", event, extra={"fields": {"event": event} | {name: value for name, value in fields.items() if value not in {None, ""}}}
    )


def cleaned(text: str) -> str:
    """Without mail addresses nor values of the database."""
    return _MAIL.sub("(address)", _QUOTED.sub("(values)", text))


def one_line(text: str) -> str:
    """No line end, no control: what was typed cannot look like an entry of its own."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class KeepRoutes(logging.Filter):
    """Django names the page in what it logs: its route takes the place."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            shown = "/" + route_of(request) if request.resolver_match else "(unknown page)"
            record.args = tuple(shown if isinstance(one, str) and one == request.path else one for one in record.args)
        return True


class BriefStrangers(logging.Filter):
    """Who asks for a host that is not ours is refused: one line, no error of ours, or anybody could fill the log with traces."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
        record.msg, record.args = "A host that is not ours was asked for", ()
        return True


def _moment(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return cleaned(formatter.formatException(record.exc_info)) if record.exc_info and record.exc_info[0] else ""


class Line(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; the trace of an error under it, further in."""
        about = "".join(f" {name}={value}" for name, value in getattr(record, "fields", {}).items() if name != "event")
        said = one_line(cleaned(record.getMessage() + about))
        name = CURRENT.get()
        line = f"{_moment(record)} {record.levelname} {record.name} {f'[{name}] ' if name else ''}{said}"
        trace = _trace(self, record)
        return "\n  | ".join([line, *(one_line(one) for one in trace.splitlines())])


class Json(logging.Formatter):
    """For what collects logs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, in one line."""
        told: dict[str, Any] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "request": CURRENT.get(),
            "message": cleaned(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if trace := _trace(self, record):
            told["trace"] = trace
        return json.dumps({name: value for name, value in told.items() if value != ""}, ensure_ascii=True, default=str)
