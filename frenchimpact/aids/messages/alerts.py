"""Mails of alerts: to confirm, and what is new. Each has its link to pause, change or stop."""

from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.aids.lists import AidList
from frenchimpact.aids.models import Aid, Alert
from frenchimpact.aids.presenting import deadline
from frenchimpact.notifications.actions import News, write_news

SALT = "aids.alert"


def token_of(alert: Alert) -> str:
    """What the link of its mails carries: nobody can make one."""
    return signing.dumps([alert.pk, alert.key_digest[:16]], salt=SALT)


def alert_of(token: str) -> Alert | None:
    """The alert of a link, while it is kept."""
    try:
        pk, key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return Alert.objects.filter(pk=pk, key_digest__startswith=key).first()


def criteria(query: str) -> list[str]:
    """What a search asks for, in words."""
    return [words for words, _href in AidList(QueryDict(query)).tags]


def write_confirmation(alert: Alert) -> None:
    """« Confirmez » : nothing else is sent to an address that did not answer."""
    with translation.override(alert.language):
        asked = ", ".join(criteria(alert.query)) or _("toutes les aides")
        news = News(
            subject=_("Confirmez votre alerte de financement"),
            lead=_("Vous demandez à être prévenu des nouvelles aides : %(asked)s.") % {"asked": asked},
            action=_("Confirmer l’alerte"),
            page=reverse("aids:alert", args=[token_of(alert)]),
            why=_("Si vous n’avez rien demandé, ne faites rien : votre adresse sera oubliée dans sept jours."),
        )
    write_news(to=alert.email, kind="aids.alert_confirm", news=news, language=alert.language)


def write_news_of_aids(alert: Alert, aids: list[Aid], *, shown: int) -> None:
    """What is new, each with its deadline; the button leads to the list of these alone."""
    with translation.override(alert.language):
        since = alert.told_until.date().isoformat()
        asked = AidList(QueryDict(alert.query))
        wished = ", ".join(criteria(alert.query)) or _("toutes les aides")
        lines = tuple(f"{aid.title} – {aid.funder_words} ({deadline(aid)[0]})" for aid in aids[:shown])
        news = News(
            subject=ngettext("%(n)s nouvelle aide pour vous", "%(n)s nouvelles aides pour vous", len(aids)) % {"n": len(aids)},
            lead=_("Publiées depuis notre dernier mail : %(asked)s.") % {"asked": wished},
            action=_("Voir ces aides"),
            page=asked.url(depuis=since),
            lines=lines,
            why=_("Vous avez créé cette alerte sans compte. Pour la mettre en pause, la changer ou l’arrêter :") + " " + alert_url(alert),
        )
    write_news(to=alert.email, kind="aids.alert", news=news, language=alert.language, unsubscribe_url=alert_url(alert))


def alert_url(alert: Alert) -> str:
    """The whole address of its page."""
    return settings.BASE_URL + reverse("aids:alert", args=[token_of(alert)])
