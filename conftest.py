"""The test harness: our own database cluster, no leftover vocabulary, warnings as errors."""

import os

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("DEMO_MODE", "0")

from collections.abc import Iterator

import pytest


def pytest_configure() -> None:
    """English pages are tested with today's catalogues."""
    from frenchimpact.core import catalogue

    catalogue.compile_all()


@pytest.fixture(autouse=True)
def _fresh_words() -> Iterator[None]:
    """Vocabulary kept by the process never crosses from one test to another."""
    from frenchimpact.vocabularies import queries

    queries.forget()
    yield
    queries.forget()


# The browser's fixtures, for every test that is marked `browser`.
pytest_plugins = ["tests.browser"]
