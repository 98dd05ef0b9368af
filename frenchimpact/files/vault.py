"""Where bytes are kept: Django's default storage (a folder of the instance, or S3), under names that nobody can guess."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage

KEPT = "kept"
COMING = "coming"
CONTENT = "content"
THUMBNAIL = "thumbnail"
_PIECE = 1 << 20


def place(key: uuid.UUID, part: str = CONTENT) -> str:
    """The name of one part of a kept file: spread over 256 folders."""
    return f"{KEPT}/{key.hex[:2]}/{key.hex}/{part}"


def piece_place(key: uuid.UUID, number: int) -> str:
    """The name of one piece of an upload that is coming."""
    return f"{COMING}/{key.hex}/{number:05d}"


def put(name: str, content: BinaryIO) -> None:
    """Keep these bytes under exactly that name, in place of what an interrupted attempt may have left there."""
    content.seek(0)
    default_storage.delete(name)
    written = default_storage.save(name, File(content, name=name))
    if written != name:
        raise RuntimeError(f"the storage wrote {written} instead of {name}")


def read(name: str) -> BinaryIO:
    """The bytes kept under that name. Raises FileNotFoundError."""
    return cast(BinaryIO, default_storage.open(name, "rb"))


def erase(key: uuid.UUID) -> None:
    """Remove every byte of a kept file. Nothing happens when they are gone already."""
    for part in (CONTENT, THUMBNAIL):
        default_storage.delete(place(key, part))
    _remove_folder(f"{KEPT}/{key.hex[:2]}/{key.hex}")


def erase_pieces(key: uuid.UUID, count: int) -> None:
    """Remove the pieces of an upload."""
    for number in range(count):
        default_storage.delete(piece_place(key, number))
    _remove_folder(f"{COMING}/{key.hex}")


def kept_keys() -> Iterator[uuid.UUID]:
    """The key of every file whose bytes are kept, whether or not a row knows it."""
    for folder in _folders(KEPT):
        yield from (uuid.UUID(hex=name) for name in _folders(f"{KEPT}/{folder}"))


def written_at(key: uuid.UUID) -> dt.datetime | None:
    """When the bytes of that file were written; None when they are gone."""
    for part in (CONTENT, THUMBNAIL):
        try:
            return default_storage.get_modified_time(place(key, part))
        except OSError:
            continue
    return None


def copy_piece(source: BinaryIO, target: BinaryIO) -> None:
    """Append one stream to another, a megabyte at a time."""
    while piece := source.read(_PIECE):
        target.write(piece)


def _folders(name: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(name)[0])
    except OSError:
        return []


def _remove_folder(name: str) -> None:
    """A folder of the local disk stays behind when its last file goes; S3 has none."""
    try:
        default_storage.delete(name)
    except OSError:
        return
