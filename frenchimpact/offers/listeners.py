"""Who is told of what happens to offers and matches."""

from frenchimpact.core.facts import listens
from frenchimpact.offers import facts
from frenchimpact.offers.messages import matches as letters
from frenchimpact.offers.messages import offers as notes
from frenchimpact.offers.messages.ties import tell_tie
from frenchimpact.offers.models import Offer, OfferReport
from frenchimpact.offers.queries.dealings import jurors_concerned
from frenchimpact.offers.queries.matches import matches_by_key

_TOLD = {
    "propose": letters.tell_proposed,
    "accept": letters.tell_answered,
    "decline": letters.tell_answered,
    "lapse": letters.tell_answered,
    "cancel": letters.tell_stopped,
    "complete": letters.tell_done,
}


@listens(facts.MatchMoved)
def tell_sides(fact: facts.MatchMoved) -> None:
    """The side that has to know; nothing is told of a state that it left since."""
    match = matches_by_key(fact.match_id)
    if match is not None and match.state == fact.state and fact.verb in _TOLD:
        _TOLD[fact.verb](match)


@listens(facts.MatchMoved)
def tell_ties(fact: facts.MatchMoved) -> None:
    """A juror's organisation that offers something to a candidate of their jury is flagged; nobody is set aside by the machine."""
    match = matches_by_key(fact.match_id)
    if match is not None and fact.verb in ("propose", "accept"):
        for seat in jurors_concerned(match):
            tell_tie(match, seat)


@listens(facts.OfferMoved)
def tell_offer(fact: facts.OfferMoved) -> None:
    """The programme has one to read; who offers hears what became of theirs."""
    offer = Offer.objects.select_related("organisation").get(pk=fact.offer_id)
    if offer.state != fact.state:
        return
    if fact.verb in ("submit", "reread"):
        notes.tell_submitted(offer)
    elif fact.verb in ("approve", "send_back", "expire", "withdraw"):
        notes.tell_moderated(offer, fact.verb)


@listens(facts.OfferReported)
def tell_report(fact: facts.OfferReported) -> None:
    """The programme reads it."""
    for report in OfferReport.objects.select_related("offer").filter(offer=fact.offer_id, settled_at=None, reason=fact.reason):
        notes.tell_reported(report)
