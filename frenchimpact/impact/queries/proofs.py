"""How far one may believe a figure: the level of proof of what is followed, and who looked at the value."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.impact.models import Followed
from frenchimpact.methods.queries import evidence_words


@dataclass(frozen=True)
class Evidence:
    """The level of proof in force. `has_expired`: one was given, too long ago to count."""

    level: int
    until: dt.date | None
    has_expired: bool

    @property
    def words(self) -> str:
        """What the level means."""
        if self.has_expired:
            return _("Preuve à renouveler")
        return _("Preuve %(level)s") % {"level": evidence_words(self.level)}


def evidence_of(followed: Followed) -> Evidence:
    """The current level of proof, read from the row alone: a list costs no query."""
    until = followed.evidence_until
    has_expired = until is not None and until < clock.today()
    return Evidence(0 if has_expired else followed.evidence, until, has_expired)
