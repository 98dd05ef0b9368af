"""The pages of support: a project finds a structure with its reasons, both sides follow one page, a structure keeps its portfolio."""

import datetime as dt

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.support.actions.steps import note_contact, write_step
from frenchimpact.support.actions.supports import accept_pass, hand_over, offer_pass, take_on
from frenchimpact.support.facts import SupportMoved
from frenchimpact.support.listeners import tell_the_other_side
from frenchimpact.support.models import Support
from frenchimpact.support.queries.finding import structures_for
from frenchimpact.support.queries.supports import delays_of
from frenchimpact.support.tasks import notice_silence
from frenchimpact.support.tests.factories import make_followed_support, make_structure, make_support
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_a_project_finds_a_structure_with_its_reasons_and_asks_it() -> None:
    project = make_published_project()
    structure, person = make_structure()
    Organisation.objects.filter(pk=structure.pk).update(commune=make_place(), themes=project.themes)
    (found,) = structures_for(project)
    assert [one.state for one in found.reasons] == ["done", "done", "ask"]
    client = client_of(lead_of(project))
    space = f"/mon-espace/projets/{project.reference}/accompagnement/"
    assert "Incubateur Alpin" in page(client, space)
    answer = client.post(f"{space}demander/?structure={structure.slug}", {"text": "", "axes": ["scaling"]})
    assert answer.status_code == 422
    client.post(f"{space}demander/?structure={structure.slug}", {"text": "Essaimer dans deux villes", "axes": ["scaling"]})
    support = Support.objects.get()
    assert "Essaimer dans deux villes" in page(client_of(person), f"/mon-espace/accompagnements/{support.reference}/")
    assert "Déjà saisie" in page(client, space)


def test_both_sides_follow_one_page_and_notes_between_advisers_stay_between_them() -> None:
    support, officer = make_followed_support()
    note_contact(support=support, kind="call", text="Trésorerie tendue", is_internal=True, by=officer)
    step = write_step(support=support, kind="advice", title="Assurer le local", by=officer)
    here = f"/mon-espace/accompagnements/{support.reference}/"
    team, holder = client_of(lead_of(support.project)), client_of(officer)
    assert "Trésorerie tendue" in page(holder, here)
    assert "Trésorerie tendue" not in page(team, here)
    team.post(f"{here}etapes/{step.pk}/", {"do": "finish"})
    assert "Fait" in page(holder, here)
    refused = team.post(f"{here}etapes/{step.pk}/", {"do": "set_aside", "reason": ""})
    assert refused.status_code == 422
    answer = holder.post(here, {"do": "diagnostic", "summary": "Un modèle solide", "model_needs": "Un comptable"})
    assert answer.status_code == 302
    team.post(here, {"do": "valider"})
    support.refresh_from_db()
    assert support.state == "followed"


def test_who_is_of_neither_side_sees_nothing() -> None:
    support, _officer = make_followed_support()
    stranger = client_of(make_person())
    assert stranger.get(f"/mon-espace/accompagnements/{support.reference}/").status_code == 404
    assert stranger.get("/mon-espace/accompagnements/").status_code == 403
    assert Client().get(f"/mon-espace/accompagnements/{support.reference}/").status_code == 302


def test_who_takes_over_reads_all_that_was_done() -> None:
    support, officer = make_followed_support()
    note_contact(support=support, kind="visit", text="Visite de l’atelier", is_internal=True, by=officer)
    other, person = make_structure("Pépinière")
    following = hand_over(support=support, structure=other, reason="Essaimage", by=officer)
    client = client_of(person)
    assert support.reference in page(client, f"/mon-espace/accompagnements/{following.reference}/")
    assert "Visite de l’atelier" in page(client, f"/mon-espace/accompagnements/{support.reference}/")


def test_a_portfolio_says_what_comes_next_writes_to_several_and_gives_a_file() -> None:
    support, officer = make_followed_support()
    client = client_of(officer)
    assert "Partager un diagnostic" in page(client, "/mon-espace/accompagnements/")
    assert client.post("/mon-espace/accompagnements/message/", {"text": "Bonjour"}).status_code == 422
    sent = client.post("/mon-espace/accompagnements/message/", {"text": "Réunion mardi", "projets": [support.reference, "AC-2000-0001"]})
    assert sent.status_code == 302
    assert Mail.objects.filter(to=lead_of(support.project).email, text__contains="Réunion mardi").count() == 1
    lines = client.get("/mon-espace/accompagnements/?format=csv").content.decode().splitlines()
    assert len(lines) == 2
    assert support.reference in lines[1]


def test_the_portfolio_asks_as_many_questions_for_one_as_for_three() -> None:
    structure, officer = make_structure()
    client = client_of(officer)

    def questions() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            page(client, "/mon-espace/accompagnements/")
        return len(caught)

    take_on(support=make_support(structure=structure), officer=officer, by=officer)
    page(client, "/mon-espace/accompagnements/")
    one = questions()
    for number in range(2):
        take_on(support=make_support(structure=structure, project=make_published_project(name=f"P{number}")), officer=officer, by=officer)
    assert questions() == one


def test_delays_are_told_from_three_answers_on() -> None:
    structure, officer = make_structure()
    for number in range(3):
        assert delays_of([structure]) == {}
        take_on(support=make_support(structure=structure, project=make_published_project(name=f"P{number}")), officer=officer, by=officer)
    assert delays_of([structure])[structure.pk].count == 3


def test_silence_is_noticed_once() -> None:
    support = make_support()
    Support.objects.update(answer_due_on=clock.today() - dt.timedelta(days=1))
    person = make_member(support.structure)
    for _time in range(2):
        notice_silence.call()
    assert Mail.objects.filter(to=person.email, kind="support.due").count() == 1


def test_anyone_finds_a_structure_by_three_answers() -> None:
    make_terms()
    place = make_place()
    near, _person = make_structure("Incubateur Alpin")
    Organisation.objects.filter(pk=near.pk).update(commune=place, themes=["insertion_emploi"])
    far, _other = make_structure("Incubateur Lointain")
    Organisation.objects.filter(pk=far.pk).update(themes=["insertion_emploi"])
    make_support(structure=far, axes=["impact"])
    take_on(support=Support.objects.get(), officer=_other, by=_other)
    assert "Incubateur" not in page(Client(), "/accompagnement/").partition("<main")[2].partition("</main")[0]
    sent = Client().get("/accompagnement/", {"ou": place.name, "ou_cle": place.key, "theme": "insertion_emploi", "besoin": ""})
    assert sent["Location"] == f"/accompagnement/?ou=commune%3A{place.code}&theme=insertion_emploi"
    found = page(Client(), sent["Location"])
    assert found.index("Incubateur Alpin") < found.index("Incubateur Lointain")
    assert "dans le département où vous agissez" in found
    assert "Déclarer mon projet" in found
    by_axis = page(Client(), "/accompagnement/?theme=insertion_emploi&besoin=impact")
    assert by_axis.index("Incubateur Lointain") < by_axis.index("Incubateur Alpin")
    assert "Elle a accompagné 1 projet sur « Mesure de l’impact »." in by_axis
    assert "Aucun lieu ne s’appelle" in page(Client(), "/accompagnement/?ou=Zzzzz")
    assert "n’a pas été prise en compte" in page(Client(), "/accompagnement/?besoin=magie")
    project = make_published_project(name="Le mien")
    assert f"/mon-espace/projets/{project.reference}/accompagnement/demander/" in page(
        client_of(lead_of(project)), "/accompagnement/?theme=insertion_emploi"
    )


def test_the_programme_offers_the_pass_and_the_team_answers_first() -> None:
    project = make_published_project()
    structure, officer = make_structure()
    operator = make_operator()
    gaelle, team = client_of(operator), client_of(lead_of(project))
    space = f"/mon-espace/projets/{project.reference}/accompagnement/"
    assert f"{space}pass/" in page(gaelle, space)
    assert f"{space}pass/" not in page(team, space)
    assert team.get(f"{space}pass/").status_code == 403
    assert gaelle.post(f"{space}pass/", {"structure": structure.slug, "text": ""}).status_code == 422
    gaelle.post(f"{space}pass/", {"structure": structure.slug, "text": "Ingénierie du financement"})
    support = Support.objects.get()
    tell_the_other_side(SupportMoved(support_id=support.pk, verb="offer_pass", state="offered"))
    assert Mail.objects.filter(to=lead_of(project).email, text__contains="Ingénierie du financement").count() == 1
    assert not Mail.objects.filter(to=officer.email).exists()
    here = f"/mon-espace/accompagnements/{support.reference}/"
    client_of(officer).post(here, {"do": "prendre", "officer": officer.pk})
    support.refresh_from_db()
    assert support.state == "offered"
    assert "Accepter le Pass" in page(team, here)
    assert team.post(here, {"do": "refuser", "reason": ""}).status_code == 422
    team.post(here, {"do": "accepter"})
    support.refresh_from_db()
    assert (support.state, support.is_pass) == ("requested", True)
    tell_the_other_side(SupportMoved(support_id=support.pk, verb="accept_pass", state="requested"))
    assert Mail.objects.filter(to=operator.email, subject__contains="Pass accepté").count() == 1
    assert Mail.objects.filter(to=officer.email, kind="support.asked").count() == 1
    client_of(officer).post(here, {"do": "prendre", "officer": officer.pk})
    support.refresh_from_db()
    assert support.state == "diagnosis"


def test_a_pass_may_be_refused_with_words() -> None:
    project, operator = make_published_project(), make_operator()
    support = offer_pass(project=project, structure=make_structure()[0], text="Un hacker", by=operator)
    client_of(lead_of(project)).post(f"/mon-espace/accompagnements/{support.reference}/", {"do": "refuser", "reason": "Trop tôt"})
    support.refresh_from_db()
    assert (support.state, support.state_reason) == ("withdrawn", "Trop tôt")
    with pytest.raises(Refusal):
        accept_pass(support=support, by=lead_of(project))


def test_a_review_that_comes_is_told_once_to_who_follows() -> None:
    _support, officer = make_followed_support()
    Support.objects.update(state="followed", review_due_on=clock.today() + dt.timedelta(days=6))
    for _time in range(2):
        notice_silence.call()
    assert Mail.objects.filter(to=officer.email, subject__contains="Revue trimestrielle").count() == 1
    Support.objects.update(review_due_on=clock.today() + dt.timedelta(days=90))
    notice_silence.call()
    assert Mail.objects.filter(to=officer.email, subject__contains="Revue trimestrielle").count() == 1


def test_the_public_sheet_of_a_structure_tells_its_measured_delay() -> None:
    structure, officer = make_structure()
    sheet = f"/structures/{structure.slug}/"
    for number in range(3):
        assert "Répond aux projets" not in page(Client(), sheet)
        take_on(support=make_support(structure=structure, project=make_published_project(name=f"P{number}")), officer=officer, by=officer)
    assert "médiane de ses 3 réponses en un an" in page(Client(), sheet)
