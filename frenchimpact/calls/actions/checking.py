"""What the operator does with a file that was handed in: asks for corrections, finds it whole, admissible or not."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import facts, messages, rules
from frenchimpact.calls.actions.moves import note_step
from frenchimpact.calls.models import Application, Call, Cohort, CorrectionItem, CorrectionRequest, Unsealing
from frenchimpact.calls.queries.applications import filled
from frenchimpact.calls.snapshots import freeze
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text

State = Application.State
# An applicant has at least that many days to complete a file.
SHORTEST_DAYS, LONGEST_DAYS = 5, 120


@transaction.atomic
def ask_correction(*, application: Application, message: str, due_on: dt.date, items: Mapping[str, str], by: User) -> CorrectionRequest:
    """The file is not whole: the named questions, and only they, may be answered again before `due_on`.

    `items` is question key → what is wrong. Raises Refusal on an empty request or an impossible date, OutOfTurn.
    """
    application = lock(application)
    _check_open(application)
    today = clock.today()
    message = clean_text(message)[:3000]
    known = set(application.form.questions.values_list("key", flat=True))
    if not message or not items or set(items) - known:
        raise Refusal(_("Dites ce qui manque, et choisissez au moins une question à corriger."))
    if not today + dt.timedelta(days=SHORTEST_DAYS) <= due_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Refusal(_("Laissez entre %(low)s et %(high)s jours pour répondre.") % {"low": SHORTEST_DAYS, "high": LONGEST_DAYS})
    note_step(application, "ask_correction", by, message)
    application.save(update_fields=["state", "updated_at"])
    asked = CorrectionRequest.objects.create(application=application, asked_by=by, message=message, due_on=due_on)
    CorrectionItem.objects.bulk_create([CorrectionItem(request=asked, key=key, note=clean_text(note)[:600]) for key, note in items.items()])
    announce(facts.CorrectionAsked(application_id=application.pk, keys=sorted(items)), by=by)
    messages.tell_correction(application, asked)
    return asked


@transaction.atomic
def give_correction(*, application: Application, answer: str, by: User) -> Application:
    """The applicant has answered again what was asked: the file goes back to the operator, frozen anew.

    Raises Refusal when nothing is asked, Incomplete while an asked question has no good answer.
    """
    application = lock(application)
    asked = rules.open_correction(application)
    if asked is None:
        raise Refusal(_("Aucun complément n’est attendu sur ce dossier."))
    keys = {item.key for item in asked.items.all()}
    problems = {key: words for key, words in filled(application).problems.items() if key in keys}
    if problems:
        raise Incomplete(_("Il reste des réponses à corriger."), problems)
    note_step(application, "correct", by)
    application.save(update_fields=["state", "updated_at"])
    asked.answered_at, asked.answered_by, asked.answer = clock.now(), by, clean_text(answer)[:3000]
    asked.save(update_fields=["answered_at", "answered_by", "answer"])
    freeze(application, by=by)
    announce(facts.CorrectionGiven(application_id=application.pk, keys=sorted(keys)), by=by)
    messages.finish(application, "correction")
    messages.tell_correction_given(application)
    return application


@transaction.atomic
def find_complete(*, application: Application, by: User) -> Application:
    """Every piece is there. Raises OutOfTurn."""
    return _check(application, "complete", by, "")


@transaction.atomic
def admit(*, application: Application, by: User) -> Application:
    """The conditions of the call are met: the file may be judged. Raises OutOfTurn."""
    application = _check(application, "admit", by, "")
    messages.tell_admitted(application)
    return application


@transaction.atomic
def reject(*, application: Application, reasons: str, by: User) -> Application:
    """A condition of the call is not met: a named person says which, and why. Raises Refusal without reasons, OutOfTurn."""
    reasons = clean_text(reasons)
    if not reasons:
        raise Refusal(_("Écrivez quelle condition n’est pas remplie, et pourquoi : la personne le lit."))
    application = _check(application, "reject", by, reasons)
    application.correction_requests.filter(answered_at=None, closed_at=None).update(closed_at=clock.now())
    messages.finish(application, "correction")
    messages.tell_rejected(application, reasons)
    return application


@transaction.atomic
def invite_full_file(*, application: Application, by: User) -> Application:
    """The expression of interest is kept: the applicant now writes the full file. Raises Refusal for a call in one stage, OutOfTurn."""
    if application.call.kind != Call.Kind.TWO_STAGES:
        raise Refusal(_("Cet appel n’a qu’un temps : il n’y a pas de dossier complet à demander."))
    application = lock(application)
    _check_open(application)
    note_step(application, "invite", by)
    application.stage = 2
    application.save(update_fields=["state", "stage", "updated_at"])
    announce(facts.ApplicationMoved(application_id=application.pk, verb="invite", state=application.state), by=by)
    messages.tell_invited(application)
    return application


@transaction.atomic
def take_charge(*, application: Application, by: User) -> Application:
    """An operator looks after the file."""
    application = lock(application)
    application.officer = by
    application.save(update_fields=["officer"])
    return application


@transaction.atomic
def name_officer(*, application: Application, officer: User, by: User) -> Application:
    """Ask an operator to look after the file; they are told. Raises Refusal for somebody who may not check it."""
    application = lock(application)
    if not rules.can_check(officer, application):
        raise Refusal(_("%(person)s ne peut pas vérifier ce dossier : choisissez une autre personne.") % {"person": officer})
    if application.officer_id == officer.pk:
        return application
    application.officer = officer
    application.save(update_fields=["officer"])
    announce(facts.OfficerNamed(application_id=application.pk, officer_id=officer.pk), by=by)
    if officer != by:
        messages.tell_officer(application, by)
    return application


@transaction.atomic
def note_taken_out(*, call: Call, count: int, by: User) -> None:
    """Somebody takes whole files out with their documents: the journal keeps who and how many."""
    announce(facts.FilesTakenOut(call_id=call.pk, application_count=count), by=by)


def _check(application: Application, verb: str, by: User, note: str) -> Application:
    application = lock(application)
    _check_open(application)
    note_step(application, verb, by, note)
    application.officer = application.officer or by
    application.save(update_fields=["state", "updated_at", "officer"])
    announce(facts.ApplicationMoved(application_id=application.pk, verb=verb, state=application.state), by=by)
    return application


def _check_open(application: Application) -> None:
    """Nobody judges what nobody may read."""
    if rules.is_sealed(application):
        raise Refusal(rules.SEALED_WORDS)


@transaction.atomic
def unseal(*, cohort: Cohort, by: User) -> Unsealing:
    """Open the sealed files of a cohort, once it is closed: who did it, when and how many is written for good.

    Raises Refusal before the cut-off. Opened twice, it was opened once.
    """
    cohort = lock(cohort)
    existing = Unsealing.objects.filter(cohort=cohort).first()
    if existing is not None:
        return existing
    if not cohort.is_over:
        raise Refusal(_("Les plis s’ouvrent après la clôture de la session, pas avant."))
    count = cohort.applications.exclude(submitted_at=None).filter(is_test=False).count()
    opened = Unsealing.objects.create(cohort=cohort, by=by, application_count=count)
    announce(facts.CohortUnsealed(call_id=cohort.call_id, cohort_id=cohort.pk, application_count=count), by=by)
    return opened
