"""The queue of the desk: filtered, most urgent first, paged by key; and the neighbours of a case in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Assigned, Case, CaseNorm, Channel, Nature, Pause
from frenchimpact.barriers.queries.cases import ROUTED, Clock, clock_of
from frenchimpact.barriers.queries.cited import norms_named
from frenchimpact.barriers.queries.minimum import department_of, subject_of
from frenchimpact.barriers.rules import readable_cases, visible_cases
from frenchimpact.core import clock
from frenchimpact.core.days import read_day
from frenchimpact.core.errors import Text
from frenchimpact.core.search_words import understand
from frenchimpact.core.text import clean_line, whole
from frenchimpact.geo.queries import regions
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import Anyone, held_today, is_operator

State = Case.State
PAGE = 50
# Lines of a file taken out of the queue.
MOST_LINES = 10_000
TO_SORT = (State.RECEIVED, State.TRIAGE)
# The tabs of the queue, each with its states; « ouverts » is all that waits for something.
TABS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "ouverts": (_("Ouverts"), Case.OPEN),
    "a-trier": (_("À trier"), TO_SORT),
    "precision": (_("Précision attendue"), (State.NEEDS_INFORMATION,)),
    "en-cours": (_("En cours"), (State.QUALIFIED, State.ASSIGNED, State.CONSULTING, State.SYNTHESIS, State.DECIDING)),
    "repondus": (_("Répondus"), (State.OUTCOME, State.FOLLOW_UP)),
    "termines": (_("Terminés"), (State.CLOSED, State.DUPLICATE, State.REDIRECTED, State.WITHDRAWN)),
}
DONE = "termines"
# What a line shows, and no more.
SHOWN = ("place", "place__region", "owner")
FIELDS = (
    "reference",
    "title",
    "state",
    "nature",
    "channel",
    "next_on",
    "next_what",
    "urgent_on",
    "received_at",
    "settled_at",
    "place_words",
    "place__name",
    "place__region__name",
    "owner__full_name",
    "owner__email",
    "owner__erased_at",
)
# For a hacker, who sees some cases by what they are about alone.
SUBJECT_SHOWN = (*SHOWN, "barrier", "place__department")
SUBJECT_FIELDS = (*FIELDS, "themes", "barrier__title", "place__level", "place__department__name")


@dataclass(frozen=True)
class Asked:
    """What is asked of the queue, as its address says it."""

    tab: str = "ouverts"
    mine: bool = False
    late: bool = False
    # Cases whose hacker left, lost the role or is away.
    orphans: bool = False
    nature: str = ""
    channel: str = ""
    region: str = ""
    q: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Asked":
        """From an address; what makes no sense is left out."""
        return cls(
            tab=tab if (tab := data.get("etat", "")) in TABS else "ouverts",
            mine=bool(data.get("miens")),
            late=bool(data.get("retard")),
            orphans=bool(data.get("orphelins")),
            nature=data.get("nature", "") if data.get("nature", "") in Nature.values else "",
            channel=data.get("voie", "") if data.get("voie", "") in Channel.values else "",
            region=str(data.get("region", ""))[:3],
            q=clean_line(str(data.get("q", "")))[:100],
            after=str(data.get("apres", ""))[:40],
            before=str(data.get("avant", ""))[:40],
        )

    def pairs(self, **changes: Any) -> dict[str, Any]:
        """The address again, with something changed; blanks are left out, and the page with them."""
        values = {
            "etat": "" if self.tab == "ouverts" else self.tab,
            "miens": "1" if self.mine else "",
            "retard": "1" if self.late else "",
            "orphelins": "1" if self.orphans else "",
            "nature": self.nature,
            "voie": self.channel,
            "region": self.region,
            "q": self.q,
        }
        return {name: value for name, value in {**values, **changes}.items() if value}

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(map(bool, (self.mine, self.late, self.orphans, self.nature, self.channel, self.region, self.q)))


@dataclass(frozen=True)
class Row:
    """One line: the case, its clock, whether it is mine, and whether its person's words may be shown."""

    case: Case
    clock: Clock
    is_mine: bool
    is_known: bool = True

    @property
    def title(self) -> str:
        """The person's own; else what the case is about."""
        return self.case.title if self.is_known else subject_of(self.case)

    @property
    def where(self) -> str:
        """The place; no closer than the department where the case is not known."""
        if not self.is_known:
            return department_of(self.case)
        return self.case.place.name if self.case.place else self.case.place_words

    @property
    def next_what(self) -> str:
        """The thing to do, which may name somebody."""
        return self.case.next_what if self.is_known else ""


@dataclass
class Listing:
    """One page of the queue, with how many there are in each tab."""

    rows: list[Row]
    counts: dict[str, int]
    previous: dict[str, str] = field(default_factory=dict)
    next: dict[str, str] = field(default_factory=dict)


def gone_hackers() -> Q:
    """People who may not follow a case today: without the role, without an account, or away."""
    here = held_today(Assignment.Role.HACKER, Assignment.Role.OPERATOR).values("user")
    return ~Q(user__in=here) | Q(user__is_active=False) | Q(user__hacker_card__away_until__gte=clock.today())


def filtered(user: Anyone, asked: Asked) -> QuerySet[Case]:
    """The cases that fit, whatever their state."""
    found = visible_cases(user)
    today = clock.today()
    if asked.mine:
        own = Assigned.objects.filter(case=OuterRef("pk"), user=user.pk or 0, state__in=ROUTED)
        found = found.filter(Q(owner=user.pk or 0) | Exists(own))
    if asked.late:
        found = found.filter(next_on__lt=today, closed_at=None)
    if asked.orphans:
        left = Assigned.objects.filter(gone_hackers(), case=OuterRef("pk"), state=Assigned.State.ACCEPTED)
        found = found.filter(Exists(left), closed_at=None)
    if asked.nature:
        found = found.filter(nature=asked.nature)
    if asked.channel:
        found = found.filter(channel=asked.channel)
    if asked.region:
        found = found.filter(Q(place__region__code=asked.region) | Q(place__level="region", place__code=asked.region))
    return _with_words(user, found, asked.q)


def _with_words(user: Anyone, found: QuerySet[Case], q: str) -> QuerySet[Case]:
    """Those that say it or cite it, or whose reference or address it is; that is asked of the cases that one reads whole."""
    if not q:
        return found
    said = Q(email__iexact=q)
    named = norms_named(q)
    if named:
        said |= Q(pk__in=CaseNorm.objects.filter(norm__in=named).values("case"))
    words = understand(q).query
    if words:
        said |= Q(words=SearchQuery(words, config="public.fr", search_type="raw"))
    if not is_operator(user):
        said &= Q(pk__in=readable_cases(user).values("pk"))
    return found.filter(Q(reference__iexact=q) | said)


def ordered(found: QuerySet[Case], tab: str) -> QuerySet[Case]:
    """Those of a tab: what is due first comes first; of what is over, the latest."""
    if tab == DONE:
        return found.filter(closed_at__isnull=False).order_by("-pk")
    rows = found.filter(closed_at=None)
    return (rows if tab == "ouverts" else rows.filter(state__in=TABS[tab][1])).order_by("next_on", "pk")


def _past(tab: str, key: str, *, back: bool) -> Q | None:
    """What comes after a key, or before it; None for a key that is none of ours."""
    if tab == DONE:
        pk = whole(key)
        return None if pk is None else Q(pk__gt=pk) if back else Q(pk__lt=pk)
    on, _dot, last = key.partition(".")
    day, pk = read_day(on), whole(last)
    if day is None or pk is None:
        return None
    if back:
        return Q(next_on__lte=day) & (Q(next_on__lt=day) | Q(pk__lt=pk))
    return Q(next_on__gte=day) & (Q(next_on__gt=day) | Q(pk__gt=pk))


def key_of(case: Case, tab: str) -> str:
    """Where a case stands in the order of a tab."""
    return str(case.pk) if tab == DONE else f"{case.next_on}.{case.pk}"


def listing(user: Anyone, asked: Asked) -> Listing:
    """One page, and the counts of the tabs."""
    found = filtered(user, asked)
    cases, previous, following = _page(ordered(found, asked.tab), asked, user)
    known = known_among(user, [one.pk for one in cases])
    return Listing([row_of(one, user, known) for one in cases], _counts(found), previous, following)


def known_among(user: Anyone, keys: list[int]) -> set[int]:
    """Those of these cases that the person reads whole."""
    return set(keys) if is_operator(user) else set(readable_cases(user).filter(pk__in=keys).values_list("pk", flat=True))


def _shown(rows: QuerySet[Case], user: Anyone) -> QuerySet[Case]:
    if is_operator(user):
        return rows.select_related(*SHOWN).only(*FIELDS)
    return rows.select_related(*SUBJECT_SHOWN).only(*SUBJECT_FIELDS)


def _page(rows: QuerySet[Case], asked: Asked, user: Anyone) -> tuple[list[Case], dict[str, str], dict[str, str]]:
    back = _past(asked.tab, asked.before, back=True) if asked.before else None
    on = _past(asked.tab, asked.after, back=False) if asked.after else None
    given = rows.filter(back).reverse() if back is not None else rows.filter(on) if on is not None else rows
    keys = list(given.values_list("pk", flat=True)[: PAGE + 1])
    has_more = len(keys) > PAGE
    shown = _shown(Case.objects.filter(pk__in=keys[:PAGE]).order_by(*rows.query.order_by), user)
    cases = list(shown.prefetch_related("pauses", _running()))
    if not cases:
        return [], {}, {}
    has_before, has_after = (has_more, True) if back is not None else (on is not None, has_more)
    previous = {"avant": key_of(cases[0], asked.tab)} if has_before else {}
    return cases, previous, {"apres": key_of(cases[-1], asked.tab)} if has_after else {}


def _running() -> "Prefetch[Any]":
    rows = Assigned.objects.filter(state__in=ROUTED).select_related("user").order_by("role", "-pk")
    return Prefetch("assigned", queryset=rows)


def row_of(case: Case, user: Anyone, known: set[int]) -> Row:
    """One line, from a case with its pauses and those who follow it."""
    mine = case.owner_id == user.pk or any(one.user_id == user.pk for one in case.assigned.all())
    return Row(case, clock_of(case), mine, case.pk in known)


def _counts(found: QuerySet[Case]) -> dict[str, int]:
    by_state = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, (_words, states) in TABS.items()}


def neighbours(user: Anyone, case: Case, asked: Asked) -> tuple[str, str]:
    """The references before and after a case in the queue as it was asked. A case that left it leads to its beginning."""
    rows = ordered(filtered(user, asked), asked.tab)
    if (case.state in Case.OPEN) == (asked.tab == DONE):
        first = rows.exclude(pk=case.pk).values_list("reference", flat=True).first()
        return "", first or ""
    key = key_of(case, asked.tab)
    back, on = _past(asked.tab, key, back=True), _past(asked.tab, key, back=False)
    before = rows.filter(back).reverse().values_list("reference", flat=True).first() if back is not None else None
    after = rows.filter(on).values_list("reference", flat=True).first() if on is not None else None
    return before or "", after or ""


COLUMNS = (
    "reference",
    "titre",
    "recu_le",
    "jours_ouvres",
    "prochaine_date",
    "a_faire",
    "retard_jours",
    "lieu",
    "region",
    "nature",
    "voie",
    "etat",
    "responsable",
)


def export_rows(user: Anyone, asked: Asked) -> Iterator[Sequence[Any]]:
    """The lines of the queue as shown and in the same order, all pages, for a spreadsheet."""
    yield COLUMNS
    rows = ordered(filtered(user, replace(asked, after="", before="")), asked.tab)[:MOST_LINES]
    pauses = Prefetch("pauses", queryset=Pause.objects.order_by("pk"))
    known = None if is_operator(user) else set(readable_cases(user).values_list("pk", flat=True))
    for case in _shown(rows, user).prefetch_related(pauses).iterator(chunk_size=500):
        time = clock_of(case)
        line = Row(case, time, is_mine=False, is_known=known is None or case.pk in known)
        yield (
            case.reference,
            line.title,
            timezone.localdate(case.received_at),
            time.spent,
            case.next_on,
            line.next_what,
            time.late,
            line.where,
            case.place.region.name if case.place and case.place.region else "",
            str(case.get_nature_display()),
            str(case.get_channel_display()) if case.channel else "",
            str(case.get_state_display()),
            str(case.owner or ""),
        )


def region_choices() -> list[tuple[str, str]]:
    """Regions, by their codes."""
    return [(one.code, one.name) for one in regions()]


@dataclass(frozen=True)
class Work:
    """What waits at the desk for somebody: each with the address of its part of the queue."""

    to_sort: int = 0
    late: int = 0
    unanswered: int = 0
    orphans: int = 0
    proposed: int = 0
    due: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.to_sort + self.late + self.unanswered + self.orphans + self.proposed + self.due


def work_for(user: Anyone, *, runs: bool) -> Work:
    """What the first screen says: for operators what nobody keeps; for a hacker what is proposed to them and due."""
    today, cases = clock.today(), visible_cases(user).filter(closed_at=None)
    waiting = Assigned.objects.filter(state=Assigned.State.PROPOSED)
    mine = Work(
        proposed=waiting.filter(user=user.pk or 0).count(),
        due=0 if runs else cases.filter(owner=user.pk or 0, next_on__lte=today).count(),
    )
    if not runs:
        return mine
    left = Assigned.objects.filter(gone_hackers(), state=Assigned.State.ACCEPTED).values("case")
    return Work(
        to_sort=cases.filter(state__in=TO_SORT).count(),
        late=cases.filter(next_on__lt=today).count(),
        unanswered=cases.filter(pk__in=waiting.filter(answer_by__lte=today).values("case")).count(),
        orphans=cases.filter(pk__in=left).count(),
        proposed=mine.proposed,
    )
