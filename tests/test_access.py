"""Every address × every persona → status. A change of permission shows as a change of `tests/access.txt`.

Written again by `UPDATE_ACCESS=1 pytest tests/test_access.py`: read the difference before committing it.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from frenchimpact.accounts.models import User
from frenchimpact.calls.tests.factories import make_call, make_submitted
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_partner, make_person, make_project, make_published_project
from frenchimpact.projects.tests.factories import make_member as make_team_member
from frenchimpact.territories.tests.factories import make_challenge, make_territory

# Pages of a territory that rooms above open in its space.
_OF_TERRITORIES = {"offers:territory_needs", "solutions:territory_solutions"}
SNAPSHOT = Path(__file__).parent / "access.txt"


def patterns(resolver: URLResolver, route: str = "", namespace: str = "") -> list[tuple[str, str, URLPattern]]:
    """Every (name, route, pattern) of the product, French side."""
    found = []
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in {"api", "v1"}:
                found += patterns(pattern, here, pattern.namespace or namespace)
        else:
            found.append((f"{namespace}:{pattern.name}" if namespace else str(pattern.name), here, pattern))
    return found


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """One published and one private project, one organisation, and people who stand differently to them."""
    places = make_places()
    savoie = places["departement:73"]
    operator = make_operator()
    published = make_published_project(name="Projet publié")
    private = make_project(name="Projet en lecture")
    organisation = make_organisation(name="Structure publiée")
    admin = make_person("Admin")
    Assignment.objects.create(user=admin, role=Assignment.Role.ADMIN)
    people: dict[str, User | None] = {
        "visitor": None,
        "stranger": make_person("Personne"),
        "reader": make_team_member(private, role="reader"),
        "lead": lead_of(private),
        "org": make_member(organisation),
        "partner": make_partner(savoie),
        "operator": operator,
        "admin": admin,
    }
    org = people["org"]
    assert org is not None
    file = make_submitted(make_call(), organisation=organisation, by=org)
    territory = make_territory("Territoire", lead=organisation)
    make_challenge(territory)
    commitment = make_commitment()
    return {
        "people": people,
        "territories": {"slug": territory.slug, "reference": territory.reference},
        # A member of a collective is known by its key, whatever was made before in the same database.
        "member": territory.members.get().pk,
        "reviews": {"slug": file.call.slug},
        "commitments": {"reference": commitment.reference, "verb": "verser"},
        "entry": commitment.entries.get().pk,
        "calls": {"slug": file.call.slug, "reference": file.reference, "code": "structure", "section": "structure", "key": "mission"},
        "arguments": {
            "reference": private.reference,
            "slug": published.slug,
            "organisation": organisation.slug,
        },
    }


def arguments_for(name: str, pattern: URLPattern, world: dict[str, Any]) -> dict[str, Any]:
    """Plausible values for the arguments of an address: real things where they exist, a forged key otherwise."""
    room = name.partition(":")[0]
    kind = "territories" if name.startswith("impact:territory_") or name in _OF_TERRITORIES else room
    known = world[kind] if kind in {"calls", "territories", "commitments"} else world["arguments"]
    values: dict[str, Any] = {}
    for argument, converter in pattern.pattern.converters.items():
        if argument == "slug" and name in {"atlas:organisation"} | {one for one in [name] if "organisation" in one}:
            values[argument] = known["organisation"]
        elif argument == "slug" and name == "design:gallery_part":
            values[argument] = "etats"
        elif argument in known:
            values[argument] = known[argument]
        elif type(converter).__name__ == "IntConverter":
            own = (
                "member"
                if "/membres/" in str(pattern.pattern) and room == "territories"
                else "entry"
                if "/ecritures/" in str(pattern)
                else ""
            )
            values[argument] = world[own] if own else 1
        elif type(converter).__name__ == "UUIDConverter":
            values[argument] = "00000000-0000-4000-8000-000000000000"
        else:
            values[argument] = "cle-inconnue"
    return values


def address(route: str, values: dict[str, Any]) -> str:
    """The path of a route for those values."""
    for argument, value in values.items():
        start = route.index("<")
        end = route.index(">", start)
        assert argument in route[start:end]
        route = route[:start] + str(value) + route[end + 1 :]
    return "/" + route


def test_access(world: dict[str, Any]) -> None:
    people = world["people"]
    clients: dict[str, Client] = {}
    for persona, user in people.items():
        clients[persona] = Client()
        if user is not None:
            clients[persona].force_login(user)
    lines = ["# address (GET) | " + " ".join(people)]
    for name, route, pattern in sorted(patterns(get_resolver()), key=lambda one: one[1]):
        module = pattern.callback.__module__
        if not module.startswith("frenchimpact.") or module.startswith("frenchimpact.opendata"):
            continue
        path = address(route, arguments_for(name, pattern, world))
        statuses = [str(clients[persona].get(path).status_code) for persona in people]
        assert not any(status.startswith("5") for status in statuses), f"{path}: {statuses}"
        lines.append(f"/{route} | {' '.join(statuses)}")
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_ACCESS"):
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "permissions changed: read the difference, then UPDATE_ACCESS=1"
