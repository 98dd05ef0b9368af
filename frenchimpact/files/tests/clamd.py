"""A daemon that speaks ClamAV's INSTREAM over a real socket, for tests: it finds EICAR, or misbehaves as asked."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frenchimpact.files.tests.factories import EICAR

type Behaviour = Callable[[socket.socket], None]


def _read(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def stream(line: socket.socket) -> bytes:
    """The file that the client sends, by the protocol."""
    assert _read(line, 10) == b"zINSTREAM\0"
    received = b""
    while size := struct.unpack("!L", _read(line, 4))[0]:
        received += _read(line, size)
    return received


def honest(line: socket.socket) -> None:
    """Reads the whole file and says what is in it."""
    line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in stream(line) else b"stream: OK\0")


def garbage(line: socket.socket) -> None:
    """Answers something else."""
    stream(line)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\0")


def silent(line: socket.socket) -> None:
    """Takes the file and never answers."""
    stream(line)
    time.sleep(1.5)


def hurried(line: socket.socket) -> None:
    """Hangs up in the middle of a file that is too long for it, after saying why."""
    _read(line, 10)
    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def gone(line: socket.socket) -> None:
    """Hangs up at once."""


@contextmanager
def daemon(behaviour: Behaviour = honest, *, unix: Path | None = None) -> Iterator[str]:
    """Its address while it runs."""
    server = socket.create_server(("127.0.0.1", 0)) if unix is None else socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if unix is not None:
        server.bind(str(unix))
        server.listen()
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                line, _peer = server.accept()
            except OSError:
                return
            with line:
                try:
                    behaviour(line)
                    line.shutdown(socket.SHUT_WR)
                    line.settimeout(1)
                    while line.recv(65536):
                        pass
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix:{unix}" if unix is not None else f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        stop.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=5)
