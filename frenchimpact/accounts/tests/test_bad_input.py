"""Whatever is sent to a form, the answer is words: no crash, nothing half written."""

import pytest
from django.test import Client

from frenchimpact.accounts.models import SignInRequest, User
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db

HOSTILE = {
    "controls": "a\x01\x02\x7f\x9fb",
    "null": "a\x00b",
    "right_to_left": "\u202eelpmaxe\u202c",
    "zero_width": "\ufeff\u200f\u200e",
    "emoji": "👩🏽‍🚒" * 20,
    "long": "é" * 300,
    "lone_surrogate": b"\xed\xa0\x80".decode("utf-8", "replace"),
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% raise %}",
    "format": "%(x)s %n {0} {}",
}


@pytest.fixture(params=HOSTILE, ids=list(HOSTILE))
def text(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


@pytest.mark.parametrize("page", ["/connexion/", "/connexion/sur-place/"])
def test_a_sign_in_form_answers_with_words(client: Client, page: str, text: str) -> None:
    response = client.post(page, {"email": text, "panneau-email": text})

    assert response.status_code == 422
    assert not SignInRequest.objects.exists()
    assert not Mail.objects.exists()


def test_a_code_form_answers_with_words(client: Client, text: str) -> None:
    client.post("/connexion/", {"email": "awa@exemple.fr"})

    response = client.post("/connexion/code/", {"code": text})

    assert response.status_code == 422
    assert SignInRequest.objects.get().wrong_codes_count == 0


def test_a_name_is_kept_clean_or_refused_with_what_was_typed(client: Client, text: str) -> None:
    awa = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(awa)

    response = client.post("/mon-espace/reglages/", {"full_name": text, "language": "fr"}, follow=True)

    awa.refresh_from_db()
    assert response.status_code in {200, 422}
    assert not any(char in awa.full_name for char in "\x00\x01\x7f\u202e\ufeff")
    assert "<script>alert" not in response.content.decode()


def test_ten_megabytes_are_refused_with_words(client: Client) -> None:
    awa = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(awa)

    response = client.post("/mon-espace/reglages/", {"full_name": "x" * 10_000_000, "language": "fr"})
    urlencoded = client.post("/mon-espace/reglages/", "full_name=" + "x" * 10_000_000, content_type="application/x-www-form-urlencoded")

    for answer in (response, urlencoded):
        assert answer.status_code == 413
        assert "2 Mo de texte" in answer.content.decode()
    awa.refresh_from_db()
    assert awa.full_name == "Awa"


@pytest.mark.parametrize(
    "path",
    [
        "/connexion/lien/x/",
        "/connexion/lien/%00/",
        "/connexion/lien/" + "a" * 3000 + "/",
        "/connexion/lien/../../etc/passwd/",
        "/connexion/?next=%00",
        "/connexion/?next=" + "a" * 3000,
        "/connexion/?pourquoi=" + "a" * 3000,
        "/connexion/reprise/x/",
    ],
)
def test_a_forged_address_is_answered_with_words(client: Client, path: str) -> None:
    assert client.get(path).status_code in {200, 302, 400, 404, 410}
    client.force_login(User.objects.create(email="awa@exemple.fr"))
    assert client.get(path).status_code in {200, 302, 400, 404, 410}


def test_a_forged_cookie_is_nobody_s(client: Client) -> None:
    client.cookies["connexion"] = "' OR 1=1 --" + "x" * 3000
    client.cookies["sessionid"] = "../../x"

    assert client.get("/connexion/code/").status_code == 302
    assert client.get("/mon-espace/").status_code == 302


def test_a_code_replayed_does_not_sign_in_twice(client: Client) -> None:
    client.post("/connexion/", {"email": "awa@exemple.fr"})
    code = Mail.objects.get().subject[-7:]
    assert client.post("/connexion/code/", {"code": code}).status_code == 302
    browser = client.cookies["connexion"].value
    thief = Client()
    thief.cookies["connexion"] = browser

    assert thief.post("/connexion/code/", {"code": code}).status_code == 410
    assert "_auth_user_id" not in thief.session
