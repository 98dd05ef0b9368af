"""The API keeps to its own description, whatever a program sends it: Schemathesis invents requests, valid and not."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, missing_required_header, positive_data_acceptance

from config.wsgi import application
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.barriers.tests.factories import make_experiment, make_published
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.machines.models import Scope
from frenchimpact.machines.tests.factories import make_admin, make_token
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.tests.factories import make_launched, make_solution
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """Requests go through the real WSGI door, which closes connections at their end; the test's transaction must survive them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


THINGS = ("organisations", "projects", "places", "aids", "commitments", "experiments", "offers", "precedents", "solutions")
# A few requests for each operation here, hundreds by `make fuzz`.
EXAMPLES = 400 if os.environ.get("FUZZ") == "1" else 15
OPERATIONS = [("GET", path) for name in THINGS for path in (f"/{name}", f"/{name}/{{id}}")] + [("POST", "/matches")]

# Codes are data, and one that does not exist is refused: in their place, some that do.
KNOWN: dict[str, Any] = {"themes": ["insertion_emploi"], "publics": [], "places": ["commune:73065"]}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("verb", "path"), OPERATIONS)
def test_the_api_keeps_to_its_schema(verb: str, path: str, mode: GenerationMode) -> None:
    make_places()
    make_terms()
    make_organisation()
    make_published_project()
    make_aid()
    make_commitment()
    make_experiment()
    make_offer()
    make_launched(make_solution(project=make_published_project(name="D’où vient la solution")))
    make_published()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = schema[f"/api/v1{path}"][verb]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case[Any]) -> None:
        if mode == GenerationMode.POSITIVE and isinstance(case.body, dict):
            case.body |= {name: KNOWN[name] for name in KNOWN if case.body.get(name)}
        case.call_and_validate()

    holds()


WRITES = {
    "/offers": Scope.OFFERS,
    "/events": Scope.EVENTS,
    "/aids": Scope.AIDS,
    "/projects": Scope.DECLARATIONS,
    "/measurements": Scope.MEASUREMENTS,
}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", WRITES)
def test_what_a_token_may_write_keeps_to_its_schema(path: str, mode: GenerationMode) -> None:
    """Whatever is sent with a good token is kept, or refused in the words that the schema announces."""
    make_places()
    make_terms()
    _token, secret = make_token(make_admin(name="Structure des machines"), WRITES[path], per_hour=10_000, per_day=100_000)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    @settings(
        max_examples=max(EXAMPLES // 2, 6),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[f"/api/v1{path}"]["POST"].as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case[Any]) -> None:
        # Codes are data: a body of the right shape is refused when they do not exist; and the key is good, whatever was drawn.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {secret}"}, excluded_checks=[positive_data_acceptance, ignored_auth, missing_required_header]
        )

    holds()
