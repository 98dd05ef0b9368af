"""Solutions for tests."""

import datetime as dt
from typing import Any

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.solutions.actions.adoptions import adopt, agree, launch, write_agreement
from frenchimpact.solutions.actions.solutions import move_solution, prepare_solution, write_kit
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.rules import PLACE, TEAM

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
    write_kit(solution=solution, by=None, steps=STEPS, costs=None, **KIT)
    for verb in ("submit", "publish"):
        solution = move_solution(solution=solution, verb=verb, by=None)
    return solution


def make_adoption(solution: Solution, organisation: Organisation | None = None, **more: Any) -> Adoption:
    """Asked, by an organisation unless a territory is given."""
    if "territory" not in more:
        more["organisation"] = organisation or make_organisation(name="Commune voisine")
    return adopt(solution=solution, text="Nous avons la salle.", by=None, **{"place": make_place(), **more})


def make_agreed(solution: Solution, **more: Any) -> Adoption:
    """Both sides said yes to the same words."""
    adoption, person = make_adoption(solution, **more), lead_of(solution.project)
    write_agreement(adoption=adoption, text="Chacun fait sa part.", mentor=person, by=person)
    agree(adoption=adoption, side=TEAM, by=person)
    return agree(adoption=adoption, side=PLACE, by=person)


def make_launched(solution: Solution, project: Project | None = None, on: dt.date | None = None, **more: Any) -> Adoption:
    """Launched last year by a public project."""
    adoption = make_agreed(solution, **more)
    there = project or make_published_project(name=f"Ailleurs, {adoption.reference}")
    on = on or dt.date(clock.today().year - 1, 2, 1)
    return launch(adoption=adoption, project=there, by=lead_of(solution.project), on=on)
