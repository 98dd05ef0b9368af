"""What projects measured inside the perimeter of a territory, by the place where they act."""

from frenchimpact.geo.models import Place
from frenchimpact.impact.queries.figure_sheets import Year, figures_of_year
from frenchimpact.impact.queries.figures import perimeter
from frenchimpact.territories.models import Territory


def territory_figures(territory: Territory, year: int | None = None) -> Year | None:
    """The figures of a year in its perimeter; None without official units, or as long as nobody told anything there."""
    links = territory.territory_places.filter(until=None).values("place")
    places = list(Place.objects.filter(pk__in=links))
    found = figures_of_year(perimeter(places), year) if places else None
    return found if found and found.year else None
