"""Projects and the people around them for tests: right by default, any field can be given."""

import itertools
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects import actions
from frenchimpact.projects.actions.sheets import Sheet
from frenchimpact.projects.models import Project, Reading, TeamMember
from frenchimpact.projects.sections import CRITERIA
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.tests.factories import make_terms

_numbers = itertools.count(1)


def make_person(name: str = "", **fields: Any) -> User:
    """A person with a name and an address."""
    number = next(_numbers)
    return User.objects.create(**{"email": f"personne{number}@exemple.test", "full_name": name or f"Personne {number}", **fields})


def make_operator(**fields: Any) -> User:
    """Someone who runs the programme today."""
    user = make_person("Gaëlle Opératrice", **fields)
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


def make_partner(perimeter: Place | None = None, **fields: Any) -> User:
    """A territorial partner, of Savoie unless told otherwise."""
    user = make_person("Chloé Partenaire", **fields)
    Assignment.objects.create(user=user, role=Assignment.Role.PARTNER, perimeter=perimeter or make_place("departement:73"))
    return user


def make_sheet(**fields: Any) -> Sheet:
    """What a good declaration says."""
    if not Term.objects.exists():
        make_terms()
    values: dict[str, Any] = {
        "name": f"La Recyclerie solidaire {next(_numbers)}",
        "problem": "Des meubles en bon état partent à la benne.",
        "answer": "Une équipe en insertion les répare et les vend près de chez elle.",
        "themes": ["economie_circulaire_reemploi"],
        "places": [make_place("commune:73065")],
        "stage": "experimentation",
        "has_publication_consent": True,
        **fields,
    }
    return Sheet(**values)


def make_project(by: User | None = None, **fields: Any) -> Project:
    """A project just declared, in Chambéry, by its lead."""
    return actions.declare_project(sheet=make_sheet(**fields), by=by or make_person("Awa Porteuse"))


def lead_of(project: Project) -> User:
    """Who leads the project."""
    return project.team.filter(role=TeamMember.Role.LEAD, until__isnull=True).select_related("user").first().user  # type: ignore[union-attr]


def make_member(project: Project, role: str = TeamMember.Role.EDITOR, **fields: Any) -> User:
    """Someone more in the team."""
    user = make_person()
    TeamMember.objects.create(project=project, user=user, role=role, **fields)
    return user


FULL_GRID = {f"{code}.level": "2" for code in CRITERIA}


def send_opinion(project: Project, reader: User, opinion: str = Reading.Opinion.FAVOURABLE) -> Reading:
    """The person reads the project and sends their opinion."""
    reading = actions.start_reading(project=project, by=reader)
    answers = {**FULL_GRID, "opinion": opinion, "comment": "Le besoin est clair."}
    actions.save_reading(reading=reading, changes={name: Change(value, 0) for name, value in answers.items()})
    return actions.send_reading(reading=reading)


def make_read_project(operator: User, partner: User, **fields: Any) -> Project:
    """A project with two favourable readings, which waits for the decision."""
    project = make_project(**fields)
    send_opinion(project, operator)
    send_opinion(project, partner)
    project.refresh_from_db()
    return project


def make_published_project(**fields: Any) -> Project:
    """A project that everyone sees, without going through its readers."""
    project = make_project(**fields)
    now = clock.now()
    Project.objects.filter(pk=project.pk).update(
        status=Project.Status.PUBLISHED, has_publication_consent=True, qualified_at=now, published_at=now
    )
    project.refresh_from_db()
    return project


def set_status(project: Project, status: str) -> Project:
    """The project, put in a state by force."""
    Project.objects.filter(pk=project.pk).update(
        status=status, published_at=clock.now() if status == "published" else None, has_publication_consent=True
    )
    project.refresh_from_db()
    return project
