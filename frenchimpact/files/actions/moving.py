"""Files that change hands with the thing they belong to."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Model

from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of


@transaction.atomic
def move_files(*, keys: Collection[int], giver: Model, taker: Model) -> list[int]:
    """Those of these files that still belong to `giver` now belong to `taker`; gives them. Whoever moves them tells why."""
    moved = list(files_of(giver).filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
    StoredFile.objects.filter(pk__in=moved).update(owner_model=taker._meta.label, owner_id=taker.pk)
    return moved
