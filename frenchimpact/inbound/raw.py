"""Raw messages as they came, beside the other files of the instance, until their time is over."""

import os
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def _place(key: uuid.UUID) -> str:
    return f"mails/{key.hex[:2]}/{key.hex}.eml"


def keep(key: uuid.UUID, raw: bytes) -> None:
    """Write the message; on a local disk, not before the disk has it."""
    name = default_storage.save(_place(key), ContentFile(raw))
    try:
        path = default_storage.path(name)
    except NotImplementedError:
        return
    for one in (path, os.path.dirname(path)):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(key: uuid.UUID) -> bytes:
    """The message. Raises FileNotFoundError."""
    with default_storage.open(_place(key), "rb") as file:
        return bytes(file.read())


def erase(key: uuid.UUID) -> None:
    """Remove the message; nothing happens when it is gone already."""
    default_storage.delete(_place(key))
