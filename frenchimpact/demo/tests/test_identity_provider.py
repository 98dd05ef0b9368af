"""The provider that plays ProConnect in the demonstration: people come in by it, and nobody else uses it."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import ProConnectLink, User
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "demonstration", "un-secret"


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    """Its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "frenchimpact.demo.identity_provider", "0", "http://testserver", "--say"],
        env={**os.environ, "PROCONNECT_CLIENT_ID": CLIENT, "PROCONNECT_CLIENT_SECRET": SECRET},
        stdout=subprocess.PIPE,
        text=True,
    ) as one:
        assert one.stdout
        yield one.stdout.readline().strip()
        one.terminate()
        assert one.wait(10) in {-15, 0}


@pytest.fixture
def provider(process: str, settings: Settings) -> str:
    settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = process, CLIENT, SECRET
    settings.BASE_URL = "http://testserver"
    cache.clear()
    return process


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return


BROWSER = urllib.request.build_opener(_Stay)


def call(url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, where it leads, what it says."""
    data = urlencode(form).encode() if form is not None else None
    try:
        with BROWSER.open(urllib.request.Request(url, data=data), timeout=10) as answer:
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()


def back_as(client: Client, sub: str) -> Any:
    """Go there, choose someone, and come back."""
    away = client.get("/connexion/proconnect/")["Location"]
    status, page, _body = call(away, {"sub": sub})
    assert status == 302
    back = urlsplit(page)
    assert back.netloc == "testserver"
    return client.get(f"{back.path}?{back.query}")


def test_someone_comes_in_after_confirming_their_address_once_then_at_once(client: Client, provider: str) -> None:
    bastien = User.objects.create(email="bastien@demo.test", full_name="Bastien Perrier", is_demo=True)
    shown = call(client.get("/connexion/proconnect/")["Location"])
    assert shown[0] == 200
    assert "Bastien Perrier" in shown[2]

    asked = back_as(client, "bastien")
    code = re.search(r"\d{3} \d{3}", Mail.objects.get(to=bastien.email).text)
    assert code
    client.post(asked["Location"], {"code": code[0]})

    assert client.session["_auth_user_id"] == str(bastien.pk)
    assert ProConnectLink.objects.get().user == bastien
    again = Client()
    back_as(again, "bastien")
    assert again.session["_auth_user_id"] == str(bastien.pk)
    left = again.post("/deconnexion/").content.decode()
    away = re.search(r"http://localhost:\d+/end_session\?[^\"]+", left.replace("&amp;", "&"))
    assert away
    assert call(away[0])[1].startswith("http://testserver/deconnexion/proconnect/?state=")


def test_who_turns_back_is_told_how_else_to_come_in(client: Client, provider: str) -> None:
    refused = back_as(client, "")

    assert refused.status_code == 403
    assert "sans vous identifier" in refused.content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"redirect_uri": "https://ailleurs.example/retour/"}, {"redirect_uri": "http://testserver.ailleurs.example/"}, {"client_id": "autre"}],
)
def test_it_sends_nobody_elsewhere(client: Client, provider: str, changed: dict[str, str]) -> None:
    asked = {"client_id": CLIENT, "redirect_uri": "http://testserver/connexion/proconnect/retour/", "state": "s" * 43, "nonce": "n" * 43}

    for form in (None, {"sub": "bastien"}):
        status, leads, _body = call(f"{provider}/authorize?{urlencode(asked | changed)}", form)
        assert (status, leads) == (400, "")


def test_a_code_serves_once_and_only_to_who_knows_the_secret(provider: str) -> None:
    asked = {"client_id": CLIENT, "redirect_uri": "http://testserver/x/", "state": "s" * 43, "nonce": "n" * 43}
    code = re.search(r"code=([\w-]+)", call(f"{provider}/authorize?{urlencode(asked)}", {"sub": "marie"})[1])
    assert code
    form = {"client_id": CLIENT, "client_secret": SECRET, "code": code[1]}

    assert call(f"{provider}/token", form | {"client_secret": "autre"})[0] == 401
    given = call(f"{provider}/token", form)
    assert json.loads(given[2])["token_type"] == "Bearer"
    assert call(f"{provider}/token", form)[0] == 400
    assert call(f"{provider}/userinfo")[0] == 401
    assert call(f"{provider}/token", {"code": "x" * 30_000})[0] == 400
    assert call(f"{provider}/nulle-part")[0] == 404
    assert call(f"{provider}/end_session?post_logout_redirect_uri=https%3A%2F%2Failleurs.example")[0] == 404
