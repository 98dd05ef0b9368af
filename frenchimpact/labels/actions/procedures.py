"""Withdrawing: the holder is told why, answers, and only then a decision with reasons is taken (art. L. 121-1 and L. 122-1 CRPA)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.labels import facts, messages
from frenchimpact.labels.actions.life import move
from frenchimpact.labels.models import Label, Procedure

_LIVE = (*Label.HOLDING, Label.Status.SUSPENDED)


@transaction.atomic
def open_procedure(*, label: Label, grounds: str, by: User, days: int | None = None) -> Procedure:
    """A withdrawal is considered: the holder is told why, and until when they may answer.

    Never less time than the kind says. Raises Incomplete without grounds, OutOfTurn for a label that is over, Refusal when one is open.
    """
    label = lock(label)
    if not grounds.strip():
        raise Incomplete(_("Dites ce qui est reproché."), {"grounds": _("Écrivez les faits : le titulaire y répond.")})
    if label.status not in _LIVE:
        raise OutOfTurn(_("Ce label n’est plus en cours : il n’y a rien à retirer."))
    until = clock.today() + dt.timedelta(days=max(days or 0, label.terms.reply_days))
    try:
        with transaction.atomic():
            procedure = Procedure.objects.create(label=label, grounds=grounds, opened_at=clock.now(), opened_by=by, reply_until=until)
    except IntegrityError as error:
        if "procedure_one_at_a_time" not in str(error):
            raise
        raise Refusal(_("Une procédure est déjà ouverte pour ce label.")) from error
    announce(facts.ProcedureOpened(label_id=label.pk, procedure_id=procedure.pk), by=by)
    messages.tell_procedure(procedure)
    return procedure


@transaction.atomic
def reply_procedure(*, procedure: Procedure, reply: str, by: User) -> Procedure:
    """The holder answers, until the decision is taken. Raises Incomplete for nothing, OutOfTurn after the decision or a first answer."""
    procedure = lock(procedure)
    if not reply.strip():
        raise Incomplete(_("Votre réponse est vide."), {"reply": _("Écrivez vos observations.")})
    if procedure.decided_at is not None or procedure.replied_at is not None:
        raise OutOfTurn(_("Cette procédure n’attend plus de réponse."))
    procedure.reply, procedure.replied_at, procedure.replied_by = reply, clock.now(), by
    procedure.save(update_fields=["reply", "replied_at", "replied_by"])
    messages.finish("procedure", procedure.label)
    announce(facts.ProcedureAnswered(label_id=procedure.label_id, procedure_id=procedure.pk), by=by)
    messages.tell_procedure_answered(procedure)
    return procedure


@transaction.atomic
def decide_procedure(*, procedure: Procedure, outcome: str, reasons: str, by: User) -> Procedure:
    """End the procedure, with reasons. Raises Incomplete, Refusal before the holder answered or the delay went by, OutOfTurn."""
    label = lock(procedure.label)
    procedure = lock(procedure)
    if outcome not in Procedure.Outcome.values or not reasons.strip():
        raise Incomplete(_("Il manque la décision ou ses motifs."), {"reasons": _("Écrivez les motifs : ils sont dus au titulaire.")})
    if procedure.decided_at is not None:
        raise OutOfTurn(_("Cette procédure est déjà close."))
    if not procedure.may_be_decided:
        words = _("Le titulaire peut répondre jusqu’au %(day)s inclus. Rien ne peut être décidé avant sa réponse ou cette date.")
        raise Refusal(words % {"day": formats.date_format(procedure.reply_until, "DATE_FORMAT")})
    procedure.outcome, procedure.reasons = outcome, reasons
    procedure.decided_at, procedure.decided_by = clock.now(), by
    procedure.save()
    messages.finish("procedure", label)
    messages.finish("procedure_answered", label)
    announce(facts.ProcedureDecided(label_id=label.pk, procedure_id=procedure.pk, outcome=outcome), by=by)
    if outcome == Procedure.Outcome.NOTHING:
        messages.tell_procedure_ended(procedure)
    elif Label.FLOW.can(outcome, label.status):
        move(label=label, verb=outcome, reasons=reasons, by=by)
    elif label.status != {"observe": Label.Status.OBSERVED, "suspend": Label.Status.SUSPENDED}.get(outcome):
        raise OutOfTurn(_("L’état du label ne permet plus cette décision. Rechargez la page."))
    else:
        messages.tell_procedure_ended(procedure)
    return procedure
