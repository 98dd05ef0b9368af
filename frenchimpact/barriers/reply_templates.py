"""First words for what the desk often writes to a person, in their language: to be finished, never sent as they are."""

from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Case
from frenchimpact.conversations.rules import Template


def templates(case: Case) -> list[Template]:
    """Those that fit a case, their titles in the reader's language, their words in the person's."""
    titles = [_("Premier contact"), _("Nous consultons"), _("Possible à droit constant"), _("Pas encore de réponse")]
    with translation.override(case.language):
        hello = _("Bonjour %(name)s,") % {"name": case.name} if case.name else _("Bonjour,")
        texts = [
            _("Je suis votre interlocuteur au guichet. J’ai lu votre demande. Voici ce que j’en ai compris : …"),
            _("Nous demandons leur avis à … Elles ont jusqu’au … pour répondre. Je vous écris dès que j’ai leur réponse."),
            _("La règle permet déjà ce que vous voulez faire, à ces conditions : … Voici le texte : …"),
            _("Nous n’avons pas encore la réponse de … Nous l’avons relancée le … Voici ce que vous pouvez faire en attendant : …"),
        ]
    keys = ("contact", "consultation", "droit-constant", "attente")
    return [Template(key, title, f"{hello}\n\n{text}") for key, title, text in zip(keys, titles, texts, strict=True)]


def template_text(case: Case, key: str) -> str:
    """The words of one of them; empty for none."""
    return next((one.text for one in templates(case) if one.key == key), "")
