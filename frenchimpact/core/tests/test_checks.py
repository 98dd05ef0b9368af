"""An instance open to others refuses to start with unsafe settings."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from frenchimpact.core import checks

SAFE = {
    "DEBUG": False,
    "DEMO_MODE": False,
    "DEMO_PUBLIC": False,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["exemple.fr"],
    "BASE_URL": "https://exemple.fr",
    "BRAND_SKIN": "neutre",
}


def refused(settings: Settings, **changes: object) -> list[str | None]:
    for name, value in {**SAFE, **changes}.items():
        setattr(settings, name, value)
    return [error.id for error in checks.dangers()]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"DEBUG": True}, ["frenchimpact.E001"]),
        ({"SECRET_KEY": checks.DEFAULT_SECRET}, ["frenchimpact.E002"]),
        ({"SECRET_KEY": "short"}, ["frenchimpact.E002"]),
        ({"DEMO_MODE": True}, ["frenchimpact.E003"]),
        ({"DEMO_MODE": True, "DEMO_PUBLIC": True}, []),
        ({"BASE_URL": "http://exemple.fr"}, ["frenchimpact.E004"]),
        ({"BRAND_SKIN": "autre"}, ["frenchimpact.E005"]),
        ({"BRAND_SKIN": "etat"}, []),
        ({"BRAND_STATE_MARK": "République\nFrançaise"}, ["frenchimpact.E007"]),
        ({"BASE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["*"], "DEBUG": True}, ["frenchimpact.E001", "frenchimpact.E004"]),
    ],
)
def test_each_danger_stops_the_start(settings: Settings, changes: dict[str, object], expected: list[str]) -> None:
    assert refused(settings, **changes) == expected


def test_on_ones_own_machine_everything_goes(settings: Settings) -> None:
    changes = {"BASE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": ["localhost", "[::1]"], "DEBUG": True, "DEMO_MODE": True}
    assert refused(settings, **changes, SECRET_KEY=checks.DEFAULT_SECRET) == []


def test_the_servers_door_says_what_to_write(settings: Settings) -> None:
    refused(settings, DEMO_MODE=True)
    with pytest.raises(ImproperlyConfigured, match="DEMO_PUBLIC=1"):
        checks.refuse_unsafe_settings()


def test_the_default_secret_is_the_one_that_is_refused() -> None:
    source = (Path(__file__).resolve().parents[3] / "config" / "settings.py").read_text()
    assert f'"SECRET_KEY", "{checks.DEFAULT_SECRET}"' in source
