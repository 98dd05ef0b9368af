"""An administrator through somebody’s eyes, over every address: nothing is written, nothing breaks, and every page says it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from frenchimpact.accounts.models import Look, User
from frenchimpact.desk.looks import SESSION_KEY
from tests.test_access import address, arguments_for, patterns
from tests.world import World, make_world

# Somebody with pages of their own: who administers a structure and has handed in a file.
SEEN = ("org",)
# Written to is what PostgreSQL counts, row by row, whatever became of it.
_WRITTEN = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
# What is frozen in the page of an incident, of a paper or of another site holds no frame of ours.
_PAGE = re.compile(r'<main id="contenu"')


def written() -> set[tuple[str, int, int, int]]:
    """How many rows this transaction wrote until now, table by table."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return set(cursor.fetchall())


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_reading_every_page_through_somebodys_eyes_writes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    admin = world.people["admin"]
    assert admin is not None
    client.force_login(admin)
    pages, silent, unread = 0, [], []
    for who in SEEN:
        person = world.people[who]
        assert isinstance(person, User)
        begun = client.post(reverse("desk:look_begin", args=[person.pk]), {"reason": "Pour voir ce que voit cette personne"})
        assert begun.status_code == 302, who
        before = written()
        for name, route, pattern in patterns(get_resolver()):
            if name in {"accounts:sign_out", "desk:look_end"}:
                continue
            path = address(route, arguments_for(name, pattern, world, route))
            answer = client.get(path)
            assert answer.status_code < 500, f"{who} {path}"
            text = "" if answer.streaming else answer.content.decode(errors="replace")
            if _PAGE.search(text):
                pages += 1
                silent += [f"{who} {path}"] if 'class="looking"' not in text else []
            unread += [f"{who} {path}"] if "Elle enregistre quelque chose en s’ouvrant" in text else []
        assert written() == before, who
        assert client.session[SESSION_KEY] == Look.objects.get(ended_at=None).pk
        client.post(reverse("desk:look_end"))
    assert pages > 100 * len(SEEN)
    assert (silent, unread) == ([], [])
