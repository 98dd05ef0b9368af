"""What every address answers with, whoever asks: headers, kinds, caches, and nothing that was not meant to be served."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver
from pytest_django import Settings

from frenchimpact.accounts import keys
from frenchimpact.accounts.middleware import SECRETS
from frenchimpact.accounts.models import User
from frenchimpact.accounts.tests.test_sessions import come_in
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from tests.test_access import address, patterns

# Behind a signed address, which mail programs send one click to: no session counts there. Reviewed one by one.
WITHOUT_TOKEN = {"notifications:stop", "aids:alert", "barriers:same_situation"}


def plain_addresses() -> list[str]:
    """Every address that needs no argument."""
    return sorted(
        {address(route, {}) for _name, route, pattern in patterns(get_resolver()) if "<" not in route and not is_library(pattern)}
    )


def is_library(pattern: URLPattern) -> bool:
    return not pattern.callback.__module__.startswith("frenchimpact.")


def judge(answer: Any, path: str) -> list[str]:
    """What is wrong with the headers of an answer."""
    headers, found = answer.headers, []
    kind = headers.get("Content-Type", "")
    if re.match(r"text/|[^;]*[/+]xml", kind) and "charset=utf-8" not in kind.lower():
        found.append(f"{path}: {kind} without its charset")
    if (answer.streaming or answer.content) and not kind:
        found.append(f"{path}: no kind")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append(f"{path}: sniffed")
    if headers.get("Referrer-Policy") != "same-origin":
        found.append(f"{path}: its address leaves with the reader")
    if headers.get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains":
        found.append(f"{path}: not held to https")
    policy = headers.get("Content-Security-Policy", "")
    if not all(part in policy for part in ("default-src", "object-src 'none'", "base-uri 'none'", "frame-ancestors")) or "unsafe" in policy:
        found.append(f"{path}: policy {policy!r}")
    if headers.get("Access-Control-Allow-Origin") and not path.startswith(
        ("/api/", "/donnees/", "/.well-known/", "/labels/", "/methodes/")
    ):
        found.append(f"{path}: read from any site")
    for name, cookie in answer.cookies.items():
        if not (cookie["samesite"] and cookie["secure"]) or cookie["domain"]:
            found.append(f"{path}: cookie {name} is open")
    return found


@pytest.fixture
def secure(settings: Settings) -> None:
    """As behind https."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.django_db
@pytest.mark.usefixtures("secure")
def test_every_answer_protects_who_reads_it() -> None:
    """As a visitor, then as somebody who may see nearly everything; nobody's own page is kept by a browser."""
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa Diop")
    for role in (Assignment.Role.OPERATOR, Assignment.Role.ADMIN):
        Assignment.objects.create(user=person, role=role)
    visitor, insider = Client(), Client()
    insider.force_login(person)
    wrong: list[str] = []
    paths = plain_addresses()
    assert len(paths) > 150
    for path in paths:
        for client in (visitor, insider):
            answer = client.get(path, secure=True)
            wrong += judge(answer, path)
            own = client is insider and path.startswith("/mon-espace/")
            if own and "no-store" not in answer.headers.get("Cache-Control", ""):
                wrong.append(f"{path}: kept ({answer.headers.get('Cache-Control')})")
            if (
                own
                and answer.status_code == 200
                and "text/html" in answer.headers["Content-Type"]
                and b"/deconnexion/" not in answer.content
            ):
                wrong.append(f"{path}: no way out")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_page_behind_a_secret_address_is_stored_nowhere() -> None:
    """Without any session: the address is what opens it."""
    client, seen = Client(), 0
    for name, route, pattern in patterns(get_resolver()):
        secret = SECRETS & pattern.pattern.converters.keys()
        if not secret or is_library(pattern) or name.startswith("demo:"):
            continue
        values = {
            one: {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}.get(type(kind).__name__, "unknown")
            for one, kind in full_converters(route, pattern).items()
        }
        answer = client.get(address(route, values))
        seen += 1
        assert "no-store" in answer.headers.get("Cache-Control", ""), f"{route}: {answer.headers.get('Cache-Control')}"
    assert seen > 20


def full_converters(route: str, pattern: URLPattern) -> dict[str, Any]:
    known = dict(pattern.pattern.converters)
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route):
        known.setdefault(name, kind)
    return {name: known[name] for name in re.findall(r"<(?:\w+:)?(\w+)>", route)}


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/.svn/entries",
        "/config/settings.py",
        "/manage.py",
        "/requirements.txt",
        "/var/keys/001.pem",
        "/static/",
        "/static/design/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/design/..%2f..%2f..%2fmanage.py",
        "/files/",
        "/media/",
        "/fichiers/",
        "/server-status",
        "/admin/",
        "/__debug__/",
        "/static/design/app.js.map",
    ],
)
@pytest.mark.django_db
def test_nothing_else_than_pages_is_served(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert b"Index of" not in b"".join(answer) if answer.streaming else b"Index of" not in answer.content


def test_no_source_map_nor_test_is_among_the_files_served() -> None:
    served = [path for finder in finders.get_finders() for path, _storage in finder.list([])]
    assert len(served) > 50
    assert [path for path in served if path.endswith((".map", ".py", ".pyc", ".ts", ".orig", ".bak")) or "test" in path.lower()] == []


def test_every_form_asks_for_its_token_but_those_that_were_looked_at() -> None:
    """A one-click « stop » of mail programs, and an answer by its signed address: neither counts on a session."""
    free = {name for name, _route, pattern in patterns(get_resolver()) if getattr(pattern.callback, "csrf_exempt", False)}
    ours = {name for name in free if not name.startswith(("opendata:", "api"))}
    assert ours == WITHOUT_TOKEN


@pytest.mark.django_db
def test_a_form_from_elsewhere_changes_nothing() -> None:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa Diop")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    for path in ("/mon-espace/reglages/", "/deconnexion/", "/mon-espace/securite/sessions/fermer/", "/mes-projets/nouveau/"):
        answer = client.post(path, {"full_name": "Mallory"}, headers={"origin": "https://evil.exemple"})
        assert answer.status_code in {403, 404}, path
    person.refresh_from_db()
    assert person.full_name == "Awa Diop"
    assert client.get("/mon-espace/securite/").status_code == 200


@pytest.mark.parametrize(
    ("trusted", "claimed", "counts_as"),
    [(False, "203.0.113.9", "198.51.100.7"), (True, "203.0.113.9, 198.51.100.8", "198.51.100.8"), (True, "198.51.100.8", "198.51.100.8")],
)
def test_the_network_that_asks_is_not_what_it_claims(settings: Settings, trusted: bool, claimed: str, counts_as: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if trusted else None
    asked = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7", headers={"x-forwarded-for": claimed, "x-real-ip": "203.0.113.9"})
    plain = RequestFactory().get("/", REMOTE_ADDR=counts_as)
    settings.SECURE_PROXY_SSL_HEADER, before = None, keys.network_digest(asked)
    assert before == keys.network_digest(plain)


@pytest.mark.django_db
def test_headers_of_a_proxy_are_nothing_without_one(client: Client) -> None:
    page = client.get("/connexion/", headers={"x-forwarded-host": "evil.exemple", "x-forwarded-proto": "https", "x-forwarded-port": "1"})
    assert "evil.exemple" not in page.content.decode()
    assert not page.wsgi_request.is_secure()
    assert client.get("/connexion/", headers={"host": "evil.exemple"}).status_code == 400


@pytest.mark.django_db
def test_no_account_comes_with_the_platform_and_no_password_opens_any() -> None:
    assert not User.objects.exists()
    assert not apps.is_installed("django.contrib.admin")
    person = User.objects.create(email="awa@exemple.fr")
    person.set_password("a long and good password")
    person.save()
    for name in ("username", "email"):
        assert authenticate(None, **{name: "awa@exemple.fr"}, password="a long and good password") is None
    pages = [path for path in (Path(__file__).parent.parent / "frenchimpact").rglob("*.html") if 'type="password"' in path.read_text()]
    assert pages == []


@pytest.mark.django_db
def test_the_way_back_of_every_page_stays_on_the_site(client: Client) -> None:
    for target in (
        "https://evil.exemple/",
        "//evil.exemple/",
        "/\\evil.exemple/",
        "\\\\evil.exemple",
        "javascript:alert(1)",
        "/%0d%0aX: y",
    ):
        for path in ("/connexion/", "/connexion/confirmer/", "/affichage/", "/deconnexion/", "/connexion/sur-place/"):
            for answer in (client.get(path, {"next": target}), client.post(path, {"next": target, "email": "awa@exemple.fr"})):
                where = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
                assert not re.match(r"[a-z]+:|[\\/]{2}|/\\", where), f"{path} with {target}: {where}"
                assert "X" not in answer.headers


@pytest.mark.django_db
def test_signing_out_empties_what_the_browser_kept() -> None:
    client = Client()
    client.force_login(User.objects.create(email="awa@exemple.fr"))
    assert client.post("/deconnexion/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db
def test_a_session_key_is_in_its_cookie_and_nowhere_else() -> None:
    client = come_in()
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    for path in ("/mon-espace/securite/", "/mon-espace/", "/mon-espace/journal/"):
        page = client.get(path)
        assert page.status_code == 200
        assert cookie.value not in page.content.decode()
        assert all(cookie.value not in value for name, value in page.headers.items())


@pytest.mark.django_db
def test_typed_text_stays_inside_the_data_of_a_page(client: Client) -> None:
    """Names stand in the HTML of sheets, in their structured data and in lists of both."""
    typed = "Rue </script><script>alert(1)</script>\"'--><!-- &lt; {{ 7*7 }}"
    project = make_published_project(name=typed)
    organisation = make_organisation(name=typed)
    seen = 0
    for path in (
        f"/projets/{project.slug}/",
        "/projets/",
        f"/organisations/{organisation.slug}/",
        "/organisations/",
        "/recherche/?q=Rue",
        "/annuaire/",
    ):
        page = client.get(path)
        if page.status_code != 200:
            continue
        text = page.content.decode()
        assert "<script>alert" not in text, path
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL):
            seen += typed in json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")
    assert seen, "no structured data holds the name: the test looks at nothing"
