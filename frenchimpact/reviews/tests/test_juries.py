"""Composing, declaring, recusing, assigning, scoring."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.assignment import Impossible
from frenchimpact.reviews.models import Assignment, Juror, Jury, Recusal
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    files_of,
    give,
    jurors_in,
    make_cohort,
    make_file,
    make_juror,
    make_jury,
    make_open_jury,
    make_operator,
    make_person,
    write,
)
from frenchimpact.reviews.ties import Sign

pytestmark = pytest.mark.django_db
FULL: dict[str, int | None] = dict.fromkeys(GRID, 3)


def tie(juror: Juror, file: Application, nature: str = "work", words: str = "J’y ai travaillé en 2025") -> None:
    said = [actions.Tie(one.pk, nature if one == file else "none", words if one == file else "") for one in rules.files_before(juror.jury)]
    actions.declare_ties(juror=juror, said=said, by=juror.user)


def test_a_member_is_appointed_told_and_replaced_in_the_chair() -> None:
    operator, jury = make_operator(), make_jury(jurors=0)
    until = clock.today() + dt.timedelta(days=365)
    first = actions.appoint_juror(jury=jury, user=make_person(), mandate_until=until, is_chair=True, by=operator)
    second = actions.appoint_juror(jury=jury, user=make_person(), mandate_until=until, is_chair=True, by=operator)
    assert list(jury.jurors.filter(is_chair=True)) == [second]
    notice = Notice.objects.get(person=first.user)
    assert notice.kind == "reviews.appointed"
    assert "liens" in str(notice.url)


def test_a_cohort_has_one_jury() -> None:
    cohort = make_cohort()
    actions.compose_jury(cohort=cohort, by=None)
    with pytest.raises(Refusal, match="déjà son jury"):
        actions.compose_jury(cohort=cohort, by=None)


def test_opening_moves_the_files_and_asks_for_a_chair_members_and_the_end_of_the_cohort() -> None:
    operator = make_operator()
    jury = make_jury()
    opened = actions.open_jury(jury=jury, by=operator)
    assert opened.state == Jury.State.OPEN
    assert {one.state for one in files_of(jury)} == {"under_review"}
    with pytest.raises(OutOfTurn):
        actions.open_jury(jury=jury, by=operator)
    with pytest.raises(Refusal, match="quorum"):
        actions.open_jury(jury=make_jury(jurors=2), by=operator)
    with pytest.raises(Refusal, match="Aucun dossier"):
        actions.open_jury(jury=make_jury(files=0), by=operator)
    chairless = make_jury()
    chairless.jurors.update(is_chair=False)
    with pytest.raises(Refusal, match="présidente"):
        actions.open_jury(jury=chairless, by=operator)
    early = make_jury(make_cohort(closes_at=clock.now() + dt.timedelta(days=1)))
    with pytest.raises(Refusal, match="reçoit encore"):
        actions.open_jury(jury=early, by=operator)


def test_nothing_is_read_before_every_tie_is_declared() -> None:
    jury = make_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    jury = actions.open_jury(jury=jury, by=make_operator())
    juror.refresh_from_db()
    with pytest.raises(Refusal, match="pas encore déclaré"):
        actions.assign_by_hand(juror=juror, application=file, by=make_operator())
    with pytest.raises(Incomplete) as caught:
        actions.declare_ties(juror=juror, said=[actions.Tie(file.pk, "none")], by=juror.user)
    assert list(caught.value.missing) == [f"nature-{files_of(jury)[1].pk}"]
    declare_none(juror)
    actions.assign_by_hand(juror=juror, application=file, by=make_operator())
    assert list(rules.readable_files(juror)) == [file]
    make_file(jury.cohort)
    assert list(rules.readable_files(juror)) == []


def test_a_tie_must_be_described() -> None:
    jury = make_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    with pytest.raises(Incomplete) as caught:
        tie(juror, file, words="  ")
    assert list(caught.value.missing) == [f"words-{file.pk}"]


def test_a_tie_costs_the_file_in_an_examen_and_the_session_in_a_concours() -> None:
    for regime, readable in (("examen", 1), ("concours", 0)):
        jury = make_open_jury(regime=regime)
        juror, file = jurors_in(jury)[0], files_of(jury)[0]
        tie(juror, file)
        assert Recusal.objects.get(juror=juror).reason.endswith("J’y ai travaillé en 2025")
        assert rules.is_recused(juror, file)
        assert rules.is_recused(juror, files_of(jury)[1]) is (regime == "concours")
        assert rules.readable_files(juror).count() == readable
        assert Assignment.objects.filter(juror=juror, ended_at=None).count() == readable


def test_a_tie_taken_back_before_the_vote_lifts_the_recusal_and_both_stay_written() -> None:
    jury = make_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    tie(juror, file)
    declare_none(juror)
    assert not rules.is_recused(juror, file)
    assert Recusal.objects.get(juror=juror).lifted_by == juror.user
    assert [one.nature for one in juror.declarations.filter(application=file)] == ["none", "work"]


def test_what_the_operator_imposed_is_not_lifted_by_the_juror() -> None:
    jury = make_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    actions.recuse(juror=juror, because_of=file, reason="Signalement", origin="imposed", by=make_operator())
    with pytest.raises(Incomplete) as caught:
        declare_none(juror)
    assert "seul l’organisateur" in str(caught.value.missing[f"nature-{file.pk}"])
    actions.declare_ties(juror=juror, said=[actions.Tie(files_of(jury)[1].pk, "none")], by=juror.user)
    assert rules.is_recused(juror, file)
    assert not rules.undeclared_files(juror).exists()


def test_once_the_jury_reads_a_recusal_is_lifted_by_somebody_else_who_says_why() -> None:
    jury = make_open_jury()
    juror, file, operator = jurors_in(jury)[0], files_of(jury)[0], make_operator()
    give(juror, file, dict.fromkeys(GRID, 5))
    recusal = actions.recuse(juror=juror, because_of=file, reason="Mon frère y travaille", origin="own", by=juror.user)
    # What they signed of their ties says the same.
    said = queries.latest_declarations([juror])[juror.pk, file.pk]
    assert (said.nature, said.words) == ("doubt", "Mon frère y travaille")
    with pytest.raises(Incomplete) as caught:
        declare_none(juror)
    assert list(caught.value.missing) == [f"nature-{file.pk}"]
    assert rules.is_recused(juror, file)
    with pytest.raises(Refusal, match="votre propre déport"):
        actions.lift_recusal(recusal=recusal, because="Finalement non", by=juror.user)
    with pytest.raises(Incomplete):
        actions.lift_recusal(recusal=recusal, because=" ", by=operator)
    for values in ({"lifted_by": operator}, {"lifted_by": juror.user, "lifted_because": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recusal.objects.filter(pk=recusal.pk).update(lifted_at=clock.now(), **values)
    actions.lift_recusal(recusal=recusal, because="Homonymie vérifiée", by=operator)
    assert not rules.is_recused(juror, file)
    session = actions.hold_session(jury=jury, quorum=1, by=operator)
    actions.note_presence(session=session, present=[juror])
    actions.cast_ballot(juror=juror, passage=session.passages.get(application=file), choice="for")
    actions.conclude_passage(passage=session.passages.exclude(application=file).get(), is_adjourned=True)
    told = actions.close_session(session=session, by=operator).content["recusals"][0]
    assert (told["file"], told["lifted"]["by"], told["lifted"]["because"]) == (file.reference, str(operator), "Homonymie vérifiée")
    with pytest.raises(OutOfTurn):
        actions.lift_recusal(recusal=recusal, because="x", by=operator)


def test_the_product_sees_memberships_and_addresses() -> None:
    jury = make_jury()
    first, second = jurors_in(jury)[:2]
    file = files_of(jury)[0]
    make_member(file.organisation, user=first.user)
    type(file.organisation).objects.filter(pk=file.organisation_id).update(website="https://www.mainsvertes.fr/")
    second.user.email = "lea@mainsvertes.fr"
    second.user.save()
    assert [[flag.sign for flag in line.flags] for line in queries.names_to_declare(first) if line.application == file] == [
        [Sign.MEMBERSHIP]
    ]
    assert [[flag.sign for flag in line.flags] for line in queries.names_to_declare(second) if line.application == file] == [
        [Sign.EMAIL_DOMAIN]
    ]
    third = jurors_in(jury)[2]
    assert [line.flags for line in queries.names_to_declare(third)] == [[], []]


def test_automatic_assignment_is_complete_keeps_hands_and_explains() -> None:
    operator = make_operator()
    jury = make_jury(files=4, jurors=4, readers_per_file=2)
    for juror in jurors_in(jury):
        declare_none(juror)
    jury = actions.open_jury(jury=jury, by=operator)
    juror, file = jurors_in(jury)[3], files_of(jury)[0]
    actions.assign_by_hand(juror=juror, application=file, by=operator)
    pairs = actions.assign_automatically(jury=jury, by=operator)
    held = Assignment.objects.filter(juror__jury=jury, ended_at=None)
    assert held.count() == 8 == len(pairs)
    assert held.get(juror=juror, application=file).is_by_hand
    assert all(one.why["possible_readers"] == 4 for one in held if not one.is_by_hand)
    actions.assign_automatically(jury=jury, by=operator)
    assert set(held.values_list("pk", flat=True)) == {one.pk for one in Assignment.objects.filter(juror__jury=jury)}


def test_an_impossible_assignment_changes_nothing_and_says_what_is_missing() -> None:
    jury = make_jury(readers_per_file=3)
    file = files_of(jury)[0]
    for juror in jurors_in(jury):
        tie(juror, file) if juror.is_chair else declare_none(juror)
    jury = actions.open_jury(jury=jury, by=make_operator())
    with pytest.raises(Impossible) as caught:
        actions.assign_automatically(jury=jury, by=make_operator())
    assert [(one.file, one.missing, one.untied) for one in caught.value.shortages] == [(file.pk, 1, 2)]
    assert not Assignment.objects.exists()


def test_scores_are_saved_sent_and_then_closed() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    review = actions.start_review(juror=juror, application=file)
    assert actions.start_review(juror=juror, application=file) == review
    write(review, {**FULL, "C5": None})
    with pytest.raises(Incomplete) as caught:
        actions.send_review(review=review)
    assert list(caught.value.missing) == ["opinion"]
    write(review, {}, opinion="Solide.")
    review = actions.send_review(review=review)
    assert [(one.value, one.is_abstention) for one in review.scores.order_by("criterion_id")] == [(3, False)] * 4 + [(None, True)]
    with pytest.raises(OutOfTurn):
        write(review, FULL)
    with pytest.raises(OutOfTurn):
        actions.send_review(review=review)


def test_every_criterion_needs_a_score_or_an_abstention() -> None:
    jury = make_open_jury()
    review = actions.start_review(juror=jurors_in(jury)[0], application=files_of(jury)[0])
    write(review, {"C1": 2}, opinion="Solide.")
    with pytest.raises(Incomplete) as caught:
        actions.send_review(review=review)
    assert len(caught.value.missing) == 4


@pytest.mark.parametrize("value", ["6", "-1", "2.5", "cinq", "٣", "1e3", "x" * 5000])
def test_a_score_that_is_not_one_is_refused_with_words(value: str) -> None:
    jury = make_open_jury()
    review = actions.start_review(juror=jurors_in(jury)[0], application=files_of(jury)[0])
    pk = jury.cohort.call.criteria.first().pk  # type: ignore[union-attr]  # the grid has criteria
    saved = actions.save_review(review=review, changes={f"score.{pk}": Change(value, 0)})
    assert "de 0 à 5" in str(saved.errors[f"score.{pk}"])
    assert not review.scores.exists()


def test_two_windows_of_one_juror_lose_nothing() -> None:
    jury = make_open_jury()
    review = actions.start_review(juror=jurors_in(jury)[0], application=files_of(jury)[0])
    actions.save_review(review=review, changes={"opinion": Change("Première fenêtre", 0)}, page="one")
    saved = actions.save_review(review=review, changes={"opinion": Change("Seconde fenêtre", 0)}, page="two")
    assert (saved.conflicts["opinion"].mine, saved.conflicts["opinion"].theirs) == ("Seconde fenêtre", "Première fenêtre")
    review.refresh_from_db()
    assert review.opinion == "Première fenêtre"


def test_a_draft_is_kept_when_the_file_is_taken_away() -> None:
    jury = make_open_jury()
    juror, file = jurors_in(jury)[0], files_of(jury)[0]
    review = actions.start_review(juror=juror, application=file)
    write(review, FULL, opinion="Brouillon")
    actions.free_reader(assignment=Assignment.objects.get(juror=juror, application=file), reason="Trop de dossiers", by=make_operator())
    with pytest.raises(Refusal, match="plus confié"):
        actions.send_review(review=review)
    review.refresh_from_db()
    assert review.opinion == "Brouillon"


def test_a_file_of_somebody_else_is_refused() -> None:
    jury = make_open_jury()
    other = make_open_jury()
    with pytest.raises(Refusal, match="pas confié"):
        actions.start_review(juror=jurors_in(jury)[0], application=files_of(other)[0])


def test_a_seat_holds_as_long_as_the_mandate() -> None:
    jury = make_jury(jurors=0)
    over = make_juror(jury, mandate_from=clock.today() - dt.timedelta(days=9), mandate_until=clock.today())
    assert list(rules.seats_of(over.user)) == [over]
    Juror.objects.filter(pk=over.pk).update(mandate_until=clock.today() - dt.timedelta(days=1))
    assert not rules.seats_of(over.user).exists()


def test_others_are_hidden_until_one_s_own_is_sent() -> None:
    jury = make_open_jury()
    first, second = jurors_in(jury)[:2]
    file = files_of(jury)[0]
    give(first, file, FULL)
    assert not rules.has_sent(second, file)
    give(second, file, FULL)
    assert rules.has_sent(second, file)
