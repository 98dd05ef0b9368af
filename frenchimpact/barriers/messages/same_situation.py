"""What is written to whoever says « bloqué moi aussi », or follows an answer, without an account."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Precedent, SameSituation
from frenchimpact.core.links import make_key, read_key
from frenchimpact.notifications.actions import News, write_news

PURPOSE, KIND = "barriers.same", "barriers.same_situation"
# The page of a link is the only way out of these mails: it opens as long as somebody may use it.
LINK_DAYS = 3650


def key_of(situation: SameSituation, *, wants_news: bool = False) -> str:
    """What the link of its mails carries."""
    return make_key(PURPOSE, situation.pk, int(wants_news))


def situation_of(key: str) -> tuple[SameSituation, bool] | None:
    """The situation of a link, and whether it asks for news; None when it is not one of ours, or gone."""
    parts = read_key(PURPOSE, key, days=LINK_DAYS)
    if not parts or len(parts) != 2:
        return None
    found = SameSituation.objects.select_related("precedent__superseded_by", "barrier").filter(pk=parts[0]).first()
    return (found, bool(parts[1])) if found else None


def page_of(situation: SameSituation, *, wants_news: bool = False) -> str:
    """The address of its page."""
    return reverse("barriers:same_situation", args=[key_of(situation, wants_news=wants_news)])


def title_of(situation: SameSituation) -> str:
    """The answer or the barrier that it is about."""
    if situation.precedent is not None and situation.precedent.state == Precedent.State.WITHDRAWN:
        return situation.precedent.reference
    return situation.precedent.title if situation.precedent else situation.barrier.title if situation.barrier else ""


def _why() -> str:
    return _("Si vous n’avez rien demandé, ne faites rien : votre adresse sera oubliée dans trente jours.")


def ask_to_confirm(situation: SameSituation, *, wants_news: bool) -> None:
    """Nothing is counted, and nothing else is sent, before its owner confirms."""
    with translation.override(situation.language):
        is_news = not situation.is_counted
        news = News(
            subject=_("Confirmez : suivre cette réponse") if is_news else _("Confirmez : bloqué vous aussi"),
            lead=_("Vous voulez savoir quand cette réponse change : « %(title)s ».") % {"title": title_of(situation)}
            if is_news
            else _("Vous dites être dans la même situation : « %(title)s ».") % {"title": title_of(situation)},
            action=_("Confirmer"),
            page=page_of(situation, wants_news=wants_news),
            why=_why(),
        )
    write_news(to=situation.email, kind=KIND, news=news, language=situation.language, is_secret=True)


def write_known(situation: SameSituation) -> None:
    """The address is counted already: its owner alone reads it."""
    with translation.override(situation.language):
        news = News(
            subject=_("Vous l’aviez déjà dit"),
            lead=_("Votre demande est déjà comptée pour « %(title)s ».") % {"title": title_of(situation)},
            action=_("La voir"),
            page=page_of(situation),
            why=_("Quelqu’un a écrit votre adresse sur cette page. Rien n’a changé."),
        )
    write_news(to=situation.email, kind=KIND, news=news, language=situation.language, is_secret=True)


def unsubscribe_url(situation: SameSituation) -> str:
    """One press stops it."""
    return settings.BASE_URL + page_of(situation)
