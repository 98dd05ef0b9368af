"""Solutions for tests."""

from typing import Any

from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.actions.solutions import move_solution, prepare_solution, write_kit
from frenchimpact.solutions.models import Solution

KIT = {
    "before": "Rien ne se répare.",
    "after": "Un atelier par semaine.",
    "fixed": "On répare avec la personne.",
    "free": "Les jours et le lieu.",
    "prerequisites": "Une salle de 30 m².",
}
STEPS = [{"title": "Trouver la salle", "text": "", "weeks": 4}, {"title": "Former deux réparateurs", "text": "", "weeks": 6}]


def make_solution(**fields: Any) -> Solution:
    """A published one, with a whole kit."""
    whole: dict[str, Any] = {
        "title": "Atelier réparation",
        "summary": "Réparer ensemble ce qui est cassé.",
        "mode": Solution.Mode.CHARTER,
        "licence": "CC BY-SA 4.0",
    }
    project = fields.pop("project", None) or make_published_project()
    solution = prepare_solution(project=project, by=None, **{**whole, **fields})
    write_kit(solution=solution, by=None, steps=STEPS, **KIT)
    for verb in ("submit", "publish"):
        solution = move_solution(solution=solution, verb=verb, by=None)
    return solution
