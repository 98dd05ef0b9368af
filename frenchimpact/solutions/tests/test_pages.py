"""The pages of solutions for everyone and for their project: what is listed, said, published, withdrawn."""

import csv
import io
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.solutions.actions.solutions import move_solution, publish_version, submit_version, write_kit
from frenchimpact.solutions.models import Kit, Solution
from frenchimpact.solutions.tests.factories import KIT, make_adoption, make_launched, make_solution
from frenchimpact.territories.models import ChallengeProject
from frenchimpact.territories.tests.factories import make_challenge, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
THEME, OTHER = "economie_circulaire_reemploi", "mobilite_douce_partagee"


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, view: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"solutions:{view}", args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


# ── Everyone ─────────────────────────────────────────────────────────────────────────────────────
def test_the_list_filters_and_says_what_it_left_out(client: Client) -> None:
    places = make_places()
    make_solution(title="Atelier réparation", themes=[THEME], publics=["jeunes"], start_min=8000, surroundings=["town"])
    far = make_published_project(name="Loin", places=[places["departement:75"]])
    make_solution(title="Vélos partagés", themes=[OTHER], start_min=60000, mode="antenne", project=far)
    for query, shown in (
        ({}, (True, True)),
        ({"theme": THEME}, (True, False)),
        ({"public": "jeunes"}, (True, False)),
        ({"cout": "20000"}, (True, False)),
        ({"milieu": "rural"}, (False, True)),
        ({"mode": "antenne"}, (False, True)),
        ({"q": "velos"}, (False, True)),
        ({"region": "84"}, (True, False)),
        ({"departement": "75"}, (False, True)),
        ({"preuve": "2"}, (False, False)),
    ):
        page = text(client, "solutions", **cast(Any, query))
        assert ("Atelier réparation" in page, "Vélos partagés" in page) == shown, query
    assert "n’a pas été prise en compte" in text(client, "solutions", theme="magie")
    assert "Aucune solution avec ces critères" in text(client, "solutions", q="introuvable")


def test_a_level_of_proof_keeps_what_the_first_team_proved(client: Client) -> None:
    solution = make_solution()
    make_followed(project=solution.project, evidence=3)
    assert solution.title in text(client, "solutions", preuve="3")
    assert solution.title not in text(client, "solutions", preuve="4")


def test_the_list_is_files_in_the_same_order(client: Client) -> None:
    first, second = make_solution(title="Un"), make_solution(title="Deux", project=make_published_project(name="P2"))
    make_launched(first)
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/solutions/?format=csv")).decode())))
    assert [(row["reference"], row["reprises_en_cours"]) for row in rows] == [(second.reference, "0"), (first.reference, "1")]
    assert first.reference in b"".join(client.get("/solutions/?format=json")).decode()
    assert f"/solutions/{first.slug}/" in client.get("/solutions/?format=atom").content.decode()


def test_ideas_without_a_holder_look_for_one(client: Client) -> None:
    need = make_published_project(name="Un garage pour les Bauges", is_need=True, stage="besoin", themes=[OTHER])
    assert need.name in text(client, "solutions")
    assert need.name in text(client, "solutions", theme=OTHER)
    assert need.name not in text(client, "solutions", theme=THEME)


def test_for_a_challenge_what_suits_comes_first_with_its_reasons(client: Client) -> None:
    territory = make_territory("Grand Lac", places=[make_place("commune:73065")])
    challenge = make_challenge(territory, themes=[THEME], publics=["jeunes"])
    make_solution(title="Pour grandes villes", themes=[THEME], surroundings=["urban"])
    make_solution(title="Pour villes comme ici", themes=[THEME], publics=["jeunes"], project=make_published_project(name="P2"))
    make_solution(title="Autre thème", themes=[OTHER], project=make_published_project(name="P3"))
    page = text(client, "solutions", defi=f"{territory.slug}/{challenge.number}")
    assert page.index("Pour villes comme ici") < page.index("Pour grandes villes")
    assert "Autre thème" not in page
    for words in ("Le thème est celui du défi.", "Le milieu diffère.", "taille comparable"):
        assert words in page
    assert "defi = nulle-part/1" in text(client, "solutions", defi="nulle-part/1")
    public = client.get(reverse("territories:challenge", args=[territory.slug, 1])).content.decode()
    assert "Solutions à reprendre" in public
    # What the first team already does there is said, not proposed as if it came from elsewhere.
    assert "Née ici" not in public
    ChallengeProject.objects.create(challenge=challenge, project=Project.objects.get(name="P2"))
    assert "Née ici" in client.get(reverse("territories:challenge", args=[territory.slug, 1])).content.decode()
    # The project whose kit is shown is not shown a second time below.
    assert f">{Project.objects.get(name='P2').name}</a>" not in public


def test_lists_ask_the_same_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    territory = make_territory("Grand Lac", places=[make_place("commune:73065")])
    make_challenge(territory, themes=[THEME])
    paths = ("/solutions/", f"/solutions/?defi={territory.slug}/1")
    make_launched(make_solution(themes=[THEME]))
    counts = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        counts.append(len(seen))
    for number in range(2):
        make_launched(make_solution(title=f"S{number}", themes=[THEME], project=make_published_project(name=f"P{number}")))
    for path, count in zip(paths, counts, strict=True):
        client.get(path)
        with django_assert_num_queries(count):
            client.get(path)


def test_the_page_tells_the_kit_the_results_the_tree_and_the_failures(client: Client) -> None:
    solution = make_solution(start_min=8000, start_max=15000)
    lifted = make_published(title="Réparer n’est pas vendre")
    solution.precedents.add(lifted)
    place = make_place("commune:73065")
    first = make_followed(project=solution.project, places={place: 100})
    make_measure(first, 3, 2024, place=place)
    make_measure(first, 5, 2025, place=place)
    adoption = make_launched(solution)
    there = make_followed(project=adoption.project, places={place: 100})
    make_measure(there, 2, 2025, place=place)
    make_adoption(solution, make_organisation(name="Ville qui hésite"))
    page = text(client, "solution", solution.slug)
    for words in (*KIT.values(), "Trouver la salle", "10 semaines en tout", "de 8\u202f000 à 15\u202f000", lifted.title, adoption.taker):
        assert words in page, words
    assert "la première année, 2024" in page
    assert "1 reprise se prépare." in page
    # A place that has not begun is not named.
    assert "Ville qui hésite" not in page


def test_a_draft_is_seen_by_its_team_alone_and_a_withdrawn_one_says_why(client: Client) -> None:
    solution = make_solution()
    owner = as_(lead_of(solution.project))
    Solution.objects.filter(pk=solution.pk).update(state="submitted")
    text(client, "solution", solution.slug, status=404)
    assert "n’est pas encore publique" in text(owner, "solution", solution.slug)
    Solution.objects.filter(pk=solution.pk).update(state="published")
    solution.refresh_from_db()
    move_solution(solution=solution, verb="withdraw", reason="Risque d’incendie constaté", by=None)
    for view in (("solution", solution.slug), ("solution_version", solution.slug, 1)):
        page = text(client, *view, status=410)
        assert "Risque d’incendie constaté" in page
    # Who was about to take it up reads why, and nothing is lost of the rest.
    assert "Rien n’a été envoyé" in text(as_(make_person()), "adopt_solution", solution.slug, status=410)
    assert solution.title not in text(client, "solutions")


def test_each_version_keeps_its_address(client: Client) -> None:
    solution, operator = make_solution(), make_operator()
    write_kit(solution=solution, by=operator, after="Deux ateliers par semaine.", changes="Deux ateliers")
    submit_version(solution=solution, by=operator)
    publish_version(solution=solution, by=operator)
    assert "Deux ateliers par semaine." in text(client, "solution", solution.slug)
    old = text(client, "solution_version", solution.slug, 1)
    assert "Un atelier par semaine." in old
    assert "Lire la version en vigueur" in old
    text(client, "solution_version", solution.slug, 9, status=404)


# ── The project ──────────────────────────────────────────────────────────────────────────────────
SHEET = {
    "title": "Atelier réparation",
    "summary": "Réparer ensemble.",
    "mode": "licence_charte",
    "licence": "CC BY-SA 4.0",
    "themes": [THEME],
}
TYPED = {**KIT, "steps": "Trouver la salle | 4\nFormer deux réparateurs"}


def test_a_project_writes_its_sheet_then_its_kit_and_sends_them() -> None:
    project = make_published_project()
    precedent = make_published()
    indicator = make_followed(project=project).indicator
    owner = as_(lead_of(project))
    assert "Donnez ce qui marche" in text(owner, "project_solution", project.reference)
    place = reverse("solutions:solution_sheet", args=[project.reference])
    wrong = owner.post(place, {**SHEET, "start_min": "20 000", "start_max": "8 000", "precedents": "R-1999-0001"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "R-1999-0001" in page
    assert "20 000" in page
    again = owner.post(place, {**SHEET, "start_min": "20 000", "start_max": "8 000"})
    assert "Le plus grand vient après le plus petit" in again.content.decode()
    sent = owner.post(place, {**SHEET, "precedents": precedent.reference, "indicators": [indicator.pk], "population_max": "50 000"})
    assert sent.status_code == 302
    solution = Solution.objects.get(project=project)
    assert (list(solution.precedents.all()), list(solution.indicators.all()), solution.population_max) == ([precedent], [indicator], 50000)
    assert "Il manque" in text(owner, "project_solution", project.reference)
    kit = reverse("solutions:solution_kit", args=[project.reference])
    assert "après la barre" in owner.post(kit, {**TYPED, "steps": "Trouver | bientôt"}).content.decode()
    assert owner.post(kit, TYPED).status_code == 302
    assert [step["weeks"] for step in solution.kits.get().steps] == [4, None]
    move = reverse("solutions:solution_move", args=[project.reference])
    assert owner.post(move, {"do": "submit"}).status_code == 302
    solution.refresh_from_db()
    assert solution.state == "submitted"
    assert owner.post(move, {"do": "submit"}).status_code == 409
    assert owner.post(move, {"do": "magie"}).status_code == 409


def test_a_new_version_is_written_then_published_and_the_solution_withdrawn() -> None:
    solution = make_solution()
    owner, reference = as_(lead_of(solution.project)), solution.project.reference
    move = reverse("solutions:solution_move", args=[reference])
    assert owner.post(reverse("solutions:solution_kit", args=[reference]), {**TYPED, "after": "Mieux."}).status_code == 302
    assert owner.post(move, {"do": "submit_version"}).status_code == 422
    changed = {**TYPED, "after": "Mieux.", "changes": "Deux fois par semaine"}
    owner.post(reverse("solutions:solution_kit", args=[reference]), changed)
    assert owner.post(move, {"do": "submit_version"}).status_code == 302
    sheet = {**SHEET, "title": "Atelier du soir"}
    assert owner.post(reverse("solutions:solution_sheet", args=[reference]), sheet).status_code == 302
    # What is public stays, and the version is to be given to read again.
    assert "Atelier du soir" not in text(Client(), "solution", solution.slug)
    assert "Atelier du soir" in text(owner, "project_solution", reference)
    assert owner.post(move, {"do": "submit_version"}).status_code == 302
    desk, review = as_(make_operator()), reverse("solutions:solution_review", args=[solution.reference])
    assert solution.title in text(desk, "solution_queue")
    assert "Atelier du soir" in text(desk, "solution_review", solution.reference)
    assert desk.post(review, {"do": "send_version_back", "reason": ""}).status_code == 422
    assert desk.post(review, {"do": "send_version_back", "reason": "Le soir, jusqu’à quand ?"}).status_code == 302
    assert "Le soir, jusqu’à quand" in text(owner, "project_solution", reference)
    assert desk.post(review, {"do": "publish_version"}).status_code == 409
    owner.post(move, {"do": "submit_version"})
    assert desk.post(review, {"do": "publish_version"}).status_code == 302
    assert "Atelier du soir" in text(Client(), "solution", solution.slug)
    assert Kit.objects.get(solution=solution, number=2).published_at is not None
    assert owner.post(move, {"do": "withdraw", "reason": ""}).status_code == 422
    assert owner.post(move, {"do": "withdraw", "reason": "Dangereux"}).status_code == 302


def test_only_the_team_writes_and_only_operators_read_for_the_programme() -> None:
    solution = make_solution()
    reference = solution.project.reference
    stranger, operator = as_(make_person()), as_(make_operator())
    assert stranger.get(reverse("solutions:project_solution", args=[reference])).status_code == 404
    assert operator.get(reverse("solutions:project_solution", args=[reference])).status_code == 200
    assert operator.get(reverse("solutions:solution_sheet", args=[reference])).status_code == 403
    assert stranger.get(reverse("solutions:solution_queue")).status_code == 403
    assert stranger.get(reverse("solutions:solution_review", args=[solution.reference])).status_code == 404


def test_the_programme_publishes_sends_back_withdraws_and_brings_back() -> None:
    solution = make_solution()
    Solution.objects.filter(pk=solution.pk).update(state="submitted", published_at=None)
    operator = as_(make_operator())
    assert solution.title in text(operator, "solution_queue")
    page = reverse("solutions:solution_review", args=[solution.reference])
    assert operator.post(page, {"do": "send_back", "reason": ""}).status_code == 422
    for verb, reason, state in (
        ("publish", "", "published"),
        ("withdraw", "Un accident", "withdrawn"),
        ("bring_back", "", "published"),
    ):
        assert operator.post(page, {"do": verb, "reason": reason}).status_code == 302
        solution.refresh_from_db()
        assert solution.state == state
    assert operator.post(page, {"do": "publish"}).status_code == 409
