"""Pages of a project: who opens them, what they say, and what they never let out."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.inbound.rules import read_token, token_of
from frenchimpact.mail.models import Mail
from frenchimpact.projects import actions
from frenchimpact.projects.models import Project, Reading, TeamInvitation
from frenchimpact.projects.sections import CRITERIA
from frenchimpact.projects.tests.factories import (
    lead_of,
    make_member,
    make_operator,
    make_partner,
    make_person,
    make_project,
    make_published_project,
    make_read_project,
    send_opinion,
)

pytestmark = pytest.mark.django_db
TABS = ["", "fiche/", "passeport/", "publication/", "documents/", "equipe/", "lecture/", "journal/"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def space(project: Project, tab: str = "") -> str:
    return f"/mon-espace/projets/{project.reference}/{tab}"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_the_team_and_is_out_of_sight_for_others(tab: str) -> None:
    project = make_project()
    for user in (lead_of(project), make_member(project, "reader"), make_operator()):
        html = signed_in(user).get(space(project, tab)).content.decode()
        assert project.name in html
        assert html.count("<h1") == 1
    assert signed_in(make_person()).get(space(project, tab)).status_code == 404
    assert Client().get(space(project, tab)).status_code == 302


@pytest.mark.parametrize("tab", ["fiche/confirmer/", "etape/", "passeport/repondre/", "equipe/inviter/", "relancer/"])
def test_a_reader_of_the_team_writes_nothing(tab: str) -> None:
    project = make_project()
    assert signed_in(make_member(project, "reader")).post(space(project, tab), {}).status_code == 403


def test_the_sheet_saves_itself_and_by_its_button() -> None:
    project = make_project()
    client = signed_in(lead_of(project))
    body = json.dumps({"changes": {"name": {"value": "Autre nom", "version": 0}}})
    assert client.patch(space(project, "fiche/enregistrer/"), body, content_type="application/json").status_code == 200
    project.refresh_from_db()
    assert project.name == "Autre nom"
    html = client.get(space(project, "fiche/")).content.decode()
    assert "Autre nom" in html
    assert "data-autosave=" in html


def test_a_stranger_saves_nothing_and_a_dead_session_is_told_so() -> None:
    project = make_project()
    body = json.dumps({"changes": {"name": {"value": "Pris", "version": 0}}})
    url = space(project, "fiche/enregistrer/")
    assert signed_in(make_person()).patch(url, body, content_type="application/json").status_code == 404
    dead = Client().patch(url, body, content_type="application/json", headers={"Accept": "application/json"})
    assert dead.status_code == 401
    assert json.loads(dead.content)["panel"] == "/connexion/sur-place/"


def test_the_passport_keeps_a_wrong_answer_and_says_what_to_write() -> None:
    project = make_project()
    client = signed_in(lead_of(project))
    wrong = client.post(space(project, "passeport/repondre/"), {"key": "budget", "value": "beaucoup"})
    assert wrong.status_code == 422
    assert 'value="beaucoup"' in wrong.content.decode()
    client.post(space(project, "passeport/repondre/"), {"key": "budget", "value": "12 500 €"})
    answer = project.passport.get(key="budget")
    assert answer.value == 12500

    passport = client.get(space(project, "passeport/")).content.decode()
    assert 'form="toujours" name="still" value="budget"' in passport
    client.post(space(project, "passeport/repondre/"), {"still": "budget"})
    assert project.passport.get(key="budget").confirmed_at > answer.confirmed_at
    assert client.post(space(project, "passeport/repondre/"), {"still": "rien"}).status_code == 409


def test_a_stage_is_changed_once_by_a_double_click() -> None:
    project = make_project()
    client = signed_in(lead_of(project))
    form = {
        "stage": "consolidation",
        "on": clock.date_of(project.submitted_at).isoformat(),
        "note": "",
        "once": "6f1e3f4e-4a0e-4a7e-9a63-0d2f1f0c1a11",
    }
    for _again in range(2):
        assert client.post(space(project, "etape/"), form).status_code == 302
    assert project.stage_changes.count() == 2


def test_invite_join_and_be_known() -> None:
    project = make_project()
    signed_in(lead_of(project)).post(space(project, "equipe/inviter/"), {"email": "bea@exemple.test", "role": "editor"})
    found = re.search(r"/projets/rejoindre/[\w-]+/", Mail.objects.get(kind="projects.invited").text)
    assert found
    bea = make_person("Béa", email="bea@exemple.test")
    client = signed_in(bea)
    assert "Rejoindre l’équipe" in client.get(found[0]).content.decode()
    assert project.team.count() == 1
    assert client.post(found[0]).status_code == 302
    assert project.team.filter(user=bea, role="editor").exists()
    assert Client().get(found[0]).status_code == 302
    assert signed_in(make_person()).get("/projets/rejoindre/faux/").status_code == 404
    assert TeamInvitation.objects.get().accepted_at is not None


def test_an_invitation_handed_on_says_nothing_and_is_declined_from_ones_own_space() -> None:
    project = make_project(name="Le projet discret")
    signed_in(lead_of(project)).post(space(project, "equipe/inviter/"), {"email": "bea@exemple.test", "role": "editor"})
    link = re.search(r"/projets/rejoindre/[\w-]+/", Mail.objects.get(kind="projects.invited").text)
    assert link
    other = signed_in(make_person())
    handed_on = other.get(link[0])
    assert (handed_on.status_code, "discret" in handed_on.content.decode()) == (403, False)
    assert other.post(link[0]).status_code == 403
    pk = TeamInvitation.objects.get().pk
    assert other.post(f"/mon-espace/projets/invitations/{pk}/").status_code == 404
    bea = signed_in(make_person("Béa", email="bea@exemple.test"))
    assert "Le projet discret" in bea.get("/mon-espace/").content.decode()
    assert "Décliner" in bea.get("/mon-espace/projets/").content.decode()
    said = bea.post(f"/mon-espace/projets/invitations/{pk}/", {"decline": "1"}, follow=True).content.decode()
    assert "vous ne rejoignez pas cette équipe" in said
    assert "Le projet discret" not in said
    assert bea.get(link[0]).status_code == 410
    assert not project.team.filter(user__email="bea@exemple.test").exists()


def test_the_queue_is_for_readers() -> None:
    project = make_project()
    assert project.name in signed_in(make_operator()).get("/mon-espace/lecture/").content.decode()
    assert project.name in signed_in(make_partner()).get("/mon-espace/lecture/").content.decode()
    assert signed_in(make_person()).get("/mon-espace/lecture/").status_code == 403
    assert signed_in(lead_of(project)).get(f"/mon-espace/lecture/{project.reference}/").status_code == 404


def test_reading_a_project_from_the_queue_to_the_decision() -> None:
    project, gaelle, chloe = make_project(), make_operator(), make_partner()
    secret = send_opinion(project, chloe)
    Reading.objects.filter(pk=secret.pk).update(comment="Avis secret de Chloé")
    client = signed_in(gaelle)
    desk = f"/mon-espace/lecture/{project.reference}/"
    client.post(desk + "prendre/")
    assert "Avis secret" not in client.get(desk).content.decode()
    body = json.dumps({"changes": {"need.level": {"value": "3", "version": 0}}})
    assert client.patch(desk + "enregistrer/", body, content_type="application/json").status_code == 200
    assert client.post(desk + "envoyer/", {"need.level": "3", "marks": '{"need.level": 1}'}).status_code == 422
    full = {f"{code}.level": "2" for code in CRITERIA} | {"opinion": "favourable", "comment": "Bien.", "marks": '{"need.level": 1}'}
    assert client.post(desk + "envoyer/", full).status_code == 302
    assert "Avis secret" in client.get(desk).content.decode()
    assert client.post(desk + "decision/", {"d-outcome": "qualified", "d-reasons": ""}).status_code == 422
    assert client.post(desk + "decision/", {"d-outcome": "qualified", "d-reasons": "Un vrai besoin."}).status_code == 302
    project.refresh_from_db()
    assert project.status == "published"
    mail = Mail.objects.get(kind="projects.outcome")
    assert "Un vrai besoin." in mail.text
    assert mail.subject.startswith(f"[{project.reference}]")


def test_a_decision_waits_for_a_fresh_proof_and_nothing_typed_is_lost() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner())
    client = signed_in(gaelle)
    session = client.session
    session["proved_at"] -= 16 * 60
    session.save()
    desk = f"/mon-espace/lecture/{project.reference}/"
    typed = {"d-outcome": "qualified", "d-reasons": "Un vrai besoin.", "once": "6f1e3f4e-4a0e-4a7e-9a63-0d2f1f0c1a22"}

    asked = client.post(desk + "decision/", typed)["Location"]

    project.refresh_from_db()
    assert project.status == "in_qualification"
    assert asked.startswith("/connexion/confirmer/?next=%2Fconnexion%2Freprise%2F")
    client.post(asked, {"send": "1"})
    code = re.search(r"\d{3} \d{3}", Mail.objects.filter(to=gaelle.email, kind="accounts.sign_in").latest("pk").text)
    assert code
    back = client.post(asked, {"code": code[0]})["Location"]
    page = client.get(back).content.decode()
    assert "Un vrai besoin." in page
    assert f'action="{desk}decision/"' in page
    assert client.post(desk + "decision/", typed).status_code == 302
    project.refresh_from_db()
    assert project.status == "published"


def test_readers_opinions_never_reach_the_team() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner())
    Reading.objects.update(comment="Avis confidentiel")
    for tab in TABS:
        assert "Avis confidentiel" not in signed_in(lead_of(project)).get(space(project, tab)).content.decode()


def test_a_complement_is_asked_and_given() -> None:
    project, gaelle = make_project(), make_operator()
    actions.start_reading(project=project, by=gaelle)
    desk = f"/mon-espace/lecture/{project.reference}/"
    reader, team = signed_in(gaelle), signed_in(lead_of(project))
    due_on = (clock.today() + dt.timedelta(days=10)).isoformat()
    assert reader.post(desk + "question/", {"q-question": "Quel budget ?", "q-due_on": "2020-01-01"}).status_code == 422
    assert reader.post(desk + "question/", {"q-question": "Quel budget ?", "q-due_on": due_on}).status_code == 302
    assert "Quel budget" in team.get(space(project)).content.decode()
    assert "Quel budget ?" in Mail.objects.get(kind="projects.information_asked").text
    assert lead_of(project).notices.filter(is_task=True, done_at=None).count() == 1
    assert team.post(space(project, "lecture/repondre/"), {"answer": "12 000 euros"}).status_code == 302
    assert "12 000 euros" in reader.get(desk).content.decode()
    assert lead_of(project).notices.filter(is_task=True, done_at=None).count() == 0


def test_who_must_answer_sees_where_to_write(settings: Settings) -> None:
    project, gaelle = make_project(), make_operator()
    team = signed_in(lead_of(project))
    actions.start_reading(project=project, by=gaelle)
    actions.ask_information(project=project, question="Quel budget ?", due_on=clock.today() + dt.timedelta(days=10), by=gaelle)
    assert "mailto:r." not in team.get(space(project, "lecture/")).content.decode()

    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    for page in ("lecture/", "lecture/repondre/"):
        found = re.search(r"mailto:(r\.\w+@reponse\.exemple\.fr)", team.get(space(project, page)).content.decode())
        assert found, page
        token = read_token(token_of(found[1]) or "")
        assert token
        asked = project.qualifications.get().information_requests.get()
        assert (token.person_id, token.topic, token.thing_id) == (lead_of(project).pk, "pc", asked.pk)
    actions.give_information(project=project, answer="12 000 euros", by=lead_of(project))
    assert "mailto:r." not in team.get(space(project, "lecture/")).content.decode()


def test_the_queue_takes_as_many_queries_for_three_as_for_one() -> None:
    client = signed_in(make_operator())
    counts = []
    for extra in (1, 2):
        for _number in range(extra):
            make_project()
        client.get("/mon-espace/lecture/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/mon-espace/lecture/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_desk_shows_projects_drafts_and_the_queue() -> None:
    project = make_project()
    awa = lead_of(project)
    actions.start_declaration(by=awa)
    html = signed_in(awa).get("/mon-espace/").content.decode()
    assert project.reference in html
    assert "Reprendre le brouillon" in html
    assert "Ouvrir la file de lecture" in signed_in(make_operator()).get("/mon-espace/").content.decode()


def test_the_public_sheet_shows_public_sections_only() -> None:
    project = make_published_project(name="La Recyclerie </script> solidaire")
    actions.answer_question(project=project, key="budget", value=77777, by=None)
    actions.answer_question(project=project, key="needs", value="Un local de 200 m2", by=None)
    url = f"/projets/{project.slug}/"
    visitor = Client().get(url)
    html = visitor.content.decode()
    assert visitor.status_code == 200
    assert "77777" not in html
    assert "Un local" not in html
    assert "Un local" in signed_in(make_person()).get(url).content.decode()
    assert "77777" in signed_in(lead_of(project)).get(url).content.decode()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert data
    assert json.loads(data[1])["name"] == project.name
    assert lead_of(project).full_name not in html


def test_a_name_is_shown_with_consent() -> None:
    project = make_published_project()
    awa = lead_of(project)
    actions.show_member(member=project.team.get(), is_shown=True, by=awa)
    assert awa.full_name in Client().get(f"/projets/{project.slug}/").content.decode()


def test_addresses_of_sheets_not_public_or_no_longer() -> None:
    project = make_project()
    url = f"/projets/{project.slug}/"
    assert Client().get(url).status_code == 404
    assert Client().get("/projets/jamais-vu/").status_code == 404
    assert "Aperçu" in signed_in(lead_of(project)).get(url).content.decode()
    published = make_published_project()
    actions.forbid_publication(project=published, by=lead_of(published))
    gone = Client().get(f"/projets/{published.slug}/")
    assert gone.status_code == 410
    assert published.problem not in gone.content.decode()


def test_consent_in_the_space_publishes_and_withdraws() -> None:
    gaelle = make_operator()
    project = make_read_project(gaelle, make_partner(), has_publication_consent=False)
    actions.close_qualification(project=project, outcome="qualified", reasons="Oui", by=gaelle)
    client = signed_in(lead_of(project))
    client.post(space(project, "publication/"), {"consent": "1", "section-moyens": "public"})
    project.refresh_from_db()
    assert project.status == "published"
    assert project.audiences.get(section="moyens").audience == "public"
    client.post(space(project, "publication/"), {})
    project.refresh_from_db()
    assert (project.status, project.has_publication_consent) == ("qualified", False)
