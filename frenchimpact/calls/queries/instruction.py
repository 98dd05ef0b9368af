"""The files of a call as operators work on them: filtered, sorted, paged; and what changed in one since it was handed in."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls import rules
from frenchimpact.calls.clocks import clock_of
from frenchimpact.calls.models import Application, Call, Snapshot, Unsealing
from frenchimpact.calls.queries.applications import find_application
from frenchimpact.calls.queries.beyond import veil_over
from frenchimpact.calls.queries.table import Row, row_of, with_columns
from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold, whole
from frenchimpact.geo.queries import regions
from frenchimpact.organisations.rules import Anyone

State = Application.State
PAGE = 50
# The tabs of the table, each with the states that it shows.
TABS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "a-traiter": (_("À traiter"), (State.SUBMITTED, State.COMPLETE)),
    "en-attente": (_("Complément attendu"), (State.INCOMPLETE,)),
    "recevables": (_("Recevables"), (State.ADMISSIBLE, State.INVITED)),
    "evaluation": (_("Évaluation"), (State.UNDER_REVIEW, State.JURY, State.WAITING_LIST)),
    "termines": (_("Terminées"), (State.GRANTED, State.REFUSED, State.INADMISSIBLE, State.WITHDRAWN)),
    "tous": (_("Toutes"), tuple(one for one in State.values if one != State.DRAFT)),
}
SORTS = {
    "depot": ("submitted_at", "pk"),
    "-depot": ("-submitted_at", "-pk"),
    "nom": ("organisation__name_fold", "pk"),
    "-nom": ("-organisation__name_fold", "-pk"),
}


# What a line shows, and no more.
SHOWN = ("organisation__commune__region", "officer", "cohort")
FIELDS = (
    "reference",
    "state",
    "submitted_at",
    "call",
    "form",
    "organisation__name",
    "organisation__commune__region__name",
    "officer__full_name",
    "officer__email",
    "officer__erased_at",
    "cohort__title",
)


@dataclass
class Asked:
    """What the operator asked of the table."""

    tab: str = "a-traiter"
    cohort: str = ""
    region: str = ""
    q: str = ""
    mine: bool = False
    sort: str = "depot"
    page: int = 1

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Asked":
        """From the address of the page; what makes no sense is left out."""
        number = str(data.get("page", ""))
        return cls(
            tab=data.get("etat", "") if data.get("etat", "") in TABS else "a-traiter",
            cohort=str(data.get("session", ""))[:6],
            region=str(data.get("region", ""))[:3],
            q=str(data.get("q", ""))[:100],
            mine=bool(data.get("miens")),
            sort=data.get("tri", "") if data.get("tri", "") in SORTS else "depot",
            page=min(int(number), 10_000) if number.isascii() and number.isdigit() and len(number) < 6 and int(number) > 0 else 1,
        )

    def pairs(self, **changes: Any) -> dict[str, Any]:
        """The address again, with something changed; blanks are left out."""
        values = {
            "etat": self.tab,
            "session": self.cohort,
            "region": self.region,
            "q": self.q,
            "miens": "1" if self.mine else "",
            "tri": self.sort,
        }
        values |= changes
        return {name: value for name, value in values.items() if value}


@dataclass
class Listing:
    """One page of the table."""

    rows: list[Row]
    count: int
    counts: dict[str, int]
    page: int
    pages: int
    region_choices: list[tuple[str, str]] = field(default_factory=list)


def filtered(call: Call, asked: Asked, user: Anyone) -> QuerySet[Application]:
    """The files handed in to the call that fit, whatever their state."""
    files = Application.objects.filter(call=call, is_test=False, submitted_at__isnull=False)
    if (number := whole(asked.cohort)) is not None:
        files = files.filter(cohort__number=number)
    if asked.region:
        files = files.filter(organisation__commune__region__code=asked.region)
    if asked.mine:
        files = files.filter(officer=user.pk or 0)
    if words := fold(asked.q):
        digits = "".join(char for char in asked.q if char in string.digits)
        found = Q(organisation__name_fold__contains=words) | Q(reference__iexact=asked.q.strip())
        files = files.filter(found | Q(organisation__siren=digits[:9]) if len(digits) >= 9 else found)
    return files


def ordered(files: QuerySet[Application], asked: Asked) -> QuerySet[Application]:
    """Those of the tab, in the order asked, with what a line shows."""
    shown = files.filter(state__in=TABS[asked.tab][1]).order_by(*SORTS[asked.sort])
    return shown.select_related("organisation", "organisation__commune", "organisation__commune__region", "officer", "cohort", "call")


def listing(call: Call, asked: Asked, user: Anyone) -> Listing:
    """One page: its rows, how many there are in each tab. Three statements, whatever the columns: one more for the requests of the page."""
    files = filtered(call, asked, user)
    by_state = dict(files.order_by().values_list("state").annotate(count=Count("pk")))
    counts = {tab: sum(by_state.get(state, 0) for state in states) for tab, (_words, states) in TABS.items()}
    count = counts[asked.tab]
    pages = max(1, -(-count // PAGE))
    page = min(asked.page, pages)
    # The page first: what a line counts is counted for its files alone, not for those before them.
    keys = ordered(files, asked).values("pk")[(page - 1) * PAGE : page * PAGE]
    shown = Application.objects.filter(pk__in=keys).order_by(*SORTS[asked.sort]).select_related(*SHOWN).only(*FIELDS)
    rows = list(with_columns(shown).prefetch_related("correction_requests"))
    for one in rows:
        one.call = call
    return Listing([row_of(one) for one in rows], count, counts, page, pages, [(one.code, one.name) for one in regions()])


def shown_files(call: Call, asked: Asked, user: Anyone) -> Iterator[Application]:
    """The files of the table in the order shown, all pages."""
    return ordered(filtered(call, asked, user), asked).iterator(chunk_size=100)


def shown_count(call: Call, asked: Asked, user: Anyone) -> int:
    """How many they are."""
    return filtered(call, asked, user).filter(state__in=TABS[asked.tab][1]).count()


COLUMNS = (
    "numero",
    "structure",
    "siren",
    "region",
    "depose_le",
    "session",
    "etat",
    "reponses_bonnes",
    "reponses_demandees",
    "avis_rendus",
    "avis_attendus",
    "note",
    "responsable",
    "echeance",
    "signaux",
)


def export_rows(call: Call, asked: Asked, user: Anyone) -> Iterator[Sequence[Any]]:
    """The rows of the table, as shown and in the same order, for a spreadsheet: numbers and dates as such."""
    yield COLUMNS
    for file in with_columns(ordered(filtered(call, asked, user), asked)).prefetch_related("correction_requests").iterator(chunk_size=500):
        row, commune, due = row_of(file), file.organisation.commune, clock_of(file)
        yield (
            file.reference,
            file.organisation.name,
            file.organisation.siren,
            commune.region.name if commune and commune.region else "",
            file.submitted_at,
            file.cohort.title,
            str(file.get_state_display()),
            row.given,
            row.asked,
            row.sent,
            row.awaited,
            row.mark,
            str(file.officer or ""),
            due.implicit_on if due else None,
            " · ".join(one.words for one in row.signals),
        )


def answer_rows(call: Call, asked: Asked, user: Anyone, *, is_anonymous: bool) -> Iterator[list[str]]:
    """The files of the table with what they answer, as last handed in: one column a question. Sealed files are left out, and those
    from which a jury keeps the person away.

    Anonymous, it has neither names nor what only operators read, nor the answers that say who applies; the room of juries
    hides what its texts still tell.
    """
    form = call.forms.exclude(published_at=None).order_by("-number").first()
    questions = list(form.questions.order_by("section__position", "position", "pk")) if form else []
    if is_anonymous:
        questions = [one for one in questions if one.audience == one.Audience.JURY and not one.is_identifying]
    questions = [one for one in questions if one.kind != one.Kind.FILE]
    yield ["numero", *([] if is_anonymous else ["structure", "siren"]), *(one.label for one in questions)]
    latest = Snapshot.objects.filter(application=OuterRef("pk")).order_by("-number").values("content")[:1]
    files = ordered(filtered(call, asked, user), asked).annotate(content=Subquery(latest))
    if call.is_sealed:
        files = files.filter(cohort__in=Unsealing.objects.filter(cohort__call=call).values("cohort"))
    if is_anonymous:
        files = files.select_related("lead", "project").prefetch_related("partners")
    for one in files.iterator(chunk_size=200):
        if rules.is_kept_away(user, one):
            continue
        words = {answer["key"]: answer["words"] for section in (one.content or {}).get("sections", []) for answer in section["questions"]}
        who = [] if is_anonymous else [one.organisation.name, one.organisation.siren]
        hide = veil_over(one, one.content or {}) if is_anonymous else str
        yield [one.reference, *who, *(hide(str(words.get(question.key) or "")) for question in questions)]


def find_instruction(user: Anyone, slug: str, reference: str) -> Application:
    """A file of that call that an operator may work on, or Http404."""
    if not rules.can_manage_calls(user):
        raise Http404
    application = find_application(user, reference)
    if application.call.slug != slug or application.submitted_at is None:
        raise Http404
    return application


def neighbours(application: Application, asked: Asked, user: Anyone) -> tuple[str, str]:
    """The files before and after that one in the table as it was asked."""
    references = list(ordered(filtered(application.call, asked, user), asked).values_list("reference", flat=True)[:5000])
    if application.reference not in references:
        return "", ""
    here = references.index(application.reference)
    return references[here - 1] if here else "", references[here + 1] if here + 1 < len(references) else ""


@dataclass(frozen=True)
class Difference:
    """One answer that is not what was first handed in."""

    label: str
    before: str
    after: str


def differences(application: Application) -> list[Difference]:
    """What changed between the first snapshot and the last one."""
    snapshots: list[Snapshot] = list(application.snapshots.order_by("number"))
    if len(snapshots) < 2:
        return []
    before, after = _words(snapshots[0]), _words(snapshots[-1])
    found = [
        Difference(label, before.get(key, ("", ""))[1], words)
        for key, (label, words) in after.items()
        if before.get(key, ("", ""))[1] != words
    ]
    gone = [Difference(label, words, "") for key, (label, words) in before.items() if key not in after]
    return [*found, *gone]


def _words(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    content = snapshot.content
    documents: dict[str, list[str]] = {}
    for one in content["documents"]:
        documents.setdefault(one["key"], []).append(one["name"])
    return {
        one["key"]: (one["label"], one["words"] or ", ".join(documents.get(one["key"], [])))
        for section in content["sections"]
        for one in section["questions"]
    }


def calls_to_work_on() -> QuerySet[Call]:
    """Every call with what waits in it, latest first."""
    handed = Q(applications__submitted_at__isnull=False, applications__is_test=False)
    waiting = handed & Q(applications__state__in=TABS["a-traiter"][1])
    return Call.objects.annotate(
        file_count=Count("applications", filter=handed), waiting_count=Count("applications", filter=waiting)
    ).order_by(F("published_at").desc(nulls_first=True), "-pk")
