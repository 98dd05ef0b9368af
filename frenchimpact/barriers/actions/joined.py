"""Cases joined to another: they get its answer when it has one, and go back to the desk when it ends without."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.masks import hide_names, known_names
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.talk import note, write
from frenchimpact.barriers.messages import outcomes as messages
from frenchimpact.barriers.models import Case, Circle, Message, Outcome, OutcomeKind
from frenchimpact.core import clock
from frenchimpact.core.facts import announce

ANSWERED = (Case.State.OUTCOME, Case.State.FOLLOW_UP, Case.State.CLOSED)
# What ends a case without an answer to its question.
UNANSWERED = (Case.State.REDIRECTED, Case.State.WITHDRAWN)
# Of what was said in an answer, what is the same for everyone: never who benefits from it.
_SAID = ("answer", "legal_basis", "decided_by", "conditions", "evaluation")
_DATED = ("decided_on", "starts_on", "ends_on")
READ_DAYS = 5


def joined_to(case: Case) -> Iterator[Case]:
    """Every case that waits for this one's answer, through others if need be; not those whose person asked to be forgotten."""
    for one in Case.objects.filter(duplicate_of=case, state=Case.State.DUPLICATE).order_by("pk"):
        if one.forgotten_at is None:
            yield one
        yield from joined_to(one)


def last_answer(case: Case) -> Outcome | None:
    """The answer that stands, if it has one."""
    return case.outcomes.order_by("-at", "-pk").first() if case.state in ANSWERED else None


def answer_joined(*, case: Case, outcome: Outcome, by: User | None) -> int:
    """The same answer to everyone who joined. Gives how many."""
    return sum(bool(give_same_answer(case=one, first=case, outcome=outcome, by=by)) for one in joined_to(case))


@transaction.atomic
def give_same_answer(*, case: Case, first: Case, outcome: Outcome, by: User | None) -> Outcome:
    """The words of another case's answer, without the names that case holds: neither person learns who the other is."""
    names = known_names(first)
    said = {name: hide_names(getattr(outcome, name), names) for name in _SAID}
    with translation.override(case.language):
        if OutcomeKind(outcome.kind).is_experiment:
            only = _(
                "Cette décision a été prise pour une demande que la vôtre avait rejointe : elle ne vaut que pour ceux à qui elle a été"
                " accordée. Répondez-nous pour savoir comment en demander une."
            )
            said["answer"] = f"{said['answer']}\n\n{only}"[:8000]
        same = Outcome.objects.create(case=case, kind=outcome.kind, by=by, **said, **{name: getattr(outcome, name) for name in _DATED})
    write(case=case, circle=Circle.PERSON, author=Message.Author.DESK, text=same.answer, by=by, is_told=True)
    note(case=case, verb="answer", text=same.get_kind_display(), by=by)
    messages.tell_outcome(case, same)
    announce(facts.OutcomeRecorded(case_id=case.pk, outcome_id=same.pk, kind=same.kind), by=by)
    announce(facts.CaseMoved(case_id=case.pk, verb="answer", state=case.state), by=by)
    return same


@transaction.atomic
def release_joined(*, case: Case) -> int:
    """It ended without an answer: those who waited for it are read again, each for itself, and told. Gives how many."""
    count = 0
    for one in list(Case.objects.filter(duplicate_of=case, state=Case.State.DUPLICATE, forgotten_at=None).order_by("pk")):
        with translation.override(settings.LANGUAGE_CODE):
            what = _("Relire : la demande qu’elle avait rejointe s’est arrêtée sans réponse")
        next_on = clock.today() + dt.timedelta(days=READ_DAYS)
        back = move(case=one, verb="reopen", by=None, text=case.reference, next_on=next_on, next_what=what, duplicate_of=None)
        with translation.override(back.language):
            messages.tell_reopened(
                back, _("La demande que la vôtre avait rejointe s’est arrêtée sans réponse. Le guichet reprend la vôtre, pour elle-même.")
            )
        count += 1
    return count
