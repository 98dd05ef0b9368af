"""The pages of programmes and tools: who sees what, what is said, what a button does."""

import csv
import datetime as dt
import io
from typing import Any

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.resources.actions.programmes import admit, move_programme
from frenchimpact.resources.actions.tools import move_tool, say_used
from frenchimpact.resources.models import Admission, Intake, Programme, Tool, ToolAlert, ToolOpinion
from frenchimpact.resources.tests.factories import make_intake, make_programme, make_tool
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()


@pytest.fixture
def house(db: None) -> Organisation:
    return make_organisation(name="Le Tremplin")


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, view: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"resources:{view}", args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


# ── Everyone ─────────────────────────────────────────────────────────────────────────────────────
def test_the_list_hides_what_nobody_checked_and_filters(client: Client, house: Organisation) -> None:
    places = make_places()
    old = make_programme(house, title="Vieux programme")
    Programme.objects.filter(pk=old.pk).update(checked_on=clock.today() - dt.timedelta(days=181))
    full = make_intake(make_programme(house, title="Accélérer", kind="accelerator", places=[places["departement:73"]]), seats=1)
    admit(intake=full, name="Un projet", by=None)
    make_intake(make_programme(house, title="Se former", kind="training", price="fee"))
    page = text(client, "programmes")
    assert "Accélérer" in page
    assert "Complet" in page
    assert "Se former" in page
    assert "Vieux programme" not in page
    assert "n’est plus dans les listes" in text(client, "programme", old.slug)
    room = text(client, "programmes", places="1")
    assert "Se former" in room
    assert "Accélérer" not in room
    # A programme of a department serves its communes and its region; one of everywhere serves everyone.
    for level, code in (("commune", "73065"), ("region", "84"), ("departement", "73")):
        assert "Accélérer" in client.get("/programmes/", {level: code}).content.decode()
    far = text(client, "programmes", departement="75")
    assert "Accélérer" not in far
    assert "Se former" in far
    assert "Aucun programme avec ces critères" in text(client, "programmes", genre="mentoring")
    assert "n’a pas été prise en compte" in text(client, "programmes", genre="magie")


def test_the_next_intake_with_a_place_is_told(client: Client, house: Organisation) -> None:
    programme = make_programme(house)
    soon, later = clock.today() + dt.timedelta(days=20), clock.today() + dt.timedelta(days=200)
    first = make_intake(programme, starts_on=soon, seats=1)
    second = make_intake(programme, starts_on=later, seats=3)
    make_intake(programme, starts_on=clock.today() - dt.timedelta(days=5), seats=3)
    assert Programme.objects.get(pk=programme.pk).next_intake == first
    admit(intake=first, name="Un projet", by=None)
    assert Programme.objects.get(pk=programme.pk).next_intake == second
    assert "3 places libres sur 3" in text(client, "programme", programme.slug)


def test_tools_come_by_use_and_filter(client: Client, house: Organisation) -> None:
    make_tool(house, title="Guide peu suivi", minutes=600)
    used = make_tool(house, title="Tableur de trésorerie", form="spreadsheet", need="financing", minutes=45, expires_on=clock.today())
    make_tool(house, title="Loi périmée", expires_on=clock.today())
    Tool.objects.filter(title="Loi périmée").update(expires_on=clock.today() - dt.timedelta(days=1))
    project = make_published_project()
    say_used(tool=used, project=project, is_used=True, by=None)
    page = text(client, "tools")
    assert page.index("Tableur de trésorerie") < page.index("Guide peu suivi")
    assert "utilisé par 1 projet" in page
    assert "Loi périmée" not in page
    assert "Guide peu suivi" not in text(client, "tools", temps="120")
    assert "Guide peu suivi" not in text(client, "tools", besoin="financing", forme="spreadsheet")
    assert "Aucun outil avec ces critères" in text(client, "tools", licence="cc0")
    assert project.name in text(client, "tool", used.slug)


def test_lists_are_files(client: Client, house: Organisation) -> None:
    intake, tool = make_intake(make_programme(house)), make_tool(house)
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/programmes/?format=csv")).decode())))
    assert [(row["reference"], row["places_libres"]) for row in rows] == [(intake.programme.reference, "2")]
    for path, said in (("/programmes/?format=json", intake.programme.reference), ("/outils/?format=json", tool.reference)):
        assert said in b"".join(client.get(path)).decode()
    for path, said in (("/programmes/?format=atom", intake.programme.slug), ("/outils/?format=atom", tool.slug)):
        assert said in b"".join(client.get(path)).decode()
    assert tool.reference in b"".join(client.get("/outils/?format=csv")).decode()


@pytest.mark.parametrize("path", ["/programmes/", "/outils/"])
def test_lists_ask_the_same_number_of_queries(
    client: Client, house: Organisation, path: str, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    make_intake(make_programme(house, places=[make_place("departement:73")]))
    make_tool(house)
    client.get(path)
    with django_assert_max_num_queries(60) as first:
        client.get(path)
    for title in ("Deux", "Trois"):
        make_intake(make_programme(house, title=title, places=[make_place("departement:73")]))
        make_tool(house, title=title)
    with django_assert_num_queries(len(first)):
        client.get(path)


def test_what_is_withdrawn_says_so(client: Client, house: Organisation) -> None:
    programme, tool = make_programme(house), make_tool(house)
    move_programme(programme=programme, verb="withdraw", by=None, reason="Le financement s’arrête.")
    move_tool(tool=tool, verb="withdraw", by=None, reason="Remplacé.")
    assert "Le financement s’arrête." in text(client, "programme", programme.slug, status=410)
    text(client, "tool", tool.slug, status=410)
    assert "Publier de nouveau" in text(as_(make_member(house)), "own_programme", programme.reference)
    assert "Incuber" not in text(client, "programmes")


# ── Holders ──────────────────────────────────────────────────────────────────────────────────────
def test_a_structure_announces_a_programme_and_takes_in_until_it_is_full(house: Organisation) -> None:
    place = make_place("departement:73")
    client = as_(make_member(house))
    sent = {"organisation": house.pk, "title": "Incuber", "summary": "Neuf mois.", "kind": "incubator", "price": "free", "months": "9"}
    answer = client.post(reverse("resources:programme_new"), {**sent, "places": [place.key]})
    programme = Programme.objects.get()
    assert answer["Location"] == reverse("resources:own_programme", args=[programme.reference])
    assert [one.place for one in programme.places.all()] == [place]
    client.post(reverse("resources:programme_move", args=[programme.reference]), {"do": "publish"})
    here = reverse("resources:intake_new", args=[programme.reference])
    late = {"entree-starts_on": "2027-01-10", "entree-apply_until": "2027-02-10", "entree-seats": "1"}
    assert "choisissez une date plus tôt" in client.post(here, late).content.decode()
    client.post(here, {"entree-seats": "1"})
    intake = Intake.objects.get()
    project = make_published_project()
    where = reverse("resources:intake_move", args=[programme.reference, intake.pk])
    assert "C’est noté" in client.post(where, {"accueil-name": project.reference.lower()}, follow=True).content.decode()
    admission = Admission.objects.get()
    assert (admission.project, admission.name) == (project, project.name)
    assert client.post(where, {"accueil-name": "Un autre"}).status_code == 422
    intake.refresh_from_db()
    assert (intake.taken, intake.left) == (1, 0)
    client.post(reverse("resources:admission_end", args=[programme.reference, admission.pk]))
    intake.refresh_from_db()
    assert intake.left == 1
    client.post(where, {"do": "close"})
    assert "Aucune entrée n’est annoncée" in text(Client(), "programme", programme.slug)
    answer = client.post(reverse("resources:programme_move", args=[programme.reference]), {"do": "withdraw", "retrait-reason": ""})
    assert answer.status_code == 422


def test_a_structure_shares_a_tool_with_its_file(house: Organisation, client: Client) -> None:
    own = as_(make_member(house))
    sent = {"organisation": house.pk, "title": "Modèle", "summary": "Un modèle.", "need": "legal", "form": "template", "licence": "cc0"}
    own.post(reverse("resources:tool_new"), sent)
    tool = Tool.objects.get()
    move = reverse("resources:tool_move", args=[tool.reference])
    assert "Donnez le lien" in own.post(move, {"do": "publish"}).content.decode()
    file = SimpleUploadedFile("modele.txt", b"Article 1", "text/plain")
    own.post(reverse("resources:tool_files", args=[tool.reference]), {"files": [file]})
    own.post(move, {"do": "publish"})
    page = text(client, "tool", tool.slug)
    assert "modele.txt" in page
    address = page.split('<a href="')[1:]
    href = next(part.split('"')[0] for part in address if "modele.txt" in part.split("</a>")[0])
    assert b"".join(client.get(href)) == b"Article 1"


def test_others_may_not_write(house: Organisation) -> None:
    programme, tool = make_programme(house), make_tool(house)
    stranger = as_(make_person("Personne"))
    for view, one in (("own_programme", programme), ("own_tool", tool)):
        text(stranger, view, one.reference, status=404)
        text(as_(make_operator()), view, one.reference)
    text(stranger, "programme_new", status=403)


# ── Who uses it ──────────────────────────────────────────────────────────────────────────────────
def test_a_project_says_that_it_uses_a_tool_and_people_judge_it(house: Organisation, client: Client) -> None:
    tool, project = make_tool(house), make_published_project()
    lead = as_(lead_of(project))
    for said, count in (("oui", 1), ("oui", 1), ("non", 0)):
        lead.post(reverse("resources:tool_use", args=[tool.slug]), {"projet": project.reference, "do": said})
        assert tool.uses.count() == count
    where = reverse("resources:tool_opinion", args=[tool.slug])
    answer = lead.post(where, {"is_useful": "non", "why": ""})
    assert answer.status_code == 422
    assert "Dites ce qui manque" in answer.content.decode()
    lead.post(where, {"is_useful": "non", "why": "Trop long."})
    lead.post(where, {"is_useful": "oui", "why": "Clair, finalement."})
    assert [(one.is_useful, one.why) for one in ToolOpinion.objects.all()] == [(True, "Clair, finalement.")]
    assert "1 personne l’a trouvé utile" in text(client, "tool", tool.slug)
    assert "Clair, finalement." not in text(client, "tool", tool.slug)
    holder = as_(make_member(house))
    assert "Clair, finalement." in text(holder, "own_tool", tool.reference)
    assert holder.post(where, {"is_useful": "oui"}).status_code == 403


def test_a_broken_link_is_told_once_and_settled_by_a_check(house: Organisation) -> None:
    tool, holder = make_tool(house), make_member(house)
    person = as_(make_person("Personne"))
    for _turn in range(2):
        person.post(reverse("resources:tool_broken", args=[tool.slug]))
    assert ToolAlert.objects.count() == 1
    client = as_(holder)
    assert "1 personne dit qu’il ne s’ouvre plus" in text(client, "own_tool", tool.reference)
    client.post(reverse("resources:tool_move", args=[tool.reference]), {"do": "check"})
    assert ToolAlert.objects.filter(settled_at=None).count() == 0


def test_calendars_follow_the_intakes_of_the_programmes_of_the_filters(client: Client, house: Organisation) -> None:
    today = clock.today()
    first = make_programme(house, title="Accélérer", kind="accelerator")
    make_intake(first, starts_on=today + dt.timedelta(days=40), apply_until=today + dt.timedelta(days=20), seats=3)
    make_intake(make_programme(house, title="Se former", kind="training"), starts_on=today + dt.timedelta(days=9))
    whole = icalendar.Calendar.from_ical(client.get("/programmes/calendrier.ics").content)
    assert len(whole.walk("VEVENT")) == 3
    answer = client.get("/programmes/calendrier.ics?genre=accelerator")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [one.decoded("dtstart") for one in events] == [today + dt.timedelta(days=20), today + dt.timedelta(days=40)]
    assert "Candidater avant : Accélérer (Le Tremplin)" in str(events[0]["summary"])
    assert str(events[0]["description"]) == "Places libres : 3"
    assert client.get("/programmes/calendrier.ics?genre=accelerator", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get("/programmes/calendrier.ics?genre=licorne&region=zz", headers={"If-None-Match": "\x00é"}).status_code == 200
    assert "webcal:" in text(client, "programmes", genre="accelerator")
