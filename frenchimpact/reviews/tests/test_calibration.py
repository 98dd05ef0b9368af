"""The trial reading before the real ones, and the answers that opinions rest on."""

import json
from typing import Any

import pytest
from django.urls import reverse

from frenchimpact.calls.models import Application, Question, Section
from frenchimpact.calls.queries import usage_of
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.models import Jury, Review
from frenchimpact.reviews.tests.factories import GRID, files_of, give, jurors_in, make_file, make_open_jury, make_operator, make_person
from frenchimpact.reviews.tests.test_views import as_, page, post

pytestmark = pytest.mark.django_db
FULL: dict[str, int | None] = dict.fromkeys(GRID, 3)


def test_file(jury: Jury) -> Application:
    return make_file(jury.cohort, state="submitted", is_test=True)


test_file.__test__ = False  # type: ignore[attr-defined]  # a maker, whatever its name


def real(jury: Jury) -> list[Application]:
    return [one for one in files_of(jury) if not one.is_test]


def trial_in(**fields: Any) -> tuple[Jury, Application]:
    jury = make_open_jury(**fields)
    trial = test_file(jury)
    actions.give_trial(jury=jury, application=trial, by=make_operator())
    return jury, trial


def test_the_trial_comes_first_and_counts_for_nothing() -> None:
    jury, trial = trial_in()
    juror, other = jurors_in(jury)[:2]
    client = as_(juror.user)
    desk = queries.desk_of(juror)
    assert desk.next is not None
    assert (desk.next.application, [one.is_trial for one in desk.files]) == (trial, [True, False, False])
    with pytest.raises(Refusal, match="dossier d’essai"):
        actions.start_review(juror=juror, application=real(jury)[0])
    response = client.get(reverse("reviews:evaluation", args=[jury.pk, real(jury)[0].reference]))
    assert response["Location"] == reverse("reviews:evaluation", args=[jury.pk, trial.reference])
    assert "ne compte pas" in page(client, "evaluation", jury.pk, trial.reference)
    page(client, "step_aside", jury.pk, trial.reference, status=404)
    give(other, trial, dict.fromkeys(GRID, 5))
    assert "Notez d’abord" in page(client, "calibration", jury.pk)
    before = queries.ranking_of(jury)
    give(juror, trial, dict.fromkeys(GRID, 1))
    assert queries.ranking_of(jury) == before
    text = page(client, "calibration", jury.pk)
    assert "<strong>1</strong>" in text
    assert "1 × 1, 1 × 5" in text
    assert "3,00" in text
    page(client, "evaluation", jury.pk, real(jury)[0].reference)


def test_the_operator_gives_and_takes_back_test_files_before_the_real_reading() -> None:
    jury = make_open_jury()
    client = as_(make_operator())
    assert "Essayer avec un dossier" in page(client, "trials", jury.pk)
    assert "Choisissez un dossier d’essai" in post(
        client, "trial_change", jury.pk, data={"application": real(jury)[0].reference}, status=422
    )
    with pytest.raises(Refusal, match="dossier d’essai déposé"):
        actions.give_trial(jury=jury, application=real(jury)[0], by=make_operator())
    trial = test_file(jury)
    post(client, "trial_change", jury.pk, data={"application": trial.reference})
    assert list(rules.trial_files(jury)) == [trial]
    post(client, "trial_change", jury.pk, data={"end": trial.reference})
    assert not rules.trial_files(jury).exists()
    actions.give_trial(jury=jury, application=trial, by=make_operator())
    give(jurors_in(jury)[0], trial, FULL)
    assert "a commencé ce dossier" in post(client, "trial_change", jury.pk, data={"end": trial.reference}, status=409)
    assert "1 membre l’a noté" in page(client, "trials", jury.pk)
    give(jurors_in(jury)[0], real(jury)[0], FULL)
    with pytest.raises(OutOfTurn):
        actions.give_trial(jury=jury, application=test_file(jury), by=make_operator())
    page(as_(make_person()), "trials", jury.pk, status=404)


def test_an_opinion_says_on_which_answers_it_rests_and_the_call_s_author_sees_those_that_nobody_used() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], real(jury)[0]
    call = file.call
    section = Section.objects.create(form=file.form, code="projet", title="Le projet", position=1)
    for number, key in enumerate(("resume", "equipe")):
        Question.objects.create(form=file.form, section=section, key=key, label=key.title(), kind="text", position=number)
    client = as_(juror.user)
    assert 'name="used.resume"' in page(client, "evaluation", jury.pk, file.reference)
    address = reverse("reviews:review_save", args=[jury.pk, file.reference])
    body = {"changes": {"used.resume": {"value": "1", "version": 0}, "used.inconnue": {"value": "1", "version": 0}}}
    answer = client.patch(address, json.dumps(body), content_type="application/json", headers={"X-Page": "a"})
    assert "used.inconnue" in answer.json()["errors"]
    review = Review.objects.get(juror=juror, application=file)
    assert review.used == ["resume"]
    # Without scripts an unticked box says nothing: it is not used any more.
    post(client, "review_send", jury.pk, file.reference, data={"draft": "1", "marks": '{"used.resume": 1}'})
    review.refresh_from_db()
    assert review.used == []
    actions.save_review(review=review, changes={"used.resume": Change("1", 2)})
    give(juror, file, FULL)
    for member in jurors_in(jury)[1:]:
        give(member, file, FULL)
    assert usage_of(call) == {}
    session = actions.hold_session(jury=jury, quorum=1, by=make_operator())
    actions.note_presence(session=session, present=jurors_in(jury))
    actions.conclude_passage(passage=session.passages.exclude(application=file).get(), is_adjourned=True)
    actions.close_session(session=session, by=make_operator())
    assert usage_of(call) == {"resume": (1, 1), "equipe": (0, 1)}
    text = as_(make_operator()).get(reverse("calls:call_form", args=[call.slug])).content.decode()
    assert text.count("Jamais utilisée") == 1
