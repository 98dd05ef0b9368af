"""The desk writes to the administrations that it consulted, from the case: by mail, each apart; the person reads nothing of it."""

import pytest
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.messages.consultations import TOPIC
from frenchimpact.barriers.models import Asked, Case
from frenchimpact.barriers.queries.following import see
from frenchimpact.barriers.tests.factories import make_case, make_consultation
from frenchimpact.core import clock
from frenchimpact.inbound.rules import guest_address
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings: Settings) -> Case:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    return make_case(state="in_consultation", name="Gaëlle Martin")


@pytest.fixture
def operator(client: Client) -> User:
    person = make_operator()
    client.force_login(person)
    return person


def asked(case: Case) -> list[Asked]:
    consultation, due = make_consultation(case), clock.today()
    values = {"consultation": consultation, "due_on": due}
    return [
        Asked.objects.create(name="DREAL", email="dreal@exemple.fr", **values),
        Asked.objects.create(name="DDT", email="ddt@exemple.fr", **values),
        Asked.objects.create(name="Ailleurs", email="ailleurs@exemple.fr", state="cancelled", **values),
    ]


def test_each_service_chosen_receives_its_own_mail_and_answers_it(case: Case, operator: User, client: Client) -> None:
    dreal, ddt, gone = asked(case)
    here = f"/mon-espace/freins/{case.reference}/"
    page = client.get(f"{here}?cercle=administrations").content.decode()
    assert "Envoyer aux administrations" in page
    assert gone.name not in page
    told = {"circle": "administrations", "text": "Le trajet est-il gratuit ?"}
    assert client.post(f"{here}ecrire/", told).status_code == 422
    sent = client.post(f"{here}ecrire/", {**told, "services": [dreal.pk, ddt.pk, gone.pk]})
    assert sent.status_code == 422
    assert client.post(f"{here}ecrire/", {**told, "services": [dreal.pk, ddt.pk]}).status_code == 302
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {dreal.email, ddt.email}
    assert mails[dreal.email].reply_to == guest_address(TOPIC, dreal.pk)
    assert "Le trajet est-il gratuit" in mails[dreal.email].text
    assert ddt.email not in mails[dreal.email].text
    message = case.messages.get()
    assert (message.circle, message.author, message.by) == ("administrations", "desk", operator)
    assert case.events.get().text == "DREAL, DDT"
    assert not see(case).thread
    assert "DREAL" not in str(see(case).steps)


def test_what_tells_who_asks_does_not_leave_and_comes_back_as_typed(case: Case, operator: User, client: Client) -> None:
    dreal = asked(case)[0]
    for text in ("Que dire à Gaëlle Martin ?", f"Écrivez à {case.email}."):
        told = {"circle": "administrations", "text": text, "services": [dreal.pk]}
        answered = client.post(f"/mon-espace/freins/{case.reference}/ecrire/", told)
        assert answered.status_code == 422
        assert text in answered.content.decode()
    assert not Mail.objects.exists()
    assert not case.messages.exists()


def test_before_any_consultation_there_is_nobody_to_write_to(case: Case, operator: User, client: Client) -> None:
    here = f"/mon-espace/freins/{case.reference}/"
    page = client.get(f"{here}?cercle=administrations").content.decode()
    assert "Poser une question à des administrations" in page
    assert client.post(f"{here}ecrire/", {"circle": "administrations", "text": "Bonjour"}).status_code == 409
    assert not case.messages.exists()
