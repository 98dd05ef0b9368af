"""Solutions, from rows to what the API shows."""

from typing import Annotated, Literal

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from ninja import Field

from frenchimpact.core import clock
from frenchimpact.opendata.filters import Code, Page, Theme, Words, like
from frenchimpact.opendata.reads import checked_public, checked_theme, place_in
from frenchimpact.opendata.shapes import PlaceName
from frenchimpact.opendata.solution_shapes import AdoptionOut, KitOut, KitStep, SolutionOut
from frenchimpact.solutions.models import Adoption, Kit, Solution
from frenchimpact.solutions.queries.solutions import listed_solutions
from frenchimpact.solutions.rules import is_told, public_solutions


class SolutionFilters(Page):
    """The filters of the public list. A place keeps what runs there."""

    EARLIER = {"setting": "milieu"}

    q: Words = ""
    theme: Theme = ""
    public: Theme = ""
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""
    mode: Solution.Mode | None = None
    milieu: Solution.Setting | None = None
    cout: Annotated[Literal["5000", "20000", "50000", "200000"] | None, Field(description="Begins under it, in euros.")] = None
    preuve: Annotated[int | None, Field(ge=1, le=5, description="The level of proof of the first team, at least.")] = None
    setting: Annotated[Solution.Setting | None, Field(**like("milieu"))] = None


def shown_solutions() -> QuerySet[Solution]:
    """The public solutions, with what the API shows of them."""
    return _whole(listed_solutions(public_solutions())).order_by("pk")


def _whole(rows: QuerySet[Solution]) -> QuerySet[Solution]:
    kits = Kit.objects.filter(published_at__isnull=False).order_by("solution_id", "-number")
    taken = Adoption.objects.select_related("territory", "organisation", "place", "learnt_from").order_by("asked_at", "pk")
    return rows.prefetch_related("indicators", "precedents", Prefetch("kits", kits), Prefetch("adoptions", taken))


def solutions(filters: SolutionFilters) -> QuerySet[Solution]:
    """Those that match. Raises Http404 for a theme or a code that does not exist."""
    place = place_in(filters)
    found = listed_solutions(
        public_solutions(),
        text=filters.q,
        theme=checked_theme(filters.theme),
        mode=filters.mode or "",
        setting=filters.milieu or "",
        public=checked_public(filters.public),
        cost=int(filters.cout) if filters.cout else None,
        proof=filters.preuve,
        place=place,
    )
    return _whole(found).order_by("pk")


def solution_out(row: Solution) -> SolutionOut:
    """A solution as the API shows it."""
    house = row.project.organisation
    kit = next(iter(row.kits.all()), None)
    return SolutionOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        summary=row.summary,
        project=row.project.reference,
        project_name=row.project.name,
        organisation=house.slug if house and house.is_published else None,
        mode=row.mode,
        licence=row.licence,
        themes=row.themes,
        publics=row.publics,
        settings=row.surroundings,
        population_min=row.population_min,
        population_max=row.population_max,
        actors=row.actors,
        start_min=row.start_min,
        start_max=row.start_max,
        yearly_min=row.yearly_min,
        yearly_max=row.yearly_max,
        indicators=[f"{one.code}@{one.version}" for one in row.indicators.all()],
        precedents=[one.reference for one in row.precedents.all() if one.published_at],
        kit=_kit_out(kit) if kit else None,
        adoptions=[_adoption_out(one) for one in row.adoptions.all() if is_told(one)],
        published_on=clock.date_of(row.published_at) if row.published_at else None,
        url=f"{settings.BASE_URL}/solutions/{row.slug}/",
        demo=row.is_demo,
    )


def _kit_out(kit: Kit) -> KitOut:
    words = {name: getattr(kit, name) for name in ("before", "after", "fixed", "prerequisites", "partners", "legal", "risks", "cost_note")}
    steps = [KitStep(title=one["title"], text=one.get("text", ""), weeks=one.get("weeks")) for one in kit.steps]
    return KitOut(version=kit.number, adaptable=kit.free, steps=steps, **words)


def _adoption_out(one: Adoption) -> AdoptionOut:
    teacher = one.learnt_from
    return AdoptionOut(
        reference=one.reference,
        taker=one.taker,
        place=PlaceName(id=one.place.key, name=one.place.name),
        learnt_from=teacher.reference if teacher and is_told(teacher) else None,
        state=one.state,
        launched_on=one.launched_on,
        ending=one.ending,
        lesson=one.lesson if one.is_lesson_public else "",
    )
