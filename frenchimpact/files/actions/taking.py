"""Taking what a form sent, whether its bytes came with it or were uploaded beforehand."""

import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.files import refusals
from frenchimpact.files.actions.keeping import attach_file, delete_file, receive_file
from frenchimpact.files.kinds import Intake
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.rules import PARCEL


@dataclass
class Taken:
    """What became of the files of one field: those that were taken, and why the others were not (name, words)."""

    files: list[StoredFile] = field(default_factory=list)
    refused: list[tuple[str, Text]] = field(default_factory=list)


def take_sent(
    *,
    sent: "MultiValueDict[str, UploadedFile[bytes]]",
    fields: QueryDict,
    name: str,
    owner: Model,
    purpose: str,
    intake: Intake,
    by: User | None,
    description: str = "",
    audience: str = "",
) -> Taken:
    """Take the files of the field `name` for a thing: `sent` is `request.FILES`, `fields` is `request.POST`.

    Uploads made beforehand are named in `<name>_parcel`. One refused file does not stop the others.
    """
    taken = Taken()
    about: dict[str, Any] = {"owner": owner, "purpose": purpose, "intake": intake, "description": description, "audience": audience}
    for key in fields.getlist(f"{name}_parcel"):
        file = _parcel(key, by)
        try:
            if file is None or by is None:
                raise refusals.gone()
            taken.files.append(attach_file(file=file, by=by, **about))
        except FileRefusal as refusal:
            taken.refused.append((file.name if file else "", refusal.message))
    for upload in sent.getlist(name):
        try:
            taken.files.append(receive_file(content=cast(BinaryIO, upload), name=upload.name or "", by=by, **about))
        except FileRefusal as refusal:
            taken.refused.append((upload.name or "", refusal.message))
    return taken


def take_mailed(
    *,
    attachments: Iterable[tuple[str, bytes]],
    owner: Model,
    purpose: str,
    intake: Intake,
    by: User | None,
    audience: str = "",
    most: int | None = None,
    past_most: Text = "",
) -> Taken:
    """Take what came with a mail for a thing: pairs (name, content). Past `most` files, `past_most` says why the others are not."""
    taken = Taken()
    for name, content in attachments:
        if most is not None and len(taken.files) >= most:
            taken.refused.append((name, past_most))
            continue
        try:
            file = receive_file(
                content=io.BytesIO(content), name=name, owner=owner, purpose=purpose, intake=intake, by=by, audience=audience
            )
        except Refusal as refusal:
            taken.refused.append((name, refusal.message))
        else:
            taken.files.append(file)
    return taken


def _parcel(key: str, by: User | None) -> StoredFile | None:
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return None
    if by is None or by.pk is None:
        return None
    return StoredFile.objects.filter(key=wanted, owner_model=User._meta.label, owner_id=by.pk, purpose=PARCEL).first()


def replace_picture(
    *,
    sent: "MultiValueDict[str, UploadedFile[bytes]]",
    fields: QueryDict,
    name: str,
    owner: Model,
    purpose: str,
    intake: Intake,
    description: str,
    by: User,
) -> Taken:
    """Take the one picture that a thing has for that purpose (a logo): the new one first, and then only does the old one go."""
    old = list(files_of(owner, purpose))
    taken = take_sent(sent=sent, fields=fields, name=name, owner=owner, purpose=purpose, intake=intake, by=by, description=description)
    if taken.files:
        for file in [*old, *taken.files[:-1]]:
            delete_file(file=file, by=by)
    return taken
