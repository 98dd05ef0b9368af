"""A file from its first line to its receipt: written together, handed in once and in time, frozen, corrected, taken back."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.actions import TooLate
from frenchimpact.calls.clocks import clock_of
from frenchimpact.calls.models import Answer, AnswerVersion, Application, Call, Question
from frenchimpact.calls.snapshots import fingerprint
from frenchimpact.calls.tests.factories import add_cohort, later, make_call, make_draft, make_submitted, write
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Mandate
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture(autouse=True)
def _clock_back() -> Iterator[None]:
    token = clock.shift(clock.offset())
    yield
    clock.restore(token)


def test_a_draft_knows_what_the_passport_knows() -> None:
    draft = make_draft()
    row = draft.answers.get(key="name")
    assert (row.value, row.source) == ("Les Essais réunis", Answer.Source.ORGANISATION)
    assert "Fiche de la structure" in row.source_note
    assert queries.counters(queries.filled(draft)) == (1, 3)


def test_five_drafts_for_one_call_by_one_organisation_are_one() -> None:
    call, organisation = make_call(), make_organisation()
    people = [make_member(organisation) for _number in range(5)]
    drafts = {actions.start_application(call=call, organisation=organisation, by=one).pk for one in people}
    assert len(drafts) == 1
    first = Application.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            reference="C-1", call=call, cohort=first.cohort, form=first.form, organisation=organisation, lead=people[0]
        )


def test_once_decided_another_file_may_begin() -> None:
    file = make_submitted()
    actions.withdraw_application(application=file, by=file.lead)
    again = actions.start_application(call=file.call, organisation=file.organisation, by=file.lead)
    assert again.pk != file.pk


def test_answers_keep_every_version_and_the_database_refuses_to_rewrite_them() -> None:
    draft = make_draft()
    write(draft, {"mission": "Un"})
    write(draft, {"mission": "Deux"})
    versions = AnswerVersion.objects.filter(answer__application=draft, answer__key="mission").order_by("version")
    assert [one.value for one in versions] == ["Un", "Deux"]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        versions.update(value="Trois")


def test_two_people_on_one_answer_get_a_conflict_not_a_loss() -> None:
    draft = make_draft()
    other = make_member(draft.organisation)
    actions.save_answers(application=draft, changes={"mission": Change("Le mien", 0)}, by=draft.lead, page="a")
    saved = actions.save_answers(application=draft, changes={"mission": Change("Le sien", 0)}, by=other, page="b")
    assert saved.conflicts["mission"].theirs == "Le mien"
    assert draft.answers.get(key="mission").value == "Le mien"


def test_names_that_the_form_does_not_know_are_left_out() -> None:
    draft = write(make_draft(), {"mission": "Oui", "unknown": "x", "mission.0.x": "y"})
    assert set(draft.answers.values_list("key", flat=True)) == {"name", "mission"}


def test_a_wrong_answer_is_kept_and_told() -> None:
    draft = make_draft()
    saved = actions.save_answers(application=draft, changes={"people": Change("beaucoup", 0)}, by=draft.lead, page="a")
    assert "nombre" in str(saved.errors["people"])
    assert draft.answers.get(key="people").value == "beaucoup"
    assert "people" in queries.filled(draft).problems


def test_handing_in_freezes_a_snapshot_and_writes_the_receipt() -> None:
    file = make_submitted()
    snapshot = file.snapshots.get()
    asked = {one["key"]: one for section in snapshot.content["sections"] for one in section["questions"]}
    assert asked["mission"]["words"] == "Nous accompagnons des projets utiles."
    assert snapshot.sha256 == fingerprint(snapshot.content)
    mail = Mail.objects.get(kind="calls.receipt")
    assert file.reference in mail.text
    assert "tribunal administratif" in mail.text
    assert "Bureau des labels" in mail.text
    assert Entry.objects.filter(fact="calls.ApplicationSubmitted", subject_id=file.pk).count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        file.snapshots.update(number=9)


def test_handed_in_twice_is_handed_in_once() -> None:
    file = make_submitted()
    actions.submit_application(application=file, by=file.lead)
    assert file.snapshots.count() == 1
    assert Mail.objects.filter(kind="calls.receipt").count() == 1


def test_missing_answers_stop_handing_in() -> None:
    draft = make_draft()
    with pytest.raises(Incomplete) as refusal:
        actions.submit_application(application=draft, by=draft.lead)
    assert set(refusal.value.missing) == {"mission", "people", "charter"}


def test_only_the_lead_hands_in() -> None:
    draft = write(make_draft())
    other = make_member(draft.organisation)
    with pytest.raises(Refusal, match="Seule la personne"):
        actions.submit_application(application=draft, by=other)
    actions.change_lead(application=draft, lead=other, by=draft.lead)
    assert actions.submit_application(application=draft, by=other).state == State.SUBMITTED


def test_the_last_second_is_in_time_and_the_next_one_is_not() -> None:
    call = make_call(kind=Call.Kind.ONE_OFF)
    on_time, late = write(make_draft(call)), write(make_draft(call))
    closes = call.cohorts.get().closes_at
    token = clock.shift(closes - clock.now() + dt.timedelta(milliseconds=500) + clock.offset())
    assert actions.submit_application(application=on_time, by=on_time.lead).state == State.SUBMITTED
    clock.restore(token)
    clock.shift(closes - clock.now() + dt.timedelta(seconds=1) + clock.offset())
    with pytest.raises(TooLate, match="dernière seconde") as refusal:
        actions.submit_application(application=late, by=late.lead, agrees_to_next=True)
    assert refusal.value.next_cohort is None
    late.refresh_from_db()
    assert (late.state, late.answers.count()) == (State.DRAFT, 4)


def test_one_second_late_for_a_permanent_call_goes_to_the_next_wave_with_consent() -> None:
    call = make_call()
    draft = write(make_draft(call))
    following = add_cohort(call, days=(21, 60))
    later(days=20, seconds=1)
    with pytest.raises(TooLate) as refusal:
        actions.submit_application(application=draft, by=draft.lead)
    assert refusal.value.next_cohort == following
    file = actions.submit_application(application=draft, by=draft.lead, agrees_to_next=True)
    assert file.cohort == following
    assert file.next_cohort_agreed_at is not None


def test_a_mandate_is_recorded_when_someone_hands_in_for_another() -> None:
    giver, agent = make_organisation(), make_organisation()
    person = make_member(agent)
    today = clock.today()
    mandate = Mandate.objects.create(
        giver=giver,
        agent=agent,
        scope=Mandate.Scope.PROJECTS,
        starts_on=today,
        ends_on=today,
        state=Mandate.State.AGREED,
        giver_agreed_at=clock.now(),
        agent_agreed_at=clock.now(),
    )
    assert giver in rules.applicants_for(person)
    assert make_draft(by=person, organisation=giver).mandate == mandate


def corrected(silence: str) -> tuple[Application, dt.date]:
    """A file handed in, with « mission » and nothing else asked again ten days later."""
    file = make_submitted(make_call(silence_means=silence))
    received = clock.today()
    later(days=10)
    actions.ask_correction(
        application=file,
        message="Précisez la mission.",
        due_on=clock.today() + dt.timedelta(days=30),
        items={"mission": ""},
        by=make_operator(),
    )
    file.refresh_from_db()
    return file, received


def test_a_correction_opens_the_named_questions_only() -> None:
    file, _received = corrected("rejection")
    assert file.state == State.INCOMPLETE
    with pytest.raises(Refusal, match="Seules les réponses demandées"):
        write(file, {"people": "43"})
    write(file, {"mission": "Une mission précise."})
    actions.give_correction(application=file, answer="Voilà.", by=file.lead)
    file.refresh_from_db()
    assert file.state == State.SUBMITTED
    assert [one.label for one in queries.differences(file)] == ["Votre mission"]
    assert Mail.objects.filter(kind="calls.correction").count() == 1


def test_the_clock_to_rejection_stands_still_while_a_correction_is_awaited() -> None:
    file, received = corrected("rejection")
    before = clock_of(file)
    assert before is not None
    assert before.suspended_since == received + dt.timedelta(days=10)
    later(days=16)
    write(file, {"mission": "Une mission précise."})
    actions.give_correction(application=file, answer="", by=file.lead)
    file.refresh_from_db()
    after = clock_of(file)
    assert after is not None
    assert after.suspended_days == 16
    assert after.suspended_since is None


def test_the_clock_to_acceptance_starts_when_the_file_is_whole() -> None:
    file, received = corrected("acceptance")
    waiting = clock_of(file)
    assert waiting is not None
    assert waiting.implicit_on is None
    later(days=3)
    write(file, {"mission": "Une mission précise."})
    actions.give_correction(application=file, answer="", by=file.lead)
    file.refresh_from_db()
    after = clock_of(file)
    assert after is not None
    assert after.implicit_on is not None
    assert after.implicit_on > received + dt.timedelta(days=13 + 58)


def test_checks_lead_to_admissible_or_not() -> None:
    operator = make_operator()
    file = make_submitted()
    actions.find_complete(application=file, by=operator)
    file = actions.admit(application=file, by=operator)
    assert (file.state, file.officer) == (State.ADMISSIBLE, operator)
    other = make_submitted(make_call(title="Un autre appel"))
    actions.find_complete(application=other, by=operator)
    with pytest.raises(Refusal, match="quelle condition"):
        actions.reject(application=other, reasons=" ", by=operator)
    other = actions.reject(application=other, reasons="La structure a moins d’un an.", by=operator)
    assert other.steps.get(state=State.INADMISSIBLE).note == "La structure a moins d’un an."


@pytest.mark.parametrize("verb", list(Application.FLOW.moves))
def test_every_move_is_refused_from_every_other_state(verb: str) -> None:
    sources, _target = Application.FLOW.moves[verb]
    for state in set(State.values) - set(sources):
        with pytest.raises(OutOfTurn):
            Application.FLOW.step(verb, state)


def test_withdrawing_closes_what_was_asked_and_tells() -> None:
    file, _received = corrected("rejection")
    actions.withdraw_application(application=file, by=file.lead)
    assert file.correction_requests.get().closed_at is not None
    with pytest.raises(OutOfTurn):
        actions.withdraw_application(application=file, by=file.lead)


def test_a_sealed_file_is_read_by_nobody_before_its_opening() -> None:
    file = make_submitted(make_call(is_sealed=True))
    operator = make_operator()
    assert not rules.can_read_content(operator, file)
    assert rules.can_read_content(file.lead, file)
    with pytest.raises(Refusal, match="sous pli"):
        actions.find_complete(application=file, by=operator)
    with pytest.raises(Refusal, match="après la clôture"):
        actions.unseal(cohort=file.cohort, by=operator)
    later(days=21)
    opened = actions.unseal(cohort=file.cohort, by=operator)
    assert (opened.by, opened.application_count) == (operator, 1)
    assert actions.unseal(cohort=file.cohort, by=make_operator()) == opened
    assert rules.can_read_content(operator, file)
    assert Entry.objects.filter(fact="calls.CohortUnsealed").count() == 1


def test_a_new_version_of_the_form_takes_drafts_with_their_answers() -> None:
    draft = write(make_draft())
    call = draft.call
    form = actions.form_in_the_making(call=call)
    section = form.sections.get()
    actions.remove_part(part=form.questions.get(key="people"))
    actions.set_question(section=section, key="web", label="Site", kind=Question.Kind.LINE, known_from="organisation.name")
    with pytest.raises(Refusal, match="ce qui change"):
        actions.publish_form(form=form, change_note="", by=None)
    actions.publish_form(form=form, change_note="Le site est demandé.", by=None)
    draft.refresh_from_db()
    assert (draft.form.number, draft.moved_from_id is not None) == (2, True)
    assert draft.answers.get(key="people").value == "42", "an answer whose question is gone is not lost"
    assert draft.answers.get(key="web").value == "Les Essais réunis"
    with pytest.raises(Refusal, match="publiée"):
        actions.set_question(section=form.sections.get(), label="Trop tard", kind=Question.Kind.LINE)


def test_answers_are_taken_over_from_an_earlier_file_where_nothing_is_written() -> None:
    earlier = make_submitted()
    draft = make_draft(make_call(title="Un second appel"), by=earlier.lead, organisation=earlier.organisation)
    write(draft, {"people": "7"})
    assert actions.reuse_answers(application=draft, earlier=earlier, by=earlier.lead) == 1
    assert draft.answers.get(key="mission").source == Answer.Source.EARLIER_FILE
    assert draft.answers.get(key="people").value == "7"
    assert not draft.answers.filter(key="charter").exists(), "a declaration on honour is made anew"
    with pytest.raises(Refusal):
        actions.reuse_answers(application=draft, earlier=make_submitted(make_call(title="Ailleurs")), by=draft.lead)


def test_a_clone_has_the_form_and_the_grid_and_no_dates() -> None:
    call = make_call()
    criterion = actions.set_criterion(call=call, by=None, title="Ancrage", weight=30)
    form = actions.form_in_the_making(call=call)
    actions.set_question(section=form.sections.get(), question=form.questions.get(key="mission"), criterion=criterion)
    actions.publish_form(form=form, change_note="Un critère.", by=None)
    clone = actions.clone_call(call=call, title="Label, deuxième", by=None)
    mine = clone.forms.get().questions.get(key="mission").criterion
    assert mine is not None
    assert (mine.call, mine.title, mine.pk != criterion.pk) == (clone, "Ancrage", True)
    assert not clone.cohorts.exists()
    assert clone.state == Call.State.DRAFT


def test_the_grid_and_the_clock_do_not_change_once_files_are_in() -> None:
    file = make_submitted()
    with pytest.raises(Refusal):
        actions.set_criterion(call=file.call, by=None, title="Tard", weight=10)
    with pytest.raises(Refusal):
        actions.update_call(call=file.call, by=None, silence_months=3)
    with pytest.raises(Refusal, match="régime"):
        actions.set_cohort(call=file.call, cohort=file.cohort, by=None, pass_mark=70)
    with pytest.raises(Refusal, match="repoussée"):
        actions.set_cohort(call=file.call, cohort=file.cohort, by=None, closes_at=clock.now() + dt.timedelta(days=1))


def test_waves_of_a_call_do_not_overlap() -> None:
    call = make_call()
    with pytest.raises(Refusal, match="chevauchent"):
        add_cohort(call, days=(5, 40))


def test_a_collective_is_whole_when_each_member_confirmed() -> None:
    draft = write(make_draft(make_call(applicant=Call.Applicant.COLLECTIVE)))
    partner = actions.ask_partner(application=draft, name="La Commune", kind="authority", email="mairie@exemple.test", by=draft.lead)
    with pytest.raises(Incomplete, match="La Commune"):
        actions.submit_application(application=draft, by=draft.lead)
    with pytest.raises(Refusal, match="votre nom"):
        actions.answer_partner(partner=partner, agrees=True)
    actions.answer_partner(partner=partner, agrees=True, name="Anne Roux, maire")
    actions.answer_partner(partner=partner, agrees=False)
    partner.refresh_from_db()
    assert (partner.confirmed_name, partner.declined_at) == ("Anne Roux, maire", None), "said once"
    file = actions.submit_application(application=draft, by=draft.lead)
    assert file.snapshots.get().content["partners"][0]["name"] == "La Commune"


def test_an_invitation_is_for_its_address_and_gives_its_role() -> None:
    draft = make_draft()
    guest = make_person(email="invitee@exemple.test")
    member = actions.invite_member(application=draft, email="Invitee@exemple.test", role="comment", by=draft.lead)
    with pytest.raises(Refusal, match="autre adresse"):
        actions.join_application(member=member, by=make_person())
    actions.join_application(member=member, by=guest)
    assert rules.role_in(guest, draft) == "comment"
    assert (rules.can_comment(guest, draft), rules.can_write(guest, draft)) == (True, False)
    member.refresh_from_db()
    actions.remove_member(member=member, by=draft.lead)
    assert rules.role_in(guest, draft) == ""


def test_operators_see_no_draft_and_check_no_file_of_their_own() -> None:
    operator = make_operator()
    draft = make_draft()
    assert not rules.visible_applications(operator).filter(pk=draft.pk).exists()
    organisation = make_organisation()
    make_member(organisation, user=operator)
    own = make_submitted(draft.call, organisation=organisation, by=operator)
    assert not rules.can_check(operator, own)


def test_two_stages_ask_the_full_file_of_those_invited() -> None:
    operator = make_operator()
    call = make_call(kind=Call.Kind.TWO_STAGES)
    form = actions.form_in_the_making(call=call)
    second = actions.set_section(form=form, title="Dossier complet", code="complet", stage=2)
    actions.set_question(section=second, key="plan", label="Plan d’action", kind=Question.Kind.TEXT)
    actions.publish_form(form=form, change_note="Le dossier complet.", by=None)
    file = make_submitted(call)
    actions.find_complete(application=file, by=operator)
    actions.admit(application=file, by=operator)
    file = actions.invite_full_file(application=file, by=operator)
    assert "plan" in queries.filled(file).problems
    write(file, {"plan": "Trois actions."})
    file = actions.submit_application(application=file, by=file.lead)
    assert (file.state, file.snapshots.count()) == (State.SUBMITTED, 2)
