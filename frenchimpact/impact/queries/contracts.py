"""Reading outcome contracts: those of a project, those that an organisation pays, one with its sums."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core.quantities import euros, quantity
from frenchimpact.impact import rules
from frenchimpact.impact.actions.contracts import paid_so_far
from frenchimpact.impact.models import Measure, OutcomeContract, OutcomePayment, Repayment
from frenchimpact.methods.queries import unit_words
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project


def _read(rows: QuerySet[OutcomeContract]) -> QuerySet[OutcomeContract]:
    return rows.select_related("followed__project", "followed__indicator", "payer").prefetch_related("steps", "repayments")


def contracts_of(project: Project) -> QuerySet[OutcomeContract]:
    """Those of a project."""
    return _read(OutcomeContract.objects.filter(followed__project=project))


def contracts_for(user: Anyone) -> QuerySet[OutcomeContract]:
    """Those of either side that the person is of."""
    return _read(rules.visible_contracts(user))


def find_contract(user: Anyone, pk: int) -> OutcomeContract:
    """One that the person may read, or Http404."""
    found = contracts_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Ce contrat n’existe pas, ou vous n’y avez pas accès."))
    return found


@dataclass(frozen=True)
class Account:
    """Where a contract stands: the last sum, what was paid, what is owed still (less than nothing: what must come back)."""

    last: Repayment | None
    history: list[Repayment]
    payments: list[OutcomePayment]
    paid: Decimal
    owed: Decimal


def account_of(contract: OutcomeContract) -> Account:
    """The account of a contract."""
    history = list(contract.repayments.all())
    paid = paid_so_far(contract)
    last = history[0] if history else None
    payments = list(OutcomePayment.objects.filter(repayment__contract=contract).select_related("repayment"))
    return Account(last, history, payments, paid, (last.amount if last else Decimal(0)) - paid)


def number(text: str | None) -> Decimal | None:
    """A number of a kept sum: they are kept as strings, exact."""
    return None if text is None else Decimal(text)


def line_words(contract: OutcomeContract, line: dict[str, Any]) -> str:
    """One line of a sum, as people read it."""
    unit = unit_words(contract.followed.indicator.unit)
    found = {"quantity": quantity(number(line["quantity"]), unit), "rate": euros(number(line["rate"]))}
    return {
        "units": _("%(quantity)s au-dessus du point de départ, à %(rate)s chacune"),
        "step": _("Palier de %(quantity)s atteint"),
        "floor": _("Pour arriver au montant garanti (%(rate)s)"),
        "bonus": _("Prime à partir de %(quantity)s"),
        "cap": _("Ramené au plafond (%(rate)s)"),
    }[line["code"]] % found


def value_state(value: dict[str, Any]) -> str:
    """Why a value counts, or does not."""
    if value["is_counted"]:
        return _("Vérifiée : comptée")
    return {
        Measure.State.SUBMITTED: _("Pas encore vérifiée : pas comptée"),
        Measure.State.DISPUTED: _("Contestée : pas comptée"),
        "absent": _("Pas de valeur"),
    }.get(value["state"], _("Pas comptée"))
