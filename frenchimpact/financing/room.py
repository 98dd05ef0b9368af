"""The room that is left to a beneficiary under a de minimis ceiling, for the funder who is about to sign: that figure, and no other."""

from django.utils.translation import gettext as _

from frenchimpact.commitments.actions.warning import Given
from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.financing.models import Regulation
from frenchimpact.financing.queries.registers import register_of
from frenchimpact.financing.reckoning import equivalent_of


def warn_of_room(given: Given) -> Text:
    """By what it passes what is known to be left; empty when it does not, or under another regime."""
    if given.regime not in Regulation.values:
        return ""
    register = register_of(given.holder)
    worth = equivalent_of(
        register.regulations[given.regime].ceiling_on(given.on),
        instrument=given.instrument,
        amount=given.amount,
        months=given.terms.get("loan_months"),
        equivalent=given.terms.get("equivalent"),
    )
    answer = register.check(given.holder.pk, given.on, worth, given.regime)
    if answer.ceiling is None or answer.is_possible:
        return ""
    said = {"left": euros(answer.available), "worth": euros(worth), "on": day(given.on)}
    words = _(
        "Le %(on)s, il reste au bénéficiaire %(left)s sous le plafond de minimis, d’après ce qui est déclaré ici ; cet argent compterait"
        " pour %(worth)s. Réduisez-le, choisissez un autre régime, ou confirmez."
    )
    return words % said
