"""A backup put back elsewhere holds every row and every byte; a place that is taken, or where somebody works, is left as it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres import server

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.browser


def command(data: Path, *words: str, code: int = 0) -> str:
    """What a command says, run as an operator would."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEMO_MODE"}}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(data), "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def query(data: Path, statement: str) -> list[tuple[object, ...]]:
    where = server.ensure(data / "postgres")
    with psycopg.connect(host=where["HOST"], user=where["USER"], dbname="frenchimpact", autocommit=True) as link:
        cursor = link.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A few rows that text handles badly, a file of the storage and a key."""
    data = tmp_path_factory.mktemp("backup") / "var"
    query(data, "CREATE TABLE odd (a text, b float8, c bytea, d timestamptz, e numeric)")
    query(
        data,
        r"INSERT INTO odd VALUES (E'\\.\t\r\n« é »', 0.1 + 0.2, '\x00ff', '2026-03-29 02:30+01', 1e-20), (NULL, 'NaN', '', 'infinity', 0)",
    )
    for name, content in {"files/kept/00/a": b"\x00\xff" * 70_000, "files/mails/b c.eml": b"", "keys/001.pem": b"secret"}.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    yield data
    for folder in data.parent.iterdir():
        if (folder / "postgres").exists():
            server.leave(folder / "postgres")


def test_everything_comes_back_and_a_taken_place_is_refused(instance: Path) -> None:
    kept, other = instance.parent / "kept", instance.parent / "other"
    said = command(instance, "backup", str(kept))
    assert "files: 2 keys: 1" in said
    assert kept.stat().st_mode & 0o077 == 0
    command(instance, "backup", str(kept), code=1)
    assert not list(instance.parent.glob("*.unfinished"))
    assert "files: 2 keys: 1" in command(other, "restore", str(kept))
    rows = "SELECT a, b::text, c, d::text, e::text FROM odd ORDER BY a"
    assert query(other, rows) == query(instance, rows)
    assert (other / "files/kept/00/a").read_bytes() == b"\x00\xff" * 70_000
    assert (other / "files/mails/b c.eml").read_bytes() == b""
    assert (other / "keys/001.pem").read_bytes() == b"secret"
    # It holds an instance now.
    assert "--replace" in command(other, "restore", str(kept), code=1)
    query(other, "DELETE FROM odd")
    where = server.ensure(other / "postgres")
    with psycopg.connect(host=where["HOST"], user=where["USER"], dbname="frenchimpact"):
        assert "stop the server" in command(other, "restore", "--replace", str(kept), code=1)
    command(other, "restore", "--replace", str(kept))
    assert query(other, rows) == query(instance, rows)
