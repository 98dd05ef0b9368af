"""What becomes of a label: observed, suspended, given back, succeeded, expired. Withdrawn only by a procedure."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.labels import facts, messages
from frenchimpact.labels.models import Label, LabelEvent, Renewal


def move(
    *, label: Label, verb: str, by: User | None, reasons: str = "", valid_until: dt.date | None = None, on: dt.date | None = None
) -> Label:
    """One step of the label's life, in its history, its status lists and its holder's mail. Raises OutOfTurn."""
    label = lock(label)
    label.status = Label.FLOW.step(verb, label.status)
    # The instant from which status lists say it.
    label.changed_at = clock.now()
    if valid_until is not None:
        label.valid_until = valid_until
    label.save(update_fields=["status", "changed_at", "valid_until"])
    LabelEvent.objects.create(
        label=label,
        what=LabelEvent.What(verb),
        at=label.changed_at,
        on=on or clock.today(),
        reasons=reasons,
        valid_until=valid_until,
        by=by,
    )
    announce(facts.LabelMoved(label_id=label.pk, verb=verb, status=label.status), by=by)
    if label.status not in (*Label.HOLDING, Label.Status.SUSPENDED):
        close_renewal(label)
    messages.tell_moved(label, verb, reasons)
    return label


def close_renewal(label: Label) -> None:
    """A label that is over is not renewed."""
    for renewal in label.renewals.select_for_update().filter(state__in=[Renewal.State.OPEN, Renewal.State.FILED]):
        renewal.state = Renewal.FLOW.step("close", renewal.state)
        renewal.save(update_fields=["state"])
        announce(facts.RenewalDecided(label_id=label.pk, renewal_id=renewal.pk, state=renewal.state), by=None)
    messages.finish("renewal", label)
    messages.finish("renewal_filed", label)


def _need_reasons(reasons: str) -> None:
    if not reasons.strip():
        raise Incomplete(_("Dites pourquoi."), {"reasons": _("Écrivez les motifs : le titulaire et le public les lisent.")})


@transaction.atomic
def observe_label(*, label: Label, reasons: str, by: User) -> Label:
    """Something is to be mended; the label holds. Raises Incomplete without reasons, OutOfTurn."""
    _need_reasons(reasons)
    return move(label=label, verb="observe", reasons=reasons, by=by)


@transaction.atomic
def clear_label(*, label: Label, reasons: str = "", by: User) -> Label:
    """What was to be mended is. Raises OutOfTurn."""
    return move(label=label, verb="clear", reasons=reasons, by=by)


@transaction.atomic
def suspend_label(*, label: Label, reasons: str, by: User) -> Label:
    """As a precaution, the label no longer holds until the suspension ends: its badge is nowhere at once.

    Raises Incomplete without reasons, OutOfTurn.
    """
    _need_reasons(reasons)
    return move(label=label, verb="suspend", reasons=reasons, by=by)


@transaction.atomic
def reinstate_label(*, label: Label, reasons: str = "", by: User) -> Label:
    """The suspension ends: the label holds again. Raises OutOfTurn."""
    return move(label=label, verb="reinstate", reasons=reasons, by=by)


@transaction.atomic
def surrender_label(*, label: Label, reasons: str = "", by: User) -> Label:
    """Its holder gives it back. Raises OutOfTurn."""
    return move(label=label, verb="surrender", reasons=reasons, by=by)


@transaction.atomic
def succeed_label(*, label: Label, by: User, reasons: str, successor: Label | None = None, successor_name: str = "") -> Label:
    """It goes on as something else: another label of the register, or what `successor_name` names.

    Raises Incomplete without a successor or reasons, OutOfTurn.
    """
    _need_reasons(reasons)
    if (successor is None) == (not successor_name) or (successor is not None and successor.pk == label.pk):
        raise Incomplete(_("Dites ce qui prend la suite."), {"successor_name": _("Écrivez la référence d’un label, ou un nom.")})
    label = lock(label)
    Label.FLOW.step("succeed", label.status)
    # The database refuses a successor without the status, and the status without a successor.
    held = Label.objects.filter(pk=label.pk)
    held.update(status=Label.Status.SUCCEEDED, successor=successor, successor_name=successor_name, changed_at=clock.now())
    label.refresh_from_db()
    LabelEvent.objects.create(label=label, what=LabelEvent.What.SUCCEEDED, reasons=reasons, by=by)
    announce(facts.LabelMoved(label_id=label.pk, verb="succeed", status=label.status), by=by)
    close_renewal(label)
    messages.tell_moved(label, "succeed", reasons)
    return label
