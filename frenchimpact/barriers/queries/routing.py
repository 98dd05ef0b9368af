"""Who could follow a case: public hackers by subject, place and load, with the reasons told; those who cannot, with why."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.models import Assigned, Authority, Case, Hacker
from frenchimpact.barriers.queries.queue import gone_hackers
from frenchimpact.core import clock
from frenchimpact.core.text import whole
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import Anyone, held_today, perimeter_covers
from frenchimpact.vocabularies.queries import word

# What brings a case to a hacker, told on the page of algorithms: the subject, each theme in common up to a number, the service, the place.
SUBJECT_WEIGHT, THEMES_MOST, SERVICE_WEIGHT, PLACE_WEIGHT = 4, 3, 3, 2
_RUNNING = (Assigned.State.PROPOSED, Assigned.State.ACCEPTED)


@dataclass(frozen=True)
class Candidate:
    """One hacker beside a case."""

    user: User
    load: int
    most: int
    score: int
    reasons: list[str] = field(default_factory=list)
    # Why not; empty when they may be asked.
    hindrance: str = ""


def hackers() -> QuerySet[User]:
    """Public hackers of today, with their cards and how many cases each has."""
    held = held_today(Assignment.Role.HACKER).values("user")
    load = Count("assigned_cases", filter=Q(assigned_cases__state__in=_RUNNING))
    rows = User.objects.filter(pk__in=held, is_active=True).select_related("hacker_card__organisation")
    return rows.annotate(load=load).order_by("full_name", "pk")


def find_hacker(_user: Anyone, number: int) -> User:
    """A public hacker of today. Raises Http404."""
    from django.http import Http404

    found = hackers().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def hacker_of(text: str) -> User | None:
    """The hacker that a form names."""
    return hackers().filter(pk=pk).first() if (pk := whole(text)) is not None else None


def candidates(case: Case) -> list[Candidate]:
    """All of them: those who may be asked first, the most fitting first; at equal fit, who has the most room."""
    found = list(hackers())
    held: dict[int, list[Assignment]] = {}
    for one in held_today(Assignment.Role.HACKER).filter(user__in=found).select_related("perimeter"):
        held.setdefault(one.user_id, []).append(one)
    past = {one.user_id: one for one in case.assigned.order_by("pk")}
    services = _services(case)
    rows = [_candidate(case, user, held.get(user.pk, []), past.get(user.pk), services) for user in found]
    return sorted(rows, key=lambda one: (bool(one.hindrance), -one.score, one.load / max(1, one.most), one.user.pk))


def _services(case: Case) -> set[int]:
    """The organisations whose rule it is: that of the barrier's authority, and of the services of that level and subject."""
    found = Authority.objects.filter(is_active=True, organisation__isnull=False, level=case.level, natures__contains=[case.nature])
    keys = set(found.values_list("organisation", flat=True)[:20])
    authority = case.barrier.authority if case.barrier else None
    return {*keys, *([authority.organisation_id] if authority and authority.organisation_id else [])} - {None}


def _candidate(case: Case, user: User, held: list[Assignment], past: Assigned | None, services: set[int]) -> Candidate:
    card: Hacker | None = getattr(user, "hacker_card", None)
    load: int = getattr(user, "load", 0)
    most = card.most_cases if card else Hacker._meta.get_field("most_cases").default
    reasons, score = _fit(case, card, held, services)
    room = most - load
    if room > 0:
        reasons.append(ngettext("%(n)s place libre sur %(most)s", "%(n)s places libres sur %(most)s", room) % {"n": room, "most": most})
    return Candidate(user, load, most, score, reasons, _hindrance(case, user, card, held, past, room))


def _fit(case: Case, card: Hacker | None, held: list[Assignment], services: set[int]) -> tuple[list[str], int]:
    """Why they fit, and how well."""
    reasons, score = [], 0
    if card and case.nature in card.natures:
        score += SUBJECT_WEIGHT
        reasons.append(_("Suit ce sujet : %(what)s") % {"what": case.get_nature_display()})
    if card and (themes := sorted(set(card.themes) & set(case.themes))):
        score += min(THEMES_MOST, len(themes))
        reasons.append(_("Connaît : %(what)s") % {"what": ", ".join(word("theme", one) for one in themes[:3])})
    if card and card.organisation is not None and card.organisation_id in services:
        score += SERVICE_WEIGHT
        reasons.append(_("Travaille là où la règle se décide : %(name)s") % {"name": card.organisation.name})
    near = next((one.perimeter for one in held if one.perimeter is not None and perimeter_covers(one.perimeter, case.place)), None)
    if near is not None and case.place is not None:
        score += PLACE_WEIGHT
        reasons.append(_("Suit ce territoire : %(name)s") % {"name": near.name})
    return reasons, score


def _hindrance(case: Case, user: User, card: Hacker | None, held: list[Assignment], past: Assigned | None, room: int) -> str:
    if rules.is_tied(user, case):
        return _("A un lien avec qui demande")
    if past is not None and past.state in _RUNNING:
        return _("Suit déjà ce cas") if past.state == Assigned.State.ACCEPTED else _("Doit encore répondre")
    if past is not None and past.state in (Assigned.State.DECLINED, Assigned.State.LAPSED):
        return _("A décliné") if past.state == Assigned.State.DECLINED else _("N’a pas répondu")
    if past is not None and past.state == Assigned.State.ENDED and past.handover:
        return _("A passé la main")
    if card and card.away_until and card.away_until >= clock.today():
        return _("En absence")
    if held and not any(perimeter_covers(one.perimeter, case.place) for one in held):
        return _("N’agit pas dans ce territoire")
    return "" if room > 0 else _("A déjà tous les cas qu’il peut suivre")


def best_for(case: Case) -> Candidate | None:
    """Who is asked next; None when nobody may be."""
    return next((one for one in candidates(case) if not one.hindrance), None)


def running_of(case: Case) -> list[Assigned]:
    """Those who were asked or follow it, the first hacker first."""
    return list(case.assigned.filter(state__in=_RUNNING).select_related("user").order_by("role", "pk"))


def orphaned() -> QuerySet[Assigned]:
    """What is confided to somebody who left, lost the role or is away."""
    rows = Assigned.objects.filter(gone_hackers(), state__in=_RUNNING, case__closed_at=None)
    return rows.select_related("case", "user").order_by("case_id", "pk")
