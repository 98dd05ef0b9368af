"""A partner's site of the demonstration: what the platform holds around Chambéry, in the colours of the collective."""

from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES, person
from frenchimpact.geo.models import Place
from frenchimpact.minisites.actions import open_site
from frenchimpact.minisites.models import Listed, Site
from frenchimpact.observatory.actions import count_uses
from frenchimpact.organisations.models import Organisation

SLUG = "grand-chambery-innove"
EPCI = "200069110"


def load() -> None:
    """Write it, once, with some months of readers."""
    if Site.objects.filter(slug=SLUG).exists():
        return
    house = Organisation.objects.get(slug=BODIES["chloe@demo.test"].slug)
    with days_ago(80):
        site = open_site(
            organisation=house,
            by=person("chloe@demo.test"),
            title="Grand Chambéry innove",
            words="Ce qui s’invente, se cherche et se finance dans l’agglomération : des projets, des rendez-vous, des aides.",
            lists=[Listed.PROJECTS, Listed.EVENTS, Listed.OFFERS, Listed.AIDS],
            place=Place.objects.get(level=Place.Level.EPCI, code=EPCI),
            accent="#7a1f4d",
            ground="#fffaf3",
        )
    for days, count in ((70, 41), (40, 88), (10, 63)):
        with days_ago(days):
            count_uses(day=clock.today(), counts={f"site-{site.slug}": count})
