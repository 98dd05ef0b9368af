"""A backup is read with suspicion: what is damaged, missing or hostile is refused before anything changes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from frenchimpact.core.backups import Refused, files, restore
from frenchimpact.core.backups.writing import FORMAT, write


def make_backup(folder: Path, **changes: Any) -> Path:
    """A folder that is whole, without a database that anybody could load."""
    (folder / "files").mkdir(parents=True)
    (folder / "database.dump").write_bytes(b"dump")
    (folder / "files" / "a").write_bytes(b"content")
    manifest = {
        "format": FORMAT,
        "made_at": "2026-11-30T08:00:00+00:00",
        "database": [4, hashlib.sha256(b"dump").hexdigest()],
        "tables": {},
        "files": {"a": [7, hashlib.sha256(b"content").hexdigest()]},
        "keys": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))
    return folder


@pytest.mark.parametrize("name", ["database.dump", "files/a", "manifest.json"])
@pytest.mark.parametrize("content", [None, b"", b"cut"])
def test_a_backup_that_is_not_whole_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    source = make_backup(tmp_path / "kept")
    if content is None:
        (source / name).unlink()
    else:
        (source / name).write_bytes(content)
    with pytest.raises(Refused):
        restore(source, str)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "frenchimpact-backup/9"}, "with the version of the platform that made it"),
        ({"files": []}, "damaged: files"),
        ({"files": {"../../outside": [0, ""]}}, "outside of itself"),
        ({"files": {"/etc/passwd": [0, ""]}}, "outside of itself"),
        ({"keys": {"..\\x": [0, ""]}}, "outside of itself"),
        ({"files": {"elsewhere": [0, ""]}}, "is missing"),
    ],
)
def test_a_hostile_manifest_is_refused(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        restore(make_backup(tmp_path / "kept", **changes), str)


def test_a_place_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.mkdir()
    (target / "mine").write_text("mine")
    with pytest.raises(FileExistsError):
        write(target, str)
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / "file" / "in", str)
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".unfinished")] == []


def test_the_storage_is_walked_whole(settings: Any, tmp_path: Path) -> None:
    assert list(files.kept()) == []
    for name in ("kept/00/b/content", "mails/é a.eml", "top"):
        (Path(settings.MEDIA_ROOT) / name).parent.mkdir(parents=True, exist_ok=True)
        (Path(settings.MEDIA_ROOT) / name).write_text(name)
    assert list(files.kept()) == ["top", "kept/00/b/content", "mails/é a.eml"]
    assert files.take("top", tmp_path / "copy") == files.told(tmp_path / "copy") == [3, hashlib.sha256(b"top").hexdigest()]
    assert files.take("gone", tmp_path / "other") is None
