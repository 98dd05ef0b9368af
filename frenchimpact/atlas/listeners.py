"""What search does about what happens elsewhere. The index itself is kept by the database."""

from frenchimpact.atlas import actions
from frenchimpact.core.facts import listens
from frenchimpact.organisations.facts import OrganisationsImported


@listens(OrganisationsImported)
def learn_words(fact: OrganisationsImported) -> None:
    """A file came in: the words of its sheets are learnt, which a few sheets at a time are at once."""
    actions.rebuild_words()
