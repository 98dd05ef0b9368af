"""The session: presence, votes, revised scores, opinions and minutes."""

import datetime as dt

import pytest

from frenchimpact.calls.models import Cohort
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.notifications.models import Notice
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.models import Ballot, Jury, JuryOpinion, Passage, Session, Signature
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    files_of,
    give,
    jurors_in,
    make_cohort,
    make_jury,
    make_open_jury,
    make_operator,
)

pytestmark = pytest.mark.django_db


def make_session(marks: tuple[int, int, int] = (3, 4, 4), **fields: object) -> Session:
    """A jury that sits: each member gave one mark everywhere to every file."""
    jury = make_open_jury(**fields)  # type: ignore[arg-type]  # fields of the test
    for juror, mark in zip(jurors_in(jury), marks, strict=True):
        for file in files_of(jury):
            give(juror, file, dict.fromkeys(GRID, mark))
    session = actions.hold_session(jury=jury, quorum=2, by=make_operator())
    actions.note_presence(session=session, present=jurors_in(jury))
    return session


def conclude(session: Session, proposal: str = "favourable") -> None:
    """Every member who has a voice uses it so that this opinion comes out, on every file."""
    for passage in session.passages.select_related("application"):
        if proposal == Passage.Proposal.ADJOURNED:
            actions.conclude_passage(passage=passage, is_adjourned=True)
            continue
        voters = [one for one in session.present.order_by("-is_chair", "pk") if not rules.is_recused(one, passage.application)]
        choices = {"favourable": ["for"] * 9, "unfavourable": ["against"] * 9, "reserved": ["abstain", "for", "against"]}[proposal]
        for juror, choice in zip(voters, choices, strict=False):
            actions.cast_ballot(juror=juror, passage=passage, choice=choice)


def test_holding_a_session_ends_reading_and_puts_the_files_in_order() -> None:
    session = make_session()
    jury = session.jury
    jury.refresh_from_db()
    assert jury.state == Jury.State.SESSION
    assert {one.state for one in files_of(jury)} == {"jury"}
    assert [one.position for one in session.passages.all()] == [1, 2]
    with pytest.raises(OutOfTurn):
        actions.hold_session(jury=jury, quorum=2, by=make_operator())
    with pytest.raises(OutOfTurn):
        actions.assign_by_hand(juror=jurors_in(jury)[0], application=files_of(jury)[0], by=make_operator())


def test_a_quorum_is_within_the_members() -> None:
    with pytest.raises(Refusal, match="de 1 à 3"):
        actions.hold_session(jury=make_open_jury(), quorum=4, by=make_operator())


def test_nobody_is_present_before_it_is_noted() -> None:
    assert actions.hold_session(jury=make_open_jury(), quorum=2, by=make_operator()).present.count() == 0


def test_the_order_of_passage_is_chosen() -> None:
    session = make_session()
    references = [one.application.reference for one in session.passages.order_by("position")]
    actions.order_passages(session=session, references=[references[1]])
    assert [one.application.reference for one in session.passages.order_by("position")] == references[::-1]


def test_a_revised_score_counts_and_the_first_one_stays() -> None:
    session = make_session()
    jury, file, juror = session.jury, files_of(session.jury)[0], jurors_in(session.jury)[0]
    before = {one.application_id: one.total for one in queries.ranking_of(jury).lines}
    criterion = jury.cohort.call.criteria.order_by("pk")[0]
    score = actions.revise_score(juror=juror, application=file, criterion=criterion, value=5)
    assert (score.value, score.revised) == (3, 5)
    after = {one.application_id: one.total for one in queries.ranking_of(jury).lines}
    assert float(after[file.pk] or 0) == pytest.approx(float(before[file.pk] or 0) + 15 * (2 / 3) / 5)
    for value in (-1, 6):
        with pytest.raises(Refusal, match="de 0 à 5"):
            actions.revise_score(juror=juror, application=file, criterion=criterion, value=value)


def test_a_recused_member_neither_revises_nor_votes() -> None:
    session = make_session()
    juror, passage = jurors_in(session.jury)[0], session.passages.all()[0]
    actions.recuse(juror=juror, because_of=passage.application, reason="Lien", origin="own", by=juror.user)
    criterion = session.jury.cohort.call.criteria.order_by("pk")[0]
    with pytest.raises(Refusal, match="déport"):
        actions.revise_score(juror=juror, application=passage.application, criterion=criterion, value=5)
    with pytest.raises(Refusal, match="déport"):
        actions.cast_ballot(juror=juror, passage=passage, choice="for")
    assert actions.cast_ballot(juror=juror, passage=session.passages.all()[1], choice="for").pk


def test_voices_are_changed_until_the_end_and_absent_members_have_none() -> None:
    session = make_session()
    first, second, third = jurors_in(session.jury)
    actions.note_presence(session=session, present=[first, second])
    passage = session.passages.all()[0]
    actions.cast_ballot(juror=first, passage=passage, choice="for")
    actions.cast_ballot(juror=first, passage=passage, choice="against")
    assert list(Ballot.objects.values_list("choice", flat=True)) == ["against"]
    with pytest.raises(Refusal, match="présent"):
        actions.cast_ballot(juror=third, passage=passage, choice="for")
    conclude(session)
    actions.close_session(session=session, by=make_operator())
    with pytest.raises(OutOfTurn):
        actions.cast_ballot(juror=second, passage=passage, choice="for")


def test_closing_asks_for_quorum_and_an_opinion_on_each_file() -> None:
    session = make_session()
    first, second, _third = jurors_in(session.jury)
    file = files_of(session.jury)[0]
    for juror in (first, second):
        actions.recuse(juror=juror, because_of=file, reason="Lien", origin="own", by=juror.user)
    with pytest.raises(Incomplete) as caught:
        actions.close_session(session=session, by=make_operator())
    assert list(caught.value.missing) == [file.reference]
    conclude(session)
    actions.note_presence(session=session, present=[first])
    with pytest.raises(Refusal, match="quorum"):
        actions.close_session(session=session, by=make_operator())
    assert not JuryOpinion.objects.exists()


def test_without_a_vote_the_opinion_follows_the_scores() -> None:
    session = make_session(marks=(2, 3, 3))
    actions.close_session(session=session, by=make_operator())
    assert {(one.proposal, one.verdict) for one in JuryOpinion.objects.all()} == {("reserved", "reserved")}


def test_the_voices_make_the_opinion_whatever_the_scores_and_the_chair_parts_equals() -> None:
    session = make_session()
    chair, second, third = jurors_in(session.jury)
    one, other = session.passages.all()
    for passage, choices in ((one, ("against", "for", "abstain")), (other, ("abstain", "for", "against"))):
        for juror, choice in zip((chair, second, third), choices, strict=True):
            actions.cast_ballot(juror=juror, passage=passage, choice=choice)
    minutes = actions.close_session(session=session, by=make_operator())
    found = [(file["proposal"], file["casting_vote"], file["voices"]["for"]) for file in minutes.content["files"]]
    assert found == [("unfavourable", "against", 1), ("reserved", "", 1)]


def test_equals_share_their_rank_and_the_jury_gives_them_the_last_places() -> None:
    session = make_session(cohort=make_cohort("concours", places_count=1))
    jury, (first, second) = session.jury, session.passages.all()
    assert [(one.rank, one.equal_count, str(one.offer(1))) for one in queries.ranking_of(jury).lines] == [(1, 2, "to_settle")] * 2
    with pytest.raises(Incomplete) as caught:
        actions.close_session(session=session, by=make_operator())
    assert "ex æquo" in str(caught.value.missing[first.application.reference])
    with pytest.raises(Refusal, match="de 1 à 2"):
        actions.conclude_passage(passage=first, settled_position=3)
    actions.conclude_passage(passage=first, settled_position=2)
    with pytest.raises(Refusal, match="déjà donnée"):
        actions.conclude_passage(passage=second, settled_position=2)
    actions.conclude_passage(passage=second, settled_position=1)
    assert [str(row.offer) for row in queries.board_of(jury).rows] == ["waiting_list", "selected"]
    minutes = actions.close_session(session=session, by=make_operator())
    assert [(one["rank"], one["settled_position"]) for one in minutes.content["files"]] == [(1, 2), (1, 1)]
    assert [one.application for one in queries.decisions_of(jury)] == [second.application, first.application]


def test_a_place_is_chosen_between_equals_only() -> None:
    with pytest.raises(Refusal, match="pas ex æquo"):
        actions.conclude_passage(passage=make_session().passages.all()[0], settled_position=1)
    session = make_session(regime="concours")
    criterion = session.jury.cohort.call.criteria.order_by("pk")[0]
    passage = session.passages.all()[0]
    actions.conclude_passage(passage=passage, settled_position=2)
    actions.revise_score(juror=jurors_in(session.jury)[0], application=passage.application, criterion=criterion, value=5)
    with pytest.raises(Refusal, match="pas ex æquo"):
        actions.conclude_passage(passage=passage, settled_position=1)
    actions.close_session(session=session, by=make_operator())
    passage.refresh_from_db()
    assert passage.settled_position is None


def test_opinions_and_minutes_say_what_was_established() -> None:
    session = make_session()
    jury = session.jury
    juror, file = jurors_in(jury)[2], files_of(jury)[0]
    actions.recuse(juror=juror, because_of=file, reason="Lien", origin="own", by=juror.user)
    conclude(session)
    minutes = actions.close_session(session=session, by=make_operator())
    jury.refresh_from_db()
    assert jury.state == Jury.State.CLOSED
    opinion = JuryOpinion.objects.get(application=file)
    assert (opinion.verdict, opinion.total, opinion.rank) == ("no_quorum", None, None)
    other = JuryOpinion.objects.get(application=files_of(jury)[1])
    assert (other.verdict, str(other.total), other.rank) == ("favourable", "73.3333", 1)
    assert other.criteria["c1"]["mean"] == "3.67"
    content = minutes.content
    assert [(one["file"], one["lifted"]) for one in content["recusals"]] == [(file.reference, None)]
    assert [one["proposal"] for one in content["files"]] == ["favourable", "favourable"]
    assert minutes.sha256 == actions.fingerprint(content)
    assert [one["is_present"] for one in content["members"]] == [True, True, True]


def test_a_file_put_off_goes_to_another_session_of_the_call_and_is_judged_there() -> None:
    session, operator = make_session(), make_operator()
    conclude(session, Passage.Proposal.ADJOURNED)
    actions.close_session(session=session, by=operator)
    assert {one.state for one in files_of(session.jury)} == {"under_review"}
    assert not JuryOpinion.objects.exists()
    first = queries.adjourned_of(session.jury)[0]
    with pytest.raises(Refusal, match="déjà siégé"):
        actions.carry_over(passage=first, cohort=session.jury.cohort, by=operator)
    now = clock.now()
    cohort = Cohort.objects.create(
        call=session.jury.cohort.call,
        number=2,
        title="Session de juin",
        regime="examen",
        opens_at=now,
        closes_at=now + dt.timedelta(days=9),
    )
    assert queries.cohorts_after(session.jury) == [cohort]
    actions.carry_over(passage=first, cohort=cohort, by=operator)
    with pytest.raises(Refusal, match="n’attend pas"):
        actions.carry_over(passage=Passage.objects.get(pk=first.pk), cohort=cohort, by=operator)
    assert Notice.objects.filter(person=first.application.lead, kind="calls.checked", text_fr__contains="autre séance").exists()
    Cohort.objects.filter(pk=cohort.pk).update(opens_at=now - dt.timedelta(hours=5), closes_at=now - dt.timedelta(hours=1))
    jury = make_jury(Cohort.objects.get(pk=cohort.pk), files=0)
    for juror in jurors_in(jury):
        declare_none(juror)
    actions.open_jury(jury=jury, by=operator)
    for juror in jurors_in(jury):
        actions.assign_by_hand(juror=juror, application=first.application, by=operator)
        give(juror, first.application, dict.fromkeys(GRID, 4))
    again = actions.hold_session(jury=jury, quorum=2, by=operator)
    actions.note_presence(session=again, present=jurors_in(jury))
    actions.close_session(session=again, by=operator)
    assert JuryOpinion.objects.get().application == first.application


def test_the_minutes_of_an_anonymous_jury_name_nobody_who_applies() -> None:
    session = make_session(is_anonymous=True)
    juror, file = jurors_in(session.jury)[0], files_of(session.jury)[0]
    actions.recuse(juror=juror, because_of=file, reason="Lien", origin="own", by=juror.user)
    conclude(session)
    minutes = actions.close_session(session=session, by=make_operator())
    assert file.reference in str(minutes.content)
    assert not [one for one in files_of(session.jury) if one.organisation.name in str(minutes.content)]


def test_members_present_sign_once_with_a_dissent() -> None:
    session = make_session()
    first, second, third = jurors_in(session.jury)
    actions.note_presence(session=session, present=[first, second])
    with pytest.raises(Refusal, match="pas encore établi"):
        actions.sign_minutes(juror=first)
    conclude(session)
    actions.close_session(session=session, by=make_operator())
    actions.sign_minutes(juror=first, dissent="Je ne partage pas l’avis sur le second dossier.")
    actions.sign_minutes(juror=first, dissent="Autre")
    assert Signature.objects.get().dissent.startswith("Je ne partage pas")
    with pytest.raises(Refusal, match="présentes"):
        actions.sign_minutes(juror=third)


def test_the_board_tells_where_members_differ() -> None:
    session = make_session(marks=(1, 3, 5))
    row = queries.board_of(session.jury).rows[0]
    assert row.disagreement == "much"
    assert {(one.lowest, one.highest, one.gap) for one in row.spreads} == {(1, 5, 4)}
    calm = make_session(marks=(4, 4, 4))
    assert queries.board_of(calm.jury).rows[0].disagreement == ""
