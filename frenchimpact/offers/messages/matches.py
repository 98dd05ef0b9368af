"""What each side of a match is told: proposed, answered, soon late, done."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.offers.models import Match, Request, Side
from frenchimpact.offers.rules import other_side
from frenchimpact.projects.rules import team_of
from frenchimpact.territories.rules import people_of

# What a reply answers.
TOPIC = "of"
PROPOSED, ANSWERED, DONE = "offers.proposed", "offers.answered", "offers.done"


def page(match: Match) -> str:
    """Where both sides read and answer."""
    return reverse("offers:match", args=[match.pk])


def askers(need: Request) -> list[User]:
    """Who is written to for a request."""
    if need.project is not None:
        return team_of(need.project)
    house = need.organisation or (need.territory.lead if need.territory else None)
    return list(people_of(house)) if house else []


def side_people(match: Match, side: str) -> list[User]:
    """Those of one side."""
    return list(people_of(match.offer.organisation)) if side == Side.OFFER else askers(match.request)


def side_name(match: Match, side: str) -> str:
    """How a side is called."""
    return match.offer.organisation.name if side == Side.OFFER else str(match.request.asker)


def _about(match: Match) -> dict[str, str]:
    return {
        "name": side_name(match, match.proposed_by),
        "other": side_name(match, other_side(match.proposed_by)),
        "offer": match.offer.title,
        "request": match.request.title,
        "day": date_format(match.answer_due_on, "DATE_FORMAT"),
    }


def tell_proposed(match: Match) -> None:
    """The other side reads the words, and answers before ten days; a reply by mail does it too."""

    def news() -> News:
        about = _about(match)
        if match.proposed_by == Side.REQUEST:
            subject = _("%(name)s demande « %(offer)s »") % about
            lead = _("%(name)s demande votre offre « %(offer)s ». Répondez avant le %(day)s.") % about
        else:
            subject = _("%(name)s peut vous aider : « %(request)s »") % about
            lead = _("%(name)s propose « %(offer)s » pour votre demande « %(request)s ». Répondez avant le %(day)s.") % about
        return News(subject=subject, lead=lead, action=_("Lire et répondre"), page=page(match), lines=_how(), quote=match.text)

    _tell(match, other_side(match.proposed_by), PROPOSED, news, "proposed", is_asked=True)


def _how() -> tuple[str, ...]:
    return (_("Vous pouvez aussi répondre à ce mail : « oui », ou « non » suivi de la raison."),)


def tell_due(match: Match) -> None:
    """The last days to answer."""

    def news() -> News:
        about = _about(match)
        lead = _("%(name)s attend votre réponse sur « %(offer)s ». Sans elle, la proposition se ferme le %(day)s.") % about
        subject = _("Réponse attendue avant le %(day)s : « %(offer)s »") % about
        return News(subject=subject, lead=lead, action=_("Répondre"), page=page(match), lines=_how(), quote=match.text)

    _tell(match, other_side(match.proposed_by), PROPOSED, news, "due", is_asked=True)


def tell_answered(match: Match) -> None:
    """The side that proposed hears the answer, or the silence."""

    def news() -> News:
        about = _about(match)
        words = {
            Match.State.ACCEPTED: _("%(other)s a dit oui à « %(offer)s ». Vous voyez maintenant comment vous joindre.") % about,
            Match.State.DECLINED: _("%(other)s a décliné « %(offer)s ».") % about,
        }.get(Match.State(match.state), _("« %(offer)s » : la proposition s’est fermée sans réponse.") % about)
        return News(subject=words, lead=words, action=_("Ouvrir"), page=page(match), quote=match.state_reason)

    _tell(match, match.proposed_by, ANSWERED, news, match.state)


def tell_stopped(match: Match) -> None:
    """Both sides hear that it stops."""

    def news() -> News:
        words = _("« %(offer)s » est interrompu.") % _about(match)
        return News(subject=words, lead=words, action=_("Ouvrir"), page=page(match), quote=match.state_reason)

    for side in Side.values:
        _tell(match, side, ANSWERED, news, "stopped")


def tell_done(match: Match) -> None:
    """The side that has not said yet what it was worth is asked."""
    told = set(match.feedback.values_list("side", flat=True))

    def news() -> News:
        lead = _("« %(offer)s » est terminé. Dites en un clic si cela a été utile, et combien a été donné.") % _about(match)
        return News(subject=_("Votre avis : « %(offer)s »") % _about(match), lead=lead, action=_("Donner mon avis"), page=page(match))

    for side in set(Side.values) - told:
        _tell(match, side, DONE, news, "done", is_asked=True)


def _tell(match: Match, side: str, kind: str, news: Callable[[], News], event: str, *, is_asked: bool = False) -> None:
    tell_news(
        side_people(match, side),
        kind=kind,
        news=news,
        event=f"{match.pk}:{event}:{side}",
        is_task=is_asked,
        due_on=match.answer_due_on if kind == PROPOSED else None,
        reference=match.offer.reference,
        thing=match.offer.title,
        reply_to=(lambda person: reply_address(person, TOPIC, match.pk)) if kind == PROPOSED else None,
    )
