"""« Nous la reprenons »: asked, agreed, launched, measured, closed, by the right side, through the pages; and who is told."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.impact.models import Measure
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person, make_published_project
from frenchimpact.solutions import facts, listeners
from frenchimpact.solutions.actions.adoptions import agree, launch, write_agreement
from frenchimpact.solutions.actions.solutions import move_solution, publish_version, submit_version, write_kit
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.rules import TEAM
from frenchimpact.solutions.tests.factories import make_adoption, make_agreed, make_launched, make_solution
from frenchimpact.territories.models import ChallengeProject, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
THEME = "economie_circulaire_reemploi"


def there_is[Thing](thing: Thing | None) -> Thing:
    """The same, which is there."""
    assert thing is not None
    return thing


@pytest.fixture
def solution(db: None) -> Solution:
    make_terms()
    return make_solution(themes=[THEME])


@pytest.fixture
def territory(solution: Solution) -> Territory:
    found = make_territory("Grand Lac", places=[make_place("commune:73065")])
    make_challenge(found, themes=[THEME])
    return found


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, view: str, *args: Any, status: int = 302, **fields: Any) -> str:
    answer = client.post(reverse(f"solutions:{view}", args=args), fields)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def text(client: Client, view: str, *args: Any, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"solutions:{view}", args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def team(solution: Solution) -> Client:
    return as_(lead_of(solution.project))


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────
def test_a_territory_takes_it_up_for_its_challenge(solution: Solution, territory: Territory) -> None:
    chloe = as_(make_lead_person(territory))
    name = f"{territory.slug}/1"
    page = text(chloe, "adopt_solution", solution.slug, defi=name)
    assert f'value="{name}" selected' in page
    wrong = post(chloe, "adopt_solution", solution.slug, who=name, text=" ", status=422)
    assert f'value="{name}" selected' in wrong
    post(chloe, "adopt_solution", solution.slug, who=name, text="Le local est prêt.")
    adoption = Adoption.objects.get()
    assert (adoption.territory, adoption.challenge, adoption.place.key) == (territory, territory.challenges.get(), "commune:73065")
    # Twice is told, and what was typed is there.
    again = post(chloe, "adopt_solution", solution.slug, who=name, text="Encore une fois", status=422)
    assert "déjà en cours de reprise" in again
    assert "Encore une fois" in again
    tab = text(chloe, "territory_solutions", territory.reference)
    assert "Ce que le territoire reprend" in tab
    assert "Déjà en cours ici" in tab


def test_a_project_and_an_organisation_take_it_up_in_their_own_name(solution: Solution) -> None:
    house = make_organisation(name="Ressourcerie du Lac", commune=make_place("commune:73008"))
    project = make_published_project(name="Atelier du Lac", organisation=house)
    person = lead_of(project)
    person_client = as_(person)
    page = text(person_client, "adopt_solution", solution.slug)
    assert "Atelier du Lac" in page
    post(person_client, "adopt_solution", solution.slug, who=project.reference, text="Nous avons la salle.")
    adoption = Adoption.objects.get()
    assert (adoption.organisation, adoption.project, adoption.taker) == (house, project, house.name)
    lost = make_organisation(name="Sans commune", commune=None)
    member, who = as_(make_member(lost)), f"structure:{lost.slug}"
    assert "Dites où" in post(member, "adopt_solution", solution.slug, who=who, text="Nous voulons.", status=422)
    post(member, "adopt_solution", solution.slug, who=who, place="Chambéry", text="Nous voulons.")


def test_who_writes_for_nobody_is_shown_the_way_and_nobody_speaks_for_others(solution: Solution, territory: Territory) -> None:
    stranger = as_(make_person())
    assert "Vous n’écrivez encore pour personne" in text(stranger, "adopt_solution", solution.slug)
    post(stranger, "adopt_solution", solution.slug, who=f"{territory.slug}/1", text="Au nom d’un autre", status=422)
    assert not Adoption.objects.exists()
    assert Client().get(reverse("solutions:adopt_solution", args=[solution.slug])).status_code == 302


def test_withdrawn_meanwhile_nothing_is_sent(solution: Solution, territory: Territory) -> None:
    chloe = as_(make_lead_person(territory))
    move_solution(solution=solution, verb="withdraw", reason="Accident constaté", by=None)
    page = post(chloe, "adopt_solution", solution.slug, who=f"{territory.slug}/1", text="Prêts", status=410)
    assert "Accident constaté" in page
    assert not Adoption.objects.exists()


# ── Together ─────────────────────────────────────────────────────────────────────────────────────
def test_both_sides_write_agree_launch_and_run(solution: Solution, territory: Territory) -> None:
    challenge = territory.challenges.get()
    there = make_published_project(name="Atelier du Lac")
    ChallengeProject.objects.create(challenge=challenge, project=there)
    adoption = make_adoption(solution, territory=territory, challenge=challenge)
    reference, first, chloe = adoption.reference, team(solution), as_(make_lead_person(territory))
    post(first, "adoption_agreement", reference, agreement="", status=422)
    post(first, "adoption_agreement", reference, agreement="Deux jours de formation.", mentor=lead_of(solution.project).pk)
    assert "Accompagnée par" in text(chloe, "adoption", reference)
    # A side never says yes for the other.
    post(chloe, "adoption_move", reference, do="agree", side="team", status=409)
    post(chloe, "adoption_move", reference, do="launch", on="2026-01-10", status=422)
    post(chloe, "adoption_move", reference, do="agree", side="place")
    post(first, "adoption_move", reference, do="agree", side="team")
    assert "C’est lancé" not in text(first, "adoption", reference)
    post(first, "adoption_move", reference, do="launch", on="2026-01-10", status=409)
    post(chloe, "adoption_move", reference, do="launch", on="2999-01-01", status=422)
    post(chloe, "adoption_move", reference, do="launch", on="2026-01-10", project=there.reference)
    post(chloe, "adoption_step", reference, 1, done_on="2026-02-01", note="Sans mal")
    assert "Sans mal" in text(first, "adoption", reference)
    post(chloe, "adoption_step", reference, 1, done_on="2999-02-01", status=422)
    post(chloe, "adoption_step", reference, 1, do="undo", note="")
    post(chloe, "adoption_move", reference, do="run")
    adoption.refresh_from_db()
    assert (adoption.state, adoption.project, adoption.steps.get(position=1).done_on) == ("running", there, None)


def test_its_results_stand_beside_the_first_teams(client: Client, solution: Solution) -> None:
    followed = make_followed(project=solution.project, places={make_place("commune:73065"): 100})
    solution.indicators.add(followed.indicator)
    make_measure(followed, 7, clock.today().year - 1, place=make_place("commune:73065"))
    adoption = make_launched(solution)
    there = as_(lead_of(there_is(adoption.project)))
    year = clock.today().year - 1
    form = {"indicator": followed.indicator.pk, "year": year}
    post(there, "adoption_result", adoption.reference, **form, value="beaucoup", status=422)
    post(there, "adoption_result", adoption.reference, **form, value="", status=422)
    post(there, "adoption_result", adoption.reference, **{**form, "year": year + 1}, value="3", status=422)
    post(there, "adoption_result", adoption.reference, **form, value="2,5")
    measure = Measure.objects.get(followed__project=adoption.project)
    assert (str(measure.value), measure.starts_on.year) == ("2.5000", year)
    for page in (text(there, "adoption", adoption.reference), text(client, "solution", solution.slug)):
        assert "2,5" in page
        assert ">7" in page
    # The first team reads it; it does not write it.
    post(team(solution), "adoption_result", adoption.reference, **form, value="9", status=403)


def test_a_territory_says_after_the_launch_which_project_carries_it(solution: Solution, territory: Territory) -> None:
    there = make_published_project(name="Atelier du Lac")
    ChallengeProject.objects.create(challenge=territory.challenges.get(), project=there)
    followed = make_followed(project=solution.project, places={make_place("commune:73065"): 100})
    solution.indicators.add(followed.indicator)
    adoption, chloe = make_agreed(solution, territory=territory), make_lead_person(territory)
    year = clock.today().year - 1
    launch(adoption=adoption, project=None, by=chloe, on=dt.date(year, 2, 1))
    reference, lead = adoption.reference, as_(chloe)
    assert "Dire quel projet la porte" in text(lead, "adoption", reference)
    assert "Dire quel projet la porte" not in text(team(solution), "adoption", reference)
    post(team(solution), "adoption_move", reference, do="carry", project=there.reference, status=409)
    post(lead, "adoption_move", reference, do="carry", project="", status=422)
    post(lead, "adoption_move", reference, do="carry", project=there.reference)
    assert "Dire quel projet la porte" not in text(lead, "adoption", reference)
    # Its own team opens the adoption and gives the year; the territory reads it beside the first team's.
    post(as_(lead_of(there)), "adoption_result", reference, indicator=followed.indicator.pk, year=year, value="2,5")
    assert "2,5" in text(lead, "adoption", reference)


def test_the_kit_of_a_withdrawn_solution_stays_with_those_who_run_it(solution: Solution) -> None:
    adoption = make_launched(solution)
    taker = as_(make_member(there_is(adoption.organisation)))
    move_solution(solution=solution, verb="withdraw", reason="Accident constaté", by=None)
    for who in (taker, team(solution)):
        page = text(who, "solution_version", solution.slug, 1)
        assert "Accident constaté" in page
        assert "Une salle de 30 m²." in page
    text(as_(make_person()), "solution_version", solution.slug, 1, status=410)
    post(taker, "adoption_move", adoption.reference, do="close", ending="stopped", lesson="Trop risqué.")
    text(taker, "solution_version", solution.slug, 1, status=410)


def test_a_failure_is_told_to_all_and_declining_says_why(client: Client, solution: Solution) -> None:
    adoption = make_launched(solution)
    there = as_(make_member(there_is(adoption.organisation)))
    assert "Jamais lancée" not in text(there, "adoption", adoption.reference)
    post(there, "adoption_move", adoption.reference, do="close", ending="not_launched", lesson="x", status=422)
    post(there, "adoption_move", adoption.reference, do="close", ending="stopped", lesson="", status=422)
    post(there, "adoption_move", adoption.reference, do="close", ending="stopped", lesson="Pas de local chauffé.", is_public="on")
    post(there, "adoption_move", adoption.reference, do="close", ending="stopped", lesson="Encore", status=409)
    assert "Pas de local chauffé." in text(client, "solution", solution.slug)
    asked = make_adoption(solution, make_organisation(name="Trop loin"))
    assert "Décliner" in text(team(solution), "adoption", asked.reference)
    post(team(solution), "adoption_move", asked.reference, do="close", ending="declined", lesson="Nous ne pouvons pas accompagner.")
    assert "Trop loin" not in text(client, "solution", solution.slug)


def test_who_reads_an_adoption(solution: Solution) -> None:
    adoption = make_agreed(solution)
    for person, status in ((make_person(), 404), (make_operator(), 200), (make_member(there_is(adoption.organisation)), 200)):
        client = as_(person)
        text(client, "adoption", adoption.reference, status=status)
    operator = as_(make_operator())
    post(operator, "adoption_move", adoption.reference, do="run", status=403)
    assert adoption.reference in text(as_(make_member(there_is(adoption.organisation))), "my_adoptions")
    assert adoption.reference not in text(as_(make_person()), "my_adoptions")


def test_a_new_version_and_a_withdrawal_are_said_on_its_page(solution: Solution) -> None:
    adoption = make_adoption(solution)
    client, operator = as_(make_member(there_is(adoption.organisation))), make_operator()
    write_kit(solution=solution, by=operator, after="Deux.", changes="Deux ateliers")
    submit_version(solution=solution, by=operator)
    publish_version(solution=solution, by=operator)
    assert "Le kit a une version 2" in text(client, "adoption", adoption.reference)
    move_solution(solution=solution, verb="withdraw", reason="Accident constaté", by=operator)
    assert "Accident constaté" in text(client, "adoption", adoption.reference)


def test_the_spaces_ask_the_same_number_of_queries(solution: Solution, territory: Territory) -> None:
    chloe = as_(make_lead_person(territory))
    path = reverse("solutions:territory_solutions", args=[territory.reference])
    counts = []
    for number in range(3):
        make_launched(make_solution(title=f"S{number}", themes=[THEME], project=make_published_project(name=f"P{number}")))
        make_adoption(Solution.objects.get(title=f"S{number}"), territory=territory)
        chloe.get(path)
        with CaptureQueriesContext(connection) as seen:
            chloe.get(path)
        counts.append(len(seen))
    assert counts[1] == counts[2]


# ── Telling ──────────────────────────────────────────────────────────────────────────────────────
def told(person: User) -> list[str]:
    rows = Notice.objects.filter(person=person, kind__startswith="solutions.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def hear(adoption: Adoption, verb: str) -> None:
    adoption.refresh_from_db()
    listeners.tell_adoption(facts.AdoptionMoved(adoption_id=adoption.pk, verb=verb, state=adoption.state))


def test_each_side_is_told_what_it_has_to_know(solution: Solution) -> None:
    first, house = lead_of(solution.project), make_organisation(name="Commune voisine")
    member = make_member(house)
    adoption = make_adoption(solution, house)
    hear(adoption, "ask")
    assert (told(first), told(member)) == (["solutions.asked"], [])
    write_agreement(adoption=adoption, text="Chacun sa part.", mentor=None, by=first)
    # Who wrote it is not told of it.
    hear(adoption, "prepare")
    agree(adoption=adoption, side=TEAM, by=first)
    hear(adoption, "agree_team")
    hear(adoption, "agree_team")
    assert (told(first), told(member)) == (["solutions.asked"], ["solutions.asked"] * 2)
    hear(adoption, "step")
    assert len(told(first)) == 1


def test_the_team_and_who_takes_it_up_hear_that_it_is_withdrawn(solution: Solution) -> None:
    operator, first = make_operator(), lead_of(solution.project)
    listeners.tell_solution(facts.SolutionMoved(solution_id=solution.pk, verb="submit", state="published"))
    assert told(operator) == ["solutions.submitted"]
    adoption = make_adoption(solution)
    member = make_member(there_is(adoption.organisation))
    move_solution(solution=solution, verb="withdraw", reason="Accident", by=operator)
    listeners.tell_solution(facts.SolutionMoved(solution_id=solution.pk, verb="withdraw", state="withdrawn"))
    assert (told(first), told(member)) == (["solutions.moderated"], ["solutions.changed"])
    assert "Accident" in Mail.objects.filter(to=member.email).latest("pk").text
    # Nothing is told of a state that it left since.
    listeners.tell_solution(facts.SolutionMoved(solution_id=solution.pk, verb="publish", state="published"))
    assert told(first) == ["solutions.moderated"]


def test_a_mentor_from_another_place_reads_the_adoption_and_changes_nothing(solution: Solution) -> None:
    teacher = make_launched(solution)
    mentor = make_member(there_is(teacher.organisation))
    adoption = make_agreed(solution, organisation=make_organisation(name="Commune du lac"))
    client = as_(mentor)
    text(client, "adoption", adoption.reference, status=404)
    Adoption.objects.filter(pk=adoption.pk).update(mentor=mentor, learnt_from=teacher)
    page = text(client, "adoption", adoption.reference)
    assert "Accompagnée par" in page
    assert "Lancée le" not in page
    assert adoption.reference in text(client, "my_adoptions")
    post(client, "adoption_move", adoption.reference, do="launch", status=403)
