"""What this room keeps in the process never crosses from one test to another."""

from collections.abc import Iterator

import pytest

from frenchimpact.atlas import clusters, ground


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    ground.forget()
    clusters.forget()
    yield
    ground.forget()
    clusters.forget()
