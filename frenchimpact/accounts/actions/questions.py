"""Questions of programs and visitors that cost more than a page: counted by network, of which only a digest is kept."""

import datetime as dt

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import limits
from frenchimpact.accounts.keys import network_digest

QUESTIONS = limits.Allowance("questions", 60, dt.timedelta(minutes=1), _("Trop de demandes en peu de temps. Attendez une minute."))


def count_question(request: HttpRequest) -> None:
    """One more. Raises TooMany, with the seconds to wait."""
    limits.take(QUESTIONS, network_digest(request))
