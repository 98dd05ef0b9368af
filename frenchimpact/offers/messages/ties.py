"""A juror whose organisation offers something to a candidate: they are asked to say it, and the programme knows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.offers.models import Match
from frenchimpact.organisations.rules import operators
from frenchimpact.reviews.models import Juror

TIED, SEEN = "offers.tied", "offers.tie_seen"


def tell_tie(match: Match, seat: Juror) -> None:
    """A flag, never a judgment: the juror says whether it is a tie."""
    about = {"house": match.offer.organisation.name, "asker": str(match.request.asker), "offer": match.offer.title}

    def asked() -> News:
        subject = _("Un lien à déclarer ? %(house)s et %(asker)s") % about
        lead = (
            _("%(house)s, votre structure, offre « %(offer)s » à %(asker)s, candidate devant votre jury. Dites si c’est un lien.") % about
        )
        return News(subject=subject, lead=lead, action=_("Déclarer mes liens"), page=reverse("reviews:ties", args=[seat.jury_id]))

    def seen() -> News:
        told = about | {"juror": seat.user.full_name}
        subject = _("Lien possible d’un juré : %(juror)s") % told
        lead = _("%(house)s, la structure de %(juror)s, membre du jury, offre « %(offer)s » à %(asker)s, qui y candidate.") % told
        return News(subject=subject, lead=lead, action=_("Voir le jury"), page=reverse("reviews:jury", args=[seat.jury_id]))

    event = f"{seat.pk}:{match.pk}"
    about_it: dict[str, Any] = {"reference": match.offer.reference, "thing": match.offer.title}
    tell_news([seat.user], kind=TIED, news=asked, event=event, is_task=True, **about_it)
    tell_news(operators().exclude(pk=seat.user_id), kind=SEEN, news=seen, event=event, **about_it)
