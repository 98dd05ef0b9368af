"""Three administrations over real SMTP: one answers by mail, one by its link, one is silent."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from frenchimpact.barriers.actions.consultations import Service, ask
from frenchimpact.barriers.actions.escalation import SILENCE, escalate, step_on
from frenchimpact.barriers.messages.consultations import answer_key
from frenchimpact.barriers.models import Asked
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.core import clock
from frenchimpact.inbound import actions as inbound
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.tests.conftest import written
from frenchimpact.inbound.tests.test_smtp import Server, post
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    settings.MAIL_AUTHSERV = ""
    server = Server()
    yield server
    server.stop()


def test_one_answers_by_mail_one_by_link_one_is_silent(server: Server, client: Client) -> None:
    with transaction.atomic():
        case = make_case(state="qualified", email="gaelle@exemple.test")
    services = [Service("DREAL", "dreal@exemple.fr"), Service("DDT", "ddt@exemple.fr"), Service("Région", "region@exemple.fr")]
    ask(case=case, question="Faut-il une licence ?", context="Des trajets bénévoles.", services=services, by=make_operator())
    asked = {one.name: one for one in Asked.objects.all()}

    # What the mail program of the DREAL does: answer to the address that the mail gives.
    reply_to = Mail.objects.get(to="dreal@exemple.fr").reply_to
    post(server.port, written("Possible sous conditions : moins de 30 km.", sender="dreal@exemple.fr"), reply_to, sender="dreal@exemple.fr")
    inbound.understand(message=Message.objects.get())
    # What a mail gateway does to links, then somebody.
    page = f"/consultations/{answer_key(asked['DDT'])}/"
    client.get(page, {"avis": "impossible"})
    client.post(page, {"opinion": "favourable", "text": "Rien ne l’interdit."})
    # What nobody does.
    token = clock.shift(step_on(asked["Région"], SILENCE) - clock.today() + dt.timedelta(days=1))
    try:
        escalate()
    finally:
        clock.restore(token)

    states = {one.name: (one.state, one.opinion, one.way) for one in Asked.objects.all()}
    assert states == {"DREAL": ("answered", "reserved", "mail"), "DDT": ("answered", "favourable", "link"), "Région": ("silent", "", "")}
    assert "Votre avis est enregistré" in Mail.objects.get(to="dreal@exemple.fr", kind="inbound.receipt").text
    assert "ni un accord ni un refus" in Mail.objects.get(to="gaelle@exemple.test").text
    case.refresh_from_db()
    assert case.next_what == "Lire les avis et écrire la synthèse"
