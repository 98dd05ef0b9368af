"""An invented directory on real communes, in `organisations.json`: every region and kind, denser around Chambéry.

Numbers are nobody's (`numbers`), and one sheet in seven has none, as many associations. Addresses end in `.example`, which nobody can own.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.demo.seed.numbers import siret_of
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import FICTIONAL, person
from frenchimpact.geo.models import Place
from frenchimpact.organisations.actions import close_organisation, create_organisation, make_slug
from frenchimpact.organisations.models import Organisation

LINES: list[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text())
CLOSED = "Les Heures de Loire"
UNPUBLISHED = "Le Phare des mobilités"
CARRIERS = ("association", "cooperative", "societe_ess")
PROMISES = (12, 6, 3)


def load() -> None:
    """Write the sheets whose commune is known and that are not there yet."""
    places = {place.code: place for place in Place.objects.filter(level="commune", code__in={line["commune"] for line in LINES})}
    slugs = {line["name"]: make_slug(line["name"], None, taken=()) + "-demo" for line in LINES}
    written = set(Organisation.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True))
    gaelle = person("gaelle@demo.test")
    for number, line in enumerate(LINES):
        if line["commune"] in places and slugs[line["name"]] not in written:
            _write(line, number, slugs[line["name"]], places[line["commune"]], gaelle)


def age_of(number: int) -> int:
    """Days since the sheet was confirmed: within its promise, except for one sheet in nine."""
    months = PROMISES[number % 3]
    return months * 31 + 20 + number if number % 9 == 4 else 3 + (number * 37) % (months * 28)


def carrier_in(place: Place) -> Organisation | None:
    """An organisation of that commune that may carry a project of the demonstration. For the projects' module."""
    found = Organisation.objects.filter(source=Organisation.Source.DEMO, commune=place, created_by=person("gaelle@demo.test"))
    return (
        found.filter(is_published=True, closed_on=None, kinds__0__in=["association", "cooperative", "societe_ess"]).order_by("pk").first()
    )


def _write(line: dict[str, Any], number: int, slug: str, commune: Place, by: User) -> None:
    host = f"{slug.removesuffix('-demo')}.example"
    # A few came from elsewhere, and nobody has confirmed them yet.
    author = None if number % 23 == 11 else by
    with days_ago(age_of(number)):
        organisation = create_organisation(
            by=author,
            is_admin=False,
            name=line["name"],
            kinds=line["kinds"],
            slug=slug,
            source=Organisation.Source.DEMO,
            is_published=line["name"] != UNPUBLISHED,
            commune=commune,
            siret="" if number % 7 == 6 else siret_of(1000 + number),
            description=f"{line['description']} {FICTIONAL}",
            themes=line["themes"],
            support_kinds=line["support_kinds"],
            website=f"https://{host}" if number % 3 else "",
            email=f"bonjour@{host}" if number % 4 else "",
            freshness_months=PROMISES[number % 3],
        )
    if line["name"] == CLOSED:
        close_organisation(organisation=organisation, closed_on=clock.today() - dt.timedelta(days=45), by=by)
