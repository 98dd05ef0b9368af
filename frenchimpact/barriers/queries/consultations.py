"""Consultations of a case for the desk; one question for the service that a link leads to."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from frenchimpact.barriers.messages.consultations import LINK
from frenchimpact.barriers.models import Asked, Case, Consultation, Norm, Precedent
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.core.links import read_key
from frenchimpact.organisations.rules import Anyone

LINK_DAYS = 120
# However old, a link of ours says which question it was about: a new one may be sent to the same address.
_EVER = 36_500
MOST_PROPOSED = 12


@dataclass(frozen=True)
class ByKey:
    """What a link leads to: the question it opens; or the one that it used to open."""

    asked: Asked | None = None
    was: Asked | None = None


def question_by_key(key: str) -> ByKey:
    """The question of a link, if it still opens it: not too old, not replaced by another."""
    parts = read_key(LINK, key, days=_EVER) if len(key) < 300 else None
    if parts is None or len(parts) != 2:
        return ByKey()
    rows = Asked.objects.select_related("consultation__case", "consultation__asked_by", "authority", "forwarded_from")
    asked = rows.filter(pk=parts[0]).first()
    if asked is None:
        return ByKey()
    is_good = read_key(LINK, key, days=LINK_DAYS) is not None and asked.link_serial == parts[1]
    return ByKey(asked=asked) if is_good else ByKey(was=asked)


def norms_of(case: Case) -> list[Norm]:
    """The texts that its analysis cites."""
    return [link.norm for link in case.norm_links.filter(is_told=False).select_related("norm")]


def find_asked(user: Anyone, reference: str, number: int) -> Asked:
    """One service asked about a case that the person reads at the desk. Raises Http404."""
    case = find_case_of_desk(user, reference)
    found = Asked.objects.select_related("consultation", "authority").filter(consultation__case=case, pk=number).first()
    if found is None:
        raise Http404
    found.consultation.case = case
    return found


def consultations_of(case: Case) -> QuerySet[Consultation]:
    """All of them with their services, the latest first."""
    asked = Asked.objects.select_related("authority", "forwarded_from").order_by("pk")
    found = case.consultations.select_related("asked_by").prefetch_related(Prefetch("asked", queryset=asked), "precedents")
    return found.order_by("-asked_at", "-pk")


def reachable_services(case: Case) -> list[Asked]:
    """Those that were consulted and may still be written to, each address once, the latest question first."""
    gone = (Asked.State.FORWARDED, Asked.State.CANCELLED)
    rows = Asked.objects.filter(consultation__case=case, bounced_at=None).exclude(state__in=gone).select_related("consultation")
    once: dict[str, Asked] = {}
    for one in rows.order_by("-consultation__asked_at", "pk"):
        one.consultation.case = case
        once.setdefault(one.email, one)
    return list(once.values())


def close_answers(case: Case, words: str) -> list[Precedent]:
    """The published answers in force that are closest to the question, to choose from."""
    text = words or " ".join((case.title, case.wish, case.obstacle))
    return [one.precedent for one in near_precedents(text, case.place, limit=6) if one.is_valid]
