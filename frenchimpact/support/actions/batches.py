"""One message of a structure to several teams: noted in each thread, read by each team alone."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from frenchimpact.accounts.models import User
from frenchimpact.support import rules
from frenchimpact.support.actions.steps import note_contact
from frenchimpact.support.messages import tell_batch
from frenchimpact.support.models import Contact, Support


@transaction.atomic
def write_to_teams(*, user: User, references: Sequence[str], text: str, batch: uuid.UUID) -> int:
    """To those among `references` that the person follows and that are live; gives how many."""
    rows = rules.portfolio_of(user).filter(reference__in=list(references)[:500], state__in=Support.LIVE)
    count = 0
    for support in rows.select_related("project", "structure").order_by("pk").distinct():
        if rules.can_follow(user, support):
            note_contact(support=support, kind=Contact.Kind.MAIL, text=text, by=user)
            tell_batch(support, text, f"{support.reference}-batch-{batch}")
            count += 1
    return count
