"""Before a file is kept: weighed, hashed, examined, and written again when it is an image."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from frenchimpact.files.content import examine, images
from frenchimpact.files.kinds import IMAGES, Intake, Kind

_PIECE = 1 << 20


@dataclass(frozen=True)
class Ready:
    """A file that passed the examination, as it will be kept."""

    content: BinaryIO
    kind: Kind
    size: int
    sha256: str
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None


def measure(content: BinaryIO) -> tuple[int, str]:
    """Size in bytes and SHA-256, reading a megabyte at a time."""
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


@contextmanager
def prepared(content: BinaryIO, *, name: str, size: int, sha256: str, intake: Intake) -> Iterator[Ready]:
    """The file as it will be kept. Raises FileRefusal."""
    kind = examine(content, name=name, size=size, intake=intake)
    if kind.code not in IMAGES:
        yield Ready(content, kind, size, sha256)
        return
    with images.prepare(content, kind) as picture:
        new_size, new_hash = measure(picture.content)
        yield Ready(picture.content, picture.kind, new_size, new_hash, picture.thumbnail, picture.width, picture.height)
