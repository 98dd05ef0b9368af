"""What the tests of verification share: another issuer, and counters of requests that begin at nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from frenchimpact.labels.tests.issuers import Issuer, another_issuer


@pytest.fixture(autouse=True)
def _fresh_counters(request: pytest.FixtureRequest) -> Iterator[None]:
    # The counters are kept in the database: a test that has none (signatures, proofs) counts nothing.
    if not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with another_issuer(tmp_path) as found:
        yield found
