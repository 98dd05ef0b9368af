"""What each side is told of a request."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import FundingRequest
from frenchimpact.aids.presenting import euros
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.projects.rules import team_of
from frenchimpact.territories.rules import people_of

# Moves by which it is the other side's turn, or that end it.
_TO_FUNDER = ("apply", "give_more", "withdraw")


def page(request: FundingRequest) -> str:
    """Where both sides follow it."""
    return reverse("aids:funding_request", args=[request.reference])


def tell_move(request: FundingRequest, *, verb: str, text: str, by: User | None) -> None:
    """The other side hears of each move; the introduction, which has its own mail, is left out."""
    if verb == "introduce":
        return
    team, funder = team_of(request.project), request.aid.funder
    # An answer that the team notes itself is the funder's to hear of.
    to_funder = verb in _TO_FUNDER or (by is not None and by.pk in {one.pk for one in team})
    people = (list(people_of(funder)) if funder else []) if to_funder else team

    def news() -> News:
        found = {"name": request.project.name, "title": request.aid.title, "state": request.get_state_display()}
        lead = _("« %(name)s » : demande pour « %(title)s » – %(state)s.") % found
        asked = request.amount_asked if verb == "apply" else None
        return News(
            subject=_("Demande de financement : %(state)s") % found,
            lead=lead,
            action=_("Ouvrir la demande"),
            page=page(request),
            lines=(_("Montant demandé : %(amount)s") % {"amount": euros(asked)},) if asked is not None else (),
            quote=text or (request.purpose if verb == "apply" else ""),
        )

    tell_news(
        [one for one in people if by is None or one.pk != by.pk],
        kind="aids.request",
        news=news,
        event=f"{request.pk}:{request.version}",
        reference=request.reference,
        thing=request.aid.title,
    )


def ask_outcome(request: FundingRequest) -> None:
    """« Est-ce que cela a abouti ? »"""

    def news() -> News:
        found = {"title": request.aid.title}
        return News(
            subject=_("Votre demande a-t-elle abouti ?"),
            lead=_("Pas de nouvelle de « %(title)s » depuis trois mois. Est-ce que cela a abouti, et pour combien ?") % found,
            action=_("Le dire en une minute"),
            page=page(request),
        )

    tell_news(
        team_of(request.project),
        kind="aids.outcome",
        news=news,
        event=f"outcome:{request.pk}",
        reference=request.reference,
        thing=request.aid.title,
    )
