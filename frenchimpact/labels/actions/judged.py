"""What a decision taken after a jury does to the register: a label given, renewed, or not renewed."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application
from frenchimpact.labels import messages, queries
from frenchimpact.labels.actions.granting import grant_label
from frenchimpact.labels.actions.renewals import State, file_by_application, grant_renewal, refuse_renewal, take_back_renewal
from frenchimpact.labels.models import Label, LabelKind, Renewal
from frenchimpact.labels.terms import add_months, end_of
from frenchimpact.reviews.models import Decision


def name_of(decision: Decision) -> str:
    """A decision as the register cites it."""
    return f"{decision.application.reference}, décision n° {decision.number}"


def _signed(decision: Decision) -> str:
    return f"{decision.signed_name}, {decision.signed_quality}"


@transaction.atomic
def apply_decision(*, decision: Decision) -> Label | None:
    """Give the label that the decision accords, or renew the one that the applicant holds. Applied twice, it is once.

    What the register cannot do is told to the operators, never dropped: None, then.
    """
    application, name = decision.application, name_of(decision)
    if Label.objects.filter(decision=name).exists() or Renewal.objects.filter(decision=name).exists():
        return None
    kind = LabelKind.objects.filter(code=application.call.label_kind).first()
    if kind is None:
        messages.tell_not_given(application.organisation, name)
        return None
    if held := queries.label_renewed_by(application):
        return _renew(held, decision)
    is_territory = kind.holder == LabelKind.Holder.TERRITORY
    return grant_label(
        kind=kind,
        organisation=application.organisation,
        territory=queries.territory_of(application) if is_territory else "",
        places=queries.perimeter_of(application) if is_territory else (),
        granted_on=timezone.localdate(decision.decided_at),
        decision=name,
        decided_by=_signed(decision),
        is_demo=application.is_demo,
        by=decision.decided_by,
    )


def _renew(label: Label, decision: Decision) -> Label | None:
    """From its last day, once its renewal is open; from the decision before that, so that no term adds to another."""
    day, end, months = timezone.localdate(decision.decided_at), label.valid_until, label.kind.duration_months
    if end is None:
        return None
    is_early = day < add_months(end, -label.terms.renewal_months)
    until = end_of(day, months) if is_early else add_months(end, months)
    renewal = _request(label, end, decision.application)
    if until <= end or not Label.FLOW.can("renew", label.status):
        messages.tell_not_given(decision.application.organisation, name_of(decision), label)
        return None
    renewal.decision = name_of(decision)
    renewal.save(update_fields=["decision"])
    reasons = _("Renouvelé : %(decision)s, signée par %(by)s.") % {"decision": renewal.decision, "by": _signed(decision)}
    grant_renewal(renewal=renewal, reasons=reasons, until=until, by=decision.decided_by)
    label.refresh_from_db()
    return label


def _request(label: Label, due_on: dt.date, application: Application) -> Renewal:
    """The renewal that the application asks for; one is made when it was handed in before the renewal opened, or decided again."""
    found = queries.open_renewal(label)
    if found is None:
        found = Renewal.objects.create(label=label, due_on=due_on, reminded_months=label.terms.renewal_months)
    return file_by_application(renewal=found, application=application)


@transaction.atomic
def refuse_by_decision(*, decision: Decision) -> Renewal | None:
    """The renewal that the application asked for is refused: the label ends at its term. None when it asked for none."""
    renewal = _asked_by(decision.application)
    if renewal is None:
        return None
    renewal.decision = name_of(decision)
    renewal.save(update_fields=["decision"])
    return refuse_renewal(renewal=renewal, reasons="\n".join(_reason(one) for one in decision.reasons), by=decision.decided_by)


def _reason(one: dict[str, Any]) -> str:
    return " : ".join(part for part in (str(one.get("criterion", "")), str(one.get("text", ""))) if part)


@transaction.atomic
def follow_application(*, application: Application) -> Renewal | None:
    """An application handed in asks for the renewal, if it is open; one that is no longer judged asks for nothing any more."""
    if application.state in (Application.State.WITHDRAWN, Application.State.INADMISSIBLE):
        asked = _asked_by(application)
        return take_back_renewal(renewal=asked) if asked else None
    label = queries.label_renewed_by(application)
    renewal = queries.open_renewal(label) if label else None
    return file_by_application(renewal=renewal, application=application) if renewal else None


def _asked_by(application: Application) -> Renewal | None:
    return Renewal.objects.select_related("label__kind", "application").filter(application=application, state=State.FILED).first()
