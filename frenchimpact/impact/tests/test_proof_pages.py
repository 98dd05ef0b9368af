"""Pages of proofs: asking, looking by a link without an account, looking for an organisation or for the programme."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.asking import ask_proof, remind_requests
from frenchimpact.impact.messages.proofs import look_page
from frenchimpact.impact.models import Followed, Measure, ProofRequest
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.mail.models import Mail
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


def ask(followed: Followed, **fields: Any) -> ProofRequest:
    asked = {"kind": "independent", "name": "Cabinet Mesure", "email": "cabinet@exemple.test", "message": "Les reçus sont au bureau."}
    due_on = clock.today() + dt.timedelta(days=20)
    return ask_proof(**{"followed": followed, "by": lead_of(followed.project), "due_on": due_on, **asked, **fields})


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_a_team_asks_and_somebody_looks_without_an_account(client: Client, place: Place) -> None:
    followed = make_followed(places={place: 100})
    measure = make_measure(followed, 12, place=place, sample_size=10, population=20)
    client.force_login(lead_of(followed.project))
    page = reverse("impact:proof_ask", args=[followed.project.reference, followed.pk])
    typed = {"kind": "independent", "name": "Cabinet Mesure", "email": "Cabinet@exemple.test", "message": "Les reçus sont au bureau."}
    refused = client.post(page, {**typed, "due_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "Les reçus sont au bureau." in refused.content.decode()
    client.post(page, {**typed, "due_on": (clock.today() + dt.timedelta(days=20)).isoformat()})
    mail = Mail.objects.get(to="cabinet@exemple.test")
    found = re.search(r"/preuves/[\w:.-]+/", mail.text)
    assert found is not None
    link = found[0]
    assert "Les reçus sont au bureau." in mail.text

    visitor = Client()
    text = read(visitor, link)
    assert "12" in text
    assert "10 sur 20" in text.replace("\xa0", " ")
    verdict = {"what": f"valeur-{measure.pk}", f"v{measure.pk}-verdict": "confirmed", f"v{measure.pk}-version": "1"}
    nameless = visitor.post(link, verdict)
    assert nameless.status_code == 422
    assert visitor.post(link, {**verdict, f"v{measure.pk}-name": "Léa Martin, évaluatrice"}).status_code == 302
    level = {"what": "niveau", "level": "4", "reason": "Contrôle sur pièces.", "name": "Léa Martin"}
    # Nobody knows yet who she is: her word is told, and worth nothing.
    assert visitor.post(link, level).status_code == 422
    assert "témoignage" in read(visitor, link)
    measure.refresh_from_db()
    assert measure.state == "submitted"
    operator = Client()
    operator.force_login(make_operator())
    waiting = read(operator, reverse("impact:verifications"))
    page = reverse("impact:witness_identify", args=[ProofRequest.objects.get().pk])
    assert page in waiting
    assert "évaluatrice" in read(operator, page)
    assert operator.post(page, {"how": " "}).status_code == 422
    assert operator.post(page, {"how": "Jointe à son standard."}).status_code == 302
    assert visitor.post(link, level).status_code == 302
    followed.refresh_from_db()
    measure.refresh_from_db()
    assert (measure.state, followed.evidence) == ("verified", 4)

    text = read(client, reverse("impact:proofs", args=[followed.project.reference]))
    assert "Preuve 4" in text
    assert "Cabinet Mesure" in text
    # The name of a private person is not shown: that of the body is.
    assert "Léa Martin" not in text


def test_a_link_that_was_replaced_offers_another_to_the_same_address(client: Client) -> None:
    request = ask(make_followed())
    old = look_page(request)
    client.force_login(lead_of(request.followed.project))
    client.post(reverse("impact:proof_request_again", args=[request.followed.project.reference, request.pk]))
    assert "Recevoir un nouveau lien" in read(Client(), old, 410)
    assert Client().post(old + "nouveau-lien/").status_code == 200
    assert Mail.objects.filter(to="cabinet@exemple.test").count() == 3
    # Three a day: nobody is flooded by somebody else's old link.
    assert Client().post(old + "nouveau-lien/").status_code == 429
    client.post(reverse("impact:proof_request_cancel", args=[request.followed.project.reference, request.pk]))
    request.refresh_from_db()
    assert "Ce lien ne fonctionne plus" in read(Client(), look_page(request), 410)


def test_the_team_cannot_use_the_link_that_it_sent(client: Client) -> None:
    request = ask(make_followed())
    client.force_login(lead_of(request.followed.project))
    assert "quelqu’un d’autre que l’équipe" in read(client, look_page(request), 403)


def test_an_organisation_answers_from_its_space(client: Client, place: Place) -> None:
    body, stranger = make_organisation(name="Évaluateur public"), make_person()
    looker = make_member(body, role=Membership.Role.EDITOR)
    followed = make_followed(places={place: 100})
    measure = make_measure(followed, 12, place=place)
    request = ask(followed, organisation=body, email="", name="")
    assert looker.notices.get(kind="impact.proof_asked").url == f"/mon-espace/verifications/{request.pk}/"
    client.force_login(stranger)
    assert "Rien à regarder" in read(client, "/mon-espace/verifications/")
    assert client.get(f"/mon-espace/verifications/{request.pk}/").status_code == 404
    client.force_login(looker)
    assert followed.project.name in read(client, "/mon-espace/verifications/")
    page = f"/mon-espace/verifications/{request.pk}/"
    stale = {
        "what": f"valeur-{measure.pk}",
        f"v{measure.pk}-verdict": "disputed",
        f"v{measure.pk}-version": "1",
        f"v{measure.pk}-note": "Non.",
    }
    Measure.objects.update(version=2)
    refused = client.post(page, stale)
    assert refused.status_code == 422
    assert "corrigée entre-temps" in refused.content.decode()
    assert client.post(page, {**stale, f"v{measure.pk}-version": "2"}).status_code == 302
    assert Measure.objects.get().state == "disputed"
    assert client.post(page, {"what": "refuser", "reason": "Pas le temps"}).status_code == 422


def test_an_operator_looks_and_settles(client: Client, place: Place) -> None:
    followed = make_followed(places={place: 100})
    measure = make_measure(followed, 12, place=place)
    reference = followed.project.reference
    settle = reverse("impact:measure_settle", args=[reference, measure.pk])
    client.force_login(lead_of(followed.project))
    assert client.get(reverse("impact:look_as_programme", args=[reference, followed.pk])).status_code == 403
    assert client.post(settle).status_code == 403
    client.force_login(make_operator())
    assert followed.project.name in read(client, "/mon-espace/verifications/")
    page = reverse("impact:look_as_programme", args=[reference, followed.pk])
    client.post(page, {"what": f"valeur-{measure.pk}", f"v{measure.pk}-verdict": "confirmed", f"v{measure.pk}-version": "1"})
    # Somebody found it right: one may only say that it is not.
    text = read(client, page)
    assert "Contester cette valeur" in text
    again = {"what": f"valeur-{measure.pk}", f"v{measure.pk}-verdict": "confirmed", f"v{measure.pk}-version": "1"}
    assert client.post(page, again).status_code == 422
    client.post(settle)
    assert Measure.objects.get().state == "locked"


def test_the_page_of_proofs_costs_the_same_for_one_value_and_many(
    client: Client, place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    followed = make_followed(places={place: 100})
    make_measure(followed, 12, place=place)
    ask(followed)
    client.force_login(lead_of(followed.project))
    page = reverse("impact:proofs", args=[followed.project.reference])
    read(client, page)
    with CaptureQueriesContext(connection) as first:
        read(client, page)
    other = make_followed("beneficiaires_directs", project=followed.project, places={place: 100})
    for year in (2025, 2026):
        make_measure(other, 20, year, place=place)
    ask(other, email="autre@exemple.test")
    with django_assert_num_queries(len(first)):
        read(client, page)


def test_who_looks_by_a_link_opens_the_files_beside_a_value_and_nobody_else(client: Client, place: Place) -> None:
    followed = make_followed(places={place: 100})
    measure, other = make_measure(followed, 12, place=place), make_measure(make_followed("benevoles"), 20, place=place)
    for value, name in ((measure, "emargements.csv"), (other, "ailleurs.csv")):
        client.force_login(lead_of(value.followed.project))
        here = reverse("impact:measure_papers", args=[value.followed.project.reference, value.followed_id, value.pk])
        assert client.post(here, {"papers": SimpleUploadedFile(name, b"jour;heures\n2025-03-01;3\n")}).status_code == 302
    text = read(Client(), look_page(ask(followed)))
    assert "emargements.csv" in text
    assert "ailleurs.csv" not in text
    (address,) = re.findall(r'href="(/fichiers/lien/[^"]+)"', text)
    assert b"2025-03-01;3" in Client().get(address).getvalue()
    later = clock.shift(dt.timedelta(hours=2))
    try:
        assert Client().get(address).status_code == 410
    finally:
        clock.restore(later)


def test_who_was_asked_is_reminded_once_before_the_day(place: Place) -> None:
    body = make_organisation(name="Évaluateur public")
    looker = make_member(body, role=Membership.Role.EDITOR)
    by_link, asked = ask(make_followed(places={place: 100})), ask(make_followed("benevoles"), organisation=body, email="", name="")
    answered = ask(make_followed("sites_repliques"), email="autre@exemple.test")
    ProofRequest.objects.filter(pk=answered.pk).update(state="declined", answered_at=clock.now())
    assert remind_requests() == 0
    token = clock.shift(dt.timedelta(days=16))
    try:
        assert remind_requests() == 2
        assert remind_requests() == 0
    finally:
        clock.restore(token)
    letters = Mail.objects.filter(kind="impact.proof_asked", subject__contains="Rappel : votre regard")
    assert {one.to for one in letters} == {"cabinet@exemple.test", looker.email}
    assert look_page(by_link) in letters.get(to="cabinet@exemple.test").text
    assert looker.notices.filter(kind="impact.proof_asked", url=look_page(asked)).count() >= 1
