"""The operator's queue of received mail."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.inbound import actions, rules
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.rules import Reply, Understood
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(settings: Settings, tmp_path: Path) -> Message:
    settings.REPLY_ADDRESS, settings.MEDIA_ROOT = "@reponse.exemple.fr", tmp_path
    awa = User.objects.create(email="awa@exemple.fr", full_name="Awa")
    head = b"From: <script>alert(1)</script> <eve@exemple.fr>\r\nSubject: Re: <b>Essai</b>\r\nMessage-ID: <1@x>\r\n\r\n"
    content = head + b"Voici <i>ma</i> reponse.\r\n"
    message = actions.receive(content=content, recipient=rules.reply_address(awa, "yy", 1), envelope_from="eve@exemple.fr", source="smtp")
    return actions.understand(message=message)


def test_an_operator_reads_it_and_sets_it_aside(client: Client, held: Message) -> None:
    client.force_login(make_operator())

    home = client.get("/mon-espace/").content.decode()
    listed = client.get("/mon-espace/courrier/").content.decode()
    page = client.get(f"/mon-espace/courrier/{held.pk}/").content.decode()

    assert "1 message reçu attend une personne" in home
    assert "n’est pas la personne" in listed
    assert "Voici &lt;i&gt;ma&lt;/i&gt; reponse." in page
    assert "<script>alert" not in page
    assert client.post(f"/mon-espace/courrier/{held.pk}/ecarter/").status_code == 302
    assert client.post(f"/mon-espace/courrier/{held.pk}/ecarter/").status_code == 409
    assert "Essai" in client.get("/mon-espace/courrier/?etat=traites").content.decode()
    assert "Rien à trier" in client.get("/mon-espace/courrier/").content.decode()


def test_the_raw_message_is_saved_and_never_shown(client: Client, held: Message) -> None:
    client.force_login(make_operator())

    answer = client.get(f"/mon-espace/courrier/{held.pk}/brut/")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"From: ")


def test_accepting_applies_it_for_the_person_of_the_address(client: Client, held: Message) -> None:
    taken: list[Reply] = []

    def take(reply: Reply) -> Understood:
        taken.append(reply)
        return Understood("C’est noté.", "/")

    rules.declare_topic("yy", find=lambda person, key: "chose", take=take, page=lambda thing: "/suite/")
    client.force_login(make_operator())
    try:
        page = client.post(f"/mon-espace/courrier/{held.pk}/accepter/", follow=True).content.decode()
    finally:
        del rules.TOPICS["yy"]

    assert "C’est noté." in page
    assert [reply.person.email for reply in taken] == ["awa@exemple.fr"]


@pytest.mark.parametrize("path", ["", "brut/"])
def test_nobody_else_reads_it(client: Client, held: Message, path: str) -> None:
    client.force_login(make_person("Personne"))

    assert client.get(f"/mon-espace/courrier/{held.pk}/{path}").status_code == 403
    assert client.get("/mon-espace/courrier/").status_code == 403
    assert client.post(f"/mon-espace/courrier/{held.pk}/accepter/").status_code == 403
