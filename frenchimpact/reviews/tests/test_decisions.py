"""Opinion, decision, notification: three things; and what may follow."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frenchimpact.accounts.models import User
from frenchimpact.calls import delays
from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.design.words import day
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.reviews import actions, messages, queries, rules
from frenchimpact.reviews.models import Appeal, Batch, Decision, Letter
from frenchimpact.reviews.tests.factories import files_of, make_file, make_operator, make_person
from frenchimpact.reviews.tests.test_sessions import conclude, make_session

pytestmark = pytest.mark.django_db
REASONS = [{"criterion": "Utilité sociale", "mean": "2.50", "scale": "5", "text": "Le besoin n’est pas mesuré."}]


def judged(proposal: str = "favourable") -> tuple[list[Application], User]:
    """Files on which the jury gave its opinion, and who may decide."""
    session = make_session()
    conclude(session, proposal)
    actions.close_session(session=session, by=make_operator())
    return files_of(session.jury), make_operator()


def send(batch: Batch, by: User) -> Batch:
    for letter in batch.letters.all():
        actions.read_letter(letter=letter, by=by)
    return actions.send_batch(batch=batch, by=by)


def deliver() -> None:
    """The worker sent every mail."""
    Mail.objects.filter(state="queued").update(state="sent", sent_at=clock.now())


def test_nothing_is_decided_before_the_jury_s_opinion() -> None:
    session = make_session()
    with pytest.raises(Refusal, match="avis"):
        actions.decide(application=files_of(session.jury)[0], outcome="granted", quality="Directrice", by=make_operator())


def test_a_refusal_has_reasons_and_a_departure_has_grounds() -> None:
    (file, _other), operator = judged()
    with pytest.raises(Incomplete) as caught:
        actions.decide(application=file, outcome="refused", quality=" ", reasons=[{"criterion": "X", "text": " "}], by=operator)
    assert set(caught.value.missing) == {"quality", "reasons", "departs_because"}
    decision = actions.decide(
        application=file, outcome="refused", quality="Directrice", reasons=REASONS, departs_because="Budget épuisé.", by=operator
    )
    assert (decision.signed_name, decision.signed_quality) == (str(operator), "Directrice")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(outcome="granted")


def test_the_letter_says_reasons_what_to_improve_when_to_come_back_and_appeals() -> None:
    (file, _other), operator = judged("unfavourable")
    actions.decide(
        application=file,
        outcome="refused",
        quality="Directrice",
        reasons=REASONS,
        advice="Mesurez le besoin.",
        come_back="la session de septembre",
        by=operator,
    )
    body = Letter.objects.get().body
    for words in (
        "Utilité sociale (2,50 sur 5) : Le besoin",
        "Mesurez le besoin.",
        "septembre",
        "recours gracieux",
        "tribunal administratif",
        str(operator),
    ):
        assert words in body
    granted = actions.decide(application=_other, outcome="granted", quality="Directrice", departs_because="Projet unique.", by=operator)
    assert "recours" not in granted.letter.body


def test_nobody_is_told_before_the_letters_were_read_and_sent() -> None:
    (file, other), operator = judged()
    owner = make_member(file.organisation)
    first = actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    actions.decide(application=other, outcome="waiting_list", quality="Directrice", by=operator)
    assert {one.state for one in files_of(file.cohort.jury)} == {"jury"}
    assert not Mail.objects.filter(kind="reviews.decision").exists()
    assert not rules.visible_letters(owner).exists()
    batch = Batch.objects.get()
    with pytest.raises(Refusal, match="Relisez"):
        actions.send_batch(batch=batch, by=operator)
    actions.read_letter(letter=first.letter, by=operator)
    actions.rewrite_letter(letter=first.letter, subject="Votre candidature est acceptée", body="Un autre texte.")
    with pytest.raises(Refusal, match="il en reste 2"):
        actions.send_batch(batch=batch, by=operator)
    send(batch, operator)
    assert {one.reference: one.state for one in files_of(file.cohort.jury)} == {file.reference: "granted", other.reference: "waiting_list"}
    to = set(Mail.objects.filter(kind="reviews.decision", reference=file.reference).values_list("to", flat=True))
    assert to == {file.lead.email, owner.email}
    for mail in Mail.objects.filter(kind="reviews.decision"):
        assert "la décision" in mail.subject
        assert not [words for words in ("accept", "retenue", "attente") if words in mail.subject], "the outcome is inside"
    letter = rules.visible_letters(owner).get()
    assert letter.appeal_until == delays.last_day_to_sue(clock.today())
    with pytest.raises(OutOfTurn):
        actions.rewrite_letter(letter=letter, subject="Autre", body="Autre")
    with pytest.raises(OutOfTurn):
        actions.send_batch(batch=batch, by=operator)


def test_a_label_granted_is_announced_when_its_letter_leaves() -> None:
    (file, other), operator = judged()
    actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    actions.decide(application=other, outcome="waiting_list", quality="Directrice", by=operator)
    assert not Entry.objects.filter(fact="reviews.LabelDecided").exists()
    send(Batch.objects.get(), operator)
    told = Entry.objects.get(fact="reviews.LabelDecided").fields
    assert (told["application_id"], told["label_kind"]) == (file.pk, "structure")
    assert Entry.objects.filter(fact="reviews.DecisionNotified").count() == 2


def test_results_are_published_once_everybody_is_notified() -> None:
    (file, other), operator = judged()
    for one in (file, other):
        actions.decide(application=one, outcome="granted", quality="Directrice", by=operator)
    batch = Batch.objects.get()
    with pytest.raises(OutOfTurn):
        actions.publish_batch(batch=batch, by=operator)
    send(batch, operator)
    Mail.objects.filter(kind="reviews.decision", reference=file.reference).update(state="sent", sent_at=clock.now())
    with pytest.raises(Refusal, match="il en reste 1"):
        actions.publish_batch(batch=batch, by=operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state="published", published_at=clock.now(), published_by=operator)
    actions.notify_by_hand(letter=other.decisions.get().letter, how="Recommandé 1A 123")
    assert actions.publish_batch(batch=batch, by=operator).state == "published"


def test_a_decided_file_is_reopened_by_someone_who_answers_for_it_only() -> None:
    (file, _other), operator = judged()
    values: dict[str, Any] = {"application": file, "quality": "Directrice", "by": operator}
    actions.decide(outcome="waiting_list", **values)
    with pytest.raises(Refusal, match="attend déjà"):
        actions.decide(outcome="granted", **values)
    send(Batch.objects.get(), operator)
    with pytest.raises(Refusal, match="liste d’attente"):
        actions.decide(outcome="granted", **values)
    second = actions.decide(outcome="granted", reopened_because="Une place se libère.", **values)
    assert (second.number, second.follows.number if second.follows else 0) == (2, 1)
    send(Batch.objects.get(state="prepared"), operator)
    with pytest.raises(Refusal, match="déjà décidé"):
        actions.decide(outcome="refused", reasons=REASONS, departs_because="x", **values)


def test_an_appeal_is_judged_by_someone_else_and_can_change_the_outcome() -> None:
    (file, _other), operator = judged("unfavourable")
    first = actions.decide(application=file, outcome="refused", quality="Directrice", reasons=REASONS, by=operator)
    send(Batch.objects.get(), operator)
    letter = Letter.objects.get(decision=first)
    reply = actions.answer_decision(letter=letter, kind="reply", text="Voici le chiffre.", by=file.lead)
    appeal = actions.answer_decision(letter=letter, kind="appeal", text="Le besoin est mesuré page 3.", by=file.lead)
    assert (reply.is_late, appeal.is_late) == (False, False)
    told = Notice.objects.get(kind="reviews.appeal_received")
    assert told.person == file.lead
    received = timezone.localdate(appeal.at)
    rejected = delays.internal_appeal_rejected_on(received)
    assert rejected == delays.add_months(received, 2)
    words = messages.appeal_words(appeal)
    assert day(rejected) in words
    assert day(delays.last_day_to_sue(rejected)) in words
    with pytest.raises(Refusal, match="déjà formé"):
        actions.answer_decision(letter=letter, kind="appeal", text="Encore.", by=file.lead)
    assert queries.open_appeals(file.cohort.jury) == [appeal]
    assert not rules.can_judge_appeal(operator, appeal)
    values: dict[str, Any] = {
        "application": file,
        "outcome": "granted",
        "quality": "Adjointe",
        "departs_because": "Besoin établi.",
        "answers": appeal,
    }
    with pytest.raises(Refusal, match="autre personne"):
        actions.decide(by=operator, **values)
    someone = make_operator()
    assert rules.can_judge_appeal(someone, appeal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            application=file,
            number=2,
            outcome="granted",
            decided_by=operator,
            signed_name="x",
            signed_quality="y",
            follows=first,
            answers=appeal,
        )
    actions.decide(by=someone, **values)
    send(Batch.objects.get(state="prepared"), someone)
    file.refresh_from_db()
    assert file.state == "granted"
    assert queries.open_appeals(file.cohort.jury) == []


def test_a_late_appeal_is_kept_and_told_so() -> None:
    (file, _other), operator = judged("unfavourable")
    actions.decide(application=file, outcome="refused", quality="Directrice", reasons=REASONS, by=operator)
    send(Batch.objects.get(), operator)
    deliver()
    actions.follow_notifications()
    token = clock.shift(dt.timedelta(days=120))
    try:
        appeal = actions.answer_decision(letter=Letter.objects.get(), kind="appeal", text="Trop tard ?", by=file.lead)
    finally:
        clock.restore(token)
    assert appeal.is_late
    assert Appeal.objects.get() == appeal


def test_an_acceptance_has_no_appeal_and_an_appeal_has_words() -> None:
    (file, _other), operator = judged()
    actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    send(Batch.objects.get(), operator)
    with pytest.raises(Refusal, match="favorable"):
        actions.answer_decision(letter=Letter.objects.get(), kind="appeal", text="Non.", by=file.lead)
    with pytest.raises(Incomplete):
        actions.answer_decision(letter=Letter.objects.get(), kind="reply", text="  ", by=file.lead)


def test_a_file_handed_in_again_is_not_reopened_behind_it() -> None:
    (file, _other), operator = judged("unfavourable")
    values: dict[str, Any] = {"application": file, "quality": "Directrice", "by": operator}
    actions.decide(outcome="refused", reasons=REASONS, **values)
    send(Batch.objects.get(), operator)
    make_file(file.cohort, organisation=file.organisation, state="submitted")
    actions.decide(outcome="granted", departs_because="Oubli.", reopened_because="Une pièce avait été mal lue.", **values)
    with pytest.raises(Refusal, match="autre dossier"):
        send(Batch.objects.get(state="prepared"), operator)


def test_notification_follows_the_mail() -> None:
    (file, _other), operator = judged()
    actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    send(Batch.objects.get(), operator)
    assert actions.follow_notifications() == 0
    deliver()
    assert actions.follow_notifications() == 1
    assert Letter.objects.get().notified_how == "par mail"


def test_who_follows_a_file_finds_its_decision_once_the_letter_left(client: Client) -> None:
    (file, other), operator = judged()
    owner = make_member(file.organisation)
    actions.decide(application=file, outcome="granted", quality="Directrice", by=operator)
    actions.decide(application=other, outcome="waiting_list", quality="Directrice", by=operator)
    client.force_login(owner)
    page, letter = reverse("calls:application", args=[file.reference]), reverse("reviews:letter", args=[file.reference, 1])
    assert letter not in client.get(page).content.decode()
    send(Batch.objects.get(), operator)
    assert letter in client.get(page).content.decode()
    assert client.get(letter).status_code == 200


def test_reasons_come_from_what_members_noted_weakest_criterion_first() -> None:
    (file, _other), _operator = judged()
    opinion = file.jury_opinion
    opinion.criteria = {
        "c1": {"title": "Un", "scale": 5, "mean": "4.00", "count": 3, "notes": ["Bien."]},
        "c2": {"title": "Deux", "scale": 10, "mean": "3.00", "count": 3, "notes": ["Trop court.", "Sans chiffre."]},
        "c3": {"title": "Trois", "scale": 5, "mean": None, "count": 0, "notes": []},
    }
    assert [(one["criterion"], one["text"]) for one in queries.reasons_from(opinion)] == [
        ("Deux", "Trop court. Sans chiffre."),
        ("Un", "Bien."),
        ("Trois", ""),
    ]


def test_someone_of_the_jury_does_not_decide() -> None:
    (file, _other), operator = judged()
    assert rules.can_decide(operator, file)
    member = file.cohort.jury.jurors.all()[0].user
    from frenchimpact.organisations.models import Assignment as Role

    Role.objects.create(user=member, role=Role.Role.OPERATOR)
    assert not rules.can_decide(member, file)
    assert not rules.can_decide(make_person(), file)


def test_a_letter_that_arrives_late_is_appealed_from_the_day_it_arrives(client: Client) -> None:
    (file, _other), operator = judged("unfavourable")
    actions.decide(application=file, outcome="refused", quality="Directrice", reasons=REASONS, by=operator)
    send(Batch.objects.get(), operator)
    letter = Letter.objects.get()
    sent_on = clock.today()
    token = clock.shift(clock.offset() + dt.timedelta(days=80))
    try:
        client.force_login(file.lead)
        page = reverse("reviews:letter", args=[file.reference, 1])
        assert "deux mois après la réception" in client.get(page).content.decode()
        assert not letter.is_final, "nobody received it: no delay runs"
        for wrong in (sent_on - dt.timedelta(days=1), clock.today() + dt.timedelta(days=1)):
            with pytest.raises(Incomplete):
                actions.notify_by_hand(letter=letter, how="Recommandé", on=wrong)
        received_on = clock.today() - dt.timedelta(days=2)
        client.force_login(operator)
        by_hand = {"h-how": "Recommandé 1A 123", "hand": "1"}
        address = reverse("reviews:outgoing", args=[letter.pk])
        assert client.post(address, {**by_hand, "h-on": (sent_on - dt.timedelta(days=1)).isoformat()}).status_code == 422
        assert client.post(address, {**by_hand, "h-on": received_on.isoformat()}).status_code == 302
        letter.refresh_from_db()
        assert letter.appeal_ends_on == delays.last_day_to_sue(received_on)
        assert letter.appeal_until == delays.last_day_to_sue(sent_on)
        assert letter.appeal_until < clock.today(), "counted from the sending, it would be over"
        assert not actions.answer_decision(letter=letter, kind="appeal", text="Nous contestons.", by=file.lead).is_late
    finally:
        clock.restore(token)
