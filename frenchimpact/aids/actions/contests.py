"""Contesting a result of the matching: kept with the trace that was shown, answered by a person."""

import datetime as dt

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.judging import judge
from frenchimpact.aids.lists import AidList
from frenchimpact.aids.messages.contests import write_answer
from frenchimpact.aids.models import Aid, Contest
from frenchimpact.aids.queries.matches import conditions_of
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.rows import lock

MOST_PER_DAY = 5


@transaction.atomic
def contest(*, aid: Aid, query: str, text: str, email: str, by: User | None) -> Contest:
    """Keep what is contested, with the conditions as they were judged for those answers. Raises TooMany past five a day for one address."""
    recent = Contest.objects.filter(email__iexact=email, at__gt=clock.now() - dt.timedelta(days=1))
    if recent.count() >= MOST_PER_DAY:
        raise TooMany(_("Vous avez déjà envoyé plusieurs contestations aujourd’hui. Attendez la réponse, ou réessayez demain."))
    asked = AidList(QueryDict(query))
    trace = []
    if hasattr(aid, "terms"):
        judged = judge(asked.side, conditions_of(aid.terms), clock.today())
        trace = [{"subject": one.subject, "state": str(one.state)} for one in judged.verdicts]
    return Contest.objects.create(aid=aid, text=text, email=email, by=by, trace=[{"answers": asked.query()}, *trace])


@transaction.atomic
def answer_contest(*, contested: Contest, answer: str, by: User) -> None:
    """A person answers, once, by mail. Raises Incomplete for an empty answer, Refusal when somebody answered already."""
    contested = lock(contested)
    if contested.answered_at is not None:
        raise Refusal(_("Quelqu’un a déjà répondu."))
    if not answer:
        raise Incomplete(_("Écrivez votre réponse."), {"answer": _("Écrivez votre réponse.")})
    contested.answer, contested.answered_at, contested.answered_by = answer, clock.now(), by
    contested.save()
    write_answer(contested)
