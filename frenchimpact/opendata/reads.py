"""From rows to what the API shows, and the filters that every list takes."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.atlas import queries as search
from frenchimpact.atlas.models import Entry
from frenchimpact.geo import queries as geo
from frenchimpact.geo.models import Place
from frenchimpact.labels import queries as register
from frenchimpact.labels.models import Label
from frenchimpact.opendata.filters import LEVELS, Filters, LabelFilters, OrganisationFilters, Page, ProjectFilters, TerritoryFilters
from frenchimpact.opendata.shapes import ChallengeOut, LabelOut, OrganisationOut, PlaceName, PlaceOut, ProjectOut, TerritoryOut
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import queries as projects
from frenchimpact.projects.models import Project, ProjectPlace, SectionAudience
from frenchimpact.territories import queries as territory_reads
from frenchimpact.territories.models import Territory
from frenchimpact.vocabularies import queries as vocabularies


def place_for(level: str, code: str) -> Place:
    """The place of a filter. Raises Http404 for a code that no place bears."""
    place = geo.place_of(f"{level}:{code}") or (geo.place_of(f"ept:{code}") if level == "epci" else None)
    if place is None:
        raise Http404(_("Aucun territoire de ce niveau ne porte le code « %(code)s ».") % {"code": code})
    return place


def place_in(filters: Page) -> Place | None:
    """The one place that a list takes of those asked for, as its page does. Raises Http404 for a code that no place bears."""
    asked = {level: code for name, level in LEVELS.items() if (code := getattr(filters, name))}
    for level, code in asked.items():
        place_for(level, code)
    return geo.place_asked(asked, [])


def where(filters: Filters, prefix: str = "") -> Q:
    """The territories asked for, on what points to a place. Raises Http404 for a code that no place bears."""
    found = Q()
    for name, level in LEVELS.items():
        if codes := [code for code in getattr(filters, name) if code]:
            found &= reduce(or_, (geo.within(place_for(level, code), prefix) for code in codes))
    return found


def themed(filters: Filters) -> Q:
    """The themes asked for. Raises Http404 when the programme has no such theme."""
    themes = [checked_theme(code) for code in filters.theme if code]
    return Q(themes__overlap=themes) if themes else Q()


def coded(scheme: str, name: str, codes: list[str]) -> Q:
    """Those that one code at least is said of. Raises Http404 for a code that the vocabulary has not."""
    asked = [code for code in codes if code]
    if not asked:
        return Q()
    if unknown := vocabularies.unknown_codes(scheme, asked):
        raise Http404(_("Le programme n’a pas de code « %(code)s ».") % {"code": sorted(unknown)[0]})
    return Q(**{f"{name}__overlap": asked})


def labelled(codes: list[str]) -> Q:
    """Organisations that hold one of these kinds of label. Raises Http404 for a kind that does not exist."""
    asked = [checked_label(code) for code in codes if code]
    held = Label.objects.filter(kind__code__in=asked, status__in=(Label.Status.ACTIVE, Label.Status.OBSERVED))
    return Q(pk__in=held.filter(organisation__isnull=False).values("organisation")) if asked else Q()


def checked_label(code: str) -> str:
    """The kind of label of a filter. Raises Http404 when there is none."""
    if code and code not in {kind.code for kind in register.kinds()}:
        raise Http404(_("Le programme n’a pas de label « %(code)s ».") % {"code": code})
    return code


# What `organisation_out` reads, as plain values: to make objects of a page of rows takes longer than all the rest.
_PLACES = ("commune", "commune__department", "commune__region")
_SHOWN = (
    *("pk", "slug", "name", "kinds", "support_kinds", "siren", "siret", "rna", "legal_category", "ess_family", "website", "description"),
    *("themes", "confirmed_at", "updated_at", "closed_on", "source"),
    *(f"{place}__{name}" for place in _PLACES for name in ("level", "code", "name")),
)


def shown_organisations() -> QuerySet[Organisation, Any]:
    """Published organisations, with what the API shows of them."""
    return Organisation.objects.filter(is_published=True).values_list(*_SHOWN, named=True)


def organisations(filters: OrganisationFilters) -> QuerySet[Organisation, Any]:
    """Published organisations that match, as in the directory: those that ceased are found by their own address only."""
    asked = themed(filters) & where(filters, "commune__") & labelled(filters.label)
    asked &= coded("support_kind", "support_kinds", filters.accompagnement)
    if filters.type:
        asked &= Q(kinds__overlap=filters.type)
    found = shown_organisations().filter(asked, closed_on__isnull=True)
    return search.searched(found, Entry.Kind.ORGANISATION, filters.q).order_by("pk")


def published(filters: ProjectFilters) -> QuerySet[Project]:
    """Published projects that match; a territory is one where they act."""
    found = projects.public_projects().filter(themed(filters))
    if filters.etape:
        found = found.filter(stage__in=[one.value for one in filters.etape])
    if people := coded("public", "publics", filters.public):
        # Of a project that keeps this section for its circle, nothing is to be learnt by asking.
        closed = SectionAudience.objects.filter(section="publics").exclude(audience=SectionAudience.Audience.PUBLIC)
        found = found.filter(people).exclude(pk__in=closed.values("project"))
    if place := where(filters, "place__"):
        found = found.filter(pk__in=ProjectPlace.objects.filter(place).values("project"))
    return search.searched(found, Entry.Kind.PROJECT, filters.q).order_by("pk")


def labels(filters: LabelFilters) -> QuerySet[Label]:
    """Labels of the register that match. Raises Http404 for a kind or a code that does not exist."""
    kind, status = checked_label(filters.genre), filters.statut.value if filters.statut else ""
    places = [place_for(level, code) for name, level in LEVELS.items() if (code := getattr(filters, name))]
    found = register.register(text=filters.q, kind=kind, status=status, places=places)
    return found.select_related("successor").order_by("pk")


def checked_theme(theme: str) -> str:
    """The theme of a filter. Raises Http404 when the programme has no such theme."""
    if theme and vocabularies.unknown_codes("theme", [theme]):
        raise Http404(_("Le programme n’a pas de thème « %(code)s ».") % {"code": theme})
    return theme


def checked_public(code: str) -> str:
    """The people of a filter. Raises Http404 when the programme's vocabulary has no such code."""
    if code and vocabularies.unknown_codes("public", [code]):
        raise Http404(_("Le programme n’a pas de code « %(code)s ».") % {"code": code})
    return code


def territories(filters: TerritoryFilters) -> QuerySet[Territory]:
    """Territories that match. Raises Http404 for a theme or a code that does not exist."""
    checked_theme(filters.theme)
    places = [place_for(level, code) for name, level in LEVELS.items() if (code := getattr(filters, name))]
    found = territory_reads.listed_territories(
        text=filters.q,
        theme=filters.theme,
        kind=filters.nature.value if filters.nature else "",
        status=filters.statut.value if filters.statut else "",
        places=places,
    )
    return found.order_by("pk")


def page(request: HttpRequest, rows: QuerySet[Any], asked: Page) -> tuple[list[Any], str | None, int | None]:
    """The rows after the point asked for, the address of what follows, and the total on the first page."""
    found, after, total = page_of_several([rows], asked)
    return found, None if after is None else following(request, asked, after), total


# Of several tables read one after the other, each has its own stretch of points; the keys of the first one are its points.
STRETCH = 2**60


def page_of_several(tables: Sequence[QuerySet[Any]], asked: Page) -> tuple[list[Any], int | None, int | None]:
    """The rows of several tables, one after the other, after the point asked for; where what follows begins; the first page's total."""
    total = sum(rows.count() for rows in tables) if not asked.after else None
    found: list[tuple[int, Any]] = []
    for number, rows in enumerate(tables):
        if asked.after >= (number + 1) * STRETCH or len(found) > asked.limit:
            continue
        start = number * STRETCH
        part = rows.filter(pk__gt=max(asked.after - start, 0))[: asked.limit + 1 - len(found)]
        found += [(start + row.pk, row) for row in part]
    kept = found[: asked.limit]
    return [row for _point, row in kept], kept[-1][0] if len(found) > asked.limit else None, total


def page_of(request: HttpRequest, rows: list[Any], asked: Page) -> tuple[list[Any], str | None, int | None]:
    """The same of rows that were worked out, by their place in the list."""
    end = asked.after + asked.limit
    return rows[asked.after : end], following(request, asked, end) if end < len(rows) else None, len(rows) if not asked.after else None


def following(request: HttpRequest, asked: Page, after: int) -> str:
    """The address of what stands after a point."""
    query = {name: value for name, value in asked.dict().items() if value not in ("", None, [])}
    query |= {name: request.GET[name] for name in ("fields", "lang") if request.GET.get(name)}
    return f"{settings.BASE_URL}{request.path}?{urlencode(query | {'after': after}, doseq=True)}"


def short(place: Place | None) -> PlaceName | None:
    """A place's key and name."""
    return PlaceName(id=place.key, name=place.name) if place else None


def place_out(place: Place) -> PlaceOut:
    """A place as the API shows it."""
    return PlaceOut(
        id=place.key,
        level=place.level,
        code=place.code,
        name=place.name,
        kind=place.kind,
        department=short(place.department),
        region=short(place.region),
        epci=short(place.epci),
        population=place.population,
        longitude=place.longitude,
        latitude=place.latitude,
        vintage=place.vintage,
        is_current=place.is_current,
    )


def organisation_out(row: Any) -> OrganisationOut:
    """An organisation as the API shows it (of `shown_organisations`): neither mail nor phone, which may be a person's."""
    return OrganisationOut(
        id=row.slug,
        name=row.name,
        kinds=row.kinds,
        support_kinds=row.support_kinds,
        siren=row.siren,
        siret=row.siret,
        rna=row.rna,
        legal_category=row.legal_category,
        ess_family=row.ess_family,
        commune=_place_of(row.commune__level, row.commune__code, row.commune__name),
        department=_place_of(row.commune__department__level, row.commune__department__code, row.commune__department__name),
        region=_place_of(row.commune__region__level, row.commune__region__code, row.commune__region__name),
        website=row.website,
        description=row.description,
        themes=row.themes,
        confirmed_at=row.confirmed_at,
        updated_at=row.updated_at,
        closed_on=row.closed_on,
        url=f"{settings.BASE_URL}/structures/{row.slug}/",
        demo=row.source == Organisation.Source.DEMO,
    )


def _place_of(level: str | None, code: str | None, name: str | None) -> PlaceName | None:
    """A place by its three columns, empty when there is none."""
    return PlaceName(id=f"{level}:{code}", name=name) if level and name else None


def project_out(row: Project) -> ProjectOut:
    """A project as the API shows it: the sections that anyone may see."""
    seen = projects.visible_sections(row)
    holder = row.organisation
    return ProjectOut(
        id=row.reference,
        name=row.name,
        stage=row.stage,
        is_need=row.is_need,
        problem=row.problem,
        answer=row.answer,
        themes=row.themes,
        publics=row.publics if "publics" in seen else None,
        sdgs=row.sdgs if "publics" in seen else None,
        places=[PlaceName(id=one.place.key, name=one.place.name) for one in row.project_places.all()],
        organisation=holder.slug if holder and holder.is_published and "structure" in seen else None,
        published_at=row.published_at,
        updated_at=row.updated_at,
        url=f"{settings.BASE_URL}/projets/{row.slug}/",
        demo=row.is_demo,
    )


def label_out(row: Label) -> LabelOut:
    """A label as the API shows it."""
    holder = row.organisation
    return LabelOut(
        id=row.reference,
        reference=row.reference,
        kind=row.kind.code,
        kind_name=str(row.kind),
        holder=row.holder_name,
        organisation=holder.slug if holder and holder.is_published else None,
        territory=row.territory,
        places=[PlaceName(id=link.place.key, name=link.place.name) for link in row.label_places.all()],
        status=row.status,
        granted_on=row.granted_on,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        decision=row.decision,
        source=row.source,
        successor=row.successor.reference if row.successor else (row.successor_name or None),
        credential=register.credential_of(row),
        changed_at=row.changed_at,
        url=settings.BASE_URL + register.path_of(row),
        demo=row.is_demo,
    )


def territory_out(row: Territory) -> TerritoryOut:
    """A territory as the API shows it: no address of a person."""
    label, lead = territory_reads.label_of(row), row.lead
    here = f"{settings.BASE_URL}/territoires/{row.slug}/"
    challenges = [
        ChallengeOut(
            number=one.number,
            title=one.title,
            kinds=one.kinds,
            themes=one.themes,
            is_open=one.is_open,
            url=f"{here}defis/{one.number}/",
        )
        for one in row.challenges.all()
    ]
    return TerritoryOut(
        id=row.reference,
        reference=row.reference,
        name=row.name,
        lead=lead.slug if lead and lead.is_published else None,
        lead_name=lead.name if lead else None,
        presentation=row.presentation,
        places=[PlaceName(id=link.place.key, name=link.place.name) for link in row.territory_places.all()],
        perimeter=row.perimeter_words,
        vintage=row.vintage,
        label=label.reference if label else None,
        status=label.status if label else None,
        granted_on=label.granted_on if label else None,
        challenges=challenges,
        source=row.source,
        changed_at=row.changed_at,
        url=here,
        demo=row.is_demo,
    )
