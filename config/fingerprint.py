"""Telling whether files changed, without reading them."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def of_files(paths: Iterable[Path]) -> str:
    """Changes when a file is added, removed or written."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def files_under(*roots: Path, skip: tuple[str, ...] = ()) -> Iterator[Path]:
    """The files of these folders, but for compiled ones, tests, and names that end with one of `skip`."""
    for root in roots:
        for folder, folders, names in root.walk():
            folders[:] = [name for name in folders if name not in {"__pycache__", "tests"}]
            yield from (folder / name for name in names if not name.endswith((".pyc", *skip)))
