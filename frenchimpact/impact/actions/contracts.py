"""Outcome contracts: written, signed by both sides, computed from verified values alone, paid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.quantities import shown
from frenchimpact.core.rows import lock
from frenchimpact.impact import facts, rules
from frenchimpact.impact.actions.following import lock_aim
from frenchimpact.impact.actions.proofs import settle
from frenchimpact.impact.messages import contracts as messages
from frenchimpact.impact.models import Followed, Measure, OutcomeContract, OutcomePayment, OutcomeStep, Repayment, Verification
from frenchimpact.impact.repaying import Sum as Worth
from frenchimpact.impact.repaying import Terms, paid_value, repay
from frenchimpact.methods.models import Indicator
from frenchimpact.organisations.models import Organisation

# What can be paid for: what adds up. Nobody pays for the sum of means or of percentages.
PAYABLE = (Indicator.Aggregation.SUM, Indicator.Aggregation.LAST, Indicator.Aggregation.DISTINCT)
MOST_STEPS = 8
Steps = Sequence[tuple[Decimal, Decimal]]


@transaction.atomic
def write_contract(
    *,
    followed: Followed,
    payer: Organisation,
    by: User,
    starts_on: dt.date,
    ends_on: dt.date,
    cap: Decimal,
    steps: Steps = (),
    contract: OutcomeContract | None = None,
    **terms: Any,
) -> OutcomeContract:
    """A contract is drawn up, or its terms change before it is signed: both sides then agree again. Raises Incomplete, OutOfTurn."""
    if contract is not None:
        contract = lock(contract)
        if contract.state != OutcomeContract.State.DRAFT:
            raise OutOfTurn(_("Un contrat signé ne change plus : terminez-le, et écrivez-en un autre."))
    else:
        contract = OutcomeContract(created_by=by)
    contract.followed, contract.payer, contract.starts_on, contract.ends_on, contract.cap = followed, payer, starts_on, ends_on, cap
    for name, value in terms.items():
        setattr(contract, name, value)
    wrong = _trouble(contract, steps)
    if wrong:
        raise Incomplete(_("Le contrat n’est pas enregistré : il reste quelque chose à corriger."), wrong)
    contract.project_agreed_at = contract.payer_agreed_at = None
    contract.project_agreed_by = contract.payer_agreed_by = None
    contract.save()
    contract.steps.all().delete()
    OutcomeStep.objects.bulk_create(OutcomeStep(contract=contract, threshold=threshold, amount=amount) for threshold, amount in steps)
    announce(facts.ContractWritten(project_id=followed.project_id, contract_id=contract.pk), by=by)
    return contract


def _trouble(contract: OutcomeContract, steps: Steps) -> Mapping[str, Text]:
    wrong: dict[str, Text] = {}
    followed = contract.followed
    if followed.indicator.aggregation not in PAYABLE:
        wrong["followed"] = _("Cet indicateur est une moyenne, un rapport, ou ne s’additionne pas : on ne paie pas une telle somme.")
    if contract.payer.pk == followed.project.organisation_id:
        wrong["payer"] = _("La structure qui porte le projet ne se paie pas elle-même.")
    if contract.ends_on < contract.starts_on:
        wrong["ends_on"] = _("La fin vient avant le début.")
    if contract.price is None and not steps:
        wrong["price"] = _("Dites combien vaut une unité vérifiée, ou écrivez au moins un palier.")
    if contract.floor > contract.cap:
        wrong["floor"] = _("Le montant garanti dépasse le plafond (%(cap)s €).") % {"cap": shown(contract.cap)}
    if (contract.bonus is None) != (contract.bonus_from is None):
        wrong["bonus"] = _("Une prime a un montant, et la valeur à partir de laquelle elle est due.")
    if len(steps) > MOST_STEPS or len({threshold for threshold, _amount in steps}) < len(steps):
        wrong["steps"] = _("Huit paliers au plus, tous différents.")
    return wrong


@transaction.atomic
def agree(*, contract: OutcomeContract, by: User) -> OutcomeContract:
    """One side agrees to the terms as they stand; the second signature locks the aim. Raises Refusal, OutOfTurn."""
    contract = lock(contract)
    if contract.state != OutcomeContract.State.DRAFT:
        raise OutOfTurn(_("Ce contrat n’attend plus de signature."))
    side = rules.side_of_contract(by, contract)
    if not side:
        raise Refusal(_("Vous êtes des deux côtés, ou d’aucun : quelqu’un d’autre signe."))
    setattr(contract, f"{side}_agreed_at", clock.now())
    setattr(contract, f"{side}_agreed_by", by)
    if contract.project_agreed_at and contract.payer_agreed_at:
        contract.state = OutcomeContract.FLOW.step("sign", contract.state)
    contract.save()
    if contract.state == OutcomeContract.State.SIGNED:
        if contract.followed.locked_at is None and contract.followed.aims.exists():
            lock_aim(followed=contract.followed, by=by)
        announce(facts.ContractSigned(project_id=contract.followed.project_id, contract_id=contract.pk), by=by)
        messages.tell_signed(contract)
    else:
        messages.tell_to_sign(contract, side)
    return contract


@transaction.atomic
def close_contract(*, contract: OutcomeContract, by: User) -> OutcomeContract:
    """A draft is dropped; a signed contract ends: it is computed no more. Raises OutOfTurn."""
    contract = lock(contract)
    contract.state = OutcomeContract.FLOW.step("drop" if contract.state == OutcomeContract.State.DRAFT else "end", contract.state)
    contract.save(update_fields=["state"])
    announce(facts.ContractClosed(project_id=contract.followed.project_id, contract_id=contract.pk), by=by)
    return contract


def terms_of(contract: OutcomeContract) -> Terms:
    """The terms, as the sum takes them."""
    return Terms(
        cap=contract.cap,
        price=contract.price,
        steps=[(step.threshold, step.amount) for step in contract.steps.all()],
        baseline=contract.baseline,
        floor=contract.floor,
        bonus_from=contract.bonus_from,
        bonus=contract.bonus,
    )


def follow_values(project_id: int) -> int:
    """Contracts that were computed already are computed again when what they are worth moved; gives how many."""
    rows = OutcomeContract.objects.filter(followed__project=project_id, state=OutcomeContract.State.SIGNED, repayments__isnull=False)
    return sum(_follow(key) for key in rows.order_by("pk").distinct().values_list("pk", flat=True))


@transaction.atomic
def _follow(key: int) -> bool:
    contract = lock(OutcomeContract(pk=key))
    last = contract.repayments.first()
    if contract.state != OutcomeContract.State.SIGNED or last is None or _worth(contract)[0].amount == last.amount:
        return False
    compute(contract=contract, by=None)
    return True


@transaction.atomic
def compute(*, contract: OutcomeContract, by: User | None) -> Repayment:
    """What the contract is worth today, kept with its lines. Raises OutOfTurn, Refusal when nothing changed since the last time."""
    contract = lock(contract)
    if contract.state != OutcomeContract.State.SIGNED:
        raise OutOfTurn(_("Un remboursement se calcule sur un contrat signé, et pas encore terminé."))
    found, values = _worth(contract)
    lines = [
        {"code": line.code, "amount": str(line.amount), "quantity": _text(line.quantity), "rate": _text(line.rate)} for line in found.lines
    ]
    last = contract.repayments.first()
    if last is not None and (last.values, last.lines) == (values, lines):
        raise Refusal(_("Rien n’a changé depuis le dernier calcul."))
    made = Repayment.objects.create(
        contract=contract,
        number=last.number + 1 if last else 1,
        value=found.value,
        amount=found.amount,
        values=values,
        lines=lines,
        by=by,
    )
    announce(facts.RepaymentComputed(project_id=contract.followed.project_id, contract_id=contract.pk, number=made.number), by=by)
    messages.tell_computed(made)
    return made


def _worth(contract: OutcomeContract) -> tuple[Worth, list[dict[str, Any]]]:
    """The sum of the verified values of its days; and every value declared in them, counted or not."""
    measures = Measure.objects.filter(
        followed=contract.followed_id, starts_on__gte=contract.starts_on, ends_on__lte=contract.ends_on
    ).exclude(state=Measure.State.DRAFT)
    rows = list(measures.order_by("ends_on"))
    by_others = _seen_by_others(contract, rows)
    seen = [one for one in rows if one.pk in by_others and one.value is not None]
    value = paid_value(
        contract.followed.indicator.aggregation, [(one.ends_on.year, one.ends_on.isoformat(), one.value or Decimal(0)) for one in seen]
    )
    return repay(terms_of(contract), value), [_told(one, is_counted=one in seen) for one in rows]


def _seen_by_others(contract: OutcomeContract, rows: Sequence[Measure]) -> set[int]:
    """Those that are verified, and not by the payer alone: who pays does not say what is owed."""
    verified = {one.pk: one.version for one in rows if one.state in (Measure.State.VERIFIED, Measure.State.LOCKED)}
    said = Verification.objects.filter(measure__in=verified, verdict=Verification.Verdict.CONFIRMED)
    lookers: dict[int, set[int | None]] = {}
    for one in said:
        if one.version == verified[one.measure_id]:
            lookers.setdefault(one.measure_id, set()).add(one.organisation_id)
    return {key for key in verified if lookers.get(key) != {contract.payer_id}}


def _told(measure: Measure, *, is_counted: bool) -> dict[str, Any]:
    return {
        "measure": measure.pk,
        "version": measure.version,
        "starts_on": measure.starts_on.isoformat(),
        "ends_on": measure.ends_on.isoformat(),
        "value": _text(measure.value),
        "state": measure.state if measure.value is not None else "absent",
        "is_counted": is_counted,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def paid_so_far(contract: OutcomeContract) -> Decimal:
    """What went to the project, less what came back."""
    total = OutcomePayment.objects.filter(repayment__contract=contract).aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


@transaction.atomic
def pay(*, contract: OutcomeContract, number: int, on: dt.date, reference: str, by: User) -> OutcomePayment:
    """The payer says that what is still owed was paid, or came back. The values that made it are settled. Raises Refusal, OutOfTurn."""
    contract = lock(contract)
    last = contract.repayments.first()
    if last is None or last.number != number:
        raise OutOfTurn(_("Un calcul plus récent existe : relisez-le avant de payer."))
    owed = last.amount - paid_so_far(contract)
    if owed == 0:
        raise Refusal(_("Tout est payé : il n’y a rien à verser."))
    made = OutcomePayment.objects.create(repayment=last, amount=owed, on=on, reference=reference, by=by)
    counted = [one["measure"] for one in last.values if one["is_counted"]]
    for measure in Measure.objects.filter(pk__in=counted, state=Measure.State.VERIFIED).order_by("pk"):
        settle(measure=measure, by=None)
    announce(facts.RepaymentPaid(project_id=contract.followed.project_id, contract_id=contract.pk, number=number), by=by)
    messages.tell_paid(made)
    return made
