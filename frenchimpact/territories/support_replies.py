"""Answering by mail: the programme a request, the collective a recommendation."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.core.text import fold
from frenchimpact.inbound.rules import Reply, Understood
from frenchimpact.territories import rules
from frenchimpact.territories.actions import support as actions
from frenchimpact.territories.messages.support import advice_page, request_page
from frenchimpact.territories.models import Recommendation, SupportRequest

YES = {"oui", "accepte", "acceptee", "d accord", "yes", "accepted"}
NO = {"non", "decline", "declinee", "refuse", "no", "declined"}
PROGRESS = {
    "fait": "finish",
    "c est fait": "finish",
    "done": "finish",
    "en cours": "begin",
    "commence": "begin",
    "doing": "begin",
    "sans objet": "set_aside",
    "set aside": "set_aside",
}
_FIRST = re.compile(r"\s*([^\n.,;:!–—-]{1,40})[ \t]*[.,;:!–—-]*\s*(.*)\Z", re.DOTALL)


def _parted(text: str) -> tuple[str, str]:
    """The first words, folded, and what follows them."""
    found = _FIRST.match(text)
    return (fold(found[1]), found[2].strip()) if found else ("", text.strip())


def find_request(person: User, key: int) -> SupportRequest | None:
    """The request, if the person may still answer it for the programme."""
    request = SupportRequest.objects.select_related("territory").filter(pk=key).first()
    return request if request is not None and rules.can_answer_request(person, request) else None


def page_of_request(request: SupportRequest) -> str:
    """Where it is answered in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return request_page(request)


def take_answer(reply: Reply) -> Understood:
    """« oui » or « non », then the answer. Raises Refusal for anything else: nothing is guessed."""
    request: SupportRequest = reply.thing
    first, answer = _parted(reply.text)
    if first not in YES | NO:
        raise Refusal(_("Commencez votre réponse par « oui » ou par « non », puis écrivez-la. Rien n’est enregistré."))
    if not answer:
        raise Refusal(_("Après « oui » ou « non », écrivez votre réponse en quelques mots : le territoire la lit. Rien n’est enregistré."))
    actions.answer_request(request=request, is_accepted=first in YES, answer=answer, by=reply.person)
    return Understood(gettext_lazy("Votre réponse est transmise au territoire."), page_of_request(request))


def find_advice(person: User, key: int) -> Recommendation | None:
    """The recommendation, if the person may say what became of it."""
    advice = Recommendation.objects.select_related("territory").filter(pk=key).first()
    return advice if advice is not None and rules.can_run_recommendation(person, advice) else None


def page_of_advice(advice: Recommendation) -> str:
    """Where it is answered in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return advice_page(advice)


def take_progress(reply: Reply) -> Understood:
    """« fait », « en cours », or « sans objet » with the reason. Raises Refusal for anything else."""
    advice: Recommendation = reply.thing
    first, reason = _parted(reply.text)
    if first not in PROGRESS:
        raise Refusal(_("Répondez « fait », « en cours », ou « sans objet : » suivi de la raison. Rien n’est enregistré."))
    actions.move_recommendation(advice=advice, verb=PROGRESS[first], reason=reason, by=reply.person)
    return Understood(gettext_lazy("C’est noté sur la recommandation."), page_of_advice(advice))
