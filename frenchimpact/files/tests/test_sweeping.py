"""What is left behind goes; what is in use or young stays."""

import datetime as dt
import io
import os
import uuid
from pathlib import Path

import pytest

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.files import actions, vault
from frenchimpact.files.kinds import INTAKES
from frenchimpact.files.models import StoredFile, Upload
from frenchimpact.files.rules import PARCEL
from frenchimpact.files.tests import factories as make

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(hours=25)


def test_nothing_to_sweep() -> None:
    lea = make.make_person()
    make.make_file(lea)
    make.make_file(lea, purpose=PARCEL)
    actions.begin_upload(name="a.pdf", size=10, intake=INTAKES["dossier"], by=lea)
    vault.put(vault.place(uuid.uuid4()), io.BytesIO(b"on its way"))
    swept = actions.sweep_files()
    assert (swept.uploads, swept.parcels, swept.ownerless, swept.bytes_without_row) == (0, 0, 0, 0)
    assert (StoredFile.objects.count(), Upload.objects.count()) == (2, 1)


def test_uploads_given_up() -> None:
    actions.begin_upload(name="a.pdf", size=10, intake=INTAKES["dossier"], by=make.make_person())
    Upload.objects.update(expires_at=clock.now())
    assert actions.sweep_files().uploads == 1
    assert Upload.objects.count() == 0


def test_parcels_never_attached() -> None:
    lea = make.make_person()
    parcel, piece = make.make_file(lea, purpose=PARCEL), make.make_file(lea)
    StoredFile.objects.update(received_at=clock.now() - YESTERDAY)
    assert actions.sweep_files().parcels == 1
    assert list(StoredFile.objects.all()) == [piece] != [parcel]


def test_files_of_things_that_are_gone() -> None:
    lea, max_ = make.make_person(), make.make_person("max@exemple.test")
    make.make_file(lea)
    stays = make.make_file(max_)
    User.objects.filter(pk=lea.pk).delete()
    assert actions.sweep_files().ownerless == 1
    assert list(StoredFile.objects.all()) == [stays]


def test_bytes_that_no_row_knows(folder: Path) -> None:
    known, unknown = make.make_file(make.make_person()), uuid.uuid4()
    vault.put(vault.place(unknown), io.BytesIO(b"left by a crash"))
    old = (clock.now() - YESTERDAY).timestamp()
    for key in (known.key, unknown):
        os.utime(folder / vault.place(key), (old, old))
    assert actions.sweep_files().bytes_without_row == 1
    assert list(vault.kept_keys()) == [known.key]
