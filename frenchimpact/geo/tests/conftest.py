"""The whole official geography, loaded once for the modules that need it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from frenchimpact.geo import actions


@pytest.fixture(scope="module")
def france(django_db_setup: Any, django_db_blocker: Any) -> Iterator[actions.Loaded]:
    """Every place of the edition that comes with the product; gone after the module."""
    with django_db_blocker.unblock():
        loaded = actions.load_geography()
        yield loaded
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE geo_place, geo_edition CASCADE")
