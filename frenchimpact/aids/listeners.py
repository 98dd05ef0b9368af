"""What a public aid sets off."""

from itertools import batched

from frenchimpact.aids import facts
from frenchimpact.aids.actions.choices import find_projects
from frenchimpact.aids.actions.twins import find_twins
from frenchimpact.aids.messages.variants import tell_proposed
from frenchimpact.aids.models import Aid, Run, VariantProposal
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


@listens(facts.AidPublished)
def look_for_twins(fact: facts.AidPublished) -> None:
    """It may be there already."""
    find_twins([fact.aid_id])


@listens(facts.AidPublished)
def tell_what_it_asks(fact: facts.AidPublished) -> None:
    """Now that everyone sees it, the funder of the generic aid of which it asks to be a variant knows."""
    for proposal in VariantProposal.objects.filter(aid=fact.aid_id, state=VariantProposal.State.ASKED).select_related("aid", "generic"):
        tell_proposed(proposal)


@listens(facts.AidsHarvested)
def meet_the_harvest(fact: facts.AidsHarvested) -> None:
    """Those that came in together may be there already, and teams hear of those that suit their project."""
    run = Run.objects.get(pk=fact.run_id)
    fresh = list(
        Aid.objects.filter(source=fact.source_id, updated_at__gte=run.started_at, updated_at__lte=run.ended_at).values_list("pk", flat=True)
    )
    for few in batched(fresh, 500):
        find_twins(few)
    for pk in fresh:
        find_projects(pk)
