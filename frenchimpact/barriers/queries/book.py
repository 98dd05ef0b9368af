"""The address book of services, texts and barriers, each with how much hangs on it."""

import re

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from frenchimpact.barriers.models import Authority, Barrier, BarrierNorm, Case, CaseNorm, Norm
from frenchimpact.barriers.queries.cited import article_phrase, norms_named
from frenchimpact.barriers.rules import readable_cases
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.organisations.rules import Anyone

MOST_PROPOSED = 12
_NUMBERED = re.compile(r"art|articles?|(?:lo|[lrda])?\d*")


def services(q: str = "", *, has_old: bool = True) -> QuerySet[Authority]:
    """The address book by name; `has_old` keeps those that are no longer proposed."""
    found = Authority.objects.select_related("place").annotate(asked_count=Count("asked"))
    if not has_old:
        found = found.filter(is_active=True)
    words = clean_line(q)[:80]
    return (found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found).order_by("-is_active", "name", "pk")


def find_service(_user: Anyone, number: int) -> Authority:
    """One of them. Raises Http404."""
    found = Authority.objects.select_related("place").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def grounds(place: Place | None) -> set[int]:
    """A place and what it stands in."""
    return {one for one in (place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id) if one} if place else set()


def competent(case: Case, wanted: str = "") -> list[Authority]:
    """The services that look competent, the most likely first: by subject, by level, where the case is; or those that bear a name."""
    here, wanted = grounds(case.place), clean_line(wanted)[:80]
    rows = Authority.objects.filter(is_active=True).select_related("place")
    rows = rows.filter(name__icontains=wanted) if wanted else rows.filter(Q(place=None) | Q(place__in=here))
    aside = case.barrier.authority_id if case.barrier else None

    def fit(one: Authority) -> int:
        score = 8 if one.pk == aside else 0
        score += 4 if case.nature in one.natures else 0
        score += 2 if case.level == one.level else 0
        score += 3 if one.place_id in here else 0
        return score + len(set(case.themes) & set(one.themes))

    return sorted(rows[:2000], key=lambda one: (-fit(one), one.name, one.pk))[:MOST_PROPOSED]


def norms(q: str = "") -> QuerySet[Norm]:
    """Texts of law, with how many cases and barriers and published answers stand on each."""
    found = Norm.objects.annotate(
        case_count=Count("case_links", distinct=True),
        barrier_count=Count("barrier_links", distinct=True),
        precedent_count=Count("precedent_links", distinct=True),
    )
    named = norms_named(q)
    if named:
        return found.filter(pk__in=[one.pk for one in named]).order_by("-case_count", "text", "article", "pk")
    if phrase := article_phrase(q):
        found = found.filter(article_fold__contains=phrase)
    # The article is asked for as a whole: its letter and its numbers one by one would be found anywhere.
    for word in [one for one in fold(q).split() if not (phrase and _NUMBERED.fullmatch(one))][:6]:
        found = found.filter(Q(text_fold__contains=word) | Q(article_fold__contains=word) | Q(title__icontains=word))
    return found.order_by("-case_count", "text", "article", "pk")


def matching_norms(q: str, limit: int = 8) -> list[Norm]:
    """Texts to cite, by words of their name."""
    return list(norms(q)[:limit]) if fold(q) else []


def cases_citing(user: Anyone, norm: Norm, limit: int = 30) -> list[Case]:
    """The cases that hit a text, of those that one reads, the latest first; with whether only their person named it."""
    told = Exists(CaseNorm.objects.filter(case=OuterRef("pk"), norm=norm, is_told=True))
    rows = readable_cases(user).filter(pk__in=CaseNorm.objects.filter(norm=norm).values("case")).exclude(state=Case.State.DUPLICATE)
    return list(rows.defer("words").select_related("barrier").annotate(is_told=told).order_by("-received_at", "-pk")[:limit])


def find_norm(_user: Anyone, number: int) -> Norm:
    """One of them. Raises Http404."""
    found = Norm.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def barriers(q: str = "", norm: Norm | None = None) -> QuerySet[Barrier]:
    """Barriers with how many cases each gathers, the most first."""
    cases = Count("cases", filter=~Q(cases__state=Case.State.DUPLICATE), distinct=True)
    found = Barrier.objects.annotate(case_count=cases).select_related("authority").prefetch_related("norm_links__norm")
    if norm is not None:
        found = found.filter(norms=norm)
    words = clean_line(q)[:80]
    found = found.filter(Q(title__icontains=words) | Q(reference__iexact=words)) if words else found
    return found.order_by("-case_count", "-changed_at", "-pk")


def same_as(barrier: Barrier, limit: int = 8) -> list[Barrier]:
    """Barriers that may be this one under another name: of the same text, or with a word of its title; those of most words first."""
    same = Exists(BarrierNorm.objects.filter(barrier=OuterRef("pk"), norm__in=barrier.norm_links.values("norm")))
    words = {word for word in fold(barrier.title).split() if len(word) > 4}
    named = Q(same)
    for word in sorted(words)[:8]:
        named |= Q(title__icontains=word)
    found = list(barriers().exclude(pk=barrier.pk).filter(named)[:200])
    return sorted(found, key=lambda one: (-len(words & set(fold(one.title).split())), one.pk))[:limit]


def barriers_like(case: Case, limit: int = 6) -> list[Barrier]:
    """Barriers that the case may belong to: its own, those that its texts block, then those of the same kind with a word of its title."""
    cited = CaseNorm.objects.filter(case=case).values("norm")
    same = Exists(BarrierNorm.objects.filter(barrier=OuterRef("pk"), norm__in=cited))
    found = list(barriers().filter(Q(pk=case.barrier_id or 0) | same)[:limit])
    words = [word for word in fold(case.title).split() if len(word) > 4][:6]
    if words and len(found) < limit:
        named = Q()
        for word in words:
            named |= Q(title__icontains=word)
        found += barriers().filter(named).exclude(pk__in=[one.pk for one in found])[: limit - len(found)]
    return found
