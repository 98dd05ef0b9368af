"""A backup: written beside its place, and put there once it is whole."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from frenchimpact.core import clock
from frenchimpact.core.backups import database, files
from frenchimpact.core.backups.database import Failed

FORMAT = "frenchimpact-backup/1"
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"
KEYS = "keys"

type Say = Callable[[str], object]


def write(target: Path, say: Say, *, with_keys: bool = True) -> dict[str, Any]:
    """The whole instance in a new folder, while it goes on serving; what its manifest says. Raises FileExistsError, Failed, OSError.

    The database is one moment. Files are copied before and after it, so that each one that it names is there.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(target)
    making = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        manifest = _fill(making, say, with_keys=with_keys)
        path = making / MANIFEST
        path.write_text(json.dumps(manifest, indent=1, sort_keys=True))
        _settle(path)
        if target.exists():
            target.rmdir()
        making.rename(target)
        _settle(target.parent)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return manifest


def _fill(folder: Path, say: Say, *, with_keys: bool) -> dict[str, Any]:
    say("Copying the files…")
    copied = _copy_files(folder, {})
    say("Writing the database…")
    with database.connect() as link:
        version = link.execute("SHOW server_version").fetchone()
        with link.transaction():
            link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            exported = link.execute("SELECT pg_export_snapshot()").fetchone()
            if version is None or exported is None:
                raise Failed("PostgreSQL did not answer.")
            made_at = clock.now()
            database.dump(folder / DUMP, str(exported[0]))
            say("Counting every row…")
            tables = database.prints(link, database.tables(link))
    _settle(folder / DUMP)
    copied = _copy_files(folder, copied)
    keys: files.Digests = {}
    if with_keys and settings.LABEL_KEYS_DIR.is_dir():
        for path in sorted(one for one in settings.LABEL_KEYS_DIR.iterdir() if one.is_file()):
            with open(path, "rb") as source:
                keys[path.name] = files.copy(source, folder / KEYS / path.name)
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "server": str(version[0]),
        "database": files.told(folder / DUMP),
        "tables": tables,
        "files": copied,
        "keys": keys,
    }


def _copy_files(folder: Path, known: files.Digests) -> files.Digests:
    """The files that are not copied yet: what a name holds never changes."""
    copied = dict(known)
    for name in files.kept():
        if name not in copied and (told := files.take(name, folder / FILES / name)):
            copied[name] = told
    return copied


def _settle(path: Path) -> None:
    """On the disk, before anybody is told that it is there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
