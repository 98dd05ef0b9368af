"""What nobody needs any more goes: uploads given up, files never attached, files of things that are gone, bytes without a row."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass

from django.apps import apps

from frenchimpact.core import clock
from frenchimpact.files import vault
from frenchimpact.files.actions.keeping import delete_file
from frenchimpact.files.actions.uploads import LIFETIME, cancel_upload
from frenchimpact.files.models import StoredFile, Upload
from frenchimpact.files.rules import PARCEL

_BATCH = 500


@dataclass
class Swept:
    """How many of each were removed."""

    uploads: int = 0
    parcels: int = 0
    ownerless: int = 0
    bytes_without_row: int = 0


def sweep_files() -> Swept:
    """Remove all that is left behind. What is younger than a day is spared: it may be on its way."""
    before = clock.now() - LIFETIME
    swept = Swept()
    for upload in Upload.objects.filter(expires_at__lte=clock.now()).iterator():
        cancel_upload(upload=upload, by=None)
        swept.uploads += 1
    for file in StoredFile.objects.filter(purpose=PARCEL, received_at__lt=before).iterator():
        delete_file(file=file, by=None)
        swept.parcels += 1
    for file in _ownerless():
        delete_file(file=file, by=None)
        swept.ownerless += 1
    for keys in itertools.batched(vault.kept_keys(), _BATCH):
        swept.bytes_without_row += _erase_unknown(set(keys), before)
    return swept


def _ownerless() -> list[StoredFile]:
    """Files whose owner no longer exists."""
    found: list[StoredFile] = []
    for label in StoredFile.objects.order_by().values_list("owner_model", flat=True).distinct():
        alive = apps.get_model(label)._default_manager.values("pk")
        found += StoredFile.objects.filter(owner_model=label).exclude(owner_id__in=alive)
    return found


def _erase_unknown(keys: set[uuid.UUID], before: dt.datetime) -> int:
    unknown = keys - set(StoredFile.objects.filter(key__in=keys).values_list("key", flat=True))
    count = 0
    for key in unknown:
        written_at = vault.written_at(key)
        if written_at is None or written_at < before:
            vault.erase(key)
            count += 1
    return count
