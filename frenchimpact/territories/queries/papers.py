"""The documents of the actions of a plan."""

from collections.abc import Collection

from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import find_file_of
from frenchimpact.files.rules import is_open
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Action
from frenchimpact.territories.queries.actions import find_action

# What the files of an action are to it.
ACTION_PAPER = "action"


def find_paper(user: Anyone, reference: str, number: int, pk: int) -> tuple[Action, StoredFile]:
    """A document of an action of a space that the person enters, or Http404."""
    action = find_action(user, reference, number)
    return action, find_file_of(action, ACTION_PAPER, pk)


def public_papers(actions: Collection[Action]) -> list[tuple[Action, StoredFile]]:
    """What everyone may read of these actions, in their order: said public, and cleared. One statement."""
    by_key = {one.pk: one for one in actions}
    found = StoredFile.objects.filter(
        owner_model=Action._meta.label, owner_id__in=list(by_key), purpose=ACTION_PAPER, audience=StoredFile.Audience.PUBLIC
    )
    order = {key: place for place, key in enumerate(by_key)}
    return [(by_key[one.owner_id], one) for one in sorted(found, key=lambda one: (order[one.owner_id], one.pk)) if is_open(one)]
