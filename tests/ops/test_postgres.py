"""The embedded PostgreSQL: starts alone, survives crashes, leaves with its last user, explains what stops it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres import server
from config.postgres.diagnosis import ServerRefused, of_log
from config.postgres.files import SOCKET_LIMIT, Files

ROOT = Path(__file__).resolve().parent.parent.parent
USER = "import sys, time; from config.postgres import server; server.ensure(sys.argv[1]); print('in', flush=True); time.sleep(60)"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster, made once, not running."""
    pgdata = tmp_path_factory.mktemp("cluster") / "postgres"
    server.ensure(pgdata)
    server.leave(pgdata)
    return pgdata


@pytest.fixture
def pgdata(made: Path) -> Iterator[Path]:
    yield made
    server.leave(made)
    server.stop(made)


def user_process(pgdata: Path) -> subprocess.Popen[str]:
    """Another process that uses the server, once it does."""
    process = subprocess.Popen([sys.executable, "-c", USER, str(pgdata)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    process.stdout.close()
    return process


def test_the_last_user_to_leave_stops_it(pgdata: Path) -> None:
    other = user_process(pgdata)
    server.ensure(pgdata)

    server.leave(pgdata)
    assert server.is_running(pgdata)

    other.send_signal(signal.SIGKILL)
    other.wait()
    server.ensure(pgdata)
    server.leave(pgdata)
    assert not server.is_running(pgdata)


def test_it_starts_again_after_a_crash(pgdata: Path) -> None:
    where = server.ensure(pgdata)
    with psycopg.connect(host=where["HOST"], user="app", dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    pid = Files(pgdata).pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    while Files(pgdata).pid():
        time.sleep(0.02)

    server.ensure(pgdata)

    with psycopg.connect(host=where["HOST"], user="app", dbname="postgres") as connection:
        row = connection.execute("SELECT n FROM kept").fetchone()
    assert row == (7,)


def test_a_number_left_by_a_crash_and_taken_by_another_program_does_not_block(pgdata: Path) -> None:
    Files(pgdata).pidfile.write_text(f"{os.getpid()}\n{pgdata}\n0\n5432\n{pgdata}\n\n  1 1\nready   \n")
    server.ensure(pgdata)
    assert server.is_running(pgdata)


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = Files(tmp_path / ("a" * 90) / "postgres")
    assert len(os.fsencode(deep.socket)) <= SOCKET_LIMIT
    assert deep.socket != Files(tmp_path / ("b" * 90) / "postgres").socket


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "thesis.odt").write_text("years of work")
    with pytest.raises(ServerRefused, match="DATA_DIR"):
        server.ensure(tmp_path / "postgres")
    server.leave(tmp_path / "postgres")
    assert (tmp_path / "postgres" / "thesis.odt").read_text() == "years of work"


def test_data_of_another_version_is_explained(made: Path, tmp_path: Path) -> None:
    old = tmp_path / "postgres"
    shutil.copytree(made, old)
    (old / "PG_VERSION").write_text("15\n")
    with pytest.raises(ServerRefused, match="written by PostgreSQL 15"):
        server.ensure(old)
    server.leave(old)


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ('FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device', "disk"),
        ("PANIC:  could not locate a valid checkpoint record", "make fresh"),
        ("FATAL:  something new", "something new"),
        ("", "postgres.log"),
    ],
)
def test_its_own_words_become_advice(log: str, words: str, tmp_path: Path) -> None:
    assert words in of_log(log, Files(tmp_path / "postgres"))
