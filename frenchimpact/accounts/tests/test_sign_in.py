"""Signing in: a code or a link, from wherever, without telling who has an account and without locking anyone out."""

import datetime as dt
import re

import pytest
from django.test import Client

from frenchimpact.accounts import actions, keys, tasks
from frenchimpact.accounts.models import ParkedForm, SignInRequest, User
from frenchimpact.core import clock
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db


def ask(client: Client, email: str = "awa@exemple.fr", query: str = "") -> Mail:
    response = client.post(f"/connexion/{query}", {"email": email})
    assert response.status_code == 302, response.content.decode()
    return Mail.objects.filter(to=email).latest("pk")


def code_in(mail: Mail) -> str:
    found = re.search(r"\d{3} \d{3}", mail.text)
    assert found
    return found.group()


def link_in(mail: Mail) -> str:
    found = re.search(r"/connexion/lien/[\w-]+/", mail.text)
    assert found
    return found.group()


def who(client: Client) -> str:
    """The address of whoever the session belongs to; empty for a visitor."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def test_the_code_signs_in_with_its_spaces_and_brings_back(client: Client) -> None:
    mail = ask(client, query="?next=/mon-espace/reglages/")

    response = client.post("/connexion/code/", {"code": f" {code_in(mail)} "})

    assert response["Location"] == "/mon-espace/reglages/"
    assert who(client) == "awa@exemple.fr"


def test_an_unknown_address_becomes_a_person_only_once_confirmed(client: Client) -> None:
    mail = ask(client)
    assert not User.objects.exists()

    client.post("/connexion/code/", {"code": code_in(mail)})

    assert User.objects.get().email == "awa@exemple.fr"


def test_a_known_address_is_found_whatever_its_case(client: Client) -> None:
    person = User.objects.create(email="awa@exemple.fr")

    mail = ask(client, "Awa@Exemple.FR")
    client.post("/connexion/code/", {"code": code_in(mail)})

    assert list(User.objects.all()) == [person]


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address() -> None:
    User.objects.create(email="connue@exemple.fr")
    pages = []
    for email in ("connue@exemple.fr", "jamais@exemple.fr"):
        browser = Client()
        ask(browser, email)
        page = browser.get("/connexion/code/").content.decode().replace(email, "…")
        pages.append(re.sub(r'value="\w{64}"', "", page))

    assert pages[0] == pages[1]
    assert Mail.objects.count() == 2


def test_opening_the_link_uses_nothing_and_the_button_signs_in_on_another_device(client: Client) -> None:
    mail = ask(client, query="?next=/mon-espace/reglages/")
    phone = Client()

    assert "Me connecter" in phone.get(link_in(mail)).content.decode()
    assert "Me connecter" in Client().get(link_in(mail)).content.decode()
    response = phone.post(link_in(mail))

    assert response["Location"] == "/mon-espace/reglages/"
    assert who(phone) == "awa@exemple.fr"
    assert who(client) == ""


def test_a_link_serves_once_and_a_new_code_is_one_click_away(client: Client) -> None:
    mail = ask(client)
    client.post(link_in(mail))
    elsewhere = Client()

    again = elsewhere.post(link_in(mail))
    assert again.status_code == 410
    assert "Recevoir un nouveau code" in again.content.decode()

    assert elsewhere.post(link_in(mail), {"another": "1"})["Location"] == "/connexion/code/"
    elsewhere.post("/connexion/code/", {"code": code_in(Mail.objects.latest("pk"))})
    assert who(elsewhere) == "awa@exemple.fr"


def test_an_old_code_is_refused_and_replaced_in_place(client: Client) -> None:
    mail = ask(client)
    SignInRequest.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))

    late = client.post("/connexion/code/", {"code": code_in(mail)})
    assert late.status_code == 410
    assert "plus valable" in late.content.decode()

    client.post("/connexion/code/", {"another": "1"})
    client.post("/connexion/code/", {"code": code_in(Mail.objects.latest("pk"))})
    assert who(client) == "awa@exemple.fr"


def test_a_new_code_ends_the_earlier_one_of_the_same_browser_only(client: Client) -> None:
    first = ask(client)
    stranger = ask(Client())
    ask(client)

    assert Client().post(link_in(first)).status_code == 410
    assert Client().post(link_in(stranger)).status_code == 302


def test_five_wrong_codes_close_the_code_but_never_the_link(client: Client) -> None:
    mail = ask(client)
    wrong = "000000" if code_in(mail) != "000 000" else "000001"

    statuses = [client.post("/connexion/code/", {"code": wrong}).status_code for _ in range(6)]

    assert statuses == [422, 422, 422, 422, 410, 410]
    assert client.post("/connexion/code/", {"code": code_in(mail)}).status_code == 410
    assert client.post(link_in(mail)).status_code == 302
    assert who(client) == "awa@exemple.fr"


def test_someone_flooding_an_address_does_not_lock_its_owner_out() -> None:
    mails = [ask(Client()) for _ in range(actions.ADDRESS_LIMIT)]
    owner = Client()

    refused = owner.post("/connexion/", {"email": "awa@exemple.fr"})

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 24 * 3600
    assert "utilisez son lien" in refused.content.decode()
    assert owner.post(link_in(mails[0])).status_code == 302
    assert who(owner) == "awa@exemple.fr"


def test_a_browser_that_the_person_uses_is_not_stopped_by_what_others_did_with_their_address() -> None:
    home = Client()
    home.post("/connexion/code/", {"code": code_in(ask(home))})
    home.post("/deconnexion/")
    others = [Client() for _ in range(actions.ADDRESS_LIMIT)]
    for other in others:
        if SignInRequest.objects.count() < actions.ADDRESS_LIMIT:
            ask(other)
    SignInRequest.objects.update(wrong_codes_count=actions.WRONG_CODES_LIMIT)

    assert Client().post("/connexion/", {"email": "awa@exemple.fr"}).status_code == 429
    mail = ask(home)
    wrong = home.post("/connexion/code/", {"code": "000000" if code_in(mail) != "000 000" else "000001"})
    home.post("/connexion/code/", {"code": code_in(mail)})

    assert wrong.status_code == 422
    assert who(home) == "awa@exemple.fr"


def test_nor_by_what_its_network_did_and_its_own_askings_are_counted() -> None:
    home = Client()
    home.post("/connexion/code/", {"code": code_in(ask(home))})
    home.post("/deconnexion/")
    network, now = keys.digest("network", "127.0.0.1/32"), clock.now()
    SignInRequest.objects.bulk_create(
        SignInRequest(email=f"p{n}@exemple.fr", code_digest="x", link_digest=f"l{n}", network_digest=network, expires_at=now)
        for n in range(actions.NETWORK_LIMIT)
    )

    statuses = [home.post("/connexion/", {"email": "awa@exemple.fr"}).status_code for _ in range(actions.KNOWN_ASKINGS.limit + 1)]

    assert statuses == [302] * actions.KNOWN_ASKINGS.limit + [429]


def test_a_browser_known_to_one_person_is_anyones_for_another() -> None:
    home = Client()
    home.post("/connexion/code/", {"code": code_in(ask(home))})
    home.post("/deconnexion/")
    for _ in range(actions.ADDRESS_LIMIT):
        ask(Client(), "luc@exemple.fr")

    assert home.post("/connexion/", {"email": "luc@exemple.fr"}).status_code == 429


def test_a_network_is_limited_across_addresses(client: Client) -> None:
    network = keys.digest("network", "127.0.0.1/32")
    now = clock.now()
    SignInRequest.objects.bulk_create(
        SignInRequest(email=f"p{n}@exemple.fr", code_digest="x", link_digest=f"l{n}", network_digest=network, expires_at=now)
        for n in range(actions.NETWORK_LIMIT)
    )

    assert client.post("/connexion/", {"email": "autre@exemple.fr"}).status_code == 429
    assert client.post("/connexion/", {"email": "autre@exemple.fr"}, REMOTE_ADDR="203.0.113.9").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example", "javascript:alert(1)", "/a\nb", "relatif"]
)
def test_the_way_back_never_leaves_the_site(client: Client, target: str) -> None:
    response = client.post("/connexion/", {"email": "awa@exemple.fr"}, query_params={"next": target})
    assert response.status_code == 302

    entered = client.post("/connexion/code/", {"code": code_in(Mail.objects.latest("pk"))})

    assert entered["Location"] == "/mon-espace/"


def test_the_session_changes_its_key_and_keeps_what_the_visitor_had_begun(client: Client) -> None:
    session = client.session
    session["brouillon"] = "déjà écrit"
    session.save()
    before = session.session_key or ""
    client.cookies["sessionid"] = before

    mail = ask(client)
    client.post("/connexion/code/", {"code": code_in(mail)})

    assert client.session.session_key != before
    assert client.session["brouillon"] == "déjà écrit"


def test_a_closed_account_stays_closed_and_says_so_to_its_owner_only(client: Client) -> None:
    User.objects.create(email="awa@exemple.fr", is_active=False)
    mail = ask(client)

    response = client.post("/connexion/code/", {"code": code_in(mail)})

    assert "Ce compte est fermé" in response.content.decode()
    assert who(client) == ""


@pytest.mark.parametrize("email", ["", "awa", "a@b\r\nBcc: autre@exemple.fr", "a@" + "b" * 300 + ".fr", "\u202eawa@exemple", "💥"])
def test_a_bad_address_is_kept_and_explained(client: Client, email: str) -> None:
    response = client.post("/connexion/", {"email": email})

    assert response.status_code == 422
    assert "Votre adresse e-mail" in response.content.decode()
    assert not Mail.objects.exists()


def test_only_digests_are_kept(client: Client) -> None:
    mail = ask(client)
    row = str(SignInRequest.objects.values().get())

    assert code_in(mail).replace(" ", "") not in row
    assert link_in(mail).split("/")[3] not in row


def test_sign_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    person = User.objects.create(email="awa@exemple.fr")
    client.force_login(person)

    assert client.get("/deconnexion/").status_code == 405
    client.post("/deconnexion/")

    assert who(client) == ""


def test_a_visitor_gets_no_cookie_and_a_person_gets_pages_that_nothing_stores(client: Client) -> None:
    assert not client.get("/").cookies
    person = User.objects.create(email="awa@exemple.fr")
    client.force_login(person)

    assert client.get("/mon-espace/")["Cache-Control"] == "private, no-store"


def test_signing_in_is_asked_for_and_comes_back_to_the_same_page(client: Client) -> None:
    asked = client.get("/mon-espace/reglages/?onglet=langue")

    assert asked["Location"].startswith("/connexion/?next=%2Fmon-espace%2Freglages%2F%3Fonglet%3Dlangue")


def test_what_was_typed_before_signing_in_is_there_afterwards(client: Client) -> None:
    asked = client.post("/mon-espace/reglages/", {"full_name": "Awa <b>Diallo</b>\n", "language": "en"})
    entry = client.get(asked["Location"])
    assert "Votre texte est conservé" in entry.content.decode()
    response = client.post(asked["Location"], {"email": "awa@exemple.fr"})
    assert response.status_code == 302
    back = client.post("/connexion/code/", {"code": code_in(Mail.objects.latest("pk"))})["Location"]

    page = client.get(back).content.decode()

    assert 'action="/mon-espace/reglages/"' in page
    assert 'name="full_name" value="Awa &lt;b&gt;Diallo&lt;/b&gt;' in page
    assert client.post("/mon-espace/reglages/", {"full_name": "Awa Diallo", "language": "en"}).status_code == 302


def test_another_browser_reads_the_parked_text_but_cannot_send_it_on(client: Client) -> None:
    asked = client.post("/mon-espace/reglages/", {"full_name": "Un texte assez long pour être montré", "language": "fr"})
    client.post(asked["Location"], {"email": "awa@exemple.fr"})
    phone = Client()
    back = phone.post(link_in(Mail.objects.latest("pk")))["Location"]

    page = phone.get(back).content.decode()

    assert "Un texte assez long pour être montré" in page
    assert "Envoyer maintenant" not in page


def test_too_much_text_is_not_parked_and_null_characters_are_dropped(client: Client) -> None:
    client.post("/mon-espace/reglages/", {"full_name": "x" * (actions.PARKED_SIZE + 1)})
    assert not ParkedForm.objects.exists()

    client.post("/mon-espace/reglages/", {"full_name": "a\x00b"})
    assert ParkedForm.objects.get().fields == {"full_name": ["ab"]}


def test_a_forged_reason_is_not_shown(client: Client) -> None:
    page = client.get("/connexion/", {"pourquoi": "Appelez le 0 800 000 000"}).content.decode()

    assert "0 800" not in page


def test_htmx_is_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.get("/mon-espace/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/projets/?q=a"})

    assert response.status_code == 401
    assert response["HX-Redirect"] == "/connexion/?next=%2Fprojets%2F%3Fq%3Da"


def test_a_script_gets_the_panel_and_signs_in_without_leaving_the_page(client: Client) -> None:
    asked = client.post("/mon-espace/reglages/", {"full_name": "Awa"}, headers={"Accept": "application/json"})
    assert asked.status_code == 401
    panel = asked.json()["panel"]
    assert 'data-step="address"' in client.get(panel).content.decode()

    assert 'data-step="code"' in client.post(panel, {"panneau-email": "awa@exemple.fr"}).content.decode()
    wrong = client.post(panel, {"panneau-code": "12"})
    assert wrong.status_code == 422
    assert 'data-step="code"' in wrong.content.decode()
    done = client.post(panel, {"panneau-code": code_in(Mail.objects.latest("pk"))}).content.decode()

    assert 'data-step="done"' in done
    assert who(client) == "awa@exemple.fr"


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200f", "x" * 151, "\x00"])
def test_a_name_that_cannot_be_kept_is_explained(client: Client, name: str) -> None:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client.force_login(person)

    response = client.post("/mon-espace/reglages/", {"full_name": name, "language": "fr"})

    assert response.status_code == 422
    person.refresh_from_db()
    assert person.full_name == "Awa"


def test_old_requests_parked_forms_and_sessions_are_forgotten(client: Client) -> None:
    ask(client)
    client.post("/mon-espace/reglages/", {"full_name": "Awa"})
    fresh = SignInRequest.objects.count(), ParkedForm.objects.count()
    tasks.tidy.func()
    assert (SignInRequest.objects.count(), ParkedForm.objects.count()) == fresh == (1, 1)

    SignInRequest.objects.update(created_at=clock.now() - dt.timedelta(days=31))
    ParkedForm.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    tasks.tidy.func()

    assert not SignInRequest.objects.exists()
    assert not ParkedForm.objects.exists()
