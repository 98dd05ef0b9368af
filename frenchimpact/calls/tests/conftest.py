"""What the tests of calls share: a clock that each of them gives back."""

from collections.abc import Iterator

import pytest

from frenchimpact.core import clock


@pytest.fixture(autouse=True)
def _clock_back() -> Iterator[None]:
    token = clock.shift(clock.offset())
    yield
    clock.restore(token)
