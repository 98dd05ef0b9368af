"""The test harness: our own database cluster, no leftover vocabulary, warnings as errors."""

import os

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("DEMO_MODE", "0")
# Tests sign people in directly; those of the second proof ask for it themselves.

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django.fixtures import Settings

from config import env


def pytest_configure() -> None:
    """English pages are tested with today's catalogues."""
    from frenchimpact.core import catalogue
    from tests import flush, template

    catalogue.compile_all()
    flush.use()
    template.use()


# Long ones: begun first, they end while the others run, instead of after them.
LONG = ("tests/journeys/", "tests/ops/", "tests/test_access", "tests/test_hostile")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes share the tests best when the longest are begun first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(autouse=True)
def _fresh_words() -> Iterator[None]:
    """Vocabulary kept by the process never crosses from one test to another."""
    from frenchimpact.vocabularies import queries

    queries.forget()
    yield
    queries.forget()


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files of a test are in a folder of its own: a sweep of one must never erase those of a developer's instance."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"files-{uuid.uuid4().hex}"
    settings.STORAGES = {**settings.STORAGES, "default": env.file_storage("", settings.MEDIA_ROOT)}


@pytest.fixture(autouse=True)
def _own_keys(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Certificates of tests are signed by a key of theirs, made once."""
    settings.LABEL_KEYS_DIR = tmp_path_factory.getbasetemp() / "keys"


@pytest.fixture(autouse=True)
def _shipped_texts() -> None:
    """Each test starts with the texts that come with the platform: reading them asks nothing of the database."""
    from frenchimpact.content import shown

    shown.keep(shown.shipped(), lifetime=3600)


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    """A page asked in English leaves its language in the thread: the next test starts in French."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


# The browser's fixtures, for every test that is marked `browser`.
pytest_plugins = ["tests.browser"]
