"""The form builder: an author writes words, and answers follow them from a version to the next."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.calls import actions, queries, questions
from frenchimpact.calls.forms_question import coded
from frenchimpact.calls.models import Call, Question
from frenchimpact.calls.tests.factories import make_call, make_draft, write
from frenchimpact.calls.tests.test_pages import client_of, text_of
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
CHOICE = {"key": "public", "label": "Public", "kind": Question.Kind.CHOICE, "options": [["a", "Jeunes"], ["b", "Aînés"]]}
AGE = {"key": "age", "label": "Âge", "kind": Question.Kind.NUMBER, "condition_key": "public", "condition_values": ["a"]}
HONOUR = {"key": "juré", "label": "Je l’atteste", "kind": Question.Kind.HONOUR}


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["Jeunes", "Aînés"], ["a", "b"]),
        (["Aînés", "Jeunes"], ["b", "a"]),
        (["Jeunes de 16 à 25 ans", "Aînés"], ["a", "b"]),
        (["Familles", "Jeunes", "Aînés"], ["familles", "a", "b"]),
        (["Aînés"], ["b"]),
        (["Jeunes", "Aînés", "jeunes", "JEUNES"], ["a", "b", "jeunes", "jeunes-2"]),
        (["!!!", "???"], ["a", "b"]),
        (["Jeunes", "Aînés", "!!!"], ["a", "b", "choix"]),
    ],
    ids=["same", "moved", "renamed", "one more first", "one less", "alike", "signs alone", "signs added"],
)
def test_a_choice_keeps_its_code_whether_it_moves_or_is_said_otherwise(lines: list[str], codes: list[str]) -> None:
    assert coded(lines, [["a", "Jeunes"], ["b", "Aînés"]]) == codes


@pytest.fixture
def call(db: None) -> Call:
    """A call whose next version is begun."""
    made = make_call(questions=[CHOICE, AGE, HONOUR])
    actions.form_in_the_making(call=made)
    return made


def _text(answer: Any) -> str:
    return str(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def _post(call: Call, key: str, values: dict[str, Any]) -> Any:
    client = Client()
    client.force_login(make_operator())
    return client.post(_page(call, key), {"audience": "jury", **values})


def _page(call: Call, key: str) -> str:
    return f"/mon-espace/appels/{call.slug}/formulaire/rubrique/structure/{key}/"


def _question(call: Call, key: str) -> Question:
    return call.forms.get(published_at=None).questions.get(key=key)


def test_a_form_is_built_previewed_and_published_without_code() -> None:
    client = client_of(make_operator())
    values = {"title": "Appel neuf", "summary": "Un essai.", "kind": "one_off", "applicant": "organisation", "silence_means": "rejection"}
    values |= {"silence_months": "2", "office_name": "Bureau", "office_address": "1 rue", "office_email": "b@exemple.test"}
    assert client.post("/mon-espace/appels/nouveau/", values)["Location"].endswith("/calendrier/")
    call = Call.objects.get()
    desk = f"/mon-espace/appels/{call.slug}/"
    client.post(desk + "formulaire/rubrique/nouvelle/", {"title": "Le projet", "group": "describe", "stage": "1"})
    new = desk + "formulaire/rubrique/le-projet/nouvelle/"
    assert "Texte court" in text_of(client.get(new)), "the kind of answer is asked first"
    assert "Un par ligne" in text_of(client.get(new, {"kind": "choice"}))
    question = {"label": "Quel public ?", "kind": "choice", "choices": "Les jeunes", "audience": "jury", "is_required": "on"}
    assert "au moins deux choix" in text_of(client.post(new, question))
    client.post(new, {**question, "choices": "Les jeunes\nLes aînés"})
    client.post(new, {"label": "Quel âge ?", "kind": "number", "audience": "jury", "condition": ["quel-public=les-jeunes"]})
    assert [one.key for one in Question.objects.order_by("position")] == ["quel-public", "quel-age"]
    client.post(desk + "formulaire/rubrique/le-projet/quel-age/deplacer/", {"act": "up"})
    assert [one.key for one in Question.objects.order_by("position")] == ["quel-age", "quel-public"]
    page = text_of(client.get(desk + "formulaire/apercu/"))
    assert "Les aînés" in page
    refused = client.post(desk + "avancer/", {"act": "publish"}, follow=True)
    assert "il manque" in text_of(refused)
    client.post(desk + "formulaire/publier/", {})
    dates = {"title": "Session", "opens_on": "2026-01-01", "closes_on": "2099-12-31", "closes_time": "23:59:59", "regime": "examen"}
    dates |= {"pass_mark": "60", "reserve_mark": "50", "min_reviewers": "3", "min_scores_per_criterion": "2"}
    client.post(desk + "calendrier/0/", dates)
    closes = call.cohorts.get().closes_at
    assert closes.isoformat() == "2099-12-31T22:59:59+00:00", "the last second of the last day, in Paris"
    client.post(desk + "avancer/", {"act": "publish"})
    assert "Appel neuf" in text_of(Client().get("/appels/"))


def test_columns_are_written_with_their_kind_in_words(call: Call) -> None:
    typed = "Poste\nCoût (montant)\nDébut (date)\nBudget (hors taxes)"

    assert _post(call, "nouvelle", {"label": "Dépenses", "kind": "table", "columns": typed}).status_code == 302

    found = _question(call, "depenses")
    assert found.options == [
        ["poste", "Poste"],
        ["cout", "Coût", "money"],
        ["debut", "Début", "date"],
        ["budget-hors-taxes", "Budget (hors taxes)"],
    ]
    client = Client()
    client.force_login(make_operator())
    assert "Coût (montant)\nDébut (date)" in client.get(_page(call, "depenses")).content.decode()


NATURE = "Défi\nNature (choix)\n- Social\n- Citoyen\nCoût (montant)"


def test_the_choices_of_a_column_follow_its_name_one_per_line(call: Call) -> None:
    assert _post(call, "nouvelle", {"label": "Défis", "kind": "table", "columns": NATURE}).status_code == 302

    found = _question(call, "defis")
    assert found.options[1] == ["nature", "Nature", "choice", [["social", "Social"], ["citoyen", "Citoyen"]]]
    client = Client()
    client.force_login(make_operator())
    assert NATURE in client.get(_page(call, "defis")).content.decode()
    _post(call, "defis", {"label": "Défis", "kind": "table", "columns": NATURE.replace("- Social", "- Environnemental\n- Social")})
    choices = _question(call, "defis").options[1][3]
    assert choices == [["environnemental", "Environnemental"], ["social", "Social"], ["citoyen", "Citoyen"]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Défi\n- Social\n- Citoyen", "« - Social » suit une colonne qui n’est pas un choix"),
        ("- Social", "suit une colonne qui n’est pas un choix"),
        ("Nature (choix)\n- Social", "au moins deux choix sous « Nature »"),
        ("Nature (choix)\n- Social\n- Social", "« Social » est écrit deux fois"),
    ],
)
def test_choices_of_a_column_that_cannot_be_are_explained_and_kept(call: Call, typed: str, said: str) -> None:
    answer = _post(call, "nouvelle", {"label": "Défis", "kind": "table", "columns": typed})

    assert answer.status_code == 422
    assert said in _text(answer)
    assert "- Social" in answer.content.decode()


def test_a_cell_of_a_choice_takes_its_choices_only_and_is_read_in_words() -> None:
    column = ["nature", "Nature", "choice", [["social", "Social"], ["citoyen", "Citoyen"]]]
    asked = {"key": "defis", "label": "Défis", "kind": Question.Kind.TABLE, "options": [["titre", "Défi"], column], "min_rows": 1}
    draft = write(make_draft(make_call(questions=[asked])), {"defis.0.titre": "Manger", "defis.0.nature": "social"})
    file = queries.filled(draft)
    assert file.problems == {}
    assert questions.words_of(file.questions[0], file.answers) == "Défi : Manger · Nature : Social"

    saved = actions.save_answers(application=draft, changes={"defis.0.nature": Change("autre", 1)}, by=draft.lead, page="a")

    assert "defis.0.nature" in saved.errors
    assert "n’est pas dans la liste" in queries.filled(draft).problems["defis"]


def test_what_opens_a_question_is_ticked_among_the_answers_of_others(call: Call) -> None:
    client = Client()
    client.force_login(make_operator())
    page = client.get(_page(call, "age")).content.decode()
    assert 'value="public=a" id="condition_0_0" checked' in page
    assert "La case est cochée" in page

    assert _post(call, "age", {"label": "Âge", "kind": "number", "condition": ["public=b"]}).status_code == 302
    assert (_question(call, "age").condition_key, _question(call, "age").condition_values) == ("public", ["b"])
    two = _post(call, "age", {"label": "Âge", "kind": "number", "condition": ["public=b", "juré=on"]})
    assert two.status_code == 422
    assert "d’une seule question" in _text(two)


def test_the_answer_that_opens_another_question_stays(call: Call) -> None:
    gone = _post(call, "public", {"label": "Public", "kind": "choice", "choices": "Familles\nEnfants\nAînés"})
    assert gone.status_code == 302, "said otherwise at the same place"
    refused = _post(call, "public", {"label": "Public", "kind": "line"})
    assert refused.status_code == 409
    assert "« Âge » n’est posée que" in _text(refused)
    assert _question(call, "public").kind == Question.Kind.CHOICE


@pytest.mark.parametrize(
    ("typed", "said"),
    [("Oui", "au moins deux choix"), ("Oui\nNon\nOui", "« Oui » est écrit deux fois"), ("Oui\n" + "x" * 200, "dépasse 160 signes")],
)
def test_choices_that_cannot_be_are_explained_and_kept(call: Call, typed: str, said: str) -> None:
    answer = _post(call, "nouvelle", {"label": "Encore ?", "kind": "choice", "choices": typed})

    assert answer.status_code == 422
    assert said in _text(answer)
    assert typed.splitlines()[0] in answer.content.decode()


def test_an_unknown_kind_of_answer_is_asked_again(call: Call) -> None:
    client = Client()
    client.force_login(make_operator())
    assert client.get(_page(call, "nouvelle"), {"kind": "tout"}).status_code == 422


DATES = {"title": "Suite", "opens_on": "2090-01-01", "closes_on": "2090-02-01", "closes_time": "23:59:59", "regime": "examen"}
MARKS = {"pass_mark": "60", "reserve_mark": "50", "min_reviewers": "3", "min_scores_per_criterion": "2"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes_on": "2089-12-01"}, "vient avant « Ouverture », le 1er janvier 2090"),
        ({"jury_on": "2090-01-15"}, "vient avant « Dernier jour »"),
        ({"jury_on": "2090-03-15", "decision_planned_on": "2090-03-01"}, "vient avant « Séance du jury »"),
        ({"places_count": "7"}, "Un examen n’a pas de places"),
        ({"reserve_mark": "70"}, "écrivez 60 au plus"),
    ],
)
def test_dates_and_marks_that_cannot_be_are_said_beside_their_field(call: Call, changed: dict[str, str], said: str) -> None:
    client = Client()
    client.force_login(make_operator())

    answer = client.post(f"/mon-espace/appels/{call.slug}/calendrier/0/", {**DATES, **MARKS, **changed})

    assert answer.status_code == 422
    assert said in _text(answer)


def test_sessions_that_overlap_are_named(call: Call) -> None:
    first = call.cohorts.get()
    client = Client()
    client.force_login(make_operator())
    typed = {**DATES, **MARKS, "opens_on": clock.date_of(first.opens_at).isoformat()}

    answer = client.post(f"/mon-espace/appels/{call.slug}/calendrier/0/", typed)

    assert answer.status_code == 409
    assert first.title in _text(answer)
