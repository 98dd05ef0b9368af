"""Finding territories, and what they cover."""

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.geo.models import Place
from frenchimpact.journal.queries import Named
from frenchimpact.labels.models import Label
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories import rules
from frenchimpact.territories.models import Territory, TerritoryCommune, TerritoryLabel, TerritoryPlace


def public_territories() -> QuerySet[Territory]:
    """Every labelled territory: all are public, with their labels and perimeters, in a fixed number of queries."""
    labels = TerritoryLabel.objects.select_related("label__kind").order_by("-label__granted_on", "-pk")
    places = TerritoryPlace.objects.filter(until=None).select_related("place__department", "place__region")
    return Territory.objects.select_related("lead").prefetch_related(
        Prefetch("territory_labels", labels), Prefetch("territory_places", places)
    )


def find_territory(user: Anyone, slug: str) -> Territory:
    """A territory by its public name, or Http404."""
    found = public_territories().filter(slug=slug).first()
    if found is None:
        raise Http404(_("Aucun territoire ne porte ce nom."))
    return found


def find_space(user: Anyone, reference: str) -> Territory:
    """A territory whose space the person enters, or Http404."""
    found = rules.visible_spaces(user).select_related("lead", "officer").filter(reference=reference).first()
    if found is None:
        raise Http404(_("Ce territoire n’existe pas, ou vous n’y avez pas accès."))
    return found


def names_seen(user: Anyone, keys: Collection[int]) -> dict[int, Named]:
    """What these territories are called, those whose space the person enters: for the trail of what they did."""
    seen = rules.visible_spaces(user).filter(pk__in=keys).values_list("pk", "reference", "name")
    return {pk: Named(f"{reference} {name}", reverse("territories:territory_space", args=[reference])) for pk, reference, name in seen}


def spaces_for(user: Anyone) -> QuerySet[Territory]:
    """The territories whose space the person enters, by name."""
    return rules.visible_spaces(user).select_related("lead").order_by("name", "pk")


def places_of(territory: Territory) -> list[TerritoryPlace]:
    """The official units of its perimeter today."""
    return list(territory.territory_places.filter(until=None).select_related("place__department", "place__region"))


def communes_of(territory: Territory) -> QuerySet[Place]:
    """Its communes."""
    return Place.objects.filter(pk__in=TerritoryCommune.objects.filter(territory=territory).values("commune"))


def label_of(territory: Territory) -> Label | None:
    """Its label: the one that holds, or else the latest."""
    links = territory.territory_labels.all()
    labels = sorted((link.label for link in links), key=lambda label: (label.holds, label.granted_on), reverse=True)
    return labels[0] if labels else None
