"""What each list can be narrowed by, sorted by and called. A list of another kind of thing is one more `ListOf`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from frenchimpact.atlas import ground
from frenchimpact.atlas.facets import Dimension
from frenchimpact.atlas.labels import labels
from frenchimpact.atlas.models import Entry
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import current_codes, place_words
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.vocabularies import queries as vocabularies

type Text = str | Promise


@dataclass(frozen=True)
class Filter:
    """A way to narrow a list: a parameter of the address whose values are public codes."""

    name: str
    label: Text
    dimension: Dimension
    # The values that exist, with their words in the current language.
    values: Callable[[], Mapping[str, str]]
    # Beside the results: "boxes" with counts, "select", or nothing (reached by links and by the place field).
    shown: str = "boxes"
    # For what cannot be listed: the words of some codes.
    named: Callable[[list[str]], Mapping[str, str]] | None = None
    # Codes that became others since: what they are today.
    followed: Callable[[list[str]], Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Chosen:
    """A value of a filter that is on."""

    name: str
    code: str
    words: str


# The filters that are places.
GROUND = frozenset({"region", "departement", "epci", "commune"})


def _theme() -> Mapping[str, str]:
    return dict(vocabularies.choices("theme"))


def _support() -> Mapping[str, str]:
    return dict(vocabularies.choices("support_kind"))


def _public() -> Mapping[str, str]:
    return dict(vocabularies.choices("public"))


def _kinds() -> Mapping[str, str]:
    return labels(Organisation.Kind)


def _stages() -> Mapping[str, str]:
    return labels(Stage)


def _regions() -> Mapping[str, str]:
    return {one.code: one.name for one in ground.regions().values()}


def _departments() -> Mapping[str, str]:
    return {one.code: one.name for one in ground.departments().values()}


def _named(*levels: str) -> Callable[[list[str]], Mapping[str, str]]:
    """Communes or intermunicipalities are too many to list: those of the address are looked up together."""

    def find(codes: list[str]) -> Mapping[str, str]:
        known = [code for code in codes if len(code) <= 9]
        found = Place.objects.filter(level__in=levels, code__in=known).select_related("department")
        return {place.code: place_words(place) for place in found}

    return find


PLACES = (
    Filter("region", _("Région"), Dimension.REGION, _regions, "select"),
    Filter("departement", _("Département"), Dimension.DEPARTMENT, _departments, "select"),
    Filter("epci", _("Intercommunalité"), Dimension.EPCI, dict, "", _named(Place.Level.EPCI, Place.Level.EPT)),
    Filter("commune", _("Commune"), Dimension.COMMUNE, dict, "", _named(Place.Level.COMMUNE), current_codes),
)
THEME = Filter("theme", _("Thème"), Dimension.THEME, _theme)


@dataclass(frozen=True)
class ListOf:
    """One list: its address, what it holds, how it may be narrowed."""

    path: str
    kind: Entry.Kind | None
    filters: tuple[Filter, ...]
    count: Callable[[int], str]
    # What is counted, after a number: one, several.
    one: Text
    many: Text
    title: Text
    lead: Text = ""
    # Parameters that belong to the address itself.
    fixed: Mapping[str, str] = field(default_factory=dict)

    def filter(self, name: str) -> Filter | None:
        """The filter of that parameter."""
        return next((one for one in self.filters if one.name == name), None)


def _organisations(n: int) -> str:
    return ngettext("%(n)s organisation", "%(n)s organisations", n)


def _projects(n: int) -> str:
    return ngettext("%(n)s projet", "%(n)s projets", n)


def _results(n: int) -> str:
    return ngettext("%(n)s résultat", "%(n)s résultats", n)


ORGANISATIONS = ListOf(
    "/annuaire/",
    Entry.Kind.ORGANISATION,
    (
        Filter("type", _("Type d’organisation"), Dimension.KIND, _kinds),
        THEME,
        Filter("accompagnement", _("Type d’accompagnement"), Dimension.SUPPORT, _support),
        Filter("label", _("Label"), Dimension.LABEL, ground.label_words),
        *PLACES,
    ),
    _organisations,
    _("organisation"),
    _("organisations"),
    _("Annuaire et carte"),
    _("Qui agit pour l’innovation sociale, et où."),
)
_PROJECT_FILTERS = (
    Filter("etape", _("Étape"), Dimension.STAGE, _stages),
    THEME,
    Filter("public", _("Public"), Dimension.PUBLIC, _public, "select"),
    *PLACES,
)
PROJECTS = ListOf(
    "/projets/",
    Entry.Kind.PROJECT,
    _PROJECT_FILTERS,
    _projects,
    _("projet"),
    _("projets"),
    _("Projets"),
    _("Les projets d’innovation sociale lus et publiés par le programme."),
)
PROJECTS_IN_DIRECTORY = replace(PROJECTS, path="/annuaire/", title=ORGANISATIONS.title, lead=ORGANISATIONS.lead, fixed={"type": "projet"})
EVERYTHING = ListOf("/recherche/", None, (THEME, *PLACES), _results, _("résultat"), _("résultats"), _("Recherche"))
