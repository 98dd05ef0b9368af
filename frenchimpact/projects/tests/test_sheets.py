"""The sheet: declared, edited by two people, moved through its stages, published with consent."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.projects import actions, queries
from frenchimpact.projects.models import Project, SectionAudience, StageChange
from frenchimpact.projects.sections import QUESTIONS, clean_answer
from frenchimpact.projects.tests.factories import lead_of, make_person, make_project, make_published_project, set_status

pytestmark = pytest.mark.django_db
STATES = Project.Status.values


def test_declaring_gives_a_reference_a_team_a_place_and_a_first_stage() -> None:
    awa = make_person()
    project = make_project(by=awa, name="La Recyclerie solidaire")
    assert re.fullmatch(r"P-\d{4}-0001", project.reference)
    assert project.slug == "la-recyclerie-solidaire"
    assert lead_of(project) == awa
    assert [place.key for place in project.places.all()] == ["commune:73065"]
    assert [change.stage for change in project.stage_changes.all()] == ["experimentation"]
    assert project.status == "submitted"


def test_two_projects_of_the_same_name_have_their_own_address_and_number() -> None:
    one, other = make_project(name="Même nom"), make_project(name="Même nom")
    assert (one.slug, other.slug) == ("meme-nom", f"meme-nom-{other.reference.lower()}")
    assert int(other.reference[-4:]) == int(one.reference[-4:]) + 1


def test_a_name_without_letters_still_has_an_address() -> None:
    assert make_project(name="🌱🌱").slug == "projet"


def test_a_name_that_is_a_page_of_ours_has_another_address() -> None:
    project = make_project(name="Déclarer")
    assert project.slug == f"declarer-{project.reference.lower()}"


def test_a_need_has_no_holder_and_its_own_stage() -> None:
    project = make_project(is_need=True, stage="idee")
    assert (project.stage, project.is_need, project.organisation) == ("besoin", True, None)


def test_fields_are_saved_one_by_one_with_their_version() -> None:
    project = make_project()
    awa = lead_of(project)
    saved = actions.save_sheet(project=project, changes={"name": Change("Nouveau nom", 0), "problem": Change("x" * 700, 0)}, by=awa)
    project.refresh_from_db()
    assert project.name == "Nouveau nom"
    assert saved.versions == {"name": 1}
    assert "700" in str(saved.errors["problem"])
    assert project.problem == "Des meubles en bon état partent à la benne."


def test_two_people_on_different_fields_both_keep_their_text() -> None:
    project = make_project()
    awa, bea = lead_of(project), make_person()
    actions.save_sheet(project=project, changes={"problem": Change("Texte d’Awa", 0)}, by=awa)
    actions.save_sheet(project=project, changes={"answer": Change("Texte de Béa", 0)}, by=bea)
    project.refresh_from_db()
    assert (project.problem, project.answer) == ("Texte d’Awa", "Texte de Béa")


def test_two_people_on_the_same_field_get_both_texts() -> None:
    project = make_project()
    awa, bea = lead_of(project), make_person("Béa")
    actions.save_sheet(project=project, changes={"problem": Change("Texte de Béa", 0)}, by=bea)
    saved = actions.save_sheet(project=project, changes={"problem": Change("Texte d’Awa", 0)}, by=awa)
    conflict = saved.conflicts["problem"]
    assert (conflict.mine, conflict.theirs, conflict.by) == ("Texte d’Awa", "Texte de Béa", "Béa")
    project.refresh_from_db()
    assert project.problem == "Texte de Béa"
    actions.save_sheet(project=project, changes={"problem": Change("Texte d’Awa", conflict.version)}, by=awa)
    project.refresh_from_db()
    assert project.problem == "Texte d’Awa"


def test_places_are_replaced_and_unknown_ones_refused() -> None:
    project = make_project()
    make_place("commune:73008")
    actions.save_sheet(project=project, changes={"places": Change(["commune:73008"], 0)}, by=lead_of(project))
    assert [place.key for place in project.places.all()] == ["commune:73008"]
    saved = actions.save_sheet(project=project, changes={"places": Change(["commune:99999"], 1)}, by=lead_of(project))
    assert "places" in saved.errors


def test_a_stage_may_go_back_and_history_stays() -> None:
    project = make_project()
    actions.change_stage(project=project, stage="idee", note="On recommence autrement", by=lead_of(project))
    project.refresh_from_db()
    assert project.stage == "idee"
    assert [change.stage for change in project.stage_changes.all()] == ["experimentation", "idee"]


def test_a_past_stage_completes_history_without_changing_today() -> None:
    project = make_project()
    actions.change_stage(project=project, stage="idee", on=clock.today() - dt.timedelta(days=400), by=lead_of(project))
    project.refresh_from_db()
    assert project.stage == "experimentation"
    assert [change.stage for change in project.stage_changes.all()] == ["idee", "experimentation"]


@pytest.mark.parametrize(("stage", "days", "error"), [("idee", 1, Incomplete), ("licorne", 0, Refusal), ("besoin", 0, Refusal)])
def test_wrong_stages_are_refused(stage: str, days: int, error: type[Refusal]) -> None:
    project = make_project()
    with pytest.raises(error):
        actions.change_stage(project=project, stage=stage, on=clock.today() + dt.timedelta(days=days), by=lead_of(project))


def test_a_need_taken_up_is_a_project() -> None:
    project = make_project(is_need=True)
    actions.change_stage(project=project, stage="idee", by=lead_of(project))
    project.refresh_from_db()
    assert (project.is_need, project.stage) == (False, "idee")


def test_the_database_refuses_to_rewrite_stages() -> None:
    make_project()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StageChange.objects.update(stage="idee")


def test_publishing_needs_consent() -> None:
    project = make_project(has_publication_consent=False)
    Project.objects.filter(pk=project.pk).update(status="qualified")
    with pytest.raises(Refusal, match="accord"):
        actions.publish_project(project=project, by=None)
    published = actions.allow_publication(project=project, by=lead_of(project))
    assert published.status == "published"
    assert published.published_at is not None


def test_withdrawing_consent_unpublishes_and_remembers() -> None:
    project = make_published_project()
    project = actions.forbid_publication(project=project, by=lead_of(project))
    assert (project.status, project.was_public, project.has_publication_consent) == ("qualified", True, False)


def test_consent_before_qualification_publishes_nothing() -> None:
    project = make_project(has_publication_consent=False)
    assert actions.allow_publication(project=project, by=lead_of(project)).status == "submitted"


@pytest.mark.parametrize("state", [state for state in STATES if state != "qualified"])
def test_publish_is_refused_from_other_states(state: str) -> None:
    project = set_status(make_project(), state)
    with pytest.raises(OutOfTurn):
        actions.publish_project(project=project, by=None)


@pytest.mark.parametrize("state", [state for state in STATES if state != "published"])
def test_unpublish_is_refused_from_other_states(state: str) -> None:
    project = set_status(make_project(), state)
    with pytest.raises(OutOfTurn):
        actions.unpublish_project(project=project, by=None)


def test_sections_follow_their_default_then_the_choice_of_the_team() -> None:
    project = make_published_project()
    assert "moyens" not in queries.visible_sections(project)
    assert "besoins" in queries.visible_sections(project, SectionAudience.Audience.NETWORK)
    actions.set_audience(project=project, section="moyens", audience="public", by=lead_of(project))
    actions.set_audience(project=project, section="publics", audience="private", by=lead_of(project))
    seen = queries.visible_sections(queries.public_projects().get())
    assert "moyens" in seen
    assert "publics" not in seen


def test_only_public_sections_of_the_passport_come_out() -> None:
    project = make_published_project()
    actions.answer_question(project=project, key="budget", value=12500, by=None)
    actions.answer_question(project=project, key="novelty", value="Personne ne le fait ici.", by=None)
    lines = queries.passport_lines(project, queries.visible_sections(project))
    assert [line.words for line in lines if line.answer] == ["Personne ne le fait ici."]


def test_an_unknown_section_is_refused() -> None:
    project = make_project()
    with pytest.raises(Refusal):
        actions.set_audience(project=project, section="coffre", audience="public", by=lead_of(project))


def test_an_answer_is_superseded_never_rewritten() -> None:
    project = make_project()
    actions.answer_question(project=project, key="budget", value=10, by=None)
    actions.answer_question(project=project, key="budget", value=20, by=None)
    rows = list(project.passport.filter(key="budget").order_by("pk").values_list("value", flat=True))
    assert rows == [10, 20]
    assert project.passport.get(key="budget", superseded_at__isnull=True).value == 20


def test_a_stale_answer_is_confirmed_in_one_move() -> None:
    project = make_project()
    answer = actions.answer_question(project=project, key="needs", value="Un local", by=None)
    project.passport.filter(pk=answer.pk).update(confirmed_at=clock.now() - dt.timedelta(days=200))
    assert [line.question.key for line in queries.passport_lines(project) if line.is_stale] == ["needs"]
    actions.confirm_answer(project=project, key="needs", by=lead_of(project))
    assert not any(line.is_stale for line in queries.passport_lines(project))


@pytest.mark.parametrize("typed", ["14/03/2021", "2021-03-14", "14.03.2021"])
def test_a_day_of_the_passport_is_kept_in_one_form(typed: str) -> None:
    assert clean_answer(QUESTIONS["founded_on"], typed) == "2021-03-14"


@pytest.mark.parametrize("typed", ["31/02/2021", "hier", "14/03/2999", "01/01/1700", "2021"])
def test_a_day_that_is_none_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="14/03/2021"):
        clean_answer(QUESTIONS["founded_on"], typed)
