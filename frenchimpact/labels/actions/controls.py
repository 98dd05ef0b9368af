"""Controls by sampling: labels drawn by lot, asked the same thing, with evidence; a conclusion for each."""

import datetime as dt
import hashlib
import secrets

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.queries import files_of, intake
from frenchimpact.labels import facts, messages
from frenchimpact.labels.actions.life import observe_label
from frenchimpact.labels.actions.procedures import open_procedure
from frenchimpact.labels.models import Control, ControlRound, Label, LabelKind, Procedure
from frenchimpact.labels.rules import EVIDENCE

MOST_DRAWN, MOST_EVIDENCE = 200, 20
DOCUMENTS = intake("document")


def drawn(references: list[str], seed: str, count: int) -> list[str]:
    """The lot: references in the order of the hash of the seed and of each. Anyone who has the seed finds the same."""
    return sorted(references, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).hexdigest())[:count]


@transaction.atomic
def draw_controls(*, kind: LabelKind, count: int, question: str, days: int, by: User) -> ControlRound:
    """Draw by lot among the labels of that kind that hold and are not being controlled, and ask them. Raises Incomplete, Refusal."""
    if not question.strip() or not 1 <= count <= MOST_DRAWN or days < 1:
        raise Incomplete(_("Le contrôle ne peut pas partir ainsi."), {"question": _("Écrivez ce qui est demandé, et à combien de labels.")})
    under_way = Control.objects.filter(concluded_at=None).values("label")
    held = Label.objects.filter(kind=kind, status__in=Label.HOLDING, organisation__isnull=False).exclude(pk__in=under_way)
    pool = {label.reference: label for label in held}
    if not pool:
        raise Refusal(_("Aucun label de ce genre ne peut être contrôlé aujourd’hui."))
    seed = secrets.token_hex(16)
    chosen = drawn(sorted(pool), seed, count)
    made = ControlRound.objects.create(
        kind=kind,
        question=question,
        asked_count=len(chosen),
        seed=seed,
        pool_count=len(pool),
        reply_until=clock.today() + dt.timedelta(days=days),
        drawn_at=clock.now(),
        drawn_by=by,
    )
    for reference in chosen:
        control = Control.objects.create(round=made, label=pool[reference])
        announce(facts.ControlAsked(label_id=control.label_id, control_id=control.pk), by=by)
        messages.tell_control(control)
    return made


def attach_evidence(*, control: Control, sent: "MultiValueDict[str, UploadedFile[bytes]]", fields: QueryDict, by: User) -> Taken:
    """Take the holder's evidence. Raises OutOfTurn once concluded, Refusal past twenty files."""
    if control.concluded_at is not None:
        raise OutOfTurn(_("Ce contrôle est conclu."))
    coming = len(sent.getlist("evidence")) + len(fields.getlist("evidence_parcel"))
    if files_of(control, EVIDENCE).count() + coming > MOST_EVIDENCE:
        raise Refusal(_("Vingt pièces au plus. Réunissez-les."))
    return files.take_sent(sent=sent, fields=fields, name="evidence", owner=control, purpose=EVIDENCE, intake=DOCUMENTS, by=by)


@transaction.atomic
def answer_control(*, control: Control, reply: str, by: User) -> Control:
    """The holder answers. Raises Incomplete for nothing, OutOfTurn once concluded or answered."""
    control = lock(control)
    if not reply.strip():
        raise Incomplete(_("Votre réponse est vide."), {"reply": _("Écrivez votre réponse.")})
    if control.replied_at is not None or control.concluded_at is not None:
        raise OutOfTurn(_("Ce contrôle n’attend plus de réponse."))
    control.reply, control.replied_at, control.replied_by = reply, clock.now(), by
    control.save(update_fields=["reply", "replied_at", "replied_by"])
    messages.finish("control", control.label)
    announce(facts.ControlAnswered(label_id=control.label_id, control_id=control.pk), by=by)
    messages.tell_control_answered(control)
    return control


@transaction.atomic
def conclude_control(*, control: Control, conclusion: str, reasons: str, by: User) -> Control:
    """Conclude, with reasons: nothing to say, something to mend (observation), or a withdrawal considered.

    Raises Incomplete, OutOfTurn, Refusal while the holder may still answer.
    """
    control = lock(control)
    if conclusion not in Control.Conclusion.values or not reasons.strip():
        raise Incomplete(_("Il manque la conclusion ou ses motifs."), {"reasons": _("Écrivez les motifs : le titulaire les lit.")})
    if control.concluded_at is not None:
        raise OutOfTurn(_("Ce contrôle est déjà conclu."))
    if control.replied_at is None and clock.today() <= control.round.reply_until:
        raise Refusal(_("Le titulaire peut encore répondre. Concluez après sa réponse, ou après la date limite."))
    control.conclusion, control.reasons = conclusion, reasons
    control.concluded_at, control.concluded_by = clock.now(), by
    control.save(update_fields=["conclusion", "reasons", "concluded_at", "concluded_by"])
    messages.finish("control", control.label)
    messages.finish("control_answered", control.label)
    announce(facts.ControlConcluded(label_id=control.label_id, control_id=control.pk, conclusion=conclusion), by=by)
    label = control.label
    if conclusion == Control.Conclusion.MEND and Label.FLOW.can("observe", label.status):
        observe_label(label=label, reasons=reasons, by=by)
    elif conclusion == Control.Conclusion.PROCEDURE and not Procedure.objects.filter(label=label, decided_at=None).exists():
        open_procedure(label=label, grounds=reasons, by=by)
    else:
        messages.tell_control_concluded(control)
    return control
