"""A perimeter: official places of any level, as many as it takes, and what they do not say; it works by plain forms too."""

import datetime as dt
import json
from typing import Any

import pytest

from frenchimpact.calls import actions, queries
from frenchimpact.calls.models import Application, Question
from frenchimpact.calls.snapshots import content_of
from frenchimpact.calls.tests.factories import make_call, make_draft, write
from frenchimpact.calls.tests.test_pages import client_of, space, text_of
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
PERIMETER = {"key": "ou", "label": "Votre périmètre", "kind": Question.Kind.PERIMETER}
EST, SAVOIE, CHAMBERY = "ept:200057875", "departement:73", "commune:73065"


@pytest.fixture
def draft(db: None) -> Application:
    """A file that asks for a perimeter, in a country of a few places."""
    make_places()
    return make_draft(make_call(questions=[PERIMETER]))


def _held(draft: Application) -> Any:
    return draft.answers.get(key="ou").value


def _post(draft: Application, values: dict[str, Any], **extra: Any) -> Any:
    return client_of(draft.lead).post(space(draft, "rubrique/structure/"), {"marks": json.dumps({"ou": 0}), **values}, **extra)


def test_places_of_any_level_and_a_free_part_are_read_in_words(draft: Application) -> None:
    write(draft, {"ou": [EST, SAVOIE, CHAMBERY, "region:84"], "ou.mots": "Et la vallée voisine."})

    file = queries.filled(draft)

    assert file.problems == {}
    found = content_of(file)["sections"][0]["questions"][0]
    assert found["words"] == "Est Ensemble (Seine-Saint-Denis), Savoie, Chambéry (Savoie), Auvergne-Rhône-Alpes\nEt la vallée voisine."
    assert found["value"] == {"ou": [EST, SAVOIE, CHAMBERY, "region:84"], "ou.mots": "Et la vallée voisine."}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Répondez à cette question."),
        ({"ou.mots": "Une vallée"}, "Choisissez au moins un lieu officiel."),
        ({"ou": ["commune:00000"]}, "Un lieu n’est pas reconnu."),
        ({"ou": [f"commune:{number:05}" for number in range(41)]}, "Au plus 40 lieux."),
    ],
    ids=["nothing", "words alone", "unknown", "too many"],
)
def test_what_is_missing_or_wrong_is_said_before_handing_in(draft: Application, typed: dict[str, Any], said: str) -> None:
    write(draft, typed)

    assert queries.filled(draft).problems["ou"].startswith(said)


def test_without_scripts_a_sure_place_is_added_to_those_ticked(draft: Application) -> None:
    answer = _post(draft, {"ou": [CHAMBERY], "lieu-ou": "Aix les Bains", "search": "ou"})

    assert answer["Location"].endswith("#chercher-ou")
    assert _held(draft) == [CHAMBERY, "commune:73008"]
    page = text_of(client_of(draft.lead).get(answer["Location"]))
    assert 'value="commune:73008" checked' in page
    assert "Aix-les-Bains (Savoie)" in page


def test_without_scripts_an_unsure_place_comes_back_as_a_choice_with_what_was_typed(draft: Application) -> None:
    make_place("epci:999999999", name="Chambéry")

    answer = _post(draft, {"ou": [SAVOIE], "lieu-ou": "Chambéry", "search": "ou"}, follow=True)

    page = text_of(answer)
    assert _held(draft) == [SAVOIE]
    assert 'value="Chambéry"' in page
    assert "peut être plusieurs lieux" in page
    assert f'name="ou" value="{CHAMBERY}"' in page


def test_going_on_with_an_unknown_place_keeps_the_page_its_text_and_the_rest(draft: Application) -> None:
    answer = _post(draft, {"ou": [SAVOIE], "ou.mots": "La vallée", "lieu-ou": "Zzyx"})

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Aucun lieu ne s’appelle" in page
    assert 'value="Zzyx"' in page
    assert draft.answers.get(key="ou.mots").value == "La vallée"


def test_the_last_place_unticked_is_let_go(draft: Application) -> None:
    write(draft, {"ou": [SAVOIE]})

    _post(draft, {"marks": json.dumps({"ou": 1})})

    assert _held(draft) == []


def test_versions_and_conflicts_are_read_in_words(draft: Application) -> None:
    write(draft, {"ou": [SAVOIE]})

    history = text_of(client_of(draft.lead).get(space(draft, "questions/ou/versions/")))
    conflict = _post(draft, {"ou": [EST]})

    assert "Savoie" in history
    assert SAVOIE not in history
    assert conflict.status_code == 409
    assert "Est Ensemble (Seine-Saint-Denis)" in text_of(conflict)


def test_a_correction_adds_a_place_too(draft: Application) -> None:
    write(draft, {"ou": [SAVOIE]})
    file = actions.submit_application(application=draft, by=draft.lead)
    due = clock.today() + dt.timedelta(days=15)
    actions.ask_correction(application=file, message="Précisez.", due_on=due, items={"ou": "Où encore ?"}, by=make_operator())

    answer = client_of(file.lead).post(
        space(file, "complement/"), {"marks": json.dumps({"ou": 1}), "ou": [SAVOIE], "lieu-ou": "Est Ensemble", "search": "ou"}
    )

    assert answer.status_code == 302
    assert _held(file) == [SAVOIE, EST]


def test_the_form_as_an_applicant_sees_it_shows_where_to_type_a_place(draft: Application) -> None:
    page = text_of(client_of(make_operator()).get(f"/mon-espace/appels/{draft.call.slug}/formulaire/apercu/"))

    assert 'name="lieu-ou"' in page
    assert "Ce que ces lieux ne disent pas" in page
