"""Cases that territories ask for: in, and back."""

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.joined import ANSWERED
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.redirections import way_of
from frenchimpact.territories.actions.support import answer_from_desk, hand_to_desk
from frenchimpact.territories.models import SupportRequest
from frenchimpact.territories.rules import people_of


@transaction.atomic
def receive_request(*, request: SupportRequest) -> Case | None:
    """The case of a request that was sent, made once however often the fact is heard. None when nobody could be answered."""
    there = Case.objects.filter(request=request).first()
    if there is not None:
        return there
    person = _person_of(request)
    if person is None or request.state != SupportRequest.State.SENT:
        return None
    case = receive_case(
        way=Case.Way.TERRITORY,
        email=person.email,
        name=person.full_name,
        title=request.title,
        wish=request.text,
        norm_words=request.norm[:2000],
        language=person.language,
        territory=request.territory,
        request=request,
        organisation=request.territory.lead,
        by=person,
    )
    words = _("Le guichet des freins suit votre demande sous la référence %(reference)s. Sa réponse arrivera ici.")
    hand_to_desk(request=request, answer=words % {"reference": case.reference})
    return case


def _person_of(request: SupportRequest) -> User | None:
    """Who is answered: whoever wrote it, or else somebody who writes for the lead."""
    if request.created_by is not None and request.created_by.is_active:
        return request.created_by
    return people_of(request.territory.lead).first() if request.territory.lead else None


@transaction.atomic
def withdraw_of_request(*, request: SupportRequest, text: str) -> None:
    """The territory no longer asks: its case is withdrawn, unless it has its answer."""
    case = Case.objects.filter(request=request).first()
    if case is not None and Case.FLOW.can("withdraw", case.state):
        move(case=case, verb="withdraw", by=None, text=text)


def give_back(*, case: Case) -> None:
    """The answer, or why there is none, to the territory; nothing while it is still looked for."""
    answer = answer_of(case)
    if answer and case.request is not None:
        answer_from_desk(request=case.request, answer=answer)


def answer_of(case: Case) -> str:
    """What came of a case, in words; empty while nothing did."""
    outcome = case.outcomes.order_by("-at", "-pk").first()
    if outcome is not None and case.state in (*ANSWERED, Case.State.DUPLICATE):
        return f"{outcome.get_kind_display()}. {outcome.answer}"
    if case.state == Case.State.REDIRECTED and (way := way_of(case.redirection)) is not None:
        sent = _("Nous l’avons transmise à : %(who)s.") % {"who": case.redirected_to} if case.redirected_to else ""
        return f"{way.title}. {way.why} {way.what} {sent}".strip()
    if case.state == Case.State.WITHDRAWN:
        return _("La demande a été retirée au guichet.")
    return ""
