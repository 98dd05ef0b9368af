"""« Signaler une erreur » : anyone says what is wrong with an aid; its funder, or the programme, answers."""

import datetime as dt

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.messages import reports as letters
from frenchimpact.aids.models import Aid, AidReport
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, TooMany
from frenchimpact.core.rows import lock

# Open errors on the same aid in an hour, past which somebody plays.
MOST = 20


@transaction.atomic
def report_aid(*, aid: Aid, text: str, email: str = "", by: User | None = None) -> AidReport:
    """Keep it, and tell who can mend the aid. Raises TooMany when many come at once."""
    aid = lock(aid)
    since = clock.now() - dt.timedelta(hours=1)
    if aid.reports.filter(at__gte=since).count() >= MOST:
        raise TooMany(_("Beaucoup d’erreurs sont déjà signalées sur cette aide. Réessayez dans une heure."))
    report = AidReport.objects.create(aid=aid, text=text, email=email, by=by)
    letters.tell_reported(report)
    return report


@transaction.atomic
def answer_report(*, report: AidReport, answer: str, by: User) -> None:
    """Close it; whoever left an address, or signed in, reads the answer. Raises OutOfTurn when somebody answered before."""
    report = lock(report)
    if report.closed_at is not None:
        raise OutOfTurn(_("Quelqu’un a déjà répondu à ce signalement."))
    report.closed_at, report.closed_by, report.answer = clock.now(), by, answer
    report.save(update_fields=["closed_at", "closed_by", "answer"])
    letters.finish_reported(report)
    letters.write_answer(report, language=get_language() or "fr")
