"""Where a challenge stands: what it is about, how many people live there and in what setting, which actors are there."""

from collections.abc import Iterable

from django.db.models import Max, Sum

from frenchimpact.core.text import whole
from frenchimpact.solutions.queries.fitting import Context
from frenchimpact.territories.models import Challenge, Territory, TerritoryCommune


def contexts_of(territory: Territory, challenges: Iterable[Challenge]) -> dict[int, Context]:
    """By challenge; the ground is read once. Two statements."""
    ground = TerritoryCommune.objects.filter(territory=territory).aggregate(all=Sum("commune__population"), most=Max("commune__population"))
    kinds = list(territory.members.filter(until=None, organisation__isnull=False).values_list("organisation__kinds", flat=True))
    kinds += [territory.lead.kinds] if territory.lead else []
    actors = frozenset(code for found in kinds for code in found)
    return {one.pk: Context(frozenset(one.themes), frozenset(one.publics), ground["all"], ground["most"], actors) for one in challenges}


def context_of(challenge: Challenge) -> Context:
    """That of one challenge."""
    return contexts_of(challenge.territory, [challenge])[challenge.pk]


def challenge_named(name: str) -> Challenge | None:
    """The challenge that an address names: « grand-lac/2 », its territory and its number."""
    slug, _bar, number = name.partition("/")
    found = whole(number, 1)
    return Challenge.objects.select_related("territory__lead").filter(territory__slug=slug, number=found).first() if found else None


def challenge_name(challenge: Challenge) -> str:
    """How an address names it."""
    return f"{challenge.territory.slug}/{challenge.number}"
