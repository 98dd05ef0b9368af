"""Renewing: opened early, recalled, filed by the holder, decided; the label goes on while a timely request is judged.

A holder may also apply to a call that leads to its label: the application is then the request, and a jury judges it.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application
from frenchimpact.calls.models.applications import FINAL_STATES
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.labels import facts, messages, queries
from frenchimpact.labels.actions.certificates import issue_certificate
from frenchimpact.labels.actions.kinds import current_version
from frenchimpact.labels.actions.life import move
from frenchimpact.labels.models import Certificate, Label, LabelEvent, Renewal
from frenchimpact.labels.terms import add_months

State = Renewal.State
# While a renewal is judged, certificates are signed for two months at a time, each a week before the last one ends.
CONTINUED_FOR, SIGN_AHEAD = dt.timedelta(days=62), dt.timedelta(days=7)


@transaction.atomic
def open_renewal(*, label: Label, by: User | None = None) -> Renewal:
    """The holder may ask for the renewal, prefilled with what was said last time. Raises Refusal when it is open already."""
    until = label.valid_until
    if until is None or label.status not in (*Label.HOLDING, Label.Status.SUSPENDED):
        raise OutOfTurn(_("Ce label ne peut pas être renouvelé."))
    last = label.renewals.filter(state=State.GRANTED).order_by("-decided_at").first()
    try:
        with transaction.atomic():
            renewal = Renewal.objects.create(
                label=label, due_on=until, record=last.record if last else "", reminded_months=label.terms.renewal_months
            )
    except IntegrityError as error:
        if "renewal_one_at_a_time" not in str(error):
            raise
        raise Refusal(_("Le renouvellement est déjà ouvert.")) from error
    announce(facts.RenewalOpened(label_id=label.pk, renewal_id=renewal.pk), by=by)
    if application := queries.application_for(label):
        return file_by_application(renewal=renewal, application=application)
    messages.tell_renewal_open(renewal)
    return renewal


@transaction.atomic
def save_renewal(*, renewal: Renewal, record: str, changes: str) -> Renewal:
    """Keep what the holder has written so far. Raises OutOfTurn once it is filed."""
    renewal = lock(renewal)
    if renewal.state != State.OPEN:
        raise OutOfTurn(_("Cette demande est déjà déposée."))
    renewal.record, renewal.changes = record, changes
    renewal.save(update_fields=["record", "changes"])
    return renewal


@transaction.atomic
def file_renewal(*, renewal: Renewal, record: str, changes: str, by: User) -> Renewal:
    """The holder asks for the renewal. Raises Incomplete without a record, OutOfTurn, Refusal past the last day."""
    renewal = lock(renewal)
    if not record.strip():
        raise Incomplete(_("Il manque le bilan."), {"record": _("Dites comment les conditions ont été tenues pendant toute la période.")})
    if clock.today() > renewal.due_on:
        raise Refusal(_("Le label est arrivé à son terme. Déposez une nouvelle candidature."))
    renewal.state = Renewal.FLOW.step("file", renewal.state)
    renewal.record, renewal.changes = record, changes
    renewal.filed_at, renewal.filed_by = clock.now(), by
    renewal.save()
    messages.finish("renewal", renewal.label)
    announce(facts.RenewalFiled(label_id=renewal.label_id, renewal_id=renewal.pk), by=by)
    messages.tell_renewal_filed(renewal)
    return renewal


@transaction.atomic
def file_by_application(*, renewal: Renewal, application: Application) -> Renewal:
    """The application that the holder handed in is its request; one that was filed here goes to the jury with it.

    Handed in after the last day, it is a new application and no request: nothing changes.
    """
    renewal = lock(renewal)
    submitted_at = application.submitted_at
    if submitted_at is None or timezone.localdate(submitted_at) > renewal.due_on or renewal.application_id is not None:
        return renewal
    if renewal.state == State.OPEN:
        renewal.state = Renewal.FLOW.step("file", renewal.state)
        renewal.filed_at, renewal.filed_by = submitted_at, application.submitted_by
        announce(facts.RenewalFiled(label_id=renewal.label_id, renewal_id=renewal.pk), by=application.submitted_by)
    renewal.application = application
    renewal.save()
    messages.finish("renewal", renewal.label)
    messages.finish("renewal_filed", renewal.label)
    if application.state not in FINAL_STATES:
        messages.tell_renewal_by_application(renewal, application)
    return renewal


@transaction.atomic
def take_back_renewal(*, renewal: Renewal) -> Renewal:
    """Its application was withdrawn, or was not admissible: the holder may ask again until the last day. Raises OutOfTurn."""
    renewal = lock(renewal)
    renewal.state = Renewal.FLOW.step("take_back", renewal.state)
    taken_back = renewal.application
    renewal.application, renewal.filed_at, renewal.filed_by = None, None, None
    renewal.save()
    if clock.today() <= renewal.due_on:
        messages.tell_renewal_open(renewal, after=taken_back.reference if taken_back else "")
    return renewal


@transaction.atomic
def grant_renewal(*, renewal: Renewal, reasons: str, by: User | None, months: int | None = None, until: dt.date | None = None) -> Renewal:
    """The label goes on from its last day, or until `until`. Raises Incomplete without reasons, OutOfTurn for a label suspended."""
    renewal, label = _judged(renewal, reasons)
    renewal.state = Renewal.FLOW.step("grant", renewal.state)
    renewal.new_until = until or add_months(renewal.due_on, months or label.kind.duration_months)
    _decide(renewal, reasons, by)
    # The term that begins is under the terms of today.
    label.version = current_version(label.kind, by=by)
    label.save(update_fields=["version"])
    label = move(label=label, verb="renew", reasons=reasons, valid_until=renewal.new_until, by=by)
    issue_certificate(label=label, by=by)
    return renewal


@transaction.atomic
def refuse_renewal(*, renewal: Renewal, reasons: str, by: User | None) -> Renewal:
    """The label ends on its last day; at once when that day has passed. Raises Incomplete without reasons, OutOfTurn."""
    renewal, label = _judged(renewal, reasons)
    renewal.state = Renewal.FLOW.step("refuse", renewal.state)
    _decide(renewal, reasons, by)
    messages.tell_renewal_refused(renewal)
    if label.valid_until is not None and label.valid_until < clock.today():
        # The reasons are the holder's: the register only says what happened.
        move(label=label, verb="expire", reasons=_("Le renouvellement demandé a été refusé."), by=by)
    return renewal


def _judged(renewal: Renewal, reasons: str) -> tuple[Renewal, Label]:
    if not reasons.strip():
        raise Incomplete(_("Dites pourquoi."), {"reasons": _("Écrivez les motifs : le titulaire les lit.")})
    label = lock(renewal.label)
    return lock(renewal), label


def _decide(renewal: Renewal, reasons: str, by: User | None) -> None:
    renewal.reasons, renewal.decided_at, renewal.decided_by = reasons, clock.now(), by
    renewal.save()
    messages.finish("renewal_filed", renewal.label)
    messages.finish_not_given(renewal.label)
    announce(facts.RenewalDecided(label_id=renewal.label_id, renewal_id=renewal.pk, state=renewal.state), by=by)


# ── With time ────────────────────────────────────────────────────────────────────────────────────
def follow_labels() -> dict[str, int]:
    """What the day brings: renewals that open, reminders, labels that go on or end. Gives how many of each. Safe to run again."""
    done = {"opened": 0, "reminded": 0, "continued": 0, "expired": 0}
    live = Label.objects.filter(status__in=[*Label.HOLDING, Label.Status.SUSPENDED], valid_until__isnull=False).order_by("pk")
    for key in list(live.values_list("pk", flat=True)):
        with transaction.atomic():
            label = Label.objects.select_for_update(of=("self",), skip_locked=True).select_related("kind").filter(pk=key).first()
            if label is not None:
                _follow(label, done)
    return done


def _follow(label: Label, done: dict[str, int]) -> None:
    until, today = label.valid_until, clock.today()
    if until is None:
        return
    renewal = label.renewals.order_by("-opened_at").first()
    current = renewal if renewal is not None and renewal.due_on == until else None
    if today > until:
        if current is not None and current.state == State.FILED:
            done["continued"] += _continue(label)
            return
        if current is not None and current.state == State.OPEN:
            current.state = Renewal.FLOW.step("lapse", current.state)
            current.save(update_fields=["state"])
            messages.finish("renewal", label)
        move(label=label, verb="expire", by=None, on=until + dt.timedelta(days=1))
        done["expired"] += 1
    elif current is None and today >= add_months(until, -label.terms.renewal_months):
        open_renewal(label=label)
        done["opened"] += 1
    elif current is not None and current.state == State.OPEN:
        done["reminded"] += _remind(current)


def _remind(renewal: Renewal) -> int:
    """The reminder of the day, once: that of the fewest months before the end."""
    due = [months for months in renewal.label.terms.reminder_months if clock.today() >= add_months(renewal.due_on, -months)]
    if not due or (renewal.reminded_months is not None and renewal.reminded_months <= min(due)):
        return 0
    renewal.reminded_months = min(due)
    renewal.save(update_fields=["reminded_months"])
    messages.tell_renewal_reminder(renewal)
    return 1


def _continue(label: Label) -> int:
    """The label goes on: said once in its history, with a certificate that lasts as long as the judgement may."""
    last = Certificate.objects.filter(label=label).order_by("-number").first()
    if last is None or last.valid_until >= clock.today() + SIGN_AHEAD:
        return 0
    if not label.events.filter(what=LabelEvent.What.CONTINUED, valid_until=label.valid_until).exists():
        LabelEvent.objects.create(label=label, what=LabelEvent.What.CONTINUED, valid_until=label.valid_until)
    issue_certificate(label=label, by=None, valid_until=clock.today() + CONTINUED_FOR)
    return 1
