"""Changing address: both mailboxes say yes, either says no, and nobody learns who has an account."""

import datetime as dt
import re

import pytest
from django.test import Client

from frenchimpact.accounts.models import AddressChange, OpenSession, User
from frenchimpact.accounts.tests.test_sign_in import ask, code_in, who
from frenchimpact.accounts.tests.trail import facts
from frenchimpact.core import clock
from frenchimpact.mail.models import Mail

pytestmark = pytest.mark.django_db
PAGE, NEW = "/mon-espace/securite/adresse/", "awa@ailleurs.fr"


@pytest.fixture
def home() -> Client:
    User.objects.create(email="awa@exemple.fr", full_name="Awa")
    client = Client()
    client.post("/connexion/code/", {"code": code_in(ask(client))})
    return client


def link_to(address: str) -> str:
    mail = Mail.objects.filter(to=address, kind="accounts.address").latest("pk")
    found = re.search(r"/connexion/adresse/[\w-]+/", mail.text)
    assert found
    return found.group()


def test_both_say_yes_in_any_order_then_everyone_is_out_and_told(home: Client) -> None:
    home.post(PAGE, {"email": NEW})
    assert "En attente" in home.get(PAGE).content.decode()
    assert "Il reste à confirmer" in Client().post(link_to(NEW)).content.decode()
    assert User.objects.get().email == "awa@exemple.fr"
    # Twice from the same mailbox is still one side.
    Client().post(link_to(NEW))
    assert User.objects.get().email == "awa@exemple.fr"

    assert "L’adresse est changée" in Client().post(link_to("awa@exemple.fr")).content.decode()
    assert User.objects.get().email == NEW
    assert home.get("/mon-espace/").status_code == 302
    assert not OpenSession.objects.exists()
    assert {mail.to for mail in Mail.objects.filter(kind="accounts.security")} == {"awa@exemple.fr", NEW}
    assert [fact for fact in facts() if "Address" in fact] == ["accounts.AddressChangeAsked", "accounts.AddressChanged"]

    again = Client()
    again.post("/connexion/code/", {"code": code_in(ask(again, NEW))})
    assert who(again) == NEW


def test_opening_a_link_changes_nothing(home: Client) -> None:
    home.post(PAGE, {"email": NEW})
    for address in (NEW, "awa@exemple.fr"):
        assert "Confirmer" in Client().get(link_to(address)).content.decode()
    assert User.objects.get().email == "awa@exemple.fr"


@pytest.mark.parametrize("side", [NEW, "awa@exemple.fr"])
def test_either_says_no(home: Client, side: str) -> None:
    home.post(PAGE, {"email": NEW})
    links = [link_to(NEW), link_to("awa@exemple.fr")]
    assert "Rien ne change" in Client().post(link_to(side), {"refuse": "1"}).content.decode()
    assert [Client().post(link).status_code for link in links] == [410, 410]
    assert User.objects.get().email == "awa@exemple.fr"
    assert facts()[-1] == "accounts.AddressChangeRefused"


def test_links_last_a_day_serve_once_and_a_new_request_replaces_them(home: Client) -> None:
    home.post(PAGE, {"email": NEW})
    first = link_to(NEW)
    home.post(PAGE, {"email": "autre@ailleurs.fr"})
    assert Client().post(first).status_code == 410
    AddressChange.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert Client().get(link_to("autre@ailleurs.fr")).status_code == 410
    assert Client().post(link_to("autre@ailleurs.fr")).status_code == 410
    assert Client().get("/connexion/adresse/inventee/").status_code == 410


def test_an_address_that_has_an_account_is_answered_the_same_and_opens_nothing(home: Client) -> None:
    User.objects.create(email=NEW)
    answers = [home.post(PAGE, {"email": email}, follow=True).content.decode() for email in (NEW, "libre@ailleurs.fr")]
    pages = [re.sub(r'value="\w{64}"', "", answer).replace(NEW, "…").replace("libre@ailleurs.fr", "…") for answer in answers]
    assert pages[0] == pages[1]
    assert "/connexion/adresse/" not in Mail.objects.filter(to=NEW, kind="accounts.address").get().text


def test_an_address_taken_meanwhile_is_refused(home: Client) -> None:
    home.post(PAGE, {"email": NEW})
    User.objects.create(email=NEW)
    Client().post(link_to("awa@exemple.fr"))
    assert Client().post(link_to(NEW)).status_code == 409
    assert User.objects.filter(email="awa@exemple.fr").exists()


def test_five_requests_a_day_and_never_to_itself(home: Client) -> None:
    assert home.post(PAGE, {"email": "AWA@exemple.fr"}).status_code == 409
    statuses = [home.post(PAGE, {"email": f"a{n}@ailleurs.fr"}).status_code for n in range(6)]
    assert statuses == [302] * 5 + [429]
    assert home.post(PAGE, {"email": "pas une adresse"}).status_code == 422


def test_it_asks_for_a_fresh_proof(home: Client) -> None:
    session = home.session
    session["proved_at"] -= 16 * 60
    session.save()
    assert home.get(PAGE)["Location"].startswith("/connexion/confirmer/")
    home.post(PAGE, {"email": NEW})
    assert not AddressChange.objects.exists()
