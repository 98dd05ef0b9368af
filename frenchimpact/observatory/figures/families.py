"""Figures that methods and territories define: what projects measured, and the common indicators of territories."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.impact.queries import published_figures
from frenchimpact.methods.models import Indicator
from frenchimpact.observatory.figures.definition import COUNTRY, REGION, Definition, Value
from frenchimpact.territories.models import CommonIndicator
from frenchimpact.territories.queries import national_figures

QUESTION = "vies"
PROJECTS, TERRITORIES = "mesures-projets-", "mesures-territoires-"
# What the dashboard puts forward: of the common core, those that tell of people's lives.
FORWARD = ("mesures-projets-beneficiaires_directs", "mesures-projets-emplois_etp", "mesures-projets-benevoles")
_SECRET = _("Un nombre de moins de onze personnes n’est pas publié, ni celui qui le rendrait par différence.")


def look() -> Iterator[Value]:
    """What both say now, year by year."""
    for told in national_figures():
        yield Value(
            f"{TERRITORIES}{told.common.code}",
            told.value,
            period=str(told.year),
            reported=told.declared,
            expected=told.followed,
            measurements=told.measurement_count,
        )
    for row in published_figures():
        is_place = row["coupe"] in (COUNTRY, REGION)
        if row["coupe"] == REGION and not row["code"]:
            continue
        yield Value(
            f"{PROJECTS}{row['indicateur']}",
            _number(row["valeur"]),
            part="" if is_place else f"{row['coupe']}:{row['code']}",
            level=row["coupe"] if is_place else COUNTRY,
            code=row["code"] if is_place else "FR",
            period=str(row["annee"]),
            version=row["version"],
            reported=row["declarants"],
            expected=row["attendus"],
            verified=row["verifies"],
            verified_value=_number(row["valeur_verifiee"]),
            left_out=row["non_comptes"],
            proven=row["preuve_2_ou_plus"],
            partial=row["annee_incomplete"],
            counts_people=row["compte_des_personnes"],
        )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def find_all(codes: Iterable[str]) -> dict[str, Definition]:
    """The definitions of those of these that are of a family, each in its latest version. Two statements at most."""
    measured = [code.removeprefix(PROJECTS) for code in codes if code.startswith(PROJECTS)]
    common = [code.removeprefix(TERRITORIES) for code in codes if code.startswith(TERRITORIES)]
    found: list[Definition] = []
    if measured:
        found += [of_indicator(one) for one in Indicator.objects.filter(code__in=measured).order_by("version")]
    if common:
        found += [of_common(one) for one in CommonIndicator.objects.filter(code__in=common)]
    return {one.code: one for one in found}


def short_code(code: str) -> str:
    """The code that methods and territories themselves give it."""
    return code.removeprefix(PROJECTS).removeprefix(TERRITORIES) if code.startswith((PROJECTS, TERRITORIES)) else code


def of_indicator(one: Indicator) -> Definition:
    """An indicator of an open method, as a figure."""
    rules: dict[str, Text] = {
        "sum": _("Les valeurs de l’année s’additionnent, celles des projets aussi."),
        "distinct": _("Une personne compte une fois par projet et par an, puis les projets s’additionnent."),
        "last": _("La dernière valeur de l’année de chaque projet, puis la somme des projets."),
        "mean": _("La moyenne des projets, chacun comptant une fois."),
        "ratio": _("Le rapport de deux totaux, jamais une somme de pourcentages."),
        "none": _("Ces valeurs ne se regroupent pas : seul le nombre de projets qui en donnent une est publié."),
    }
    return Definition(
        f"{PROJECTS}{one.code}",
        QUESTION,
        str(one),
        one.definition,
        rules[one.aggregation],
        _("Les projets publics qui suivent cet indicateur, là où ils agissent ; les valeurs contestées ne comptent pas."),
        _("Ce que les projets déclarent ; une partie a été vérifiée par quelqu’un d’autre."),
        one.unit,
        has_regions=True,
        limits=_SECRET,
        version=one.version,
        nature=one.aggregation,
        origin="projects",
        more=f"/impact/{one.code}/",
    )


def of_common(one: CommonIndicator) -> Definition:
    """A common indicator of territories, as a figure."""
    is_flow = one.nature == CommonIndicator.Nature.FLOW
    return Definition(
        f"{TERRITORIES}{one.code}",
        QUESTION,
        str(one),
        one.definition,
        _("Les périodes s’additionnent ; chaque résultat compte une fois dans le pays.")
        if is_flow
        else _("La dernière valeur de l’année ; chaque résultat compte une fois dans le pays."),
        _("Les territoires labellisés qui comptent cet indicateur pour le pays."),
        _("Ce que les territoires mesurent et déclarent."),
        one.unit,
        limits=_("Des territoires se recoupent : ce qui compte pour le pays est dit indicateur par indicateur."),
        nature=one.nature,
        origin="territories",
        more="/territoires/",
    )
