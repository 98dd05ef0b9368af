"""The conditions of a call, computed on a file as it stands: what is there, what is wanted, what is nearly there."""

from typing import Any

import pytest
from django.test import Client

from frenchimpact.calls import actions, queries
from frenchimpact.calls.conditions import Checked, conditions_of
from frenchimpact.calls.models import Application, Call, Question
from frenchimpact.calls.tests.factories import make_call, make_draft, make_submitted, write
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Refusal
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
ASKED: list[dict[str, Any]] = [
    {"key": "born", "label": "Année de création", "kind": Question.Kind.NUMBER},
    {"key": "money", "label": "Budget annuel", "kind": Question.Kind.MONEY},
    {"key": "open", "label": "Ouverts à tous ?", "kind": Question.Kind.CHOICE, "options": [["oui", "Oui"], ["non", "Non"]]},
]


def call_with(*rules: dict[str, Any], **fields: Any) -> Call:
    call = make_call(questions=ASKED, **fields)
    for one in rules:
        actions.set_rule(call=call, by=None, question=f"Condition {one['code']}", **one)
    return call


def checked(file: Application) -> dict[str, Checked]:
    return {one.verdict.rule.code: one for one in conditions_of(queries.filled(file))}


BUDGET = {"code": "budget", "subject": "budget", "wanted": {"min": "30000", "answer_key": "money"}}


@pytest.mark.parametrize(
    ("typed", "state", "is_near", "words"),
    [
        ("30 000", "done", False, "constaté : 30 000 € · attendu : au moins 30 000 € · réponse « Budget annuel »"),
        ("28 500", "no", True, "constaté : 28 500 € · attendu : au moins 30 000 € · il manque 1 500 € · réponse « Budget annuel »"),
        ("20 000", "no", False, "constaté : 20 000 € · attendu : au moins 30 000 € · il manque 10 000 € · réponse « Budget annuel »"),
        ("beaucoup", "ask", False, ""),
        ("", "ask", False, ""),
    ],
)
def test_a_budget_is_read_in_its_answer(typed: str, state: str, is_near: bool, words: str) -> None:
    found = checked(write(make_draft(call_with(BUDGET)), {"money": typed}))["budget"]
    assert (found.verdict.state, found.verdict.finding.is_near) == (state, is_near)
    assert found.facts.replace("\u202f", " ").replace("\u00a0", " ") == words


def test_an_age_is_counted_on_the_day_of_hand_in() -> None:
    year = clock.today().year
    call = call_with({"code": "born", "subject": "age", "wanted": {"min": 3}})
    draft = write(make_draft(call), {"born": str(year - 3), "money": "1", "open": "oui"})
    assert checked(draft)["born"].verdict.state == "done"
    actions.submit_application(application=draft, by=draft.lead)
    Application.objects.filter(pk=draft.pk).update(submitted_at=clock.now().replace(year=year - 1, day=1))
    draft.refresh_from_db()
    assert checked(draft)["born"].verdict.finding.is_near, "two years that day: one is lacking"


def test_what_the_programme_knows_is_not_asked() -> None:
    rules = [
        {
            "code": "kind",
            "subject": "kind",
            "wanted": {"choices": [["association", "Association"]], "codes": ["association"], "words": "les associations"},
        },
        {"code": "other", "subject": "kind", "wanted": {"choices": [["banque", "Banque"]], "codes": ["banque"], "words": "les banques"}},
        {"code": "declared", "subject": "declared", "wanted": {"answer": "yes", "answer_key": "open"}},
    ]
    draft = write(make_draft(call_with(*rules), organisation=make_organisation(kinds=["association"])), {"open": "non"})
    found = checked(draft)
    assert (found["kind"].verdict.state, found["kind"].source) == ("done", "fiche de la structure")
    assert found["other"].verdict.state == "ask", "the sheet says nothing of it: nobody is refused for that"
    assert (found["declared"].verdict.state, found["declared"].source) == ("no", "réponse « Ouverts à tous ? »")


def test_a_collective_is_counted_with_those_who_did_not_decline() -> None:
    wanted = {"kinds": {"authority": "une collectivité", "ess": "une entreprise de l’ESS"}}
    draft = make_draft(call_with({"code": "who", "subject": "collective", "wanted": wanted}, applicant=Call.Applicant.COLLECTIVE))
    actions.ask_partner(application=draft, name="Ville", kind="authority", email="a@exemple.test", by=draft.lead)
    gone = actions.ask_partner(application=draft, name="Coop", kind="ess", email="b@exemple.test", by=draft.lead)
    assert checked(draft)["who"].verdict.state == "done"
    actions.answer_partner(partner=gone, agrees=False, name="")
    finding = checked(draft)["who"].verdict.finding
    assert (finding.state, finding.gap, finding.is_near) == ("no", "il manque une entreprise de l’ESS", True)


def test_operators_and_applicants_read_them_on_the_file() -> None:
    draft = write(make_draft(call_with(BUDGET)), {"born": "2001", "money": "28500", "open": "oui"})
    client = Client()
    client.force_login(draft.lead)
    page = client.get(f"/mon-espace/candidatures/{draft.reference}/").content.decode()
    assert "Conditions de l’appel : 0 remplies sur 1" in page
    assert "Rien ne vous empêche de déposer" in page
    actions.submit_application(application=draft, by=draft.lead)
    client.force_login(make_operator())
    page = client.get(f"/mon-espace/appels/{draft.call.slug}/candidatures/{draft.reference}/").content.decode()
    assert "Presque : Condition budget" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "il manque 1" in page


def test_an_operator_ties_a_condition_to_a_question() -> None:
    call = call_with(BUDGET)
    rule = call.eligibility_rules.get()
    client = Client()
    client.force_login(make_operator())
    address = f"/mon-espace/appels/{call.slug}/conditions/{rule.pk}/"
    assert 'value="money" selected' in client.get(address).content.decode()
    sent = {"subject": "budget", "question": "Budget ?", "low": "10", "answer_key": "money"}
    assert client.post(address, sent).status_code == 302
    rule.refresh_from_db()
    assert rule.wanted == {"min": "10", "answer_key": "money"}
    assert client.post(address, {**sent, "answer_key": "nothing"}).status_code == 422


def test_what_readiness_was_told_is_not_asked_again() -> None:
    call = call_with(
        BUDGET,
        {"code": "born", "subject": "age", "wanted": {"min": 3}},
        {"code": "open", "subject": "declared", "wanted": {"answer": "yes"}},
    )
    organisation = make_organisation()
    client = Client()
    client.force_login(make_member(organisation))
    asked = "budget=30%20000&born=2015&open=yes"
    assert (
        f"/appels/{call.slug}/commencer/?budget=30+000&amp;born=2015&amp;open=yes"
        in client.get(f"/appels/{call.slug}/suis-je-pret/?{asked}").content.decode()
    )
    client.post(f"/appels/{call.slug}/commencer/?{asked}", {"organisation": organisation.pk})
    file = Application.objects.get()
    assert {row.key: row.value for row in file.answers.all()} == {"money": "30000", "born": "2015", "open": "oui"}
    actions.save_answers(application=file, changes={"born": Change("2016", 1)}, by=file.lead, page="a")
    client.post(f"/appels/{call.slug}/commencer/?{asked}", {"organisation": organisation.pk})
    assert file.answers.get(key="born").value == "2016", "a file under way keeps its answers"


# ── How far one is on what the jury looks at ─────────────────────────────────────────────────────
def _ready(call: Call, **said: str) -> str:
    page = Client().get(f"/appels/{call.slug}/suis-je-pret/", {f"critere-{code}": value for code, value in said.items()})
    assert page.status_code == 200
    return page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_each_criterion_has_its_next_step_and_the_heaviest_comes_first() -> None:
    call = make_call()
    values: dict[str, Any] = {"call": call, "by": None}
    actions.set_criterion(code="lieu", title="Ancrage", weight=10, next_step="Nommez trois partenaires.", **values)
    actions.set_criterion(code="suivi", title="Résultats", weight=40, anchors={"5": "Un suivi complet."}, **values)
    actions.set_criterion(code="offre", title="Offre", weight=50, **values)

    page = _ready(call, lieu="no", suivi="partly", offre="yes")

    assert "Critères du jury : 1 atteints, 1 en partie, 1 pas encore." in page
    assert "Nommez trois partenaires." in page
    assert "Ce qui est attendu : Un suivi complet." in page
    first = page.split("Par où commencer")[1].split("</article>")[0]
    assert "Résultats" in first
    assert "Ancrage" not in first


def test_a_criterion_reached_says_which_questions_show_it() -> None:
    call = make_call(published=False)
    criterion = actions.set_criterion(call=call, by=None, code="offre", title="Offre", weight=50)
    form = actions.form_in_the_making(call=call)
    actions.set_question(section=form.sections.get(), key="aid", label="Vos accompagnements", kind=Question.Kind.TEXT, criterion=criterion)
    actions.publish_form(form=form, change_note="Une question.", by=None)
    actions.publish_call(call=call, by=None)

    page = _ready(call, offre="yes")

    assert "Montrez-le dans « Vos accompagnements »." in page
    assert "Par où commencer" not in page


def test_what_is_not_answered_says_nothing_and_a_forged_answer_neither() -> None:
    call = make_call()
    actions.set_criterion(call=call, by=None, code="offre", title="Offre", weight=50)
    for said in ("", "peut-être", "<b>"):
        assert "Critère par critère, et la suite" not in _ready(call, offre=said)


def test_what_to_do_first_may_change_once_files_are_handed_in_and_nothing_else() -> None:
    call = make_call()
    criterion = actions.set_criterion(call=call, by=None, code="offre", title="Offre", weight=50)
    make_submitted(call)
    criterion.refresh_from_db()

    actions.set_criterion(call=call, by=None, criterion=criterion, title="Offre", weight=50, next_step="Écrivez-la.")

    with pytest.raises(Refusal):
        actions.set_criterion(call=call, by=None, criterion=criterion, title="Offre", weight=60, next_step="Écrivez-la.")
    assert call.criteria.get().next_step == "Écrivez-la."
