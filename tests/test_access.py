"""Every address × every persona, read and written, and every operation of the API × every token: one table, `tests/access.txt`.

What is asked is the door itself: the persona goes through `@door`, and what stands behind is put aside, so that the whole walk takes
seconds. Each cell has what a reading answers, then what a sending does: `ok` (goes through), `sign-in`, `forbidden`, `hidden` (not found),
`no` (this method is not taken), `proof` (through, and a fresh proof would be asked of who has none). A refusal writes nothing: each one is
tried. `open` stands for pages without a door: their content says who sees what (`tests/test_leaks.py`).

Written again by `UPDATE_ACCESS=1 pytest tests/test_access.py`: read the difference before committing it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CellType
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, resolve

from frenchimpact.core import doors
from frenchimpact.core.doors import ProofNeeded, SignInNeeded
from frenchimpact.machines.models import Scope
from frenchimpact.machines.tests.factories import make_admin, make_token
from frenchimpact.opendata.api import api
from tests.world import World, make_world

SNAPSHOT = Path(__file__).parent / "access.txt"
# Pages of a territory that rooms above open in its space.
OF_TERRITORIES = {"offers:territory_needs", "solutions:territory_solutions"}
WRITES = ("INSERT", "UPDATE", "DELETE", "SELECT SETVAL", "TRUNCATE")
HEAD = """# What a reading and a sending answer: reading/sending, one word when both are the same. See tests/test_access.py.
# official: consulted by a link, without an account. org: administers a structure and has handed in a file; colleague edits it, outsider
# administers another. reader and lead: of a private project. recused: sits in the jury, not for that file. territory: leads a labelled one.
"""


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
def world(db: None) -> World:
    """Somebody in each position, and something of each room."""
    return make_world()


def room_of(name: str) -> str:
    """Whose things the address names."""
    if name.startswith("impact:territory_") or name in OF_TERRITORIES:
        return "territories"
    return name.partition(":")[0]


def arguments_for(name: str, pattern: URLPattern, world: World, route: str = "") -> dict[str, Any]:
    """Values for the arguments of an address: real things where the world has some, a forged key otherwise."""
    room, route = room_of(name), route or str(pattern.pattern)
    known = {**world.things[""], **world.things.get(room, {})}
    values: dict[str, Any] = {}
    for argument, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__
        if (value := named_in(name, route, argument, known)) is not None:
            values[argument] = value
        elif kind == "IntConverter":
            values[argument] = 0
        elif kind == "UUIDConverter":
            values[argument] = "00000000-0000-4000-8000-000000000000"
        else:
            values[argument] = "cle-inconnue"
    return values


def named_in(name: str, route: str, argument: str, known: dict[str, Any]) -> Any:
    """What stands for that argument in that very address; None when nothing does."""
    said = {
        ("slug", "organisation"): known["organisation"] if name == "atlas:organisation" or "organisation" in name else None,
        ("slug", "design:gallery_part"): "etats" if name == "design:gallery_part" else None,
        ("reference", "experiment"): known.get("experiment") if "/experimentations/" in route else None,
        ("reference", "need"): known.get("need") if "/demandes/" in route else None,
        ("slug", "need"): known.get("need_slug") if route.startswith("demandes/") else None,
        ("pk", "member"): known.get("member") if "/membres/" in route else None,
        ("number", "entry"): known.get("entry") if "/ecritures/" in route else None,
        ("number", "envelope"): known.get("envelope") if "/enveloppes/" in route else None,
        ("pk", "token"): known.get("token") if "/jetons/" in route else None,
        ("pk", "webhook"): known.get("webhook") if "/webhooks/" in route else None,
    }
    for (wanted, _why), value in said.items():
        if wanted == argument and value is not None:
            return value
    return known.get(argument) if argument not in {"pk", "number"} or argument in known else None


def address(route: str, values: dict[str, Any]) -> str:
    """The path of a route for those values."""
    for argument, value in values.items():
        start = route.index("<")
        end = route.index(">", start)
        assert argument in route[start:end]
        route = route[:start] + str(value) + route[end + 1 :]
    return "/" + route


# ── What stands behind a door is put aside ───────────────────────────────────────────────────────
def door_of(callback: Callable[..., Any]) -> dict[str, CellType] | None:
    """What the door of a view keeps: whom it lets through, and what it guards; None for a page that is open."""
    here: Any = callback
    while here is not None:
        code = getattr(here, "__code__", None)
        if code is not None and code.co_name == "guarded" and code.co_filename == doors.__file__:
            return dict(zip(code.co_freevars, here.__closure__, strict=True))
        here = getattr(here, "__wrapped__", None)
    return None


@contextmanager
def aside(cell: CellType) -> Iterator[None]:
    """While it lasts, whoever comes through the door finds nothing to read nor to do."""
    kept = cell.cell_contents
    cell.cell_contents = lambda request, *found, **named: HttpResponse()
    try:
        yield
    finally:
        cell.cell_contents = kept


def asked(method: str, match: ResolverMatch, person: Any) -> HttpRequest:
    """A request as it comes to a view: whose it is, and since when they proved it (never)."""
    request: Any = RequestFactory().generic(method, "/")
    request.user = person or AnonymousUser()
    request.session, request.htmx, request.resolver_match = SessionStore(), False, match
    return request  # type: ignore[no-any-return]  # attributes of middlewares, which the stubs do not know


class Change(AssertionError):
    """Somebody who was refused wrote something."""


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip().upper().startswith(WRITES):
        raise Change(sql)
    return execute(sql, params, many, context)


def outcome(callback: Callable[..., Any], request: HttpRequest, values: dict[str, Any]) -> str:
    """What comes of it, in a word. Nothing is written before the door let anyone in."""
    with connection.execute_wrapper(_refuse_writes):
        try:
            answer = callback(request, **values)
        except SignInNeeded:
            return "sign-in"
        except ProofNeeded:
            return "proof"
        except PermissionDenied:
            return "forbidden"
        except Http404:
            return "hidden"
    return {405: "no", 404: "hidden", 200: "ok"}[answer.status_code]


class Walk:
    """The same question of the same thing is asked once, however many views it guards: nothing changes on the way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[Any, dict[str, str]] = {}

    def cells(self, callback: Callable[..., Any], match: ResolverMatch) -> list[str]:
        """A word for each persona: what a reading gives, and a sending when it is something else."""
        door = door_of(callback)
        if door is None:
            return ["open"] * len(self.world.people)
        with aside(door["view"]):
            # Whether a method is taken depends on nobody, and is known before the door.
            come = [outcome(callback, asked(method, match, None), match.kwargs) for method in ("GET", "POST")]
            taken = [method for method, word in zip(("GET", "POST"), come, strict=True) if word != "no"]
            # Nor does the door look at the method, but to ask for a proof: one passage tells both.
            passages = {
                method: self._passage(callback, method, match, door) for method in (taken if door["fresh"].cell_contents else taken[:1])
            }
        found = []
        for persona in self.world.people:
            words = [passages.get(method, passages[taken[0]])[persona] if method in taken else "no" for method in ("GET", "POST")]
            found.append(words[0] if len({*words}) == 1 else "/".join(words))
        return found

    def _passage(self, callback: Callable[..., Any], method: str, match: ResolverMatch, door: dict[str, CellType]) -> dict[str, str]:
        """What becomes of each persona at that door."""
        asks = tuple(door[name].cell_contents for name in ("find", "rule", "visitors", "fresh"))
        key = (asks, method if asks[-1] else "", tuple(sorted(match.kwargs.items())))
        if key not in self.known:
            people = self.world.people.items()
            self.known[key] = {name: outcome(callback, asked(method, match, person), match.kwargs) for name, person in people}
        return self.known[key]


# ── The API ──────────────────────────────────────────────────────────────────────────────────────
def keys_of_machines() -> dict[str, str]:
    """No key, one that nobody made, one that was ended, and one for each thing that a token may do."""
    admin = make_admin(name="Structure des machines")
    ended, secret = make_token(admin, *Scope.values)
    ended.ended_at = ended.created_at
    ended.save(update_fields=["ended_at"])
    keys = {"none": "", "forged": "fi_forge", "ended": secret}
    return keys | {str(scope).replace(":", "-"): make_token(admin, scope)[1] for scope in Scope.values}


def operations() -> list[tuple[str, str]]:
    """Every (verb, path) that the API declares."""
    return sorted((path, verb) for path, verbs in api.get_openapi_schema()["paths"].items() for verb in verbs)


def lines_of_the_api() -> list[str]:
    """What each answers to each key, for an empty body: 401 and 403 come before 422."""
    client, keys = Client(), keys_of_machines()
    lines = ["", "# operation | " + " ".join(keys)]
    for path, verb in operations():
        statuses = []
        for secret in keys.values():
            headers = {"authorization": f"Bearer {secret}"} if secret else {}
            at = path.replace("{id}", "inconnu")
            statuses.append(str(client.generic(verb.upper(), at, b"{}", content_type="application/json", headers=headers).status_code))
        lines.append(f"{verb.upper()} {path} | {' '.join(statuses)}")
    return lines


def test_access(world: World) -> None:
    lines, walk = ["# address | " + " ".join(world.people)], Walk(world)
    for name, route, pattern in sorted(patterns(get_resolver()), key=lambda one: one[1]):
        callback: Any = pattern.callback
        if not callback.__module__.startswith("frenchimpact.") or callback.__module__.startswith("frenchimpact.opendata"):
            continue
        values = arguments_for(name, pattern, world, route)
        lines.append(f"/{route} | {' '.join(walk.cells(callback, resolve(address(route, values))))}")
    text = HEAD + "\n".join(lines + lines_of_the_api()) + "\n"
    if os.environ.get("UPDATE_ACCESS"):
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), "permissions changed: read the difference, then UPDATE_ACCESS=1"
