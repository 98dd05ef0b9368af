"""What an amount and a day may be."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Envelope
from frenchimpact.commitments.models.envelopes import MOST
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.quantities import euros

# Before, nobody keeps an act of that kind: a year typed wrongly.
FIRST_DAY = dt.date(1990, 1, 1)


def wrong_amount(amount: Decimal) -> Text | None:
    """What is wrong with an amount, if anything."""
    if amount == 0:
        return _("Le montant ne peut pas être nul.")
    if amount < 0:
        return _("Le montant ne peut pas être négatif. Pour reprendre de l’argent, annulez ou récupérez.")
    if amount > MOST:
        return _("Ce montant dépasse 10 milliards d’euros : vérifiez le nombre de zéros.")
    if amount != round(amount, 2):
        return _("Deux décimales au plus : les centimes.")
    return None


def wrong_day(on: dt.date) -> Text | None:
    """What is wrong with the day of something done, if anything."""
    if on > clock.today():
        return _("Cette date n’est pas encore passée. Écrivez le jour où cela a été fait.")
    if on < FIRST_DAY:
        return _("Vérifiez l’année : elle est trop ancienne.")
    return None


def refuse(**problems: Text | None) -> None:
    """Raises Incomplete with those that are problems."""
    found = {name: words for name, words in problems.items() if words}
    if found:
        raise Incomplete(_("Il reste quelque chose à corriger."), found)


def check_envelope(envelope: Envelope | None, amount: Decimal) -> None:
    """Whether an envelope, already held, has that much left. Raises Incomplete."""
    if envelope is not None and amount > envelope.remains:
        words = _("Il reste %(remains)s dans l’enveloppe « %(name)s », et il en faudrait %(amount)s.")
        refuse(amount=words % {"remains": euros(envelope.remains), "name": envelope.name, "amount": euros(amount)})
