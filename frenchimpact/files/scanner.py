"""Asking a ClamAV daemon about a file: its INSTREAM command over a socket, one file per connection."""

import re
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 1 << 16
_LONGEST_ANSWER = 4096
TIMEOUT = 60.0
_FOUND = re.compile(r"^stream: (?P<threat>.+) FOUND$")
_LIMIT = re.compile(r"size limit exceeded", re.IGNORECASE)


class ScannerUnavailable(Exception):
    """The scanner did not answer, or not in its language: ask again later."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said: `threat` names what it found; `trouble` says why it will never be able to tell."""

    threat: str = ""
    trouble: str = ""


def scan(content: BinaryIO, *, at: str | None = None, timeout: float = TIMEOUT) -> Verdict:
    """Send the file in pieces and read the answer. `at` is unix:/path or tcp://host:port. Raises ScannerUnavailable."""
    try:
        with _connect(at or settings.CLAMAV_SOCKET, timeout) as line:
            try:
                line.sendall(b"zINSTREAM\0")
                while piece := content.read(_PIECE):
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                # The daemon hangs up in the middle when the file is over its limit: its reason may still be there to read.
                pass
            answer = _answer(line)
    except OSError as error:
        raise ScannerUnavailable(f"{type(error).__name__}: {error}") from error
    if answer == "stream: OK":
        return Verdict()
    if found := _FOUND.match(answer):
        return Verdict(threat=found["threat"][:200])
    if _LIMIT.search(answer):
        return Verdict(trouble="size limit of the scanner exceeded (StreamMaxLength)")
    raise ScannerUnavailable(f"unexpected answer: {answer[:100]!r}")


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(timeout)
            line.connect("/" + address.removeprefix("unix:").lstrip("/"))
        except OSError:
            line.close()
            raise
        return line
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=timeout)


def _answer(line: socket.socket) -> str:
    received = b""
    while len(received) < _LONGEST_ANSWER and not received.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        received += piece
    return received.decode("utf-8", "replace").strip("\0\r\n ")
