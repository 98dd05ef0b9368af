"""A project asks for an aid: each move by the side whose turn it is, kept with its words."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import facts
from frenchimpact.aids.messages import requests as letters
from frenchimpact.aids.models import Aid, FundingRequest, RequestEvent, Rule
from frenchimpact.calls.actions.references import next_reference
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.quantities import euros
from frenchimpact.core.rows import lock
from frenchimpact.projects.models import Project

State = FundingRequest.State
# Who makes each move. A team also makes the funder's when nobody of the funder is here to make them.
TEAM_VERBS = ("apply", "give_more", "withdraw")
FUNDER_VERBS = ("acknowledge", "review", "ask_more", "send_to_committee", "accept", "contract", "decline")
# Days without news after which the team is asked what became of it.
ASK_AFTER = dt.timedelta(days=90)


class AboveAsked(Refusal):
    """More than was asked for, or than the aid ever gives: whoever notes it confirms that it is right."""

    status = 422


def above_asked(request: FundingRequest, amount: Decimal) -> Text:
    """By what an amount passes what was asked for, or the most that the aid gives; empty when it does not."""
    said = {"amount": euros(amount), "asked": euros(request.amount_asked), "most": euros(request.aid.ticket_max)}
    is_more = request.amount_asked is not None and amount > request.amount_asked
    is_over = request.aid.ticket_max is not None and amount > request.aid.ticket_max
    if is_more and is_over:
        return _("Vous écrivez %(amount)s ; la demande est de %(asked)s, et cette aide donne %(most)s au plus.") % said
    if is_more:
        return _("Vous écrivez %(amount)s ; la demande est de %(asked)s.") % said
    return _("Vous écrivez %(amount)s ; cette aide donne %(most)s au plus.") % said if is_over else ""


@transaction.atomic
def open_request(*, project: Project, aid: Aid, by: User, amount: Decimal | None = None, purpose: str = "") -> FundingRequest:
    """A draft that only the team sees. The one that is open already is given back: a project asks for an aid once at a time."""
    project = lock(project)
    there = FundingRequest.objects.filter(project=project, aid=aid).exclude(state__in=(State.CONTRACTED, State.DECLINED, State.WITHDRAWN))
    if (found := there.first()) is not None:
        return found
    if aid.status != Aid.Status.PUBLISHED:
        raise Refusal(_("Cette aide n’est plus proposée. Sa page dit ce qui existe à la place."))
    made = FundingRequest.objects.create(
        reference=next_reference("DF"), project=project, aid=aid, amount_asked=amount, purpose=purpose, created_by=by
    )
    _note(made, by, "")
    announce(facts.RequestMoved(request_id=made.pk, state=made.state), by=by)
    return made


@transaction.atomic
def change_request(*, request: FundingRequest, by: User, amount: Decimal | None, purpose: str) -> None:
    """While it is a draft: what is asked, and what for."""
    request = lock(request)
    if request.state != State.DRAFT:
        raise Refusal(_("La demande est envoyée : elle ne se modifie plus. Écrivez au financeur, ou abandonnez-la."))
    request.amount_asked, request.purpose, request.changed_at = amount, purpose, clock.now()
    request.version += 1
    request.save()


@transaction.atomic
def move_request(
    *,
    request: FundingRequest,
    verb: str,
    by: User | None,
    text: str = "",
    amount: Decimal | None = None,
    subject: str = "",
    is_told: bool = True,
    is_confirmed: bool = False,
) -> FundingRequest:
    """One move; the other side hears of it, unless something else tells it already.

    Raises OutOfTurn when it is not legal from there, Incomplete when its words or its amount are missing, AboveAsked for an amount that
    nobody confirmed and that passes what was asked for.
    """
    request = lock(request)
    state = FundingRequest.FLOW.step(verb, request.state)
    _check(request, verb, text, amount)
    if verb in {"accept", "contract"} and amount is not None and not is_confirmed and (above := above_asked(request, amount)):
        raise AboveAsked(above)
    request.state, request.changed_at, request.version = state, clock.now(), request.version + 1
    if verb in {"accept", "contract"} and amount is not None:
        request.amount_obtained = amount
    if verb == "decline":
        request.decline_reason, request.decline_subject = text, subject if subject in Rule.Subject.values else ""
    request.save()
    _note(request, by, text)
    announce(facts.RequestMoved(request_id=request.pk, state=state), by=by)
    if is_told:
        letters.tell_move(request, verb=verb, text=text, by=by)
    return request


def _check(request: FundingRequest, verb: str, text: str, amount: Decimal | None) -> None:
    lacking = {}
    if verb == "apply" and request.amount_asked is None:
        lacking["amount"] = _("Écrivez le montant demandé.")
    if verb == "apply" and not request.purpose:
        lacking["purpose"] = _("Dites à quoi servira l’aide.")
    if verb in {"decline", "ask_more"} and not text:
        lacking["text"] = _("Écrivez une raison : l’équipe la lit.") if verb == "decline" else _("Écrivez ce qu’il faut compléter.")
    if verb == "contract" and amount is None and request.amount_obtained is None:
        lacking["amount"] = _("Écrivez le montant accordé.")
    if lacking:
        raise Incomplete(_("Il manque de quoi avancer."), lacking)


def _note(request: FundingRequest, by: User | None, text: str) -> None:
    RequestEvent.objects.create(request=request, state=request.state, text=text[:3000], by=by)


def ask_outcomes() -> int:
    """« Est-ce que cela a abouti, pour combien ? », to teams whose request has had no news for three months. Gives how many."""
    limit = clock.now() - ASK_AFTER
    silent = FundingRequest.objects.filter(changed_at__lt=limit, outcome_asked_at=None).exclude(
        state__in=(State.DRAFT, State.CONTRACTED, State.DECLINED, State.WITHDRAWN)
    )
    count = 0
    for pk in silent.values_list("pk", flat=True)[:2000]:
        with transaction.atomic():
            request = FundingRequest.objects.select_for_update().filter(pk=pk, outcome_asked_at=None).first()
            if request is not None:
                letters.ask_outcome(request)
                request.outcome_asked_at = clock.now()
                request.save(update_fields=["outcome_asked_at"])
                count += 1
    return count
