"""ProConnect, against a real provider in a process of its own: what goes right, and everything that may not."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from frenchimpact.accounts import actions, queries, totp
from frenchimpact.accounts.models import OpenSession, ProConnectLink, TotpDevice, User
from frenchimpact.accounts.proconnect.http import ProviderError, fetch
from frenchimpact.accounts.tests.test_second_proof import SECRET
from frenchimpact.accounts.tests.test_sign_in import code_in, who
from frenchimpact.accounts.tests.trail import facts
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
MARIE = "marie.curie@savoie.example"


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    """The provider's address."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.proconnect", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as one:
        assert one.stdout
        yield one.stdout.readline().strip()
        one.terminate()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return


BROWSER = urllib.request.build_opener(_Stay)


def call(url: str, *, method: str | None = None, form: dict[str, str] | None = None) -> Any:
    data = urlencode(form).encode() if form is not None else None
    try:
        return BROWSER.open(urllib.request.Request(url, data=data, method=method), timeout=10)
    except urllib.error.HTTPError as answer:
        return answer


@pytest.fixture
def provider(process: str, settings: Any) -> str:
    settings.PROCONNECT_URL, settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = process, "french-impact", "un-secret"
    settings.BASE_URL = "http://testserver"
    breakdown(process, "aucune")
    cache.clear()
    return process


def breakdown(provider: str, name: str) -> None:
    call(f"{provider}/panne/{name}", method="PUT", form={}).close()


def leave(client: Client, query: str = "") -> str:
    """The address to which we send the browser."""
    response = client.get(f"/connexion/proconnect/{query}")
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def identify(url: str, sub: str = "marie", **form: str) -> str:
    """Identify there as somebody; gives the path of the way back."""
    with call(url, form={"sub": sub, **form}) as answer:
        assert answer.status == 302, answer.read()[:3000]
        back = urlsplit(answer.headers["Location"])
    assert back.netloc == "testserver"
    return f"{back.path}?{back.query}"


def come(client: Client, sub: str = "marie", query: str = "") -> Any:
    return client.get(identify(leave(client, query), sub))


def confirm(client: Client) -> Any:
    return client.post("/connexion/proconnect/adresse/", {"code": code_in(Mail.objects.filter(kind="accounts.sign_in").latest("pk"))})


@pytest.fixture
def marie(provider: str) -> User:
    """She came once, confirmed her address, and left."""
    client = Client()
    come(client)
    confirm(client)
    return User.objects.get(email=MARIE)


def test_it_does_not_exist_until_it_is_set(client: Client) -> None:
    for path in ("", "retour/", "adresse/"):
        assert client.get(f"/connexion/proconnect/{path}").status_code == 404
    assert "ProConnect" not in client.get("/connexion/").content.decode()


def test_what_is_asked_is_what_the_documentation_lists(client: Client, provider: str) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave(client)).query).items()}

    assert set(asked) == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "claims"}
    assert asked["redirect_uri"] == "http://testserver/connexion/proconnect/retour/"
    assert asked["scope"] == "openid given_name usual_name email siret uid idp_id"
    assert json.loads(asked["claims"]) == {"id_token": {"amr": {"essential": True}}}
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    with call(leave(client)) as page:
        assert page.status == 200
    with call(leave(client) + "&prompt_more=1") as page:
        assert page.status == 400


def test_the_english_page_comes_back_to_the_declared_address(client: Client, provider: str) -> None:
    location = client.get("/en/connexion/proconnect/")["Location"]
    assert parse_qs(urlsplit(location).query)["redirect_uri"] == ["http://testserver/connexion/proconnect/retour/"]


def test_pkce_and_level_only_when_the_instance_says_so(client: Client, provider: str, settings: Any) -> None:
    settings.PROCONNECT_PKCE, settings.PROCONNECT_ACR = True, ["eidas2"]
    asked = parse_qs(urlsplit(leave(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert json.loads(asked["claims"][0])["id_token"]["acr"] == {"essential": True, "values": ["eidas2"]}
    breakdown(provider, "pkce")
    # The provider told no level: what was demanded is not there, nobody comes in.
    assert come(client).status_code == 502
    settings.PROCONNECT_ACR = []
    assert come(client)["Location"] == "/connexion/proconnect/adresse/"


def test_the_first_time_the_address_is_confirmed_then_never_again(client: Client, provider: str) -> None:
    response = come(client, query="?next=/mon-espace/reglages/")
    assert response["Location"] == "/connexion/proconnect/adresse/"
    assert who(client) == ""
    assert not User.objects.exists()
    assert MARIE in client.get("/connexion/proconnect/adresse/").content.decode()

    assert confirm(client)["Location"] == "/mon-espace/reglages/"
    person = User.objects.get()
    assert (person.email, person.full_name) == (MARIE, "Marie Curie")
    assert OpenSession.objects.get().way == "proconnect"
    assert "accounts.ProConnectLinked" in facts()

    again = Client()
    assert come(again)["Location"] == "/mon-espace/"
    assert who(again) == MARIE


def test_the_siret_is_a_hint_and_nothing_else(marie: User) -> None:
    assert queries.siret_hint(marie) == "20006911000019"
    assert marie.memberships.count() == 0
    assert marie.assignments.count() == 0


def test_an_existing_account_is_not_opened_by_its_address_alone(client: Client, provider: str) -> None:
    User.objects.create(email=MARIE, full_name="Marie S.")
    breakdown(provider, "verified")
    assert come(client)["Location"] == "/connexion/proconnect/adresse/"
    assert who(client) == ""

    code = code_in(Mail.objects.latest("pk"))
    wrong = "000000" if code != "000 000" else "000001"
    assert client.post("/connexion/proconnect/adresse/", {"code": wrong}).status_code == 422
    assert not ProConnectLink.objects.exists()
    confirm(client)
    assert who(client) == MARIE
    # What they call themselves here stays.
    assert User.objects.get().full_name == "Marie S."


def test_a_verified_address_that_nobody_has_opens_an_account_at_once(client: Client, provider: str) -> None:
    breakdown(provider, "verified")
    assert come(client)["Location"] == "/mon-espace/"
    assert who(client) == MARIE


def test_the_provider_s_name_for_a_person_counts_more_than_their_address(client: Client, marie: User) -> None:
    User.objects.filter(pk=marie.pk).update(email="marie@ailleurs.example")
    User.objects.create(email=MARIE)
    come(client)
    assert who(client) == "marie@ailleurs.example"


def test_a_code_asked_for_another_address_links_nothing(client: Client, provider: str) -> None:
    come(client)
    client.post("/connexion/", {"email": "pirate@exemple.fr"})
    mail = Mail.objects.filter(to="pirate@exemple.fr").latest("pk")
    assert client.post("/connexion/proconnect/adresse/", {"code": code_in(mail)}).status_code == 409
    assert not ProConnectLink.objects.exists()
    assert who(client) == ""


def test_a_second_proof_of_ours_is_asked_unless_one_was_given_there(client: Client, marie: User, provider: str) -> None:
    actions.add_totp(person=marie, secret=SECRET, code=totp.code_at(SECRET, totp.step_now()), by=marie)
    TotpDevice.objects.update(last_step=0)
    assert come(client)["Location"] == "/connexion/verification/"
    assert who(client) == ""
    client.post("/connexion/verification/", {"code": totp.code_at(SECRET, totp.step_now())})
    assert who(client) == MARIE
    assert "end_session" in client.post("/deconnexion/").content.decode()

    breakdown(provider, "mfa")
    come(client)
    assert who(client) == MARIE


FAULTS = [
    *("garbage", "plain", "none", "hs256", "hs256-id", "other-key", "other-key-id", "issuer", "issuer-id", "audience", "audience-id"),
    *("expired", "expired-id", "no-exp", "no-exp-id", "sub", "nonce", "token-500"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_as_it_should_be_opens_nothing_and_says_nothing(client: Client, marie: User, provider: str, fault: str) -> None:
    breakdown(provider, fault)
    response = come(client)
    page = response.content.decode()

    assert response.status_code == 502
    assert "n’a pas répondu comme prévu" in page
    assert re.search(r"repère : [0-9a-f]{8}", page.replace("\u00a0", " "))
    assert "Entrer par ma boîte mail" in page
    assert who(client) == ""
    for word in ("nonce", "token", "jwt", "Traceback", "un-secret", "invalid"):
        assert word not in page.split("<main")[1].split("</main>")[0].replace("csrfmiddlewaretoken", "")


def test_a_configuration_that_names_another_issuer_is_refused(client: Client, provider: str) -> None:
    breakdown(provider, "discovery")
    assert client.get("/connexion/proconnect/").status_code == 502


def test_a_provider_that_is_down_is_said(client: Client, provider: str, settings: Any) -> None:
    settings.PROCONNECT_URL = "http://localhost:9"
    response = client.get("/connexion/proconnect/")
    assert response.status_code == 502
    assert "Réessayez dans quelques minutes" in response.content.decode()


def test_giving_up_there_is_not_an_error(client: Client, provider: str) -> None:
    response = client.get(identify(leave(client), action="deny"))
    assert response.status_code == 403
    assert "sans vous identifier" in response.content.decode()


def test_a_way_back_serves_once_in_the_browser_that_left(client: Client, marie: User) -> None:
    back = identify(leave(client))
    assert Client().get(back).status_code == 410
    assert client.get(back.replace("state=", "state=x")).status_code == 410
    # The attempt above used the way out: even the good address leads nowhere now.
    assert client.get(back).status_code == 410

    back = identify(leave(client))
    assert client.get(back).status_code == 302
    client.post("/deconnexion/")
    assert client.get(back).status_code == 410
    assert who(client) == ""


def test_a_code_already_used_is_refused_by_the_provider_and_told_plainly(client: Client, marie: User) -> None:
    used = parse_qs(urlsplit(identify(leave(client))).query)["code"][0]
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    assert client.get(f"/connexion/proconnect/retour/?{urlencode({'code': used, 'state': state})}").status_code == 502
    assert who(client) == ""


def test_back_without_code_or_with_a_hostile_one(client: Client, provider: str) -> None:
    for extra in ({}, {"code": ""}, {"code": "é" * 3000}, {"error": "<script>alert(1)</script>"}, {"code": "x\r\ny"}):
        state = parse_qs(urlsplit(leave(client)).query)["state"][0]
        response = client.get("/connexion/proconnect/retour/", {"state": state, **extra})
        assert response.status_code == 502
        assert "<script>alert" not in response.content.decode()


def test_the_session_key_changes(client: Client, marie: User) -> None:
    leave(client)
    before = client.session.session_key
    client.get(identify(leave(client)))
    assert client.session.session_key != before
    assert who(client) == MARIE


def test_a_closed_account_is_told(client: Client, marie: User) -> None:
    User.objects.update(is_active=False)
    response = come(client)
    assert response.status_code == 409
    assert "fermé" in response.content.decode()


def test_leaving_leaves_proconnect_too(client: Client, marie: User, provider: str) -> None:
    come(client)
    token = client.session["proconnect_id_token"]
    page = client.post("/deconnexion/").content.decode()
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert found
    url = found.group(1).replace("&amp;", "&")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert who(client) == ""
    assert set(asked) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert asked["id_token_hint"] == token
    assert len(asked["state"]) >= 32
    assert asked["post_logout_redirect_uri"] == "http://testserver/deconnexion/proconnect/"
    with call(url) as answer:
        assert answer.status == 200

    back = client.get("/deconnexion/proconnect/", {"state": asked["state"]}, follow=True).content.decode()
    assert "de ProConnect aussi" in back
    forged = Client().get("/deconnexion/proconnect/", {"state": asked["state"]}, follow=True).content.decode()
    assert "de ProConnect aussi" not in forged


def test_leaving_while_the_provider_is_down_still_leaves(client: Client, marie: User, settings: Any) -> None:
    come(client)
    cache.clear()
    settings.PROCONNECT_URL = "http://localhost:9"
    assert client.post("/deconnexion/")["Location"] == "/"
    assert who(client) == ""


def test_linking_from_ones_own_account_and_unlinking(client: Client, provider: str) -> None:
    awa = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(awa)
    url = client.get("/mon-espace/securite/proconnect/")["Location"]
    assert client.get(identify(url))["Location"] == "/mon-espace/securite/"
    assert ProConnectLink.objects.get().user == awa
    assert "Relié le" in client.get("/mon-espace/securite/").content.decode()

    other = Client()
    other.force_login(User.objects.create(email="bastien@exemple.fr"))
    response = other.get(identify(other.get("/mon-espace/securite/proconnect/")["Location"]))
    assert response.status_code == 409
    assert "ouvre déjà un autre compte" in response.content.decode()

    client.post("/mon-espace/securite/proconnect/retirer/")
    assert not ProConnectLink.objects.exists()
    assert [fact for fact in facts() if "ProConnect" in fact] == ["accounts.ProConnectLinked", "accounts.ProConnectUnlinked"]


def test_a_way_back_begun_signed_out_links_nothing_to_who_came_in_meanwhile(client: Client, provider: str) -> None:
    back = identify(leave(client))
    awa = User.objects.create(email="awa@exemple.fr")
    client.force_login(awa)
    client.get(back)
    assert not ProConnectLink.objects.filter(user=awa).exists()


def test_we_speak_https_only_and_follow_nobody() -> None:
    for url in ("http://exemple.fr/", "file:///etc/passwd", "ftp://localhost/"):
        with pytest.raises(ProviderError):
            fetch(url)
