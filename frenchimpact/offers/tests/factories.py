"""Offers and requests for tests."""

from typing import Any

from frenchimpact.offers.actions.offers import move_offer, prepare_offer
from frenchimpact.offers.actions.requests import ask
from frenchimpact.offers.models import Offer, Price, Request, What
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project


def make_offer(organisation: Organisation | None = None, **fields: Any) -> Offer:
    """Ten days of skills patronage from a company, for everyone, everywhere; read and available."""
    whole: dict[str, Any] = {
        "what": What.SKILLS,
        "title": "Dix jours d’un comptable",
        "summary": "Un salarié tient vos comptes avec vous.",
        "capacity": 10,
        "unit": "jours",
        "price": Price.FREE,
    }
    offer = prepare_offer(organisation=organisation or make_organisation(name="Comptes Unis"), by=None, **{**whole, **fields})
    for verb in ("submit", "approve"):
        offer = move_offer(offer=offer, verb=verb, by=None)
    return offer


def make_request(**fields: Any) -> Request:
    """A project seeks somebody for its accounts, for three days."""
    whole: dict[str, Any] = {
        "what": What.SKILLS,
        "title": "Tenir nos comptes",
        "text": "Nous n’avons personne.",
        "quantity": 3,
        "unit": "jours",
    }
    if not {"project", "organisation", "territory"} & fields.keys():
        whole["project"] = make_published_project()
    return ask(by=None, **{**whole, **fields})
