"""Rules of the house that a linter cannot see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "frenchimpact"
FLOORS = [
    {"core"},
    {"geo", "vocabularies", "design"},
    {"mail"},
    {"accounts"},
    {"notifications", "journal", "files"},
    {"inbound"},
    {"organisations"},
    {"conversations"},
    {"methods"},
    {"projects"},
    {"calls"},
    {"reviews"},
    {"labels"},
    {"territories"},
    {"aids"},
    {"commitments"},
    {"financing"},
    {"impact"},
    {"barriers"},
    {"offers", "events", "support", "resources"},
    {"solutions"},
    {"mesh"},
    {"observatory"},
    {"machines", "federation"},
    {"desk", "privacy", "atlas", "content", "minisites"},
    {"opendata"},
    {"demo"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py", "common.py", "utils", "helpers", "services", "common"}
HALLWAY = {"models", "facts", "rules", "queries", "actions", "hats", "delays"}
# Modules of the ground floor and of the design room are made to be shared whole.
SHARED_WHOLE = {"core", "design"}
# They read octets, or ask whether something is made of figures without making a number of it.
DIGITS_ONLY = {"files/content/bare.py", "core/search_words.py", "atlas/typing_errors.py", "organisations/addresses.py"}


def test_every_room_has_a_floor() -> None:
    rooms = {path.name for path in ROOMS.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert rooms == set(FLOOR)


def test_foreign_keys_go_down() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in FLOOR:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                target = field.related_model._meta.app_label
                here = model._meta.app_label
                assert target == here or FLOOR[target] < FLOOR[here], f"{here}.{model.__name__}.{field.name} goes up to {target}"


def views_of(resolver: URLResolver) -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for pattern in resolver.url_patterns:
        patterns += views_of(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return patterns


def test_every_view_is_behind_a_door() -> None:
    for pattern in views_of(get_resolver()):
        module = pattern.callback.__module__
        if module.startswith("frenchimpact.") and not module.startswith("frenchimpact.opendata"):
            assert getattr(pattern.callback, "door", None), f"{pattern.name}: {pattern.callback} has no door"


def test_no_drawer_for_everything() -> None:
    assert [path for path in ROOMS.rglob("*") if path.name in FORBIDDEN_NAMES] == []


def python_files() -> list[Path]:
    return [path for path in ROOMS.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOMS)))
def test_a_room_shows_its_hallway_only(path: Path) -> None:
    here = path.relative_to(ROOMS).parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("frenchimpact."):
            parts = node.module.split(".")
            names = [parts[1:3]] if len(parts) > 2 else [[parts[1], alias.name] for alias in node.names] if len(parts) == 2 else []
        for room, module in names:
            if room != here and room not in SHARED_WHOLE:
                assert module in HALLWAY, f"{path}: {room}.{module} is not in the hallway of {room}"


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOMS)))
def test_clock_and_domain_signals(path: Path) -> None:
    text = path.read_text()
    if path.parts[-2:] != ("core", "clock.py") and path.parts[-2:] != ("core", "queue.py"):
        assert "timezone.now(" not in text, f"{path}: time comes from core.clock"
    assert "django.db.models.signals" not in text, f"{path}: facts, not signals"
    # An instant is in UTC: its `.date()` is the day before, from midnight in Paris until one or two in the morning.
    assert not re.search(r"(_at|\bnow|\bnow\(\))\.date\(\)", text), f"{path}: the date of an instant comes from clock.date_of"


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOMS)))
def test_numbers_typed_are_read_by_whole(path: Path) -> None:
    """« ² ».isdigit() is true and int("²") breaks the page: `core.text.whole`, or `isascii()` beside it."""
    if str(path.relative_to(ROOMS)) not in DIGITS_ONLY:
        unsure = [line for line in path.read_text().splitlines() if "isascii()" not in line]
        assert not [line for line in unsure if any(f".{name}()" in line for name in ("isdigit", "isdecimal", "isnumeric"))], path
