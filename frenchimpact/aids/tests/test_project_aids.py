"""The aids of a project: reasons with their correction, kept, put aside, reminded, found when an aid changes."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from frenchimpact.aids.actions.catalogue import Condition, change_aid
from frenchimpact.aids.actions.choices import choose_aid, find_projects, remind_of, tell_finds, tell_reminders
from frenchimpact.aids.facts import AidsHarvested
from frenchimpact.aids.listeners import meet_the_harvest
from frenchimpact.aids.models import Choice, Find, Reminder, Run, Source
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.projects.models import PassportAnswer, Project
from frenchimpact.projects.tests.factories import lead_of, make_member, make_person, make_project, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


@pytest.fixture
def project() -> Project:
    made = make_project()
    PassportAnswer.objects.create(project=made, key="founded_on", value=_ago(400).isoformat(), source="typed")
    return made


def _ago(days: int) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def page_of(client: Client, project: Project) -> str:
    client.force_login(lead_of(project))
    response = client.get(f"/mon-espace/projets/{project.reference}/aides/")
    assert response.status_code == 200
    return response.content.decode()


def test_each_reason_leads_to_what_corrects_it(client: Client, project: Project) -> None:
    make_aid("À vérifier d’abord", rules=[{"subject": "budget", "minimum": 10_000}])
    make_aid("Il manque deux ans", rules=[{"subject": "age", "minimum": 24}])
    make_aid("Convient")
    page = page_of(client, project)
    assert "2 aides pour ce projet" in page
    assert f"/mon-espace/projets/{project.reference}/passeport/#budget" in page
    assert "1 aide deviendrait vérifiable" in page
    assert "une condition manque" in page
    assert "Me le rappeler le" in page


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_reads_as_much_whatever_the_number(client: Client, project: Project, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        aid = make_aid(f"Aide {number}", rules=[{"subject": "stage", "values": ["idee", "amorcage", "experimentation"]}])
        choose_aid(project=project, aid=aid, answer="kept", by=lead_of(project))
    page_of(client, project)
    # One of them asks whether the project has a sponsorship, for its tab.
    with django_assert_num_queries(27):
        client.get(f"/mon-espace/projets/{project.reference}/aides/")


def test_kept_put_aside_and_taken_back(client: Client, project: Project) -> None:
    aid = make_aid("Une aide")
    page_of(client, project)
    base = f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/"
    client.post(base + "retenir/")
    assert Choice.objects.get().answer == "kept"
    assert client.post(base + "ecarter/", {"subject": "", "reason": ""}).status_code == 422
    client.post(base + "ecarter/", {"subject": "amount", "reason": "Trop petit"})
    assert (Choice.objects.get().answer, Choice.objects.get().subject) == ("not_for_us", "amount")
    assert "1 aide mise de côté" in page_of(client, project)
    client.post(base + "retenir/", {"annuler": "1"})
    assert not Choice.objects.exists()


def test_who_may_choose(client: Client, project: Project) -> None:
    aid = make_aid()
    base = f"/mon-espace/projets/{project.reference}/aides/"
    people = ((make_member(project, "reader"), 200, 403), (make_member(project, "editor"), 200, 302), (make_person(), 404, 404))
    for user, read, write in people:
        client.force_login(user)
        assert client.get(base).status_code == read
        assert client.post(f"{base}{aid.slug}/retenir/").status_code == write


def test_a_bare_no_and_a_past_day_are_refused(project: Project) -> None:
    aid, person = make_aid(), lead_of(project)
    with pytest.raises(Incomplete):
        choose_aid(project=project, aid=aid, answer="not_for_us", by=person)
    with pytest.raises(Refusal):
        remind_of(user=person, project=project, aid=aid, on=clock.today())


def test_reminded_on_the_day_and_once(client: Client, project: Project) -> None:
    aid, person = make_aid("Prêt"), lead_of(project)
    page_of(client, project)
    day = clock.today() + dt.timedelta(days=10)
    client.post(f"/mon-espace/projets/{project.reference}/aides/{aid.slug}/rappel/", {"on": day.isoformat()})
    remind_of(user=person, project=project, aid=aid, on=day + dt.timedelta(days=1))
    assert Reminder.objects.get().on == day + dt.timedelta(days=1)
    assert tell_reminders() == 0
    Reminder.objects.update(on=clock.today())
    assert tell_reminders() == 1
    assert tell_reminders() == 0
    assert Mail.objects.filter(kind="aids.reminder", to=person.email).count() == 1


def test_a_public_aid_finds_its_projects_and_each_team_is_told_once(project: Project) -> None:
    other = make_published_project()
    Project.objects.filter(pk=other.pk).update(stage="essaimage")
    aid = make_aid("Pour l’étape", rules=[{"subject": "stage", "values": [project.stage]}, {"subject": "budget", "minimum": 1}])
    assert find_projects(aid.pk) == 1
    assert find_projects(aid.pk) == 0
    assert Find.objects.get().project == project
    assert tell_finds() == 1
    assert tell_finds() == 0
    mail = Mail.objects.get(kind="aids.found")
    assert mail.to == lead_of(project).email
    assert "Pour l’étape" in mail.text


def test_what_was_put_aside_or_withdrawn_is_not_told(project: Project) -> None:
    aside, gone = make_aid("Écartée"), make_aid("Retirée")
    for aid in (aside, gone):
        find_projects(aid.pk)
    choose_aid(project=project, aid=aside, answer="not_for_us", reason="Non", by=lead_of(project))
    type(gone).objects.filter(pk=gone.pk).update(status="withdrawn")
    tell_finds()
    assert not Mail.objects.filter(kind="aids.found").exists()
    assert not Find.objects.filter(told_at=None).exists()


def test_a_change_of_conditions_finds_those_that_it_lets_in(project: Project) -> None:
    aid = make_aid(rules=[{"subject": "stage", "values": ["besoin"]}], description="x", apply_url="https://a.test/")
    assert find_projects(aid.pk) == 0
    change_aid(aid=aid, by=None, values={}, conditions=[Condition("age", minimum=Decimal(12))])
    assert find_projects(aid.pk) == 1


def test_aids_that_came_in_from_a_feed_find_their_projects_too(project: Project) -> None:
    source = Source.objects.create(code="flux", name="Flux", shape="dispositif_aide_csv")
    began = clock.now() - dt.timedelta(minutes=1)
    make_aid("Moissonnée", source=source, source_key="1")
    run = Run.objects.create(source=source, started_at=began, ended_at=clock.now() + dt.timedelta(minutes=1))
    meet_the_harvest(AidsHarvested(run_id=run.pk, source_id=source.pk, created_count=1, updated_count=0))
    assert Find.objects.get().project == project


def test_what_is_kept_stays_in_sight_once_closed_and_is_shown_once(client: Client, project: Project) -> None:
    closed = make_aid("Fermée depuis", closes_on=_ago(1), rhythm="once")
    near = make_aid("Il manque deux ans", rules=[{"subject": "age", "minimum": 24}])
    for aid in (closed, near):
        choose_aid(project=project, aid=aid, answer=Choice.Answer.KEPT, by=lead_of(project))
    page = page_of(client, project)
    assert page.count(f'href="/financements/{closed.slug}/"') == 1
    assert page.count(f'href="/financements/{near.slug}/"') == 1
    assert "0 aide pour ce projet" in page
