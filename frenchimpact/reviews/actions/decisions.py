"""The authority decides, letters are read then sent together, results are published once everybody knows; and what may follow."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import delays
from frenchimpact.calls.actions import move_application
from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.rules import administrators_of
from frenchimpact.reviews import facts, letters, messages
from frenchimpact.reviews.models import Appeal, Batch, Decision, JuryOpinion, Letter, Passage

VERBS = {Decision.Outcome.GRANTED: "grant", Decision.Outcome.REFUSED: "refuse", Decision.Outcome.WAITING: "wait"}
STATES = {Decision.Outcome.GRANTED: "granted", Decision.Outcome.REFUSED: "refused", Decision.Outcome.WAITING: "waiting_list"}
# What each opinion of the jury leads to when the authority follows it.
FOLLOWED = {
    Passage.Proposal.FAVOURABLE: {Decision.Outcome.GRANTED, Decision.Outcome.WAITING},
    Passage.Proposal.RESERVED: {Decision.Outcome.GRANTED, Decision.Outcome.REFUSED, Decision.Outcome.WAITING},
    Passage.Proposal.UNFAVOURABLE: {Decision.Outcome.REFUSED},
}


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: str,
    quality: str,
    by: User,
    reasons: Sequence[Mapping[str, Any]] = (),
    advice: str = "",
    come_back: str = "",
    departs_because: str = "",
    answers: Appeal | None = None,
    reopened_because: str = "",
) -> Decision:
    """The authority, by this person in this quality, decides on a file. Nobody outside is told: its letter waits in the outbox.

    Raises Refusal before the jury's opinion, and on a decided file unless it answers an appeal, or someone takes the
    responsibility of reopening it and says why; Incomplete when reasons, quality or the grounds for departing are missing.
    """
    application = lock(application)
    outcome = Decision.Outcome(outcome)
    opinion = JuryOpinion.objects.filter(application=application).first()
    if opinion is None or opinion.proposal == Passage.Proposal.ADJOURNED:
        raise Refusal(_("Le jury n’a pas encore rendu son avis sur ce dossier."))
    before = application.decisions.order_by("-number").first()
    _check_turn(before, answers, reopened_because, by)
    kept = [{**one, "text": clean_text(str(one.get("text", "")))} for one in reasons]
    kept = [one for one in kept if one["text"]]
    _check_words(outcome, opinion, quality, kept, departs_because)
    decision = Decision.objects.create(
        application=application,
        number=before.number + 1 if before else 1,
        outcome=outcome,
        decided_by=by,
        signed_name=str(by),
        signed_quality=clean_line(quality)[:160],
        reasons=kept,
        advice=clean_text(advice),
        come_back=clean_line(come_back)[:200],
        departs_because=clean_text(departs_because),
        follows=before,
        answers=answers,
        reopened_because=clean_text(reopened_because),
        batch=_batch_of(application, by),
    )
    subject, body = letters.write(decision)
    if decision.batch is not None:
        Letter.objects.create(batch=decision.batch, decision=decision, subject=subject, body=body)
    announce(facts.DecisionTaken(decision_id=decision.pk, application_id=application.pk, outcome=outcome), by=by)
    return decision


def _check_turn(before: Decision | None, answers: Appeal | None, reopened_because: str, by: User) -> None:
    if answers is not None:
        if before is None or answers.decision_id != before.pk or answers.kind != Appeal.Kind.APPEAL:
            raise Refusal(_("Ce recours ne porte pas sur la dernière décision."))
        if before.decided_by_id == by.pk:
            raise Refusal(_("Un recours est jugé par une autre personne que celle qui a décidé."))
        return
    if before is None:
        return
    if not Letter.objects.filter(decision=before, sent_at__isnull=False).exists():
        raise Refusal(_("Une décision attend déjà dans la boîte d’envoi pour ce dossier."))
    waits = before.outcome == Decision.Outcome.WAITING
    if not clean_text(reopened_because):
        if waits:
            raise Refusal(_("Ce dossier est sur liste d’attente : dites pourquoi il en sort."))
        raise Refusal(_("Ce dossier est déjà décidé. Pour le rouvrir, dites pourquoi : votre nom y sera attaché."))


def _check_words(outcome: str, opinion: JuryOpinion, quality: str, reasons: Sequence[Mapping[str, Any]], departs_because: str) -> None:
    missing: dict[str, Text] = {}
    if not clean_line(quality):
        missing["quality"] = _("Dites en quelle qualité vous décidez : elle figure sur la décision.")
    if outcome == Decision.Outcome.REFUSED and not reasons:
        missing["reasons"] = _("Un refus dit ses raisons, critère par critère.")
    if outcome not in FOLLOWED[Passage.Proposal(opinion.proposal)] and not clean_text(departs_because):
        missing["departs_because"] = _("Cette décision s’écarte de l’avis du jury : dites pourquoi.")
    if missing:
        raise Incomplete(_("Il manque des réponses à la décision."), missing)


def _batch_of(application: Application, by: User) -> Batch:
    """The outbox of the cohort that is being prepared: a new one when the last one left."""
    return Batch.objects.get_or_create(cohort_id=application.cohort_id, state=Batch.State.PREPARED, defaults={"created_by": by})[0]


def _prepared(letter: Letter) -> Letter:
    letter = lock(letter)
    if letter.sent_at is not None:
        raise OutOfTurn(_("Ce courrier est parti : il ne change plus."))
    return letter


@transaction.atomic
def rewrite_letter(*, letter: Letter, subject: str, body: str) -> Letter:
    """An operator corrects a letter before it leaves; it must be read again. Raises OutOfTurn once sent, Incomplete when empty."""
    letter = _prepared(letter)
    subject, body = clean_line(subject)[:160], clean_text(body)
    if not subject or not body:
        raise Incomplete(_("Il manque des mots au courrier."), {"body": _("Écrivez un objet et un texte.")})
    letter.subject, letter.body, letter.read_at, letter.read_by = subject, body, None, None
    letter.save()
    return letter


@transaction.atomic
def read_letter(*, letter: Letter, by: User) -> Letter:
    """Someone read the letter and finds it right. Raises OutOfTurn once sent."""
    letter = _prepared(letter)
    letter.read_at, letter.read_by = clock.now(), by
    letter.save(update_fields=["read_at", "read_by"])
    return letter


@transaction.atomic
def send_batch(*, batch: Batch, by: User) -> Batch:
    """Every letter leaves at once; files reach their state and their people are told.

    Raises OutOfTurn unless prepared; Refusal when it is empty or a letter was not read.
    """
    batch = lock(batch)
    state = Batch.FLOW.step("send", batch.state)
    waiting = list(batch.letters.select_for_update().select_related("decision__application__call", "decision__application__organisation"))
    if not waiting:
        raise Refusal(_("Aucun courrier n’attend dans cette boîte d’envoi."))
    unread = [one for one in waiting if one.read_at is None]
    if unread:
        raise Refusal(_("Relisez d’abord tous les courriers : il en reste %(count)s.") % {"count": len(unread)})
    now = clock.now()
    for letter in waiting:
        letter.sent_at, letter.appeal_until = now, delays.last_day_to_sue(clock.today())
        letter.save(update_fields=["sent_at", "appeal_until"])
        _notify(letter, by)
    batch.state, batch.sent_at, batch.sent_by = state, now, by
    batch.save(update_fields=["state", "sent_at", "sent_by"])
    return batch


def _notify(letter: Letter, by: User) -> None:
    decision, application = letter.decision, letter.decision.application
    outcome = Decision.Outcome(decision.outcome)
    if application.state != STATES[outcome]:
        if not Application.FLOW.can(VERBS[outcome], application.state):
            application = _reconsider(application, by)
        move_application(application=application, verb=VERBS[outcome], by=by)
    letter.mails.set(messages.send_letter(letter, recipients_of(application)))
    fields = {"decision_id": decision.pk, "application_id": application.pk}
    kind = application.call.label_kind
    announce(facts.DecisionNotified(outcome=outcome, label_kind=kind, **fields), by=by)
    if kind and outcome == Decision.Outcome.GRANTED:
        announce(facts.LabelDecided(label_kind=kind, **fields), by=by)


def _reconsider(application: Application, by: User) -> Application:
    """The file is before the authority again. Raises Refusal when the applicant handed in another one meanwhile."""
    try:
        with transaction.atomic():
            return move_application(application=application, verb="reconsider", by=by)
    except IntegrityError as error:
        words = _("%(reference)s ne peut pas être rouvert : la structure a déposé un autre dossier pour cet appel.")
        raise Refusal(words % {"reference": application.reference}) from error


def recipients_of(application: Application) -> list[User]:
    """Who is notified: the person who handed the file in, and those who manage the organisation."""
    people = {application.lead_id: application.lead}
    people |= {one.user_id: one.user for one in administrators_of(application.organisation).select_related("user")}
    return [person for person in people.values() if person.is_active]


@transaction.atomic
def follow_notifications() -> int:
    """Letters whose mail has left are notified: the date counts for appeals. Gives how many."""
    count = 0
    for letter in Letter.objects.filter(sent_at__isnull=False, notified_at=None).select_for_update().order_by("pk"):
        sent = letter.mails.filter(state=Mail.State.SENT).order_by("sent_at").first()
        if sent is not None and sent.sent_at is not None and letter.sent_at is not None:
            letter.notified_at, letter.notified_how = max(sent.sent_at, letter.sent_at), _("par mail")
            letter.save(update_fields=["notified_at", "notified_how"])
            count += 1
    return count


@transaction.atomic
def notify_by_hand(*, letter: Letter, how: str, on: dt.date | None = None) -> Letter:
    """A mail that does not arrive is replaced by another way, which is written down, with the day when it was received.

    Delays of appeal count from that day, today unless said. Raises OutOfTurn before sending, Incomplete without a way, or for a
    day before the sending or to come.
    """
    letter = lock(letter)
    if letter.sent_at is None:
        raise OutOfTurn(_("Ce courrier n’est pas encore parti."))
    how = clean_line(how)[:200]
    if not how:
        raise Incomplete(_("Il manque la manière."), {"how": _("Dites comment : recommandé et son numéro, remise en main propre…")})
    today = clock.today()
    on = on or today
    if not timezone.localdate(letter.sent_at) <= on <= today:
        words = _("Ce jour est avant l’envoi du courrier, ou à venir.")
        raise Incomplete(words, {"on": words})
    if letter.notified_at is None:
        at = clock.now() if on == today else timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        letter.notified_at, letter.notified_how = max(at, letter.sent_at), how
        letter.save(update_fields=["notified_at", "notified_how"])
    return letter


@transaction.atomic
def publish_batch(*, batch: Batch, by: User) -> Batch:
    """Results are public once everybody was notified. Raises OutOfTurn unless sent, Refusal with how many still wait."""
    batch = lock(batch)
    state = Batch.FLOW.step("publish", batch.state)
    follow_notifications()
    waiting = batch.letters.filter(notified_at=None).count()
    if waiting:
        raise Refusal(
            _("Tous les destinataires ne sont pas notifiés : il en reste %(count)s. Publiez quand tous le sont.") % {"count": waiting}
        )
    batch.state, batch.published_at, batch.published_by = state, clock.now(), by
    batch.save(update_fields=["state", "published_at", "published_by"])
    announce(facts.DecisionsPublished(batch_id=batch.pk), by=by)
    return batch


@transaction.atomic
def answer_decision(*, letter: Letter, kind: str, text: str, by: User) -> Appeal:
    """The applicant replies to a decision, or appeals against it: one appeal by decision. One that is late is kept, and told so.

    Raises Incomplete without words, Refusal on a second appeal or on an acceptance.
    """
    decision = lock(letter.decision)
    text = clean_text(text)[:10_000]
    if not text:
        raise Incomplete(_("Il manque votre texte."), {"text": _("Écrivez ce que vous contestez ou voulez ajouter.")})
    kind = Appeal.Kind(kind)
    if kind == Appeal.Kind.APPEAL:
        if decision.outcome == Decision.Outcome.GRANTED:
            raise Refusal(_("Cette décision vous est favorable : il n’y a pas de recours à former."))
        if decision.appeals.filter(kind=kind).exists():
            raise Refusal(_("Un recours est déjà formé contre cette décision. Ajoutez une réponse au dossier si besoin."))
    appeal = Appeal.objects.create(decision=decision, kind=kind, text=text, by=by, is_late=letter.is_final)
    fields = {"decision_id": decision.pk, "application_id": decision.application_id}
    announce(facts.AppealMade(appeal_id=appeal.pk, kind=kind, **fields), by=by)
    messages.tell_appeal(appeal)
    if kind == Appeal.Kind.APPEAL:
        messages.tell_appeal_received(appeal)
    return appeal
