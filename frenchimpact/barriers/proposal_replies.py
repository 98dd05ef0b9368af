"""Answering a proposal by mail: « oui », « non » with the reason, a tie. What is not sure is asked again."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import routing as actions
from frenchimpact.barriers.messages.routing import answer_page
from frenchimpact.barriers.models import Assigned
from frenchimpact.core.consent import read_consent
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.inbound.rules import Reply, Understood


def find_for_reply(person: User, key: int) -> Assigned | None:
    """What was proposed to them, whatever became of it: they are told."""
    return Assigned.objects.select_related("case", "user").filter(pk=key, user=person).first()


def page_of(asked: Assigned) -> str:
    """Where they answer in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return answer_page(asked)


def take_reply(reply: Reply) -> Understood:
    """Accept, decline, or declare a tie. Raises Refusal for anything else: nothing is guessed."""
    asked: Assigned = reply.thing
    if asked.state != Assigned.State.PROPOSED:
        raise Refusal(_now(asked))
    said = read_consent(reply.text)
    if said.word == "yes":
        actions.accept(assigned=asked, by=reply.person)
        words = gettext_lazy("Vous suivez ce frein. La suite est dans votre espace.")
        with translation.override(settings.LANGUAGE_CODE):
            return _understood(reply, words, reverse("barriers:case", args=[asked.case.reference]))
    if not said.word:
        raise Refusal(
            _(
                "Nous n’avons pas compris si vous suivez ce frein : rien n’a changé."
                " Répondez « oui » seul, « non » suivi de la raison, ou « lien : » suivi du lien que vous avez avec qui demande."
            )
        )
    if not said.text:
        raise Refusal(_("Dites aussi pourquoi, par exemple « non, je n’ai pas le temps ce mois-ci ». Le frein vous reste proposé."))
    if said.word == "tie":
        actions.accept(assigned=asked, by=reply.person, ties=said.text)
    else:
        actions.decline(assigned=asked, by=reply.person, reason=said.text)
    return _understood(reply, gettext_lazy("C’est noté : ce frein est proposé à quelqu’un d’autre."), page_of(asked))


def _now(asked: Assigned) -> str:
    """What became of it."""
    if asked.state == Assigned.State.ACCEPTED:
        return _("Vous suivez déjà ce frein. Pour ne plus le suivre, passez la main depuis sa page.")
    if asked.state == Assigned.State.DECLINED:
        return _("Vous aviez décliné : ce frein est proposé à quelqu’un d’autre.")
    return _("Ce frein ne vous est plus proposé : le délai est passé, ou quelqu’un d’autre le suit.")


def _understood(reply: Reply, words: Text, page: str) -> Understood:
    why: Text = gettext_lazy("Les pièces jointes ne sont pas gardées avec cette réponse.")
    return Understood(words, page, refused_files=[(one.name, why) for one in reply.attachments])
