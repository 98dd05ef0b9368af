"""Writing the trail."""

import dataclasses
from typing import Any

from frenchimpact.core.facts import Fact
from frenchimpact.journal.models import Entry


def record(fact: Fact, by: Any) -> Entry:
    """Write one entry, inside the transaction of the change that it tells."""
    return Entry.objects.create(
        by=by if by is not None and by.pk else None,
        acting_as=getattr(by, "acting_as", ""),
        fact=f"{type(fact).__module__.split('.')[-2]}.{type(fact).__name__}",
        fields=dataclasses.asdict(fact),
        subject_model=fact.about,
        subject_id=fact.subject_id,
    )
