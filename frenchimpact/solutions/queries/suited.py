"""For each challenge of a territory, the solutions that suit it, with their reasons in words."""

from dataclasses import dataclass

from frenchimpact.solutions.explaining import Told, tell
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.queries.contexts import challenge_name, contexts_of
from frenchimpact.solutions.queries.fitting import solutions_for
from frenchimpact.territories.models import Challenge, ChallengeProject, Territory

# For each challenge; the list shows the others.
MOST = 3


@dataclass(frozen=True)
class Suited:
    """A solution for a challenge, with its reasons, and the territory's own adoption of it when there is one."""

    solution: Solution
    running: int
    told: Told
    adoption: Adoption | None
    # Its first team already answers the challenge there.
    is_home: bool


@dataclass(frozen=True)
class ForChallenge:
    """What suits one challenge, and how an address names it."""

    challenge: Challenge
    name: str
    found: list[Suited]
    is_more: bool

    @property
    def projects(self) -> set[int]:
        """Whose solutions these are: they are not shown twice."""
        return {one.solution.project_id for one in self.found}


def for_challenges(territory: Territory, challenges: list[Challenge], most: int = MOST) -> list[ForChallenge]:
    """The closest first. Nothing is guessed for a challenge that says neither its themes nor its publics."""
    contexts = contexts_of(territory, challenges)
    own = {one.solution_id: one for one in territory.adoptions.exclude(state=Adoption.State.CLOSED)}
    there = set(ChallengeProject.objects.filter(challenge__in=challenges).values_list("challenge", "project"))
    found = []
    for challenge in challenges:
        context = contexts[challenge.pk]
        fits = solutions_for(context, limit=most + 1) if challenge.themes or challenge.publics else []
        suited = [
            Suited(
                one.solution, one.running, tell(one, context), own.get(one.solution.pk), (challenge.pk, one.solution.project_id) in there
            )
            for one in fits[:most]
        ]
        found.append(ForChallenge(challenge, challenge_name(challenge), suited, len(fits) > most))
    return found


def for_challenge(challenge: Challenge) -> ForChallenge | None:
    """What the public page of a challenge shows; None when nothing suits it."""
    (found,) = for_challenges(challenge.territory, [challenge], most=4)
    return found if found.found else None
