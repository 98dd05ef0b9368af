"""What a public aid sets off."""

from frenchimpact.aids import facts
from frenchimpact.aids.actions.choices import find_projects
from frenchimpact.core.facts import listens


@listens(facts.AidPublished)
def compare_published(fact: facts.AidPublished) -> None:
    """Teams whose project it suits will be told."""
    find_projects(fact.aid_id)


@listens(facts.AidChanged)
def compare_changed(fact: facts.AidChanged) -> None:
    """So will those that a change of conditions lets in."""
    if set(fact.fields) & {"rules", "places", "closes_on", "opens_on"}:
        find_projects(fact.aid_id)
