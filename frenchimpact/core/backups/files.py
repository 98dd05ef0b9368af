"""Files of the instance, wherever they are kept, copied with their print."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage

_PIECE = 1 << 20

type Digests = dict[str, list[int | str]]


def kept(folder: str = "") -> Iterator[str]:
    """The name of every file of the storage."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from kept(f"{folder}/{name}" if folder else name)


def take(name: str, target: Path) -> list[int | str] | None:
    """Copy a file of the storage to that place; its size and print, or None when it went away meanwhile."""
    try:
        with default_storage.open(name, "rb") as source:
            return copy(source, target)
    except FileNotFoundError:
        return None


def copy(source: BinaryIO | File, target: Path) -> list[int | str]:  # type: ignore[type-arg]  # whatever is read by pieces
    """Write these bytes at that place, readable by us alone; their number and their SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return [size, digest.hexdigest()]


def told(path: Path) -> list[int | str]:
    """The size and the SHA-256 of a file on the disk. Raises FileNotFoundError."""
    with open(path, "rb") as source:
        return [path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest()]


def put(name: str, source: Path) -> None:
    """Keep a file in the storage under exactly that name, in place of what is there."""
    default_storage.delete(name)
    with open(source, "rb") as content:
        written = default_storage.save(name, File(content, name=name))
    if written != name:
        raise RuntimeError(f"the storage wrote {written} instead of {name}")
