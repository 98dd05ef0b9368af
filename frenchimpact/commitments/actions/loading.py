"""Loading the targets that come with the platform."""

import json
from pathlib import Path

from django.db import transaction

from frenchimpact.commitments.models import Target

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "targets.json"


@transaction.atomic
def load_targets(*, path: Path = SHIPPED) -> int:
    """Add the targets of the file; one that exists keeps what its programme set. Gives how many there are in the file."""
    rows = json.loads(path.read_text(encoding="utf-8"))["targets"]
    for position, row in enumerate(rows, start=1):
        Target.objects.get_or_create(code=row["code"], defaults={**row, "position": position})
    return len(rows)
