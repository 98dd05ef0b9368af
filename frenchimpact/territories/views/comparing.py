"""A territory beside those that are like it, with the likeness explained."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import FILTERS, render
from frenchimpact.core.quantities import quantity
from frenchimpact.territories import queries
from frenchimpact.territories.models import CommonIndicator, Territory
from frenchimpact.territories.queries.grounds import ground_of
from frenchimpact.territories.queries.similar import Compared, Likeness, compared, similar_to
from frenchimpact.territories.sentences import plan_words

type Cells = list[str | None]


def _figure(common: CommonIndicator, found: tuple[Decimal, int] | None) -> str | None:
    return f"{quantity(found[0], common.unit)} ({found[1]})" if found else None


def rows_of(keys: list[int], alike: list[Likeness], figures: Compared, here: tuple[int, int]) -> list[Cells]:
    """The table, a line for each criterion: its words, then each territory, this one first."""
    show = FILTERS["number"]
    sizes = [here, *((one.other.population, one.other.communes) for one in alike)]
    rows: list[Cells] = [
        [_("Habitants"), *(show(population) for population, _communes in sizes)],
        [_("Communes"), *(show(communes) for _population, communes in sizes)],
        [_("Membres du collectif"), *(show(figures.members[key]) if key in figures.members else None for key in keys)],
        [_("Défis"), *(" · ".join(figures.challenges[key]) if key in figures.challenges else None for key in keys)],
        [_("Plan d’action"), *(plan_words(figures.actions[key]) if key in figures.actions else None for key in keys)],
        [_("Promesses tenues, sur celles qui sont échues"), *(_promises(figures, key) for key in keys)],
    ]
    rows += [[str(common), *(_figure(common, values.get(key)) for key in keys)] for common, values in figures.common]
    return rows


def _promises(figures: Compared, key: int) -> str | None:
    kept, due, rate = figures.promises.get(key, (0, 0, None))
    return None if rate is None else _("%(kept)s sur %(due)s (%(rate)s\u202f%%)") % {"kept": kept, "due": due, "rate": rate}


@require_safe
@door(find=queries.find_territory, visitors=True)
def compare(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Three to five territories like it; why they are few, or none, when they are."""
    alike = similar_to(territory)
    keys = [territory.pk, *(one.other.territory_id for one in alike)]
    figures = compared(keys)
    ground = ground_of(territory)
    context = {
        "territory": territory,
        "alike": alike,
        "rows": rows_of(keys, alike, figures, (ground.population, ground.commune_count)),
        "has_common": bool(figures.common),
        "is_placed": ground.population > 0,
    }
    return render(request, "territories/sheet_compare.html", context)
