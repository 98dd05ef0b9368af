"""Declaring a project: begun without an account, saved as typed, shared by link, handed in exactly once."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects import actions
from frenchimpact.projects.models import Declaration, Project
from frenchimpact.projects.tests.factories import make_person, make_project, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
STEP1 = {"holder": "none", "email": "awa@exemple.test"}
STEP2 = {
    "name": "La Recyclerie solidaire",
    "problem": "Des meubles partent à la benne.",
    "answer": "On les répare.",
    "themes": ["insertion_emploi"],
}
STEP3 = {"places": ["commune:73065"], "stage": "idee"}


@pytest.fixture(autouse=True)
def _world() -> None:
    make_terms()
    make_place("commune:73065")


def page(step: int) -> str:
    return "/projets/declarer/" if step == 1 else f"/projets/declarer/etape/{step}/"


def fill(client: Client, **changes: Any) -> None:
    for step, values in ((1, STEP1), (2, STEP2), (3, STEP3)):
        sent = {**values, **{name: value for name, value in changes.items() if name in values or step == 1}}
        response = client.post(page(step), sent)
        assert response.status_code == 302, response.content.decode()


def save(client: Client, page_id: str = "a", **changes: tuple[Any, int]) -> HttpResponse:
    body = {"changes": {name: {"value": value, "version": version} for name, (value, version) in changes.items()}}
    return client.patch("/projets/declarer/brouillon/", json.dumps(body), content_type="application/json", headers={"X-Page": page_id})  # type: ignore[return-value]


def resume_path() -> str:
    found = re.search(r"/projets/declarer/reprendre/[\w-]+/", Mail.objects.get(kind="projects.resume").text)
    assert found
    return found[0]


def test_looking_at_the_form_leaves_no_cookie_and_no_draft(client: Client) -> None:
    response = client.get(page(1))
    assert "Étape 1 sur 4" in response.content.decode()
    assert "declaration" not in response.cookies
    assert Declaration.objects.count() == 0


def test_four_screens_then_sign_in_and_the_project_exists_once(client: Client) -> None:
    fill(client)
    check = client.get(page(4)).content.decode()
    assert "La Recyclerie solidaire" in check
    assert "Chambéry" in check
    wall = client.post("/projets/declarer/deposer/", {"consent_shown": "1", "consent": "on"})
    assert wall.status_code == 302
    assert wall["Location"].startswith("/connexion/")
    awa = make_person(email="awa@exemple.test")
    client.force_login(awa)
    for _again in range(2):
        done = client.post("/projets/declarer/deposer/", {"consent_shown": "1", "consent": "on"})
        project = Project.objects.get()
        assert done["Location"] == f"/projets/declarer/fait/{project.reference}/"
    assert (project.created_by, project.has_publication_consent, project.stage) == (awa, True, "idee")
    assert project.reference in client.get(done["Location"]).content.decode()
    assert Mail.objects.filter(kind="projects.declared", to="awa@exemple.test").count() == 1
    assert Declaration.objects.get().answers == {}


def test_autosave_begins_the_draft_and_the_form_finds_it(client: Client) -> None:
    make_response = save(client, name=("Vélo cargo", 0))
    assert make_response.status_code == 200
    assert make_response.cookies["declaration"]["httponly"]
    body = json.loads(make_response.content)
    assert body["versions"] == {"name": 1}
    assert re.fullmatch(r"\d+ h \d\d|\d\d:\d\d", body["at"])
    assert "Vélo cargo" in client.get(page(2)).content.decode()


def test_the_link_opens_the_draft_elsewhere_only_after_a_button(client: Client) -> None:
    fill(client)
    other = Client()
    shown = other.get(resume_path())
    assert "Reprendre ici" in shown.content.decode()
    assert other.get(page(2)).status_code == 302
    assert other.post(resume_path())["Location"] == page(4)
    assert "La Recyclerie solidaire" in other.get(page(2)).content.decode()


def test_two_browsers_on_one_draft_lose_nothing(client: Client) -> None:
    fill(client)
    other = Client()
    other.post(resume_path())
    assert save(client, "a", problem=("Texte d’Awa", 1)).status_code == 200
    assert save(other, "b", answer=("Texte de Béa", 1)).status_code == 200
    clash = save(other, "b", problem=("Texte de Béa", 1))
    assert clash.status_code == 409
    conflict = json.loads(clash.content)["conflicts"]["problem"]
    assert (conflict["mine"], conflict["theirs"], conflict["version"]) == ("Texte de Béa", "Texte d’Awa", 2)
    assert save(other, "b", problem=("Texte de Béa", 2)).status_code == 200
    assert Declaration.objects.get().answers["problem"] == "Texte de Béa"


def test_a_conflict_without_scripts_shows_both_texts(client: Client) -> None:
    fill(client)
    save(client, "other", problem=("Texte de l’autre", 1))
    response = client.post(
        page(2), {**STEP2, "problem": "Mon texte", "marks": json.dumps({"problem": 1, "name": 1, "answer": 1, "themes": 1})}
    )
    html = response.content.decode()
    assert response.status_code == 409
    assert "Texte de l’autre" in html
    assert "Mon texte" in html
    assert Declaration.objects.get().answers["problem"] == "Texte de l’autre"


def test_errors_keep_every_word(client: Client) -> None:
    response = client.post(page(1), {"holder": "structure", "structure_query": "", "email": "awa@"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "nom@exemple.org" in html
    assert 'value="awa@"' in html
    assert Declaration.objects.get().answers["email"] == "awa@"


def test_what_is_missing_is_listed_and_nothing_is_created(client: Client) -> None:
    fill(client, email="awa@exemple.test")
    save(client, "a", name=("", 1))
    client.force_login(make_person())
    assert "Donnez un nom au projet" in client.get(page(4)).content.decode()
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    assert Project.objects.count() == 0


def test_a_need_has_no_stage_and_no_structure(client: Client) -> None:
    client.post(page(1), {"holder": "need", "email": "awa@exemple.test"})
    client.post(page(2), STEP2)
    client.post(page(3), {"places": ["commune:73065"]})
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    project = Project.objects.get()
    assert (project.is_need, project.stage, project.organisation) == (True, "besoin", None)


def test_a_known_structure_is_found_and_kept(client: Client) -> None:
    found = make_organisation(name="Régie de quartier des Hauts", siret="83014132100034")
    html = client.get("/projets/declarer/structures/", {"structure_query": "830 141 321 00034"}).content.decode()
    assert "Régie de quartier des Hauts" in html
    fill(client, holder="structure", structure_query="regie de quart", structure=str(found.pk))
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    assert Project.objects.get().organisation == found


def test_an_unknown_structure_keeps_its_name_for_later(client: Client) -> None:
    fill(client, holder="structure", structure_query="Asso inconnue", structure="")
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    project = Project.objects.get()
    assert project.organisation is None
    assert project.passport.get(key="structure_name").value == "Asso inconnue"


def test_what_may_already_exist_is_proposed(client: Client) -> None:
    make_published_project(name="La Recyclerie solidaire")
    fill(client)
    assert "Ce projet existe peut-être déjà" in client.get(page(4)).content.decode()


@pytest.mark.parametrize("key", ["x", "a" * 300, "%F0%9F%8C%B1"])
def test_forged_links_lead_to_a_page_that_says_so(client: Client, key: str) -> None:
    response = client.get(f"/projets/declarer/reprendre/{key}/")
    assert response.status_code == 410
    assert "n’existe plus" in response.content.decode()


def test_a_forged_cookie_opens_nothing(client: Client) -> None:
    fill(client)
    client.cookies["declaration"] = "forged:value"
    assert client.get(page(2)).status_code == 302


def test_an_old_draft_is_gone_then_erased(client: Client) -> None:
    fill(client)
    Declaration.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert client.get(resume_path()).status_code == 410
    assert actions.stale_declarations().delete()[0] == 1


def test_a_draft_of_somebody_else_is_not_taken_up(client: Client) -> None:
    mine, _key = actions.start_declaration(by=make_person())
    client.force_login(make_person())
    assert client.post(f"/projets/declarer/brouillons/{mine.pk}/").status_code == 404
    assert mine.author is not None
    client.force_login(mine.author)
    assert client.post(f"/projets/declarer/brouillons/{mine.pk}/").status_code == 302


HOSTILE = [
    "\x00\x01abc",
    "\u202egnp.exe",
    "🌱" * 200,
    "é" * 300,
    "<script>alert(1)</script>",
    "'; DROP TABLE projects_project; --",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_cleaned_or_refused_never_an_error(client: Client, text: str) -> None:
    assert save(client, name=(text, 0)).status_code in {200, 422}
    client.post(page(1), STEP1)
    response = client.post(page(2), {**STEP2, "name": text})
    assert response.status_code in {302, 422}
    html = client.get(page(2)).content.decode()
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "\x00" not in html


def test_a_very_long_text_is_refused_with_its_length_and_the_rest_is_saved(client: Client) -> None:
    response = save(client, name=("Vélo", 0), problem=("x" * 30_000, 0))
    body = json.loads(response.content)
    assert response.status_code == 422
    assert "30000" in body["errors"]["problem"].replace("\u202f", "").replace(" ", "")
    assert body["versions"] == {"name": 1}


def test_ten_megabytes_are_refused_without_an_error(client: Client) -> None:
    assert client.post(page(2), {**STEP2, "problem": "x" * 10_000_000}).status_code in {400, 413, 422}
    assert save(client, problem=("x" * 10_000_000, 0)).status_code in {400, 413, 422}


def test_unknown_fields_and_forged_choices_are_refused(client: Client) -> None:
    assert json.loads(save(client, is_admin=("1", 0)).content)["errors"]
    client.post(page(1), STEP1)
    assert client.post(page(2), {**STEP2, "themes": ["licorne"]}).status_code == 422
    assert client.post(page(3), {"places": ["commune:99999"], "stage": "idee"}).status_code == 422
    assert client.post(page(3), {"places": ["commune:73065"], "stage": "besoin"}).status_code == 422


def ticked(client: Client) -> list[str]:
    """The places that the third step shows as chosen."""
    text = client.get(page(3)).content.decode()
    return re.findall(r'name="places" value="([^"]+)" checked', text)


def test_a_place_typed_without_scripts_is_added_when_it_is_sure(client: Client) -> None:
    make_place("commune:73008")
    client.post(page(1), STEP1)
    response = client.post(page(3), {"search": "places", "lieu": "chambery"})
    assert response["Location"] == "/projets/declarer/etape/3/#chercher-places"
    assert ticked(client) == ["commune:73065"]
    # The button that goes on adds it too, beside those already there.
    response = client.post(page(3), {"lieu": "Aix les Bains", "places": ["commune:73065"], "stage": "idee"})
    assert response["Location"] == page(4)
    assert ticked(client) == ["commune:73065", "commune:73008"]


def test_a_place_that_may_be_several_is_asked_again_and_its_text_stays(client: Client) -> None:
    make_place("commune:01900", name="Chambéry")
    client.post(page(1), STEP1)
    for extra in ({}, {"places": ["commune:73065"]}):
        response = client.post(page(3), {"lieu": "Chambéry", "stage": "idee", **extra})
        text = response.content.decode()
        assert response.status_code == 422
        assert "peut être plusieurs lieux" in text
        assert 'value="Chambéry"' in text
        assert 'name="places" value="commune:01900">' in text
    response = client.post(page(3), {"search": "places", "lieu": "Chambéry", "draft": "1"})
    assert response["Location"] == "/projets/declarer/etape/3/?lieu=Chamb%C3%A9ry#chercher-places"
    assert 'name="places" value="commune:01900">' in client.get(response["Location"].partition("#")[0]).content.decode()


@pytest.mark.parametrize("typed", ["Zzzzzz", "x" * 300, "\u202e\x07<b>", "'; DROP TABLE"])
def test_a_place_that_is_none_says_what_to_do(client: Client, typed: str) -> None:
    client.post(page(1), STEP1)
    response = client.post(page(3), {"lieu": typed, "stage": "idee"})
    assert response.status_code == 422
    assert "Vérifiez l’orthographe, ou écrivez le code postal" in response.content.decode()


def test_one_address_receives_few_links(client: Client) -> None:
    for _number in range(5):
        other = Client()
        other.post(page(1), STEP1)
    assert Mail.objects.filter(kind="projects.resume").count() == 3


def test_english_words(client: Client) -> None:
    assert client.get("/en/projets/declarer/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"), [("12345678900012", "Vérifiez"), ("123 456 789", "Vérifiez"), ("1234567890001", "14 chiffres")]
)
def test_a_wrong_number_is_no_name(client: Client, typed: str, words: str) -> None:
    response = client.post(page(1), {**STEP1, "holder": "structure", "structure_query": typed})
    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert f'value="{typed}"' in text


def test_a_text_that_no_draft_takes_comes_back_as_it_was_typed(client: Client) -> None:
    client.post(page(1), STEP1)
    long = "a" * 30_000
    response = client.post(page(2), {**STEP2, "problem": long})
    text = response.content.decode()
    assert response.status_code == 422
    assert long in text
    assert "Dites en une phrase quel problème" not in text


def test_the_address_given_at_the_first_step_is_not_asked_again(client: Client) -> None:
    fill(client)
    sent = client.post("/projets/declarer/deposer/", {"consent_shown": "1", "email": "awa@exemple.test"})
    assert 'value="awa@exemple.test"' in client.get(sent["Location"]).content.decode()
    assert "awa@exemple.test" not in Client().get(sent["Location"]).content.decode()


def test_a_need_that_nobody_meets_may_have_no_answer(client: Client) -> None:
    client.post(page(1), {**STEP1, "holder": "need"})
    assert client.post(page(2), {**STEP2, "answer": ""}).status_code == 302
    assert client.post(page(3), {"places": ["commune:73065"]}).status_code == 302
    client.force_login(make_person())
    client.post("/projets/declarer/deposer/", {"consent_shown": "1"})
    project = Project.objects.get()
    assert (project.is_need, project.answer) == (True, "")
    assert client.get(f"/projets/{project.slug}/").status_code == 200


def test_a_save_on_its_way_and_the_next_step_begin_one_draft() -> None:
    """The page saves by itself, then is sent before the answer brought the cookie: two requests without one."""
    page_number = "k2j4h5g6f7d8s9a0"
    saving, sending, elsewhere = Client(), Client(), Client()
    changes = {"changes": {"holder": {"value": "none", "version": 0}}}
    typed = {"holder": "none", "email": "awa@exemple.test", "marks": "{}"}
    saving.patch("/projets/declarer/brouillon/", json.dumps(changes), content_type="application/json", headers={"X-Page": page_number})
    assert sending.post(page(1), {**typed, "page": page_number}).status_code == 302
    draft = Declaration.objects.get()
    assert draft.answers == {"holder": "none", "email": "awa@exemple.test"}
    # Whichever answer the browser keeps, it finds that draft.
    assert "awa@exemple.test" in saving.get(page(1)).content.decode()
    assert "awa@exemple.test" in sending.get(page(1)).content.decode()
    elsewhere.post(page(1), {**typed, "page": "another-number-of-a-page"})
    assert Declaration.objects.count() == 2


def test_a_page_left_open_after_its_project_was_declared_begins_another_draft() -> None:
    draft, key = actions.start_declaration(by=None, key="k2j4h5g6f7d8s9a0")
    Declaration.objects.update(project=make_project())
    again, new = actions.start_declaration(by=None, key=key)
    assert again.pk != draft.pk
    assert new != key
