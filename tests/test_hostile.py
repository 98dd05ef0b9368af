"""Hostile addresses, parameters and bodies on every page and every form: a clear answer each time, never a failure of ours.

Each address of the product is asked as a visitor and as someone with rights, with values that break naive code;
each form found on the way is sent with them. What is judged: no 5xx, no exception, and words in the answer.
"""

import logging
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver

from frenchimpact.accounts.models import User
from tests.test_access import SNAPSHOT, address, arguments_for, patterns, world
from tests.world import World

__all__ = ["world"]

HUGE = "9" * 40
HOSTILE = [
    "",
    "-1",
    "0",
    HUGE,
    "1e400",
    "nan",
    "é" * 300,
    "😀‮‏‎\u200b\ufeff\x07\x1b\x0b",
    "'; DROP TABLE projects_project; --\"<script>alert(1)</script>{{ 7*7 }}%s%d\\",
    "../../etc/passwd",
    "73065,,;\r\nSet-Cookie: a=b",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "²",
    "٣",
    "0000-13-45",
    "0001-01-01",
    "9999-12-31",
    "[]",
    '{"a": 1}',
]
# Of everything at once, in one field.
BROKEN = HUGE + "\x00" + "".join(HOSTILE[6:9])
WORST = [HOSTILE[0], HOSTILE[3], HOSTILE[7], HOSTILE[8], BROKEN]
# Bytes that are not what they claim, in the query itself.
RAW_QUERIES = ["page=%01&q=%ff%fe", "q=%ed%a0%80&&&=&=", "a[b][c]=1&q=%&page=-1", "format=csv&tri=%27&q=" + "a" * 5000]
PARAMETERS = [
    "q",
    "page",
    "vue",
    "format",
    "tri",
    "par",
    "commune",
    "epci",
    "departement",
    "region",
    "lieu",
    "place",
    "places",
    "niveau",
    "code",
    "theme",
    "stage",
    "stade",
    "kind",
    "type",
    "family",
    "label",
    "statut",
    "besoin",
    "needs",
    "themes",
    "je",
    "cherche",
    "next",
    "suite",
    "suivant",
    "retour",
    "step",
    "field",
    "fields",
    "marks",
    "version",
    "changes",
    "email",
    "name",
    "siret",
    "brouillon",
    "draft",
    "lang",
    "limit",
    "offset",
    "cursor",
    "bbox",
    "zoom",
    "z",
    "x",
    "y",
    "taille",
    "depuis",
    "after",
    "before",
    "apres",
    "theme_affichage",
    "action",
    "indicateur",
    "jusqu",
    "pas",
    "case",
    "defi",
]
PEOPLE = ["visitor", "operator"]


class Forms(HTMLParser):
    """The forms of a page: address, method, and the names of their fields with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, list[str]]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((about.get("action", ""), about.get("method", "get").lower(), {}))
        elif self.found and about.get("name") and tag in {"input", "textarea", "select", "button"}:
            self.found[-1][2].setdefault(about["name"], []).append(about.get("value", ""))


def client_of(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Django writes a long story for each damaged request."""
    caplog.set_level(logging.CRITICAL, "django")


def pages(world: World) -> list[str]:
    """An address of each route that is a page of ours."""
    found = []
    for name, route, pattern in sorted(patterns(get_resolver()), key=lambda one: one[1]):
        if not {"^", "$"} & set(route) and pattern.callback.__module__.startswith("frenchimpact."):
            found.append(address(route, arguments_for(name, pattern, world, route)))
    return found


def who_reads(world: World) -> dict[str, list[str]]:
    """By route, the personas that the reviewed table lets in to read; a page without a door is everyone's."""
    names = list(world.people)
    found = {}
    for line in SNAPSHOT.read_text().splitlines():
        route, bar, cells = line.partition(" | ")
        if bar and route.startswith("/"):
            words = [cell.split("/")[0] for cell in cells.split()]
            # Those of narrow rights first: the operator comes where nobody else does.
            found[route] = [name for name, word in zip(names, words, strict=True) if word in {"ok", "open", "proof"}]
    return found


def pages_of_people(world: World) -> list[tuple[str, str]]:
    """(persona, address): each page by a visitor when it is open, by the first and the last persona who may read it otherwise."""
    readers, found = who_reads(world), []
    for name, route, pattern in sorted(patterns(get_resolver()), key=lambda one: one[1]):
        people = readers.get(f"/{route}", [])
        if {"^", "$"} & set(route) or not people:
            continue
        path = address(route, arguments_for(name, pattern, world, route))
        chosen = ["visitor", "org"] if people[0] == "visitor" else [people[0], people[-1]]
        found += [(persona, path) for persona in dict.fromkeys(chosen)]
    return found


def fault(response: Any) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if response.status_code >= 500:
        error = getattr(response, "exc_info", None)
        return f"{response.status_code} {error[0].__name__}: {error[1]}"[:300] if error else str(response.status_code)
    is_mute = response.request["REQUEST_METHOD"] in {"HEAD", "OPTIONS"} or response.streaming
    if response.status_code >= 400 and not is_mute and not response.content and response.status_code != 405:
        return f"{response.status_code} without a word"
    return ""


def test_every_address_with_hostile_parameters(world: World) -> None:
    """Every parameter that a page of ours reads, each with another value than its neighbour; one turn a page, another the next."""
    turns = [urlencode({name: HOSTILE[(at + turn) % len(HOSTILE)] for at, name in enumerate(PARAMETERS)}) for turn in (0, 3, 7, 12)]
    queries = [f"{turn}&{raw}" for turn, raw in zip(turns, RAW_QUERIES, strict=True)]
    faults = []
    for persona in PEOPLE:
        client = client_of(world.people[persona])
        for number, path in enumerate(pages(world)):
            query = queries[(number + PEOPLE.index(persona)) % len(queries)]
            if wrong := fault(client.get(f"{path}?{query}")):
                faults.append(f"{persona} {path}?{query[:60]} → {wrong}")
    assert faults == []


def test_every_address_with_every_method(world: World) -> None:
    client = client_of(None)
    faults = []
    for path in pages(world):
        for method in ["HEAD", "OPTIONS", "PUT", "DELETE", "BREW"]:
            if wrong := fault(client.generic(method, path)):
                faults.append(f"{method} {path} → {wrong}")
    assert faults == []


# Django leaves the temporary file of a body cut short to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_form_with_hostile_bodies(world: World) -> None:
    """Every field of a form holding the same damage, then one at a time among what the page had put there."""
    faults, seen = [], set()
    clients = {persona: client_of(person) for persona, person in world.people.items()}
    for persona, path in pages_of_people(world):
        client = clients[persona]
        answer = client.get(path)
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        reader = Forms()
        reader.feed(answer.content.decode())
        for action, method, fields in reader.found:
            target = urlsplit(action or path).path
            if method != "post" or (target, tuple(fields)) in seen or target == "/deconnexion/":
                continue
            seen.add((target, tuple(fields)))
            worst = WORST if persona == "visitor" else WORST[len(seen) % 2 :: 2]
            bodies: list[dict[str, Any]] = [{name: [value, value] for name in fields} for value in worst]
            # Forms for everyone, field by field too.
            bodies += [fields | {name: [BROKEN]} for name in fields if persona == "visitor"]
            for body in bodies:
                if wrong := fault(client.post(target, body)):
                    faults.append(f"{persona} {target} {str(body)[:200]} → {wrong}")
    assert len(seen) > 150
    assert faults == []


FORM = "application/x-www-form-urlencoded"
BODIES = [
    ("application/json", b"{"),
    ("application/json", b'{"changes": {"name": {"value": "a\\u0000b", "version": 1}, "b": {"value": "\\ud800", "version": 0}}}'),
    ("application/json", b'{"changes": {"name": {"value": "a", "version": 1e400}}}'),
    ("application/json", b"[" * 100_000),
    (FORM, b"%00=%00&name=%00&email=%ff%fe&q=%ed%a0%80"),
    (FORM, b"&".join(b"a%d=1" % n for n in range(2000))),
    (FORM, b"name=" + b"x" * 3_000_000),
    ("multipart/form-data", b"name=1"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
    ("text/plain; charset=nothing", b"name=1"),
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_address_with_hostile_bodies(world: World) -> None:
    faults = []
    for persona in PEOPLE:
        client = client_of(world.people[persona])
        # A third of them for each address, the others for its neighbours and for the other person.
        for number, path in enumerate(pages(world), start=PEOPLE.index(persona)):
            for kind, body in BODIES[number % 3 :: 3]:
                if wrong := fault(client.generic("PATCH" if "json" in kind else "POST", path, body, content_type=kind)):
                    faults.append(f"{persona} {path} {kind} {body[:30]!r} → {wrong}")
    assert faults == []
