"""The figures of the home page, read in two statements, and the ways in that exist."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.atlas import ground
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.core.pages import FILTERS
from frenchimpact.design.navigation import address
from frenchimpact.labels.queries import holding_counts


@dataclass(frozen=True)
class Figures:
    """What is published now."""

    organisations: int
    projects: int
    # Projects by region code.
    regions: dict[str, int]
    supports: int
    funders: int
    labelled_structures: int
    labelled_territories: int

    @property
    def is_empty(self) -> bool:
        """A fresh installation."""
        return not self.organisations and not self.projects

    @property
    def covered(self) -> int:
        """How many of the eighteen regions have a project; the collectivities overseas, with three digits, are not regions."""
        return sum(1 for code, n in self.regions.items() if n and len(code) == 2)


def figures() -> Figures:
    """Counts kept by the database with each change: exact, and read at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, facet, sum(n)::int FROM atlas_tally WHERE facet >> 24 IN (0, 1, 5) GROUP BY kind, facet")
        counts = {(kind, facet): n for kind, facet, n in cursor.fetchall()}
    structures, territories = holding_counts()
    return Figures(
        organisations=counts.get((1, 0), 0),
        projects=counts.get((2, 0), 0),
        regions={code: counts.get((2, number(Dimension.REGION, code)), 0) for code in ground.regions()},
        supports=counts.get((1, number(Dimension.KIND, "accompagnement")), 0),
        funders=counts.get((1, number(Dimension.KIND, "financeur")), 0),
        labelled_structures=structures,
        labelled_territories=territories,
    )


def verbs(now: Figures) -> list[tuple[str, str, str, str]]:
    """The ways in, those whose page exists: (icon, words, fact, address)."""
    show = FILTERS["number"]
    supports = _("structures publiées : %(n)s") % {"n": show(now.supports)}
    funders = _("financeurs publiés : %(n)s") % {"n": show(now.funders)}
    territories = _("territoires labellisés : %(n)s") % {"n": show(now.labelled_territories)}
    ways = [
        ("pencil-simple", _("Déclarer mon projet"), _("en quatre étapes courtes, sans compte"), "/projets/declarer/"),
        ("hand-heart", _("Trouver un accompagnement"), supports, "/accompagnement/"),
        ("hand-coins", _("Trouver un financeur"), funders, "/annuaire/?type=financeur"),
        ("map-trifold", _("Voir qui agit près de chez moi"), _("liste, carte et tableau"), "/annuaire/?vue=carte"),
        ("git-branch", _("Reprendre une solution"), _("kits, résultats, échecs racontés"), "/solutions/"),
        ("map-pin", _("Suivre un territoire labellisé"), territories, "/territoires/"),
        ("traffic-cone", _("Lever un frein"), _("une règle vous bloque : dites-le"), "/freins/"),
        ("calendar-blank", _("Suivre l’agenda"), _("le Tour, des ateliers, des webinaires"), "/evenements/"),
        ("lightbulb", _("Découvrir des projets"), _("projets publiés : %(n)s") % {"n": show(now.projects)}, "/projets/"),
        ("seal-check", _("Demander le label"), _("critères et calendrier"), "/label/"),
        ("ruler", _("Mesurer son impact"), _("méthodes ouvertes"), "/methodes/"),
    ]
    found = []
    for icon, words, fact, path in ways:
        if path == "/territoires/" and not now.labelled_territories:
            continue
        page, _mark, query = path.partition("?")
        if href := address(page):
            found.append((icon, words, fact, f"{href}?{query}" if query else href))
    return found[:8]
