"""A backup put back: nothing is touched before all of it is found whole, and every row is counted again at the end."""

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from frenchimpact.core.backups import database, files
from frenchimpact.core.backups.writing import DUMP, FILES, FORMAT, KEYS, MANIFEST, Say


class Refused(Exception):
    """It is not put back; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    made_at: str
    tables: int
    rows: int
    files: int
    keys: int


def restore(source: Path, say: Say, *, replaces: bool = False) -> Restored:
    """Database, files and keys as they were. Raises Refused, before anything changed unless it says otherwise, and Failed.

    `replaces`: what the instance holds now is given up. Otherwise it must be empty.
    """
    say("Checking the backup…")
    manifest = read_manifest(source)
    _check_whole(source, manifest)
    with database.connect() as link:
        _check_place(link, source, manifest, replaces=replaces)
    connection.close()
    say("Putting the files back…")
    for name in manifest["files"]:
        files.put(name, source / FILES / name)
    for name in manifest["keys"]:
        with open(source / KEYS / name, "rb") as key:
            files.copy(key, settings.LABEL_KEYS_DIR / name)
    say("Putting the database back…")
    database.load(source / DUMP, replaces=replaces)
    say("Counting every row…")
    with database.connect() as link:
        found = database.prints(link, database.tables(link))
    if found != manifest["tables"]:
        different = sorted(name for name in found.keys() | manifest["tables"].keys() if found.get(name) != manifest["tables"].get(name))
        raise Refused(f"The database was put back, and these tables are not as they were: {', '.join(different)}. Do not serve it.")
    return Restored(
        manifest["made_at"], len(found), sum(int(rows) for rows, _print in found.values()), len(manifest["files"]), len(manifest["keys"])
    )


def read_manifest(source: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises Refused."""
    path = source / MANIFEST
    try:
        manifest = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise Refused(f"{path} is not there: {source} is no backup, or was never finished.") from error
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused(f"{path} is not of the form « {FORMAT} »: put it back with the version of the platform that made it.")
    parts = {"made_at": str, "database": list, "tables": dict, "files": dict, "keys": dict}
    if wrong := [name for name, kind in parts.items() if not isinstance(manifest.get(name), kind)]:
        raise Refused(f"{path} is damaged: {', '.join(wrong)}.")
    return manifest


def _check_whole(source: Path, manifest: dict[str, Any]) -> None:
    expected = {DUMP: manifest["database"]}
    expected |= {f"{FILES}/{name}": told for name, told in manifest["files"].items()}
    expected |= {f"{KEYS}/{name}": told for name, told in manifest["keys"].items()}
    for name in (*manifest["files"], *manifest["keys"]):
        if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
            raise Refused(f"{source} names a file outside of itself: {name!r}.")
    for name, told in expected.items():
        try:
            found = files.told(source / name)
        except OSError as error:
            raise Refused(f"{source / name} is missing or cannot be read: this backup is not whole. Nothing was changed.") from error
        if found != told:
            raise Refused(f"{source / name} is not as it was written: this backup is damaged. Nothing was changed.")


def _check_place(link: Any, source: Path, manifest: dict[str, Any], *, replaces: bool) -> None:
    """Nobody works there, and nothing is given up that was not meant to be."""
    others = link.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        " AND pid <> pg_backend_pid() AND pid <> %s",
        [connection.connection.info.backend_pid],
    ).fetchone()[0]
    if others:
        raise Refused(f"{others} connections use this database: stop the server, the worker and the mail receiver first.")
    if replaces:
        return
    if database.tables(link):
        raise Refused("This database already holds an instance. Choose another DATA_DIR or DATABASE_URL, or give it up with --replace.")
    there = [name for name in manifest["files"] if default_storage.exists(name)]
    keys = [name for name, told in manifest["keys"].items() if (settings.LABEL_KEYS_DIR / name).exists()]
    keys = [name for name in keys if files.told(settings.LABEL_KEYS_DIR / name) != manifest["keys"][name]]
    if there or keys:
        raise Refused(f"Files of {source} are already there ({', '.join((keys + there)[:3])}). Choose another place, or --replace.")
