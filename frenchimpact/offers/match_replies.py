"""Answering a proposal by mail: « oui », or « non » with the reason. What is not sure is asked again."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.consent import read_consent
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.inbound.rules import Reply, Understood
from frenchimpact.offers import rules
from frenchimpact.offers.actions.matches import answer
from frenchimpact.offers.messages.matches import page
from frenchimpact.offers.models import Match
from frenchimpact.offers.queries.matches import whole


def find_for_reply(person: User, key: int) -> Match | None:
    """What they were asked, whatever became of it, as long as they speak for the side that was."""
    found = whole(Match.objects.filter(pk=key)).first()
    return found if found is not None and rules.other_side(found.proposed_by) in rules.sides_of(person, found) else None


def page_of(match: Match) -> str:
    """Where it is answered in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return page(match)


def take_reply(reply: Reply) -> Understood:
    """Accept, or decline with the reason. Raises Refusal for anything else: nothing is guessed."""
    match: Match = reply.thing
    if match.state != Match.State.PROPOSED:
        raise Refusal(_("Cette proposition n’attend plus de réponse : %(state)s.") % {"state": str(match.get_state_display()).lower()})
    said = read_consent(reply.text)
    if said.word not in ("yes", "no"):
        raise Refusal(_("Nous n’avons pas compris votre réponse : rien n’a changé. Répondez « oui » seul, ou « non » suivi de la raison."))
    if said.word == "no" and not said.text:
        raise Refusal(_("Dites aussi pourquoi, par exemple « non, nous n’avons plus de place ». La proposition vous attend."))
    answer(match=match, is_yes=said.word == "yes", reason=said.text, by=reply.person)
    words: Text = (
        gettext_lazy("C’est accepté. Vous voyez sur la page comment vous joindre.")
        if said.word == "yes"
        else gettext_lazy("C’est décliné : l’autre côté lit pourquoi.")
    )
    why: Text = gettext_lazy("Les pièces jointes ne sont pas gardées avec cette réponse.")
    return Understood(words, page_of(match), refused_files=[(one.name, why) for one in reply.attachments])
