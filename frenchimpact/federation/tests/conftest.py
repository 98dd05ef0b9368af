"""Another instance for the tests of the room."""

import pytest

from frenchimpact.core.tests.sites import Site
from frenchimpact.core.tests.sites import site as site  # a fixture
from frenchimpact.federation.models import Peer
from frenchimpact.federation.tests.sites import Instance
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.vocabularies.tests.factories import make_terms


@pytest.fixture
def instance(site: Site, db: None) -> Instance:
    make_places()
    make_terms()
    return Instance(site)


@pytest.fixture
def peer(instance: Instance) -> Peer:
    return instance.peer()
