"""The answer to a result that was contested."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Contest
from frenchimpact.notifications.actions import News, write_news


def write_answer(contested: Contest) -> None:
    """To the address that was left; nothing without one."""
    if not contested.email:
        return
    language = contested.by.language if contested.by else settings.LANGUAGE_CODE
    with translation.override(language):
        news = News(
            subject=_("Votre contestation : notre réponse"),
            lead=_("Vous avez contesté la comparaison avec « %(title)s ». Voici notre réponse.") % {"title": contested.aid.title},
            action=_("Voir l’aide"),
            page=reverse("aids:aid", args=[contested.aid.slug]),
            quote=contested.answer,
        )
    write_news(to=contested.email, kind="aids.contest", news=news, language=language)
