"""What operators read is true: every variable once, every dependency explained and locked, no address in a lock."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
# Written by our own processes for each other, or by a web server for its application.
INTERNAL = {"DJANGO_SETTINGS_MODULE", "PYTHONUNBUFFERED", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "PATH_INFO", "QUERY_STRING"}
READING = re.compile(r"(?:env\.[a-z_]+|environ(?:\.get|\.setdefault)?|variables\.get)[(\[]\"([A-Z_]+)\"")


def rows() -> list[str]:
    return re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS, re.MULTILINE)


def read_by_python() -> set[str]:
    names: set[str] = set()
    for folder in ("config", "bench", "drills", "frenchimpact"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.parts:
                names |= set(READING.findall(path.read_text()))
    return names - INTERNAL


def read_by_scripts() -> set[str]:
    text = "".join(path.read_text() for path in (ROOT / "bin").iterdir())
    return {name for name in ("PYTHON", "CHROMIUM", "TEST_PROCESSES", "UPGRADE") if re.search(rf"\$\{{{name}:-", text)}


def test_every_variable_is_documented_exactly_once() -> None:
    assert sorted(rows()) == sorted(read_by_python() | read_by_scripts())


def named(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = [named(one) for one in PROJECT["project"]["dependencies"]]
DEV = [named(one) for one in PROJECT["dependency-groups"]["dev"]]


@pytest.mark.parametrize(
    ("file", "wanted"), [("requirements.txt", RUN), ("requirements-etat.txt", [*RUN, "django-dsfr"]), ("requirements-dev.txt", RUN + DEV)]
)
def test_every_dependency_is_locked_with_hashes_and_without_address(file: str, wanted: list[str]) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    locked = re.findall(r"^([a-z0-9._-]+)==[^\n]+\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert set(wanted) <= set(locked), "run `make lock`"
    assert len(locked) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))


def pins(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / file).read_text(), re.MULTILINE))


def test_both_locks_agree() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-etat.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("name", RUN + DEV)
def test_every_dependency_says_why(name: str) -> None:
    reasons = (ROOT / "docs" / "adr" / "0002-dependencies.md").read_text()
    assert re.search(rf"^\| [^|]*\b{re.escape(name)}\b[^|]* \|", reasons, re.MULTILINE), (
        f"a line for {name} in docs/adr/0002-dependencies.md"
    )


def test_what_is_deployed_reads_documented_variables() -> None:
    """Those of deploy/compose.yaml, but for what its own database and folder are called."""
    text = (ROOT / "deploy" / "compose.yaml").read_text() + (ROOT / "deploy" / "Containerfile").read_text()
    named = set(re.findall(r"^    ([A-Z_]+):", text, re.MULTILINE)) | set(re.findall(r"\$\{([A-Z_]+)", text)) | {"DATA_DIR"}
    assert named - {"DB_PASSWORD"} <= set(rows())


def test_the_same_commands_are_documented_and_deployed() -> None:
    """docs/operations.md, the systemd units, the containers and the drills start the same processes."""
    units = {path.stem.removeprefix("frenchimpact-"): path.read_text() for path in (ROOT / "deploy" / "systemd").glob("*.service")}
    for name, command in {"worker": "manage.py work", "receiver": "manage.py receive_mail", "prepare": "manage.py prepare"}.items():
        assert command in OPERATIONS
        assert f"ExecStart=/srv/frenchimpact/.venv/bin/python {command}\n" in units[name]
        assert f"manage.py, {command.split()[1]}]" in (ROOT / "deploy" / "compose.yaml").read_text()
    found = re.search(r"granian (.*config\.wsgi:application)", OPERATIONS)
    assert found
    assert f"granian {found[1]}" in units["web"]


def test_the_nightly_backup_has_its_place() -> None:
    """The unit runs as a user that may not write beside it: it has the folder made first."""
    unit = (ROOT / "deploy" / "systemd" / "frenchimpact-backup.service").read_text()
    where = re.search(r"manage\.py backup (/\S+)/\$", unit)
    assert where
    made = re.search(r"^ExecStartPre=\+/usr/bin/install -d .*-o (\w+) (\S+)$", unit, re.MULTILINE)
    assert made
    assert (f"User={made[1]}\n" in unit, made[2]) == (True, where[1])
    assert where[1] in (ROOT / "docs" / "deployment.md").read_text()
