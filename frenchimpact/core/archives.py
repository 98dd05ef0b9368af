"""A ZIP archive sent as it is made: whatever its size, it takes the memory of one piece."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from frenchimpact.core import clock

# Bytes that are gathered before they leave.
PIECE = 1 << 18


class _Sink(io.RawIOBase):
    """What the archive writes, until it is taken."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload] # bytes, as zipfile gives them
        self.pieces.append(piece)
        self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        """All that was written since the last time."""
        found, self.pieces, self.size = b"".join(self.pieces), [], 0
        return found


def zip_stream(entries: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive of these entries (name, pieces), in their order; each is read only when its turn comes."""
    sink, now = _Sink(), clock.now()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in entries:
            head = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
            head.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(head, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    if sink.size >= PIECE:
                        yield sink.take()
    yield sink.take()
