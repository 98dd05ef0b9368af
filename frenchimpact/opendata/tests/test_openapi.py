"""The description of the API is valid OpenAPI 3.1 by its own validator, and every read says the same things of itself."""

from enum import Enum
from typing import Any, get_args

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from frenchimpact.barriers.queries.experiments import ENDINGS, OVERDUE, RUNNING
from frenchimpact.commitments.lists import PARTS
from frenchimpact.commitments.models import Vehicle
from frenchimpact.events.models import Event
from frenchimpact.events.queries.events import COMING, EVERY, PAST
from frenchimpact.opendata.event_reads import EventFilters, EventKind
from frenchimpact.opendata.experiment_reads import PageState
from frenchimpact.opendata.filters import OrganisationKind, Page
from frenchimpact.opendata.money_reads import Part, VehicleKind
from frenchimpact.opendata.solution_reads import SolutionFilters
from frenchimpact.organisations.models import Organisation
from frenchimpact.solutions.lists import COSTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def test_it_is_valid(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()


def test_every_read_takes_fields_and_a_language(schema: Any) -> None:
    reads = {path: verbs["get"] for path, verbs in schema["paths"].items() if "get" in verbs}
    assert len(reads) > 25
    for path, operation in reads.items():
        names = {one["name"] for one in operation["parameters"]}
        assert {"fields", "lang"} <= names, path
        assert operation["summary"], path
        assert {"200", "404", "422"} <= set(operation["responses"]), path
        errors = [one for status, one in operation["responses"].items() if int(status) >= 400]
        assert all(list(one["content"]) == ["application/problem+json"] for one in errors), path


def test_every_list_is_paged_by_key_and_has_its_items(schema: Any) -> None:
    lists = [path for path in schema["paths"] if path.count("/") == 3 and "get" in schema["paths"][path]]
    for path in lists:
        parameters = {one["name"]: one["schema"] for one in schema["paths"][path]["get"]["parameters"]}
        assert parameters["limit"]["maximum"] == 1000, path
        assert "after" in parameters, path
        assert f"{path}/{{id}}" in schema["paths"], path


@pytest.mark.parametrize("name", ["organisations", "projects", "territories", "labels", "aids", "commitments", "offers", "events"])
def test_the_collections_of_the_contract_are_there(schema: Any, name: str) -> None:
    assert f"/api/v1/{name}" in schema["paths"]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (EventKind, Event.Kind),
        (OrganisationKind, Organisation.Kind),
        (VehicleKind, Vehicle.Kind),
        (EventFilters.model_fields["periode"].annotation, (COMING, PAST, EVERY)),
        (Part, tuple(PARTS)),
        (PageState, (RUNNING, OVERDUE, *ENDINGS)),
        (SolutionFilters.model_fields["cout"].annotation, COSTS),
    ],
)
def test_the_values_of_a_filter_are_those_of_the_page(asked: Any, known: Any) -> None:
    told = getattr(asked, "__value__", None) or next(one for one in get_args(asked) if one is not type(None))
    assert set(get_args(told)) == set(getattr(known, "values", known))


def test_two_sorts_of_values_never_bear_the_same_name() -> None:
    # In the description, shapes are known by their name: the second would be told as the first.
    found: dict[str, set[type]] = {}
    direct = Page.__subclasses__()
    for filters in [*direct, *(narrower for one in direct for narrower in one.__subclasses__())]:
        for field in filters.model_fields.values():
            for kind in (field.annotation, *get_args(field.annotation)):
                if isinstance(kind, type) and issubclass(kind, Enum):
                    found.setdefault(kind.__name__, set()).add(kind)
    assert found
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == {}
