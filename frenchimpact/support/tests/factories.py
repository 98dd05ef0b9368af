"""Supports for tests."""

from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.support.actions.supports import ask_support, take_on
from frenchimpact.support.models import Support


def make_structure(name: str = "Incubateur Alpin") -> tuple[Organisation, User]:
    """A published structure and its administrator."""
    structure = make_organisation(name=name, kinds=[Organisation.Kind.SUPPORT])
    return structure, make_member(structure)


def make_support(**fields: Any) -> Support:
    """Asked by a published project."""
    project = fields.pop("project", None) or make_published_project()
    structure = fields.pop("structure", None) or make_structure()[0]
    return ask_support(project=project, structure=structure, text="Préparer notre essaimage", by=lead_of(project), **fields)


def make_followed_support() -> tuple[Support, User]:
    """Taken on, with its officer."""
    structure, officer = make_structure()
    return take_on(support=make_support(structure=structure), officer=officer, by=officer), officer
