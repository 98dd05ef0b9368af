"""Programmes and tools: lists, one of them, those of one's organisations."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import serving, within
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.resources import rules
from frenchimpact.resources.models import Admission, Intake, Programme, ProgrammePlace, Sheet, Tool, ToolOpinion


def whole_programmes(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """The same with everything that a line shows."""
    places = ProgrammePlace.objects.select_related("place")
    intakes = Intake.objects.filter(closed_on=None).order_by("starts_on", "pk")
    return rows.select_related("organisation").prefetch_related(Prefetch("places", places), Prefetch("intakes", intakes))


def whole_tools(rows: QuerySet[Tool]) -> QuerySet[Any]:
    """The same with how many public projects use it, and who found it useful."""
    used = Count("uses", filter=Q(uses__project__status=Project.Status.PUBLISHED), distinct=True)
    useful = Count("opinions", filter=Q(opinions__is_useful=True), distinct=True)
    useless = Count("opinions", filter=Q(opinions__is_useful=False), distinct=True)
    return rows.select_related("organisation").annotate(used_count=used, useful_count=useful, useless_count=useless)


def _said[S: Sheet](rows: QuerySet[S], text: str, theme: str, stage: str) -> QuerySet[S]:
    words = fold(clean_line(text)).split()[:6]
    if words:
        parts = ("reference", "title", "summary", "organisation__name")
        told = Concat(*(part for name in parts for part in (name, Value(" "))), output_field=TextField())
        said: Any = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
        rows = said
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if stage:
        rows = rows.filter(Q(stages__contains=[stage]) | Q(stages=[]))
    return rows


def serves(place: Place) -> Q:
    """Programmes run in that place, in one that holds it, or everywhere."""
    at = ProgrammePlace.objects.filter(programme=OuterRef("pk"))
    return Q(Exists(at.filter(serving(place, "place__")))) | ~Q(Exists(at)) | Q(is_remote=True)


def with_room() -> Q:
    """Programmes that have an intake to come with a seat left."""
    today = clock.today()
    coming = Q(apply_until__gte=today) | Q(apply_until=None) & (Q(starts_on=None) | Q(starts_on__gte=today))
    free = Q(seats=None) | Q(taken__lt=F("seats"))
    return Q(Exists(Intake.objects.filter(coming, free, programme=OuterRef("pk"), closed_on=None)))


def listed_programmes(
    rows: QuerySet[Programme],
    *,
    text: str = "",
    theme: str = "",
    stage: str = "",
    place: Place | None = None,
    kind: str = "",
    price: str = "",
    has_room: bool = False,
) -> QuerySet[Programme]:
    """Those that match, the latest first."""
    rows = _said(rows, text, theme, stage)
    for field, value in (("kind", kind), ("price", price)):
        rows = rows.filter(**{field: value}) if value else rows
    if place is not None:
        rows = rows.filter(serves(place))
    if has_room:
        rows = rows.filter(with_room())
    return whole_programmes(rows).order_by("-published_at", "-pk")


def listed_tools(
    rows: QuerySet[Tool],
    *,
    text: str = "",
    theme: str = "",
    stage: str = "",
    place: Place | None = None,
    need: str = "",
    form: str = "",
    licence: str = "",
    minutes: int = 0,
) -> QuerySet[Tool]:
    """Those that match, the most used first. A place keeps those whose holder stands there."""
    rows = _said(rows, text, theme, stage)
    for field, value in (("need", need), ("form", form), ("licence", licence)):
        rows = rows.filter(**{field: value}) if value else rows
    if place is not None:
        rows = rows.filter(within(place, "organisation__commune__"))
    if minutes:
        rows = rows.filter(minutes__lte=minutes)
    return whole_tools(rows).order_by("-used_count", "-published_at", "-pk")


def find_programme(user: Anyone, slug: str) -> Programme:
    """One whose page the person may open. Raises Http404."""
    return _one(whole_programmes(rules.visible_sheets(user, Programme)), slug=slug)


def find_tool(user: Anyone, slug: str) -> Tool:
    """One whose page the person may open. Raises Http404."""
    found: Tool = _one(whole_tools(rules.visible_sheets(user, Tool)), slug=slug)
    return found


def find_public_tool(user: Anyone, slug: str) -> Tool:
    """One that may be used today. Raises Http404."""
    found: Tool = _one(whole_tools(Tool.objects.filter(state=Sheet.State.PUBLISHED, organisation__is_published=True)), slug=slug)
    return found


def find_own_programme(user: Anyone, reference: str) -> Programme:
    """One of the person's organisations. Raises Http404."""
    return _one(whole_programmes(rules.own_sheets(user, Programme)), reference=reference)


def find_own_tool(user: Anyone, reference: str) -> Tool:
    """One of the person's organisations. Raises Http404."""
    found: Tool = _one(whole_tools(rules.own_sheets(user, Tool)), reference=reference)
    return found


def find_intake(user: Anyone, reference: str, pk: int) -> Intake:
    """An intake of one's programme. Raises Http404."""
    found = Intake.objects.filter(programme=find_own_programme(user, reference), pk=pk).select_related("programme").first()
    if found is None:
        raise Http404
    return found


def find_admission(user: Anyone, reference: str, pk: int) -> Admission:
    """A project that came in one's programme. Raises Http404."""
    programme = find_own_programme(user, reference)
    found = Admission.objects.filter(intake__programme=programme, pk=pk).select_related("intake__programme").first()
    if found is None:
        raise Http404
    return found


def _one[S: Sheet](rows: QuerySet[S], **asked: str) -> S:
    found = rows.filter(**asked).first()
    if found is None:
        raise Http404
    return found


def own_programmes(user: Anyone) -> QuerySet[Programme]:
    """One's own, the last changed first."""
    return whole_programmes(Programme.objects.filter(organisation__in=rules.holding_for(user))).order_by("-changed_at", "-pk")


def own_tools(user: Anyone) -> QuerySet[Tool]:
    """One's own, the last changed first."""
    return whole_tools(Tool.objects.filter(organisation__in=rules.holding_for(user))).order_by("-changed_at", "-pk")


def intakes_of(programme: Programme) -> list[Intake]:
    """All its intakes with who came in, the latest first."""
    who = Admission.objects.select_related("project").order_by("since", "pk")
    return list(
        Intake.objects.filter(programme=programme).prefetch_related(Prefetch("admissions", who)).order_by("closed_on", "-starts_on", "-pk")
    )


def whys_of(tool: Tool) -> list[ToolOpinion]:
    """What was said of it, for who holds it: the words, without the names."""
    return list(tool.opinions.exclude(why="").only("is_useful", "why", "at", "tool_id")[:50])


@dataclass(frozen=True)
class Using:
    """One of the person's projects, and whether it uses the tool."""

    project: Project
    is_used: bool


def uses_of(user: Anyone, tool: Tool) -> list[Using]:
    """The person's projects, each with whether it uses the tool."""
    used = set(tool.uses.values_list("project", flat=True))
    return [Using(one, one.pk in used) for one in rules.using_projects(user)[:50]]


def projects_using(tool: Tool) -> QuerySet[Project]:
    """The public projects that use it."""
    return Project.objects.filter(tool_uses__tool=tool, status=Project.Status.PUBLISHED).order_by("name", "pk")


def project_of(reference: str) -> Project | None:
    """The public project of that reference."""
    return Project.objects.filter(reference=clean_line(reference).upper()[:40], status=Project.Status.PUBLISHED).first()


def to_check[S: Sheet](rows: QuerySet[S]) -> list[S]:
    """Those of them that will soon be hidden if nobody says a word."""
    found = rows.select_related("organisation").order_by("pk")
    return [one for one in found if (one.holds_until - clock.today()).days <= one.ASKED_BEFORE]
