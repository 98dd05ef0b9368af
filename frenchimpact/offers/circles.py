"""Who talks about a match: both sides, once both said yes."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.conversations.rules import Circle, Seat, Subject
from frenchimpact.offers import rules
from frenchimpact.offers.messages.matches import page, side_name, side_people
from frenchimpact.offers.models import Match, Side
from frenchimpact.offers.queries.matches import matches_by_key

MODEL = "offers.Match"
BOTH = "deux-cotes"
_OPEN = (Match.State.ACCEPTED, Match.State.ACTIVE, Match.State.COMPLETED)


def circles(match: Match) -> list[Circle]:
    """Both sides, from the day when they agreed until both have said what it was worth."""
    if match.state not in _OPEN:
        return []
    note = _("Ceux qui écrivent pour qui offre, et ceux qui écrivent pour qui demande.")
    return [Circle(BOTH, _("Qui offre et qui demande"), note, lambda: _seats(match))]


def _seats(match: Match) -> list[Seat]:
    return [Seat(one, side_name(match, side), Side(side).label) for side in Side.values for one in side_people(match, side)]


def readable(person: User) -> Q:
    """Those of the offers and requests of one's own houses and teams."""
    return Q(circle=BOTH, owner_id__in=rules.own_matches(person).values("pk"))


SUBJECT = Subject(
    model=MODEL,
    slug="offres",
    words=_("Offre"),
    find=matches_by_key,
    title=lambda match: match.offer.title,
    page=page,
    circles=circles,
    readable=readable,
)
