"""What a territory sets out to change: its challenges, their objectives, the projects that already answer them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.seen import settle
from frenchimpact.projects.models import Project
from frenchimpact.territories import facts
from frenchimpact.territories.models import Challenge, Objective, Territory

MOST_OBJECTIVES = 12


@transaction.atomic
def add_challenge(*, territory: Territory, values: Mapping[str, Any], objectives: Sequence[str] = (), by: User | None) -> Challenge:
    """One more challenge, under the first number that is free. Raises Refusal when the territory has all those it must have."""
    territory = lock(territory)
    taken = set(territory.challenges.values_list("number", flat=True))
    if len(taken) >= territory.challenge_count:
        raise Refusal(
            _("Ce territoire a déjà ses %(count)s défis. Modifiez-en un, plutôt que d’en ajouter.") % {"count": territory.challenge_count}
        )
    number = next(number for number in range(1, territory.challenge_count + 1) if number not in taken)
    challenge = Challenge.objects.create(territory=territory, number=number, **values)
    _set_objectives(challenge, objectives)
    announce(facts.ChallengeChanged(territory_id=territory.pk, number=number), by=by)
    return challenge


@transaction.atomic
def change_challenge(
    *, challenge: Challenge, values: Mapping[str, Any], objectives: Sequence[str], by: User | None, seen: str = ""
) -> None:
    """What the collective wrote anew; `seen` is the seals of what the page showed.

    Raises Incomplete when an objective that actions serve would be removed, Stale when somebody wrote the same field in between.
    """
    challenge = lock(challenge)
    now = {**{name: getattr(challenge, name) for name in values}, "objectives": written_objectives(challenge)}
    taken = settle(now, {**values, "objectives": "\n".join(objectives)}, seen)
    titles = [line for line in taken.pop("objectives").split("\n") if line]
    for name, value in taken.items():
        setattr(challenge, name, value)
    challenge.changed_at = clock.now()
    challenge.save()
    _set_objectives(challenge, titles)
    announce(facts.ChallengeChanged(territory_id=challenge.territory_id, number=challenge.number), by=by)


def written_objectives(challenge: Challenge) -> str:
    """Its objectives, one a line."""
    return "\n".join(challenge.objectives.order_by("number").values_list("title", flat=True))


def _set_objectives(challenge: Challenge, titles: Sequence[str]) -> None:
    """These objectives, in that order: one whose words stay keeps its actions; the first that changed takes the first new words."""
    if len(titles) > MOST_OBJECTIVES:
        raise Incomplete(_("Trop d’objectifs."), {"objectives": _("%(limit)s objectifs au plus par défi.") % {"limit": MOST_OBJECTIVES}})
    kept = {one.title: one for one in challenge.objectives.all()}
    changed = [one for one in challenge.objectives.all() if one.title not in titles]
    # Numbers are unique: out of the way while they change places.
    for one in challenge.objectives.all():
        Objective.objects.filter(pk=one.pk).update(number=one.number + 1000)
    for number, title in enumerate(titles, start=1):
        one = kept.get(title) or (changed.pop(0) if changed else Objective(challenge=challenge))
        one.number, one.title = number, title
        one.save()
    if busy := [one.title for one in changed if one.actions.exists()]:
        words = _("Des actions servent « %(title)s » : rattachez-les à un autre objectif avant de l’enlever.") % {"title": busy[0]}
        raise Incomplete(_("Cet objectif ne peut pas être enlevé."), {"objectives": words})
    Objective.objects.filter(pk__in=[one.pk for one in changed]).delete()


@transaction.atomic
def attach_project(*, challenge: Challenge, project: Project, by: User | None) -> None:
    """A project answers the challenge. Twice is once."""
    _link, is_new = challenge.challenge_projects.get_or_create(project=project)
    if is_new:
        announce(facts.ProjectAttached(territory_id=challenge.territory_id, number=challenge.number, project_id=project.pk), by=by)


@transaction.atomic
def detach_project(*, challenge: Challenge, project: Project, by: User | None) -> None:
    """It no longer does."""
    if challenge.challenge_projects.filter(project=project).delete()[0]:
        announce(facts.ProjectDetached(territory_id=challenge.territory_id, number=challenge.number, project_id=project.pk), by=by)
