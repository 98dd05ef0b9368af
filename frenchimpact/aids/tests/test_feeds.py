"""Feeds read from a real server: what it gives, when it gives the same, and everything that a server can do wrong."""

import datetime as dt
import gzip
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from frenchimpact.aids.actions.feeds import add_source, pause_source, read_due_sources, read_source
from frenchimpact.aids.actions.links import check_links
from frenchimpact.aids.harvest import paging
from frenchimpact.aids.models import Aid, LinkCheck, Run, Source
from frenchimpact.aids.queries.links import broken_links, dead_links
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.aids.tests.feeds import line
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.fetching import is_public
from frenchimpact.core.tests.sites import HOST, Drip, Site
from frenchimpact.core.tests.sites import site as site  # a fixture
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(site: Site) -> Source:
    make_places()
    return Source.objects.create(code="flux", name="Flux", shape="dispositif_aide_json", url=site.url("/aides"))


def test_a_feed_is_read_then_left_alone_until_it_changes(site: Site, source: Source) -> None:
    site.pages["/aides"] = (200, {"ETag": '"1"'}, json.dumps([line(), line("deux", cibles="")]).encode())
    assert read_due_sources(site.guard) == 1
    source.refresh_from_db()
    run = Run.objects.get()
    assert (run.created_count, run.refused_count, run.error, source.etag) == (1, 1, "", '"1"')
    assert source.next_read_at > timezone.now() + dt.timedelta(hours=23)
    assert read_due_sources(site.guard) == 0
    assert read_source(source, opening=site.guard) is None
    assert site.asked[-1][2]["If-None-Match"] == '"1"'
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html>Erreur</html>", "page web"),
        (b'{"a": ', "abîmé"),
        (b"[]", "aucune aide"),
        (b'{"results": [], "next": null}', "aucune aide"),
        ((404, {}, b""), "n’existe plus"),
        ((403, {}, b""), "refuse l’accès"),
        (b"\x00\x01\x02\xff" * 50, ""),
        (b"", "vide"),
        ((500, {}, b"x"), "en panne (réponse 500)"),
        ((302, {"Location": "http://interne.exemple/secret"}, b""), "réseau privé"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "pas celle d’un site public"),
        ((302, {"Location": "/aides"}, b""), "sans fin"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 5_000_000)), "trop longue"),
        (gzip.compress(b"[" * 5_000_000), "trop longue"),
        ((200, {"Content-Encoding": "gzip"}, b"\x1f\x8bno"), "avant la fin"),
        (b"[" + b"1," * 100_000 + b"1]", "trop longue"),
    ],
)
def test_garbage_changes_nothing_and_is_left_in_peace_longer(site: Site, source: Source, page: Any, words: str) -> None:
    aid = make_aid(source=source, source_key="x")
    site.pages["/aides"] = page
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert run.error
    assert words in run.error
    source.refresh_from_db()
    first = source.next_read_at
    read_source(source, opening=site.guard)
    source.refresh_from_db()
    assert (source.failures_count, source.next_read_at - first > dt.timedelta(hours=11)) == (2, True)
    aid.refresh_from_db()
    assert (Aid.objects.count(), aid.gone_at) == (1, None)


def test_a_feed_that_never_answers_is_not_waited_for(site: Site, source: Source) -> None:
    site.pages["/aides"] = "silence"
    run = read_source(source, opening=lambda: site.guard(seconds=0.5))
    assert run is not None
    assert run.error


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n[", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n["]
)
def test_a_site_that_drips_is_hung_up(site: Site, source: Source, start: bytes) -> None:
    site.pages["/aides"] = Drip(start)
    run = read_source(source, opening=lambda: site.guard(seconds=0.5))
    assert run is not None
    assert run.error == "Le site a mis trop de temps à répondre."


def test_an_answer_cut_short_is_not_taken_for_the_whole(site: Site, source: Source) -> None:
    whole = json.dumps([line()]).encode()
    site.pages["/aides"] = Drip(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(whole) + 9, whole), is_endless=False)
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert run.error == "La réponse s’est arrêtée avant la fin."
    assert not Aid.objects.exists()


# ── Page by page ─────────────────────────────────────────────────────────────────────────────────
def page_of(*keys: str, **more: Any) -> bytes:
    return json.dumps({"results": [line(key, titre=f"Aide {key}") for key in keys], **more}).encode()


def test_a_feed_given_page_by_page_is_read_to_its_end(site: Site, source: Source) -> None:
    site.pages |= {
        "/aides": (200, {"ETag": '"1"'}, page_of("a", "b", count=5, next=f"http://{HOST}/aides?page=2", previous=None)),
        "/aides?page=2": page_of("c", links={"next": {"href": "?page=3"}}),
        "/aides?page=3": (200, {"Link": '</aides>; rel="first", </aides?page=4>; title="a, b"; rel="next"'}, page_of("d")),
        "/aides?page=4": page_of("e", next=None),
    }
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert (run.error, run.created_count) == ("", 5)
    # A first page that did not change says nothing of the others.
    source.refresh_from_db()
    again = read_source(source, opening=site.guard)
    assert again is not None
    assert again.unchanged_count == 5


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ((503, {}, b""), "Page 2 : Le site est en panne (réponse 503)."),
        (b"<html>", "Page 2 : La réponse est une page web"),
        (b"", "Page 2 : La réponse est vide."),
        (page_of("b", next="/aides"), "tourne en rond"),
        (page_of("b", next="http://interne.exemple/"), "sur un autre site (« http://interne.exemple/ »)"),
        (page_of("b", next="file:///etc/passwd"), "sur un autre site"),
        (page_of("b", next="http://[::1/"), "sur un autre site"),
        ((302, {"Location": "http://interne.exemple/"}, b""), "réseau privé"),
    ],
)
def test_pages_that_do_not_follow_each_other_change_nothing(site: Site, source: Source, second: Any, words: str) -> None:
    aid = make_aid(source=source, source_key="x")
    site.pages |= {"/aides": page_of("a", next="/aides?page=2"), "/aides?page=2": second}
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert words in run.error
    aid.refresh_from_db()
    assert (Aid.objects.count(), aid.gone_at) == (1, None)


def test_pages_without_end_are_left(site: Site, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", 3)
    site.pages |= {f"/aides{'' if n == 1 else n}": page_of(str(n), next=f"/aides{n + 1}") for n in range(1, 9)}
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert "ne finit pas : la lecture s’arrête après 3 pages" in run.error
    assert len(site.asked) == 3


def test_a_feed_that_gives_fewer_aids_than_it_says_loses_none(site: Site, source: Source) -> None:
    aid = make_aid(source=source, source_key="x", reference="AF-2026-9999")
    site.pages["/aides"] = page_of("a", count=2)
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert (run.created_count, run.gone_count) == (1, 0)
    assert "moins d’aides qu’elle n’en annonce" in run.error
    aid.refresh_from_db()
    assert aid.gone_at is None


def test_lines_that_the_database_refuses_are_told_one_by_one(site: Site, source: Source) -> None:
    make_aid(reference=f"AF-{clock.today().year}-0001")
    site.pages["/aides"] = page_of("a", "b")
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert (run.created_count, run.refused_count) == (0, 2)
    assert all("la base a refusé cette ligne" in one.reason for one in run.refusals.all())


def test_half_a_feed_is_told_to_a_person(site: Site, source: Source) -> None:
    keys = [str(n) for n in range(24)]
    site.pages["/aides"] = page_of(*keys)
    read_source(source, opening=site.guard)
    site.pages["/aides"] = page_of(*keys[:11])
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert "13 de celles qu’elle donnait manquent" in run.error
    assert not Aid.objects.exclude(gone_at=None).exists()


def test_a_packed_feed_is_opened(site: Site, source: Source) -> None:
    site.pages["/aides"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(json.dumps([line()]).encode()))
    run = read_source(source, opening=site.guard)
    assert run is not None
    assert run.created_count == 1


def test_a_paused_source_is_not_read(site: Site, source: Source) -> None:
    pause_source(source=source, is_active=False, by=make_operator())
    assert read_due_sources(site.guard) == 0
    assert site.asked == []


# Refused as they are typed, not a quarter of an hour later.
INNER = [
    ("Autre", url)
    for url in (
        "https://127.0.0.1/",
        "https://exemple.fr:9911/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/a",
        "https://a:b@exemple.fr/",
    )
]


def test_a_source_is_added_once_and_over_https() -> None:
    operator = make_operator()
    given: dict[str, Any] = {"shape": "dispositif_aide_json", "licence": "", "every_hours": 24, "by": operator}
    add_source(name="État", url="https://exemple.fr/a", **given)
    for name, url in (("État", "https://exemple.fr/b"), ("Autre", "http://exemple.fr/a"), *INNER):
        with pytest.raises(Incomplete):
            add_source(name=name, url=url, **given)


def test_addresses_of_this_machine_are_not_public() -> None:
    assert not is_public("127.0.0.1")
    assert is_public("93.184.216.34")


# ── Links ────────────────────────────────────────────────────────────────────────────────────────
def test_links_are_visited_once_a_week_and_kept(site: Site, client: Client) -> None:
    site.pages |= {"/bon": b"ok", "/timide": (403, {}, b""), "/deplace": (301, {"Location": "/bon"}, b"")}
    aids = {path: make_aid(path, source_url=site.url(path)) for path in ("/bon", "/timide", "/deplace", "/mort")}
    make_aid("Brouillon", status="draft", published_at=None, source_url=site.url("/bon"))
    assert check_links(site.guard) == 4
    assert check_links(site.guard) == 0
    found = {check.aid.title: (check.code, check.is_ok) for check in LinkCheck.objects.select_related("aid")}
    assert found == {"/bon": (200, True), "/timide": (403, True), "/deplace": (200, True), "/mort": (404, False)}
    assert [method for method, path, _headers in site.asked if path == "/mort"] == ["HEAD", "GET"]
    assert [aid for aid, _dead in broken_links()] == [aids["/mort"]]


def test_three_failures_in_a_row_are_told_on_the_sheet(client: Client) -> None:
    make_places()
    aid = make_aid(source_url="https://exemple.fr/a")
    days = [timezone.now() - dt.timedelta(days=7 * number) for number in (4, 3, 2, 1)]
    for at, is_ok in zip(days[:3], (False, True, False), strict=True):
        LinkCheck.objects.create(aid=aid, url=aid.source_url, is_ok=is_ok, at=at)
    LinkCheck.objects.create(aid=aid, url=aid.source_url, is_ok=False, at=days[3])
    assert dead_links(aid) == []
    assert "répondu à nos dernières visites" not in client.get(f"/financements/{aid.slug}/").content.decode()
    LinkCheck.objects.create(aid=aid, url=aid.source_url, is_ok=False)
    assert dead_links(aid) == [aid.source_url]
    assert "répondu à nos dernières visites" in client.get(f"/financements/{aid.slug}/").content.decode()
