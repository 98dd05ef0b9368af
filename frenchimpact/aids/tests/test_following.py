"""What becomes of an aid: opened, asked for, said wrong, projects kept or put aside, and what refusals teach."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.models import AidDay, AidReport, Choice
from frenchimpact.aids.queries.statistics import statistics_of
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator, make_person, make_project, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


@pytest.fixture
def funder(db: None) -> Any:
    return make_funder("Fonds des rives")


@pytest.fixture
def writer(funder: Any) -> Client:
    client = Client()
    client.force_login(make_member(funder))
    return client


def test_visits_count_and_nothing_is_kept_of_visitors(client: Client, writer: Client, funder: Any) -> None:
    aid = make_aid("Ouverte", funder=funder, apply_url="https://fonds.test/demande")
    sheet, go = reverse("aids:aid", args=[aid.slug]), reverse("aids:aid_go", args=[aid.slug])
    assert go in client.get(sheet).content.decode()
    client.get(sheet)
    client.head(sheet)
    client.get(sheet, headers={"Sec-Purpose": "prefetch"})
    writer.get(sheet)
    assert client.get(go)["Location"] == "https://fonds.test/demande"
    writer.get(go)
    day = AidDay.objects.get()
    assert (day.on, day.views_count, day.clicks_count) == (clock.today(), 2, 1)
    assert not client.cookies


def test_the_redirect_only_leads_to_the_address_of_the_aid(client: Client, funder: Any) -> None:
    none = make_aid("Sans adresse", funder=funder)
    assert client.get(reverse("aids:aid_go", args=[none.slug]) + "?url=https://ailleurs.test/").status_code == 404
    draft = make_aid("Brouillon", funder=funder, status="draft", published_at=None, apply_url="https://fonds.test/")
    assert client.get(reverse("aids:aid_go", args=[draft.slug])).status_code == 404
    assert not AidDay.objects.exists()


def test_an_error_is_reported_then_answered_by_mail(client: Client, writer: Client, funder: Any) -> None:
    aid = make_aid("Fausse", funder=funder)
    address = reverse("aids:aid_report", args=[aid.slug])
    assert client.post(address, {"text": "", "email": "pas une adresse"}).status_code == 422
    assert client.post(address, {"text": "La date a changé.", "email": "voisin@exemple.test"}).status_code == 302
    report = AidReport.objects.get()
    assert Notice.objects.filter(kind="aids.reported").count() == 1
    assert "Erreur signalée" in writer.get("/mon-espace/financeur/").content.decode()
    page = writer.get(reverse("aids:aid_reports", args=[aid.reference])).content.decode()
    assert "La date a changé." in page
    assert "voisin@exemple.test" not in page
    answer = reverse("aids:aid_report_answer", args=[aid.reference, report.pk])
    assert writer.post(answer, {"answer": ""}).status_code == 422
    assert client.post(answer, {"answer": "Non"}).status_code in (302, 403, 200)
    assert writer.post(answer, {"answer": "Corrigé, merci."}).status_code == 302
    report.refresh_from_db()
    assert report.answer == "Corrigé, merci."
    assert Mail.objects.filter(to="voisin@exemple.test").count() == 1
    assert "Quelqu’un a déjà répondu" in writer.post(answer, {"answer": "Encore"}).content.decode() or report.closed_at
    assert not mail.outbox


def test_without_funder_here_the_programme_answers(client: Client) -> None:
    operator, aid = make_operator(), make_aid("D’un flux")
    person = make_person()
    client.force_login(person)
    client.post(reverse("aids:aid_report", args=[aid.slug]), {"text": "Lien mort"})
    report = AidReport.objects.get()
    assert (report.by, report.email) == (person, "")
    desk = Client()
    desk.force_login(operator)
    assert "Lien mort" in desk.get(reverse("aids:aid_queue")).content.decode()
    desk.post(reverse("aids:aid_report_answer", args=[aid.reference, report.pk]), {"answer": "Mis à jour."})
    assert Notice.objects.filter(person=person, kind="aids.report_answered").count() == 1


def test_many_reports_in_an_hour_are_held(client: Client, funder: Any) -> None:
    aid = make_aid("Visée", funder=funder)
    AidReport.objects.bulk_create([AidReport(aid=aid, text="x") for _number in range(20)])
    response = client.post(reverse("aids:aid_report", args=[aid.slug]), {"text": "Un texte gardé"})
    assert response.status_code == 429
    assert "Un texte gardé" in response.content.decode()


def test_projects_are_kept_or_put_aside_and_the_team_does_not_see_why(writer: Client, funder: Any) -> None:
    aid, project, hidden = make_aid("Pour tous", funder=funder), make_published_project(name="Retenu"), make_project()
    keep = reverse("aids:reached_keep", args=[aid.reference, project.reference])
    aside = reverse("aids:reached_put_aside", args=[aid.reference, project.reference])
    assert writer.post(reverse("aids:reached_keep", args=[aid.reference, hidden.reference])).status_code == 404
    writer.post(keep)
    assert "Retenus (1)" in writer.get(reverse("aids:aid_projects", args=[aid.reference])).content.decode()
    assert writer.post(aside, {"reason": "", "subject": ""}).status_code == 422
    assert writer.post(aside, {"reason": "Trop jeune", "subject": "age"}).status_code == 302
    choice = Choice.objects.get()
    assert (choice.side, choice.answer, choice.subject) == ("funder", "not_for_us", "age")
    page = writer.get(reverse("aids:aid_projects", args=[aid.reference]) + "?onglet=ecartes").content.decode()
    assert "Trop jeune" in page
    writer.post(keep, {"annuler": "1"})
    assert not Choice.objects.exists()
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.post(keep).status_code == 403


def test_the_same_reason_three_times_questions_a_condition(writer: Client, funder: Any) -> None:
    aid = make_aid("Deux ans", funder=funder, rules=[{"subject": "age", "minimum": 24}])
    address = reverse("aids:aid_projects", args=[aid.reference])
    person = make_person()
    for number in range(3):
        assert "moins de 2 ans" not in writer.get(address).content.decode().replace("\xa0", " ").replace("\u202f", " ")
        Choice.objects.create(
            aid=aid,
            project=make_published_project(),
            side="project" if number else "funder",
            answer="not_for_us",
            subject="age",
            by=person,
        )
    assert "moins de 2 ans" in writer.get(address).content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_numbers_are_compared_once_there_are_eleven_aids(writer: Client, funder: Any) -> None:
    aid = make_aid("La nôtre", funder=funder)
    for back, views in ((0, 3), (40, 9)):
        AidDay.objects.create(aid=aid, on=clock.today() - dt.timedelta(days=back), views_count=views, clicks_count=1)
    read = statistics_of(aid)
    assert (read.views, read.clicks, read.medians) == (3, 1, None)
    for number in range(10):
        other = make_aid(f"Autre {number}")
        AidDay.objects.create(aid=other, on=clock.today(), views_count=number, clicks_count=0)
    assert statistics_of(aid).medians == (4, 0)
    page = writer.get(reverse("aids:aid_stats", args=[aid.reference])).content.decode()
    assert "médiane" in page
    body = writer.get(reverse("aids:aid_stats", args=[aid.reference]) + "?format=csv").content.decode()
    assert body.splitlines()[0] == "jour,vues,clics"
    assert len(body.splitlines()) == 91
