"""Programmes and tools for tests."""

from typing import Any

from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.resources.actions.programmes import announce_intake, move_programme, prepare_programme
from frenchimpact.resources.actions.tools import move_tool, prepare_tool
from frenchimpact.resources.models import Intake, Programme, Tool


def make_programme(organisation: Organisation | None = None, **fields: Any) -> Programme:
    """A free incubator, everywhere, published."""
    whole: dict[str, Any] = {"title": "Incuber", "summary": "Neuf mois pour lancer votre projet.", "kind": "incubator", "price": "free"}
    made = prepare_programme(organisation=organisation or make_organisation(name="Le Tremplin"), by=None, **{**whole, **fields})
    return move_programme(programme=made, verb="publish", by=None)


def make_intake(programme: Programme | None = None, **fields: Any) -> Intake:
    """All the year round, for two projects."""
    return announce_intake(programme=programme or make_programme(), by=None, **{"seats": 2, **fields})


def make_tool(organisation: Organisation | None = None, **fields: Any) -> Tool:
    """A guide that one reads, by its link, published."""
    whole: dict[str, Any] = {
        "title": "Guide des statuts",
        "summary": "Choisir la forme de sa structure.",
        "need": "legal",
        "form": "guide",
        "licence": "cc-by",
        "url": "https://exemple.test/guide",
    }
    made = prepare_tool(organisation=organisation or make_organisation(name="La Boîte à outils"), by=None, **{**whole, **fields})
    return move_tool(tool=made, verb="publish", by=None)
