"""What people without an account send to a room: counted by network (only a digest is kept), and by the address that is written to."""

import datetime as dt

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import limits
from frenchimpact.accounts.keys import network_digest

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_BUSY = _("Beaucoup d’envois viennent de partir d’ici. Réessayez dans une heure : votre texte est toujours là.")
_WRITTEN_TO = _("Cinq envois sont déjà partis pour cette adresse depuis hier. Répondez à l’un des mails reçus, ou revenez demain.")


def count_post(request: HttpRequest, room: str, *, email: str = "") -> None:
    """One more from that network, and one more mail to that address: nobody's mailbox is filled from here. Raises TooMany."""
    limits.take(limits.Allowance(f"post.{room}", 20, HOUR, _BUSY), network_digest(request))
    if email:
        limits.take(limits.Allowance(f"post.{room}.to", 5, DAY, _WRITTEN_TO), email.lower())


def count_look_up(request: HttpRequest, room: str) -> None:
    """One more try to find something by what only its owner knows. Raises TooMany."""
    limits.take(limits.Allowance(f"find.{room}", 10, HOUR, _BUSY), network_digest(request))


def network_print(request: HttpRequest) -> str:
    """A digest of the network that asks: tells one from another, and leads back to nobody."""
    return network_digest(request)
