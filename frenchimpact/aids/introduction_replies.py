"""Answering by mail what the other side wrote."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.aids import rules
from frenchimpact.aids.actions.introductions import write_message
from frenchimpact.aids.messages import introductions as letters
from frenchimpact.aids.models import Introduction
from frenchimpact.inbound.rules import Reply, Understood


def find_for_reply(person: User, key: int) -> Introduction | None:
    """The exchange, if the person is still of one of its sides."""
    found = Introduction.objects.select_related("project", "funder").filter(pk=key, state=Introduction.State.ACCEPTED).first()
    return found if found is not None and rules.side_of(person, found) else None


def page_of(introduction: Introduction) -> str:
    """Where it is answered in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return letters.page(introduction)


def take_reply(reply: Reply) -> Understood:
    """The text is the message. Raises Refusal for an empty one, or once the exchange is over."""
    introduction: Introduction = reply.thing
    side = rules.side_of(reply.person, introduction)
    write_message(introduction=introduction, side=side, text=reply.text.strip()[:10_000], by=reply.person, came_by_mail=True)
    refused = [(one.name, _("les pièces jointes ne sont pas transmises : seul le texte l’est")) for one in reply.attachments]
    return Understood(_("Votre message est transmis, sans votre adresse."), page_of(introduction), [], list(refused))
