"""What is written about a published answer: to the desk that keeps it, and to those who follow it."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.messages.same_situation import unsubscribe_url
from frenchimpact.barriers.models import Precedent
from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.rules import operators

REVIEW, AUTHOR, CHECK, CHANGED = (
    "barriers.precedent_review",
    "barriers.precedent_author",
    "barriers.precedent_check",
    "barriers.precedent_changed",
)


def _desk_page(precedent: Precedent) -> str:
    return reverse("barriers:precedent_desk", args=[precedent.reference])


def tell_submitted(precedent: Precedent, author: User) -> None:
    """Those who may validate: never who wrote it."""

    def news() -> News:
        return News(
            subject=_("Une réponse à valider avant publication"),
            lead=_("« %(title)s » attend une validation juridique.") % {"title": precedent.title},
            action=_("La lire et la valider"),
            page=_desk_page(precedent),
            why=_("Vous êtes dans l’équipe du programme."),
        )

    people = operators().exclude(pk__in=[author.pk, *(one.pk for one in precedent.writers)])
    event = f"{precedent.pk}-{precedent.version}"
    tell_news(people, kind=REVIEW, news=news, event=event, is_task=True, reference=precedent.reference, thing=precedent.title)


def tell_author(precedent: Precedent, verb: str) -> None:
    """Those who wrote it read what became of it."""
    finish_tasks(kind=REVIEW, reference=precedent.reference)
    people = [one for one in precedent.writers if one.is_active]

    def news() -> News:
        is_back = verb == "send_back"
        return News(
            subject=_("Votre réponse est à reprendre") if is_back else _("Votre réponse est publiée"),
            lead=_("« %(title)s » vous revient avec une remarque.") % {"title": precedent.title}
            if is_back
            else _("« %(title)s » est en vigueur.") % {"title": precedent.title},
            quote=precedent.state_reason if is_back else "",
            action=_("L’ouvrir"),
            page=_desk_page(precedent),
            why=_("Vous avez écrit cette réponse."),
        )

    event = f"{precedent.pk}-{precedent.version}"
    tell_news(people, kind=AUTHOR, news=news, event=event, reference=precedent.reference, thing=precedent.title)


def ask_to_check(precedent: Precedent) -> None:
    """To be read again before its day, or because it is over. Told once for each of both."""
    is_over = precedent.state == Precedent.State.EXPIRED

    def news() -> News:
        until = {"title": precedent.title, "on": day(precedent.valid_until)}
        return News(
            subject=_("Une réponse publiée est périmée") if is_over else _("Une réponse publiée à relire"),
            lead=_("« %(title)s » n’est plus en vigueur depuis le %(on)s.") % until
            if is_over
            else _("« %(title)s » est valable jusqu’au %(on)s : est-elle toujours juste ?") % until,
            action=_("La relire"),
            page=_desk_page(precedent),
            why=_("Chaque réponse publiée est relue une fois par an."),
        )

    readers = [*precedent.writers, *([precedent.validated_by] if precedent.validated_by else [])]
    authors = [one for one in dict.fromkeys(readers) if one.is_active]
    event = f"{precedent.pk}-{precedent.valid_until}-{precedent.state}"
    tell_news(
        authors or operators(),
        kind=CHECK,
        news=news,
        event=event,
        is_task=True,
        due_on=precedent.valid_until,
        reference=precedent.reference,
        thing=precedent.title,
    )


def settle_check(precedent: Precedent) -> None:
    """It was read: nobody is asked any more."""
    finish_tasks(kind=CHECK, reference=precedent.reference)


def tell_followers(precedent: Precedent) -> None:
    """Those who follow it hear that it changed, each in their language, with what replaces it; one press stops it."""
    # Withdrawn, nothing of what it said goes out any more.
    name = precedent.reference if precedent.state == Precedent.State.WITHDRAWN else precedent.title
    for one in precedent.same_situations.filter(is_told=True, confirmed_at__isnull=False).exclude(email="").order_by("pk"):
        with translation.override(one.language):
            news = News(
                subject=_("Une réponse que vous suivez a changé"),
                lead=f"« {name} » : {precedent.get_state_display().lower()}, {day(clock.today())}.",
                lines=(_("Elle est remplacée par : %(title)s") % {"title": precedent.superseded_by.title},)
                if precedent.superseded_by and precedent.state == Precedent.State.SUPERSEDED
                else (),
                quote=precedent.state_reason,
                action=_("Voir ce qui a changé"),
                page=reverse("barriers:precedent", args=[precedent.slug]),
                why=_("Vous avez demandé à suivre cette réponse. Pour ne plus rien recevoir :") + " " + unsubscribe_url(one),
            )
        write_news(to=one.email, kind=CHANGED, news=news, language=one.language, unsubscribe_url=unsubscribe_url(one))
