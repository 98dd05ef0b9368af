"""A solution is published whole, taken up by agreement, and its failures are told."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.actions.adoptions import adopt, agree, close, do_step, launch, run, write_agreement
from frenchimpact.solutions.actions.solutions import (
    change_solution,
    move_solution,
    prepare_solution,
    publish_version,
    send_version_back,
    submit_version,
    write_kit,
)
from frenchimpact.solutions.merging import move_adoptions, move_adoptions_back
from frenchimpact.solutions.models import Adoption, Kit, Solution
from frenchimpact.solutions.queries.adoptions import tree_of
from frenchimpact.solutions.queries.fitting import Context, fit, solutions_for
from frenchimpact.solutions.rules import PLACE, TEAM
from frenchimpact.solutions.tests.factories import KIT, STEPS, make_solution

pytestmark = pytest.mark.django_db


def take_up(solution: Solution, organisation: Organisation | None = None, **more: object) -> Adoption:
    organisation = organisation or make_organisation(name="Commune voisine")
    return adopt(solution=solution, organisation=organisation, place=make_place(), text="Nous avons la salle.", by=None, **more)  # type: ignore[arg-type]  # as pages give them


def agreed(adoption: Adoption) -> Adoption:
    operator = make_operator()
    write_agreement(adoption=adoption, text="Chacun fait sa part.", mentor=operator, by=operator)
    agree(adoption=adoption, side=TEAM, by=operator)
    return agree(adoption=adoption, side=PLACE, by=operator)


def test_an_incomplete_kit_is_not_published_and_a_published_one_never_changes() -> None:
    project = make_published_project()
    solution = prepare_solution(project=project, by=None, title="Atelier", summary="Réparer.", mode="antenne", licence="CC0-1.0")
    with pytest.raises(Refusal, match="complet"):
        move_solution(solution=solution, verb="submit", by=None)
    with pytest.raises(Refusal, match="déjà une solution"):
        prepare_solution(project=project, by=None, title="Deux", summary="x", mode="antenne", licence="CC0-1.0")
    published = make_solution(project=make_published_project(name="Autre projet"))
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        Kit.objects.filter(solution=published).update(before="Autre")


def test_another_version_says_what_changes_and_who_took_it_up_keeps_theirs() -> None:
    solution = make_solution()
    adoption = take_up(solution)
    operator = make_operator()
    write_kit(solution=solution, by=operator, after="Deux ateliers.")
    with pytest.raises(Incomplete, match="ce qui change"):
        submit_version(solution=solution, by=operator)
    write_kit(solution=solution, by=operator, changes="Deux ateliers par semaine")
    with pytest.raises(Refusal, match="n’attend d’être relue"):
        publish_version(solution=solution, by=operator)
    submit_version(solution=solution, by=operator)
    assert publish_version(solution=solution, by=operator).number == 2
    adoption.refresh_from_db()
    assert adoption.kit.number == 1
    assert take_up(solution, make_organisation(name="Autre commune")).kit.number == 2


def test_taken_up_by_agreement_then_launched_then_running() -> None:
    adoption = take_up(make_solution())
    assert [step.title for step in adoption.steps.all()] == ["Trouver la salle", "Former deux réparateurs"]
    operator = make_operator()
    with pytest.raises(Refusal, match="deux côtés"):
        launch(adoption=adoption, project=None, by=operator)
    with pytest.raises(IntegrityError, match="launched_once_agreed"), transaction.atomic():
        Adoption.objects.update(state="running")
    write_agreement(adoption=adoption, text="Un.", mentor=None, by=operator)
    agree(adoption=adoption, side=TEAM, by=operator)
    assert write_agreement(adoption=adoption, text="Deux.", mentor=None, by=operator).agreed_by_team_at is None
    for side in (TEAM, PLACE):
        agree(adoption=adoption, side=side, by=operator)
    there = make_published_project(name="Atelier de la commune voisine")
    assert run(adoption=launch(adoption=adoption, project=there, by=operator), by=operator).state == "running"
    with pytest.raises(Refusal, match="réécrit plus"):
        write_agreement(adoption=adoption, text="Trois.", mentor=None, by=operator)


def test_a_failure_leaves_its_lesson() -> None:
    adoption = agreed(take_up(make_solution()))
    operator = adoption.mentor
    assert operator is not None
    with pytest.raises(Incomplete, match="signalé"):
        close(adoption=adoption, ending="not_launched", lesson=" ", is_public=True, by=operator)
    adoption = close(adoption=adoption, ending="not_launched", lesson="Pas de salle chauffée.", is_public=True, by=operator)
    with pytest.raises(Refusal, match="close"):
        do_step(step=adoption.steps.all()[0], done_on=None, note="", by=operator)
    with pytest.raises(OutOfTurn):
        close(adoption=adoption, ending="stopped", lesson="Encore", is_public=True, by=operator)
    assert take_up(adoption.solution, adoption.organisation).state == "identified"


def test_a_withdrawn_solution_is_not_taken_up_and_says_why() -> None:
    solution = make_solution()
    operator = make_operator()
    with pytest.raises(Incomplete, match="pourquoi"):
        move_solution(solution=solution, verb="withdraw", by=operator)
    solution = move_solution(solution=solution, verb="withdraw", reason="Risque d’incendie constaté", by=operator)
    with pytest.raises(Refusal, match="incendie"):
        take_up(solution)
    kit = solution.kits.get()
    with pytest.raises(IntegrityError, match="while it is published"), transaction.atomic():
        Adoption.objects.create(
            reference="RE-1", solution=solution, kit=kit, place=make_place(), organisation=make_organisation(name="X"), text="x"
        )


def test_who_learnt_from_whom() -> None:
    solution = make_solution()
    first = take_up(solution)
    second = take_up(solution, make_organisation(name="Deux"), learnt_from=first)
    with pytest.raises(Refusal, match="déjà en cours"):
        take_up(solution, first.organisation)
    (branch,) = tree_of(solution)
    assert (branch.adoption, [one.adoption for one in branch.taught]) == (first, [second])


@pytest.mark.parametrize(
    ("fields", "subject", "state"),
    [
        ({"themes": ["insertion_emploi"]}, "themes", "failing"),
        ({"themes": ["economie_circulaire_reemploi"]}, "themes", "satisfied"),
        ({}, "themes", "unknown"),
        ({"population_min": 200_000}, "population", "failing"),
        ({"population_max": 200_000}, "population", "satisfied"),
        ({"surroundings": ["rural"]}, "setting", "failing"),
        ({"surroundings": ["town"]}, "setting", "satisfied"),
        ({"actors": ["university"]}, "actors", "failing"),
    ],
)
def test_why_it_suits_a_place(fields: dict[str, object], subject: str, state: str) -> None:
    grand_chambery = Context(frozenset({"economie_circulaire_reemploi"}), frozenset({"jeunes"}), 141_091, 59_964)
    assert fit(Solution(**fields), grand_chambery).states[subject] == state


def test_what_suits_best_comes_first() -> None:
    context = Context(frozenset({"economie_circulaire_reemploi"}), population=141_091, largest=59_964)
    themes = ["economie_circulaire_reemploi"]
    rural = make_solution(title="Pour villages", themes=themes, surroundings=["rural"])
    town = make_solution(title="Pour villes", themes=themes, surroundings=["town"], project=make_published_project(name="P2"))
    make_solution(title="Autre thème", themes=["mobilite_douce_partagee"], project=make_published_project(name="P3"))
    assert [one.solution for one in solutions_for(context)] == [town, rural]


def test_adoptions_follow_a_sheet_that_is_merged_but_never_twice_at_the_same_place() -> None:
    solution, kept, absorbed = make_solution(), make_organisation(name="Gardée"), make_organisation(name="Doublon")
    there = take_up(solution, kept)
    twin = take_up(solution, absorbed)
    other = take_up(make_solution(project=make_published_project(name="P2")), absorbed)
    assert move_adoptions(kept, absorbed) == [other.pk]
    for one, house in ((there, kept), (twin, absorbed), (other, kept)):
        one.refresh_from_db()
        assert one.organisation == house
    move_adoptions_back(kept, absorbed, [other.pk])
    other.refresh_from_db()
    assert other.organisation == absorbed


def test_a_public_sheet_changes_with_a_version_that_was_read() -> None:
    solution, operator = make_solution(start_max=Decimal(9000)), make_operator()
    change_solution(solution=solution, by=operator, title="Atelier du soir", start_max=Decimal("12000.50"))
    solution.refresh_from_db()
    assert (solution.title, solution.start_max) == ("Atelier réparation", Decimal(9000))
    write_kit(solution=solution, by=operator, changes="Le soir aussi")
    submit_version(solution=solution, by=operator)
    # A word changed while it is read takes it back: nobody publishes what they did not read.
    change_solution(solution=solution, by=operator, summary="Réparer le soir.")
    with pytest.raises(Refusal, match="n’attend d’être relue"):
        publish_version(solution=solution, by=operator)
    submit_version(solution=solution, by=operator)
    with pytest.raises(Incomplete):
        send_version_back(solution=solution, reason=" ", by=operator)
    send_version_back(solution=solution, reason="Dites pourquoi le soir.", by=operator)
    assert solution.kits.get(number=2).state_reason == "Dites pourquoi le soir."
    submit_version(solution=solution, by=operator)
    publish_version(solution=solution, by=operator)
    solution.refresh_from_db()
    assert (solution.title, solution.summary, solution.start_max, solution.edition) == (
        "Atelier du soir",
        "Réparer le soir.",
        Decimal("12000.50"),
        2,
    )


def test_a_first_version_written_again_while_it_is_read_is_to_be_sent_again() -> None:
    project = make_published_project()
    solution = prepare_solution(project=project, by=None, title="Un", summary="x", mode="antenne", licence="CC0-1.0")
    write_kit(solution=solution, by=None, steps=STEPS, costs=None, **KIT)
    move_solution(solution=solution, verb="submit", by=None)
    change_solution(solution=solution, by=make_operator(), title="Deux")
    solution.refresh_from_db()
    assert (solution.state, solution.title) == ("draft", "Deux")


def test_the_database_keeps_a_public_sheet() -> None:
    solution = make_solution()
    with pytest.raises(IntegrityError, match="changes with a published version"), transaction.atomic():
        Solution.objects.filter(pk=solution.pk).update(title="Autre")
    with pytest.raises(IntegrityError, match="changes with a published version"), transaction.atomic():
        Solution.objects.filter(pk=solution.pk).update(title="Autre", edition=7)
