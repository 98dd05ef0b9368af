"""Planted words never reach those who may not read them, whatever the page, the kind of file, or the way.

`tests/world.py` plants a word in each private thing. Everything that a persona may open is read whole: pages, tables, papers, calendars,
pictures, previews, errors, exports; then what goes out by itself: datasets, the API, the search, site maps, mails, the journal, the logs.
"""

import io
import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import get_resolver

from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.factories import make_file
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.opendata.datasets import DATASETS, FORMATS
from frenchimpact.projects.models import Project
from frenchimpact.reviews.models import Juror
from tests.test_access import address, arguments_for, operations, patterns, world
from tests.test_hostile import who_reads
from tests.world import SECRETS, World

__all__ = ["world"]

# Who may read each word, beside operators. Nobody else, by whatever address.
MAY_READ = {
    "mail": {"org", "colleague", "hacker"},
    "file": {"lead", "reader"},
    # A juror sees the others' reviews once the jury sits, and why they do not judge a file themselves.
    "jury": set(),
    "note": {"recused"},
    "case": {"hacker"},
    "question": {"hacker", "official"},
    "needs": {"org", "colleague"},
    # The partner of its department qualifies projects.
    "project": {"lead", "reader", "partner"},
    "account": {"org", "colleague", "hacker"},
    "phone": {"hacker"},
}
# A telephone number is shown by pairs.
SPACED = {name: r"[^0-9a-z]{0,7}".join(re.findall("..", word)) if name == "phone" else word for name, word in SECRETS.items()}
FORMS = {name: re.compile(form.encode()) for name, form in SPACED.items()}
# Those who stand outside of everything, then those who stand near what they may not read.
OUTSIDE = ["visitor", "official", "outsider"]
NEAR = ["recused", "juror", "funder", "territory"]


def inside(answer: Any) -> bytes:
    """All that an answer carries: headers, text, what is compressed in papers, pictures and archives."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    parts = [str(dict(answer.headers)).encode(), body]
    if "zip" in kind or "openxml" in kind or "opendocument" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    if "pdf" in kind:
        parts += list(unpacked(body))
    return b"\n".join(parts).lower()


def unpacked(paper: bytes) -> Iterator[bytes]:
    """The streams of a paper, and its metadata."""
    for piece in paper.split(b"stream\n")[1:]:
        try:
            yield zlib.decompressobj().decompress(piece)
        except zlib.error:
            continue


def words_in(content: bytes) -> set[str]:
    """The names of the planted words that are there."""
    return {name for name, form in FORMS.items() if re.search(form, content)}


def leaks(persona: str, path: str, answer: Any) -> list[str]:
    """What that persona reads there and may not."""
    return [
        f"{persona} {path} ({answer.status_code}): {name}" for name in words_in(inside(answer)) if persona not in MAY_READ.get(name, set())
    ]


def clients_of(world: World, personas: list[str]) -> dict[str, Client]:
    """Signed in, each."""
    found = {}
    for persona in personas:
        found[persona] = Client(raise_request_exception=False)
        if (person := world.people[persona]) is not None:
            found[persona].force_login(person)
    return found


@pytest.fixture
def planted_file(world: World) -> StoredFile:
    """A document of the private project: its name holds a word, and so does what is in it."""
    project = Project.objects.get(reference=world.things[""]["reference"])
    return make_file(project, name=f"{SECRETS['file']}.pdf", by=world.people["lead"])


def test_nobody_reads_what_is_of_others(world: World, planted_file: StoredFile) -> None:
    """Every address, by those who stand outside; those that the door opens to them, by those who stand near."""
    readers, found, seen = who_reads(world), [], 0
    clients = clients_of(world, OUTSIDE + NEAR)
    for name, route, pattern in sorted(patterns(get_resolver()), key=lambda one: one[1]):
        if {"^", "$"} & set(route) or not pattern.callback.__module__.startswith("frenchimpact."):
            continue
        path, people = address(route, arguments_for(name, pattern, world, route)), readers.get(f"/{route}", ["visitor"])
        is_of_link, is_open = str(world.things["barriers"]["key"]) in path, "visitor" in people
        for persona in (
            ["official"] if is_of_link else ["visitor", "recused"] if is_open else ["outsider", *(one for one in NEAR if one in people)]
        ):
            found += leaks(persona, path, clients[persona].get(path))
            seen += 1
    for persona, client in clients.items():
        found += leaks(persona, "file", client.get(f"/fichiers/{planted_file.key}/"))
    assert seen > 1000
    assert not found, "\n".join(sorted(set(found)))


def test_those_who_may_do_read_it(world: World, planted_file: StoredFile) -> None:
    """The words are where they were thought to be: a walk that finds nothing looked in the right places."""
    case, private, event = world.things["barriers"]["reference"], world.things[""]["reference"], world.things["events"]["reference"]
    jury = world.things["reviews"]
    # Who wrote the review that no other juror reads yet.
    world.people["author"] = Juror.objects.get(pk=jury["juror_id"]).user
    clients = clients_of(world, ["hacker", "lead", "org", "operator", "official", "author"])
    read = {
        f"/mon-espace/freins/{case}/": ("hacker", {"case", "account", "mail"}),
        f"/consultations/{world.things['barriers']['key']}/": ("official", {"question"}),
        f"/mon-espace/projets/{private}/": ("lead", {"project"}),
        f"/mon-espace/evenements/{event}/inscriptions/": ("org", {"needs", "account", "mail"}),
        f"/mon-espace/jurys/{jury['jury_id']}/": ("operator", {"note"}),
        f"/mon-espace/jury/{jury['jury_id']}/dossiers/{jury['reference']}/": ("author", {"jury"}),
    }
    missing = {path: words - words_in(inside(clients[persona].get(path))) for path, (persona, words) in read.items()}
    assert {path: words for path, words in missing.items() if words} == {}


def test_nothing_goes_out_by_itself(world: World, planted_file: StoredFile, caplog: pytest.LogCaptureFixture) -> None:
    """Datasets, the API, the search, feeds and site maps, by anybody; errors that quote what was asked; the journal; the logs."""
    caplog.set_level(logging.INFO)
    visitor, found = Client(raise_request_exception=False), []
    paths = ["/donnees/", "/donnees/catalogue.ttl", "/donnees/catalogue.jsonld", "/sitemap.xml"]
    paths += [f"/donnees/{code}.{kind}" for code in DATASETS for kind in FORMATS]
    paths += [f"{path}?limit=100" for path, verb in operations() if verb == "get" and "{" not in path]
    for name, word in SECRETS.items():
        # The beginning of the word is typed: the whole is there only if something was found by it.
        asked = urlencode({"q": word[:-2]})
        for path in ("/recherche/", "/annuaire/", "/projets/", "/organisations/", "/freins/", "/evenements/", "/api/v1/organisations"):
            found += [f"{path} finds {name}" for one in words_in(inside(visitor.get(f"{path}?{asked}"))) if one == name]
    for path in paths:
        found += leaks("visitor", path, visitor.get(path))
    assert not found, "\n".join(found)
    journal = str(list(Entry.objects.values_list("fields", "acting_as"))).lower().encode()
    assert words_in(journal) == set()
    assert words_in(caplog.text.lower().encode()) == set()


def test_mails_tell_nothing_to_whom_it_does_not_concern(world: World) -> None:
    """Each mail that the world sent, by who receives it."""
    personas = {person.email: persona for persona, person in world.people.items() if person is not None}
    by_address = {"dreal@": {"question"}, "zqmail": {"account", "mail", "case", "needs", "phone"}}
    wrong, seen = [], 0
    for mail in Mail.objects.all():
        persona = personas.get(mail.to, "")
        allowed = next((words for address, words in by_address.items() if address in mail.to), set())
        read = words_in(f"{mail.subject} {mail.text} {mail.html}".lower().encode())
        seen += bool(read)
        if persona != "operator":
            wrong += [f"{mail.to}: {mail.subject} ({name})" for name in read - allowed if persona not in MAY_READ.get(name, set())]
    assert seen, "no mail holds a planted word: the test looks at nothing"
    assert wrong == []
