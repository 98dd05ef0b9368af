"""What each side is told of a meeting; messages may be answered by mail, and hide addresses."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Choice, Introduction, Message
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.projects.rules import team_of
from frenchimpact.territories.rules import people_of

TOPIC = "in"


def page(introduction: Introduction) -> str:
    """Where both sides read and write."""
    return reverse("aids:introduction", args=[introduction.pk])


def side_people(introduction: Introduction, side: str) -> list[User]:
    """Those of one side."""
    return team_of(introduction.project) if side == Choice.Side.PROJECT else list(people_of(introduction.funder))


def other(side: str) -> str:
    """The side across."""
    return str(Choice.Side.FUNDER if side == Choice.Side.PROJECT else Choice.Side.PROJECT)


def _proposer(introduction: Introduction) -> str:
    return introduction.project.name if introduction.proposed_by_side == Choice.Side.PROJECT else introduction.funder.name


def tell_proposed(introduction: Introduction) -> None:
    """The teaser, and nothing else."""

    def news() -> News:
        found = {"name": _proposer(introduction), "day": introduction.expires_on}
        return News(
            subject=_("%(name)s propose de vous rencontrer") % found,
            lead=_("« %(name)s » propose une mise en relation. Vous ne partagez rien avant d’accepter.") % found,
            action=_("Lire et répondre"),
            page=page(introduction),
            quote=introduction.teaser,
        )

    _tell(introduction, other(introduction.proposed_by_side), news, "proposed")


def tell_answered(introduction: Introduction) -> None:
    """The side that proposed hears the answer, or the silence."""

    def news() -> News:
        words = {
            Introduction.State.ACCEPTED: _("Mise en relation acceptée : vous pouvez vous écrire."),
            Introduction.State.DECLINED: _("Mise en relation déclinée."),
        }.get(Introduction.State(introduction.state), _("Pas de réponse à votre mise en relation : elle est close."))
        return News(subject=words, lead=words, action=_("Ouvrir"), page=page(introduction), quote=introduction.decline_reason)

    _tell(introduction, introduction.proposed_by_side, news, introduction.state)


def tell_message(message: Message) -> None:
    """The message itself, to answer by mail: no address passes."""
    introduction = message.introduction
    writer = introduction.project.name if message.side == Choice.Side.PROJECT else introduction.funder.name

    def news() -> News:
        return News(
            subject=_("Message de %(name)s") % {"name": writer},
            lead=_("%(name)s vous écrit. Répondez à ce mail : votre adresse n’est pas transmise.") % {"name": writer},
            action=_("Ouvrir l’échange"),
            page=page(introduction),
            quote=message.text,
        )

    _tell(introduction, other(message.side), news, f"message:{message.pk}", can_reply=True)


def _tell(introduction: Introduction, side: str, news: Callable[[], News], event: str, *, can_reply: bool = False) -> None:
    tell_news(
        side_people(introduction, side),
        kind="aids.introduction",
        news=news,
        event=f"{introduction.pk}:{event}",
        reference=introduction.project.reference,
        thing=introduction.project.name,
        reply_to=(lambda person: reply_address(person, TOPIC, introduction.pk)) if can_reply else None,
    )
