"""Tables of solutions, by noun."""

from frenchimpact.solutions.models.adoptions import Adoption, AdoptionEvent, AdoptionStep
from frenchimpact.solutions.models.solutions import Kit, Solution, SolutionCounter

__all__ = ["Adoption", "AdoptionEvent", "AdoptionStep", "Kit", "Solution", "SolutionCounter"]
