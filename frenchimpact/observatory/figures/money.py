"""Money committed: what, for whom, where. Its ledger remembers: any past day can be read from it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.core.errors import Text
from frenchimpact.design.figures import REGIONS
from frenchimpact.geo.models import Place
from frenchimpact.observatory.figures.definition import REGION, Definition, Value
from frenchimpact.vocabularies.queries import words

QUESTION = "argent"
_OBJECTIVE = "/financements/objectif/"
_LEDGER = _("Le registre des engagements : chaque euro y a sa ligne et son document.")
_EVERYWHERE = _("Tous les engagements enregistrés, en France entière. Ce qu’un fonds place a été compté quand le fonds l’a reçu.")


def _themes() -> Mapping[str, Text]:
    return {code: str(word) for code, word in words("theme").items()} | {"non-precise": _("Non précisé")}


def _money(code: str, title: Text, definition: Text, formula: Text, **more: object) -> Definition:
    given = {"perimeter": _EVERYWHERE, "source": _LEDGER, "unit": "eur", "lines": _OBJECTIVE, "has_regions": True}
    return Definition(code, QUESTION, title, definition, formula, **{**given, **more})  # type: ignore[arg-type]  # fields of the definition, by name


DEFINITIONS = (
    _money(
        "argent-engage",
        _("Argent engagé, net"),
        _("Ce que des financeurs publics et privés se sont engagés à donner, prêter ou garantir, moins ce qui a été annulé ou repris."),
        _("Annonces, signatures et avenants, moins les annulations et les récupérations ; chaque euro une seule fois."),
        parts=_themes,
        parts_title=_("Thème"),
        lines="/financements/engagements/",
        limits=_("Un engagement n’est pas un versement. Les montants sans région comptent pour le pays et pour aucune région."),
    ),
    _money(
        "argent-brut",
        _("Argent engagé, brut"),
        _("La même chose, avant de retirer ce qui a été annulé ou repris."),
        _("Annonces, signatures et avenants, sans rien retirer."),
    ),
    _money(
        "argent-public",
        _("Argent public engagé, net"),
        _("La part de l’argent engagé qui vient de l’État, de ses opérateurs, des collectivités ou de l’Europe."),
        _("Chaque engagement compte pour sa part publique, arrondie au centime."),
    ),
    _money(
        "argent-prive",
        _("Argent privé engagé, net"),
        _("La part de l’argent engagé qui vient d’entreprises, de fondations, de banques ou de particuliers."),
        _("L’argent engagé, moins sa part publique."),
    ),
    _money(
        "argent-nouveau",
        _("Argent additionnel engagé, net"),
        _("L’argent engagé qui n’existait pas déjà avant le programme."),
        _("L’argent engagé, moins celui que son financeur dit « déjà là »."),
        limits=_("C’est le financeur qui dit si l’argent était déjà là : le registre garde sa réponse ligne par ligne."),
    ),
    _money(
        "argent-arrive",
        _("Argent arrivé à destination"),
        _("L’argent engagé qui est chez ceux qui agissent, et non dans un fonds qui le placera."),
        _("Les engagements dont le bénéficiaire n’est pas un fonds, quel que soit celui qui donne ; moins les annulations et reprises."),
    ),
)


def _of(figures: Any) -> Mapping[str, Decimal]:
    return {
        "argent-engage": figures.net,
        "argent-brut": figures.mobilised.gross,
        "argent-public": figures.public,
        "argent-prive": figures.private,
        "argent-nouveau": figures.additional,
        "argent-arrive": figures.deployed,
    }


def look(known_on: dt.date | None = None) -> Iterator[Value]:
    """Now, or as it was known at the end of a day: the country, each year of commitment, each region, each theme."""
    read = read_thermometer(known_on)
    for figure, value in _of(read.figures).items():
        yield Value(figure, value)
    for theme, figures in read.along("theme"):
        yield Value("argent-engage", figures.net, theme or "non-precise")
    for year, figures in read.along("year"):
        for figure, value in _of(figures).items():
            yield Value(figure, value, period=year)
    codes = {str(pk): code for pk, code in Place.objects.filter(level=Place.Level.REGION).values_list("pk", "code")}
    known = {codes[key]: _of(figures) for key, figures in read.along("region") if key in codes}
    for code in REGIONS:
        for definition in DEFINITIONS:
            yield Value(definition.code, known.get(code, {}).get(definition.code, Decimal(0)), level=REGION, code=code)
