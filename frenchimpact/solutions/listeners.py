"""Who is told of what happens to solutions and adoptions."""

from frenchimpact.core.facts import listens
from frenchimpact.solutions import facts
from frenchimpact.solutions.messages import adoptions as letters
from frenchimpact.solutions.messages import solutions as notes
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.queries.adoptions import adoption_by_key

_TEAM_TOLD = ("publish", "send_back", "withdraw", "bring_back", "publish_kit", "send_version_back")
_TAKERS_TOLD = ("withdraw", "bring_back", "publish_kit")


@listens(facts.SolutionMoved)
def tell_solution(fact: facts.SolutionMoved) -> None:
    """The programme has one to read; the team hears what became of theirs; who takes it up, that it changed or is withdrawn."""
    solution = Solution.objects.select_related("project").get(pk=fact.solution_id)
    if solution.state != fact.state:
        return
    if fact.verb in ("submit", "submit_version"):
        notes.tell_submitted(solution)
    if fact.verb in _TEAM_TOLD:
        notes.tell_moderated(solution, fact.verb)
    if fact.verb in _TAKERS_TOLD:
        notes.tell_takers(solution, fact.verb)


@listens(facts.AdoptionMoved)
def tell_adoption(fact: facts.AdoptionMoved) -> None:
    """The side that has to know; nothing is told of a state that it left since."""
    adoption = adoption_by_key(fact.adoption_id)
    if adoption is not None and adoption.state == fact.state:
        letters.tell_moved(adoption, fact.verb)
