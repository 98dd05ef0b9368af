"""The statement of an outcome contract: its terms, its last sum line by line, what was paid."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.core.quantities import euros, quantity
from frenchimpact.design.papers import paper
from frenchimpact.design.period_words import period_name
from frenchimpact.design.words import day
from frenchimpact.impact.models import OutcomeContract
from frenchimpact.impact.queries.contracts import account_of, line_words, number, value_state
from frenchimpact.methods.queries import unit_words


def statement_paper(contract: OutcomeContract) -> bytes:
    """A tagged PDF."""
    account, indicator = account_of(contract), contract.followed.indicator
    unit = unit_words(indicator.unit)
    heads = [
        [_("Projet"), contract.followed.project.name],
        [_("Qui paie"), contract.payer.name],
        [_("Ce qui est payé"), str(indicator)],
        [_("Période"), _("du %(start)s au %(end)s") % {"start": day(contract.starts_on), "end": day(contract.ends_on)}],
        [_("État"), str(contract.get_state_display())],
        [_("Plafond"), euros(contract.cap)],
    ]
    if contract.commitment:
        heads.append([_("Engagement"), contract.commitment])
    last = account.last
    values = [
        [
            period_name(dt.date.fromisoformat(one["ends_on"]), indicator.frequency),
            quantity(number(one["value"]), unit),
            value_state(one),
        ]
        for one in (last.values if last else [])
    ]
    lines = [[line_words(contract, one), euros(Decimal(one["amount"]))] for one in (last.lines if last else [])]
    owed = _("Reste à verser") if account.owed >= 0 else _("À rendre")
    sums = [
        [_("Valeur vérifiée"), quantity(last.value if last else Decimal(0), unit)],
        [_("Montant à ce jour"), euros(last.amount if last else Decimal(0))],
        [_("Déjà versé"), euros(account.paid)],
        [owed, euros(abs(account.owed))],
    ]
    title = _("Calcul n° %(number)s, du %(on)s") % {"number": last.number, "on": day(last.at.date())} if last else _("Pas encore calculé")
    data = {
        "heads": heads,
        "values_title": _("Valeurs de la période"),
        "values_heads": [_("Période"), _("Valeur"), _("État")],
        "values": values,
        "lines_title": title,
        "lines_heads": [_("Ligne"), _("Montant")],
        "lines": lines,
        "sums": sums,
    }
    return paper("impact/papers/statement.typ", data, title=_("Contrat à impact : relevé"))
