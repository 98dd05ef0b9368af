"""How the files of an organisation follow it into another: its documents always, its logo when that is the one chosen."""

from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.files.actions import delete_file, move_files
from frenchimpact.files.queries import files_of
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import LOGO

# Where the merge keeps what it moved.
FILES = "files.StoredFile"


def _logos(organisation: Organisation) -> list[int]:
    return list(files_of(organisation, LOGO).values_list("pk", flat=True))


def move_with(kept: Organisation, absorbed: Organisation, *, takes_logo: bool) -> Any:
    """A sheet shows one logo: the one that leaves its place is put by, with the sheet that was absorbed."""
    logos = _logos(absorbed) if takes_logo else []
    documents = list(files_of(absorbed).exclude(purpose=LOGO).values_list("pk", flat=True))
    put_by = move_files(keys=_logos(kept), giver=kept, taker=absorbed) if logos else []
    taken = move_files(keys=[*logos, *documents], giver=absorbed, taker=kept)
    return {"taken": taken, "put_by": put_by} if taken or put_by else None


def move_back_with(kept: Organisation, absorbed: Organisation, moved: Any, by: User) -> None:
    """As they were. A logo replaced since the merge stays, as if it had replaced the one that was put by."""
    move_files(keys=moved["taken"], giver=kept, taker=absorbed)
    if _logos(kept):
        for file in files_of(absorbed, LOGO).filter(pk__in=moved["put_by"]):
            delete_file(file=file, by=by)
    else:
        move_files(keys=moved["put_by"], giver=absorbed, taker=kept)
