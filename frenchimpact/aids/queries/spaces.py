"""The funder's space: its frame, with the tabs of rooms above, and what waits there."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from frenchimpact.aids import rules
from frenchimpact.aids.models import Aid, AidDay, AidReport, FundingRequest, Introduction
from frenchimpact.aids.queries.links import Dead, broken_links
from frenchimpact.aids.queries.matches import Crowd, conditions_of, count_projects
from frenchimpact.aids.queries.variants import proposals_waiting
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.journal.models import Entry
from frenchimpact.journal.queries import entries_for
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone, is_operator

type Tab = tuple[str, Callable[[], Text]]

# Days after which the funder is asked whether an aid is still true, and before its end from which it is told.
STALE_DAYS, SOON_DAYS = 183, 30
WAITING = [FundingRequest.State.APPLIED, FundingRequest.State.INTRODUCED]
_TABS: list[Tab] = [
    ("aids:funder_home", lambda: _("Vue d’ensemble")),
    ("aids:funder_aids", lambda: _("Mes aides")),
    ("aids:funder_requests", lambda: _("Demandes")),
]


def declare_tab(view: str, words: Callable[[], Text], *, after: str = "aids:funder_aids") -> None:
    """Add a tab to the funder's space: the name of its first page, which takes no argument. Said once, when a room opens."""
    names = [name for name, _words in _TABS]
    if view not in names:
        _TABS.insert(names.index(after) + 1, (view, words))


def chosen_funder(user: Anyone, slug: str) -> tuple[list[Organisation], Organisation | None]:
    """The organisations in whose name the person funds, and the one that the address names; none: all. Raises Http404 for another's."""
    mine = list(rules.funders_of(user).order_by("name", "pk")[:200])
    if not slug:
        return mine, mine[0] if len(mine) == 1 and not is_operator(user) else None
    found = next((one for one in mine if one.slug == slug), None)
    if found is None and is_operator(user):
        found = Organisation.objects.filter(slug=slug, is_published=True).first()
    if found is None:
        raise Http404
    return mine, found


def funder_frame(user: Anyone, current: str, slug: str = "") -> dict[str, Any]:
    """What `aids/funder_space.html` shows around each page: `current` is its tab, `slug` the organisation that the address names."""
    mine, chosen = chosen_funder(user, slug)
    query = f"?structure={slug}" if slug else ""
    names = [(_("Toutes"), "?", not slug, None)] + [(one.name, f"?structure={one.slug}", one.slug == slug, None) for one in mine]
    return {
        "tabs": [(words(), reverse(name) + query, name == current, None) for name, words in _TABS],
        "funders": mine,
        "funder": chosen,
        "funder_tabs": names if len(mine) > 1 or (mine and is_operator(user)) else [],
        "funder_query": query,
        "is_operator": is_operator(user),
    }


def aids_of_funder(user: Anyone, chosen: Organisation | None = None) -> QuerySet[Aid]:
    """The aids that the person writes: those of the organisation chosen, or all of theirs; those of another for operators too."""
    found = rules.editable_aids(user).exclude(status=Aid.Status.MERGED)
    if chosen is not None:
        found = found.filter(funder=chosen)
    elif is_operator(user) and (mine := rules.funders_of(user)).exists():
        found = found.filter(funder__in=mine)
    return found


def with_numbers(aids: QuerySet[Aid]) -> QuerySet[Aid]:
    """Each with what was done with it: sheets opened in the last thirty days, requests sent, errors reported."""
    since = clock.today() - dt.timedelta(days=30)
    days = AidDay.objects.filter(aid=OuterRef("pk"), on__gt=since).values("aid").annotate(n=Sum("views_count")).values("n")
    requests = (
        FundingRequest.objects.filter(aid=OuterRef("pk"))
        .exclude(state=FundingRequest.State.DRAFT)
        .order_by()
        .values("aid")
        .annotate(n=Count("pk"))
        .values("n")
    )
    reports = AidReport.objects.filter(aid=OuterRef("pk"), closed_at=None).order_by().values("aid").annotate(n=Count("pk")).values("n")
    return aids.select_related("funder", "terms").annotate(
        views=Coalesce(Subquery(days), 0), requests_sent=Coalesce(Subquery(requests), 0), reports_open=Coalesce(Subquery(reports), 0)
    )


def crowds(aids: list[Aid]) -> dict[int, Crowd]:
    """For each published one, how many projects it reaches, as a funder may see them."""
    return {aid.pk: count_projects(conditions_of(aid.terms), as_public=True) for aid in aids if aid.status == Aid.Status.PUBLISHED}


def is_stale(aid: Aid) -> bool:
    """Whether its funder is asked if it is still true."""
    return aid.status == Aid.Status.PUBLISHED and (clock.now() - aid.checked_at).days > STALE_DAYS


def page_address(name: str, *arguments: Any) -> str:
    """The address of a page; empty when it does not exist here."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Waiting:
    """One thing to do: how urgent, in words, where."""

    tone: str
    words: str
    page: str


@dataclass(frozen=True)
class FunderHome:
    """What the first page shows."""

    waiting: list[Waiting]
    aids: list[Aid]
    crowds: dict[int, Crowd]
    total: int


SHOWN = 6


def home_of(user: Anyone, chosen: Organisation | None) -> FunderHome:
    """What waits, then the public aids with how many projects they reach."""
    mine = aids_of_funder(user, chosen)
    public = mine.filter(status=Aid.Status.PUBLISHED)
    open_ones = with_numbers(public.filter(Q(closes_on=None) | Q(closes_on__gte=clock.today())))
    shown = list(open_ones.order_by(F("closes_on").asc(nulls_last=True), "-published_at", "pk")[:SHOWN])
    return FunderHome(_waiting(mine), shown, crowds(shown), public.count())


def _was_sent_back() -> Exists:
    """A draft that was sent back once: it was never submitted again."""
    return Exists(Entry.objects.filter(subject_model="aids.Aid", subject_id=OuterRef("pk"), fact="aids.AidSentBack"))


def sent_back_reason(aid: Aid) -> str:
    """What an operator asked to change; empty when the aid is not waiting for it."""
    if aid.status != Aid.Status.DRAFT:
        return ""
    entry = entries_for(aid).filter(fact="aids.AidSentBack").first()
    return str(entry.fields.get("reason", "")) if entry else ""


def _waiting(mine: QuerySet[Aid]) -> list[Waiting]:
    """The most urgent first; at most eight of each kind."""
    today, ids = clock.today(), mine.values("pk")
    found = [
        Waiting("warn", _("Demande à lire : %(project)s, pour « %(aid)s »") % {"project": one.project.name, "aid": one.aid.title}, page)
        for one in FundingRequest.objects.filter(aid__in=ids, state__in=WAITING).select_related("project", "aid").order_by("changed_at")[:8]
        if (page := page_address("aids:funding_request", one.reference))
    ]
    found += [
        Waiting("warn", _("Mise en relation proposée par un projet, pour « %(aid)s »") % {"aid": one.aid.title}, page)
        for one in Introduction.objects.filter(aid__in=ids, state=Introduction.State.PROPOSED, proposed_by_side="project")
        .select_related("aid")
        .order_by("expires_on")[:8]
        if one.aid and (page := page_address("aids:introduction", one.pk))
    ]
    found += [
        Waiting(
            "warn",
            _("Variante locale proposée par %(funder)s : « %(variant)s », pour « %(aid)s »")
            % {"funder": one.aid.funder_words, "variant": one.aid.title, "aid": one.generic.title},
            page_address("aids:aid_variants", one.generic.reference),
        )
        for one in proposals_waiting().filter(generic__in=ids).select_related("aid__funder", "generic")[:8]
    ]
    sent_back = mine.filter(_was_sent_back(), status=Aid.Status.DRAFT)
    found += [
        Waiting("bad", _("Renvoyée par le programme : « %(aid)s »") % {"aid": one.title}, page_address("aids:aid_edit", one.reference))
        for one in sent_back.order_by("-updated_at")[:8]
    ]
    found += [_broken(aid, dead) for aid, dead in broken_links(8, among=ids.values_list("pk", flat=True))]
    reported = AidReport.objects.filter(aid__in=ids, closed_at=None).select_related("aid").order_by("at")
    found += [
        Waiting("warn", _("Erreur signalée sur « %(aid)s »") % {"aid": one.aid.title}, page_address("aids:aid_reports", one.aid.reference))
        for one in reported[:8]
    ]
    ending = mine.filter(status=Aid.Status.PUBLISHED, closes_on__gte=today, closes_on__lte=today + dt.timedelta(days=SOON_DAYS))
    found += [
        Waiting(
            "info",
            _("Ferme dans %(n)s jours : « %(aid)s »") % {"n": (one.closes_on - today).days, "aid": one.title}
            if one.closes_on and one.closes_on > today
            else _("Dernier jour : « %(aid)s »") % {"aid": one.title},
            page_address("aids:aid_edit", one.reference),
        )
        for one in ending.order_by("closes_on")[:8]
    ]
    old = mine.filter(status=Aid.Status.PUBLISHED, checked_at__lt=clock.now() - dt.timedelta(days=STALE_DAYS + 1))
    found += [
        Waiting(
            "info",
            _("Toujours vrai ? Plus de six mois sans relecture : « %(aid)s »") % {"aid": one.title},
            page_address("aids:funder_aids"),
        )
        for one in old.order_by("checked_at")[:8]
    ]
    return found


def _broken(aid: Aid, dead: Dead) -> Waiting:
    """A link that did not answer at its last visit, and what to do: only the page of origin is not the funder's to write."""
    found = {"aid": aid.title, "why": dead.words}
    if dead.url == aid.apply_url:
        words = _("« %(aid)s » : l’adresse où la demander ne marche plus. %(why)s Écrivez la nouvelle.")
        return Waiting("warn", words % found, page_address("aids:aid_edit", aid.reference) + "#comment")
    words = _("« %(aid)s » : sa page d’origine ne marche plus. %(why)s Faites-la rétablir, ou signalez la nouvelle.")
    return Waiting("warn", words % found, page_address("aids:aid_report", aid.slug))
