"""A perimeter when the official geography changes, usually on 1 January: its units that are gone, and the communes that moved."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import place_of, places_under, vintage
from frenchimpact.notifications.actions import News
from frenchimpact.territories import facts
from frenchimpact.territories.actions.perimeters import settle_communes
from frenchimpact.territories.messages import of_the_territory, path, programme_of, tell, writers_of
from frenchimpact.territories.models import Territory, TerritoryCommune, TerritoryPlace

# Days to say what takes the place of a unit that is gone.
ANSWERED_IN = dt.timedelta(days=30)


@dataclass
class Followed:
    """What a change of geography did: perimeters settled again, units replaced, units that somebody must settle."""

    settled: int = 0
    replaced: int = 0
    unsure: list[TerritoryPlace] = field(default_factory=list)


@transaction.atomic
def follow_geography() -> Followed:
    """Bring every perimeter to the geography in force. Run again, it does nothing more.

    A unit that is gone is replaced when its successor is certain: the commune that took a commune in; the one intermunicipality
    that holds all the communes of the former one and no other. Otherwise the communes stay as they were, and those who run the
    territory are asked.
    """
    year, done = vintage(), Followed()
    if year is None:
        return done
    behind = Territory.objects.exclude(vintage=year).filter(territory_places__until=None, territory_places__isnull=False).distinct()
    for row in behind.order_by("pk"):
        territory = lock(row)
        gone = list(territory.territory_places.filter(until=None, place__is_current=False).select_related("place"))
        unsure = [link for link in gone if not _replace(territory, link, year)]
        done.replaced += len(gone) - len(unsure)
        if unsure:
            _keep_communes(territory)
            for link in unsure:
                _ask(territory, link)
            done.unsure += unsure
            continue
        settle_communes(territories=[territory.pk])
        territory.vintage, territory.changed_at = year, clock.now()
        territory.save(update_fields=["vintage", "changed_at"])
        if gone:
            keys = territory.territory_places.filter(until=None).select_related("place")
            announce(facts.PerimeterChanged(territory_id=territory.pk, place_keys=sorted(link.place.key for link in keys)), by=None)
        done.settled += 1
    return done


def _replace(territory: Territory, link: TerritoryPlace, year: int) -> bool:
    """Put its successor in its place, if it is certain; the unit that is gone stays in the history, with its last day."""
    successor = _successor(territory, link.place)
    if successor is None:
        return False
    note = _("remplace %(name)s") % {"name": link.place.name}
    link.until = clock.today()
    link.save(update_fields=["until"])
    TerritoryPlace.objects.get_or_create(
        territory=territory, place=successor, until=None, defaults={"vintage": year, "is_confirmed": link.is_confirmed, "note": note[:200]}
    )
    return True


def _successor(territory: Territory, place: Place) -> Place | None:
    if place.level == Place.Level.COMMUNE:
        found = place_of(place.key)
        return found if found is not None and found.is_current else None
    if place.level not in (Place.Level.EPCI, Place.Level.EPT):
        return None
    column = "epci" if place.level == Place.Level.EPCI else "ept"
    mine = [one for one in _communes_today(territory) if not _is_of_another_unit(territory, place, one)]
    above = {getattr(one, f"{column}_id") for one in mine}
    if len(above) != 1 or None in above:
        return None
    successor = Place.objects.get(pk=above.pop())
    same = {one.pk for one in mine} == set(
        places_under(successor, Place.Level.COMMUNE).filter(is_current=True).values_list("pk", flat=True)
    )
    return successor if same else None


def _communes_today(territory: Territory) -> list[Place]:
    """The communes that its perimeter had, as they are today."""
    had = Place.objects.filter(pk__in=TerritoryCommune.objects.filter(territory=territory).values("commune"))
    today = {one.pk: one for one in (place_of(place.key) for place in had) if one is not None and one.is_current}
    return list(today.values())


def _is_of_another_unit(territory: Territory, place: Place, commune: Place) -> bool:
    """Whether another unit of the perimeter, which is still there, holds that commune."""
    over = {commune.pk, commune.epci_id, commune.ept_id, commune.department_id, commune.region_id}
    return territory.territory_places.filter(until=None, place__is_current=True, place__in=[key for key in over if key]).exists()


def _keep_communes(territory: Territory) -> None:
    """The communes that it had stay its own, under the code of today."""
    today = _communes_today(territory)
    TerritoryCommune.objects.filter(territory=territory).delete()
    TerritoryCommune.objects.bulk_create(TerritoryCommune(territory=territory, commune=one) for one in today)


def _ask(territory: Territory, link: TerritoryPlace) -> None:
    """Those who run it say what takes its place, on the page of the perimeter; once for each unit."""

    def news() -> News:
        return News(
            subject=_("Périmètre à revoir : %(name)s n’existe plus") % {"name": link.place.name},
            lead=_("%(unit)s n’existe plus : dites ce qui en prend la place dans le périmètre.") % {"unit": link.place.name},
            lines=(_("Rien ne le dit avec certitude. D’ici là, les communes du territoire restent celles d’avant."),),
            page=path("perimeter_edit", territory),
            action=_("Revoir le périmètre"),
            why=of_the_territory(territory),
        )

    people = writers_of(territory.lead) or programme_of(territory)
    tell(people, kind="perimeter", territory=territory, event=f"gone-{link.pk}", news=news, due_on=clock.today() + ANSWERED_IN)
