"""Whole files to take away: each one a folder with its paper and the documents that were handed in."""

from collections.abc import Iterable, Iterator

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.calls import queries, rules
from frenchimpact.calls.models import Application, Call
from frenchimpact.calls.queries import Asked
from frenchimpact.calls.receipts import file_paper
from frenchimpact.core import sheets
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, pieces_of
from frenchimpact.organisations.rules import Anyone

# Files in one archive: the paper of each one takes a moment.
MOST = 200
type Entry = tuple[str, Iterable[bytes]]


def entries(call: Call, asked: Asked, user: Anyone, *, language: str) -> Iterator[Entry]:
    """The lines of the table, then each file that the person may read; what is not there is told in a last page.

    It is read while it leaves, after the request: hence the language.
    """
    absent: list[str] = []
    with translation.override(language):
        lines = sheets.workbook(call.title, queries.export_rows(call, asked, user))
    yield "candidatures.xlsx", [lines]
    for application in queries.shown_files(call, asked, user):
        if not rules.can_read_content(user, application):
            with translation.override(language):
                absent.append(
                    _("%(reference)s : vous n’avez pas accès à ce dossier, ou il est sous pli.") % {"reference": application.reference}
                )
            continue
        yield from _folder(application, language, absent)
    if absent:
        yield "ABSENTS.txt", ["\n".join(absent).encode()]


def _folder(application: Application, language: str, absent: list[str]) -> Iterator[Entry]:
    """The paper of one file, and its documents under their own names."""
    folder = f"{application.reference}-{slugify(application.organisation.name)[:50]}".rstrip("-")
    snapshot = application.snapshots.order_by("-number").first()
    if snapshot is None:
        return
    with translation.override(language):
        paper = file_paper(application, snapshot.content)
    yield f"{folder}/{application.reference}.pdf", [paper]
    stored = {str(one.key): one for one in files_of(application)}
    taken: set[str] = set()
    for number, document in enumerate(snapshot.content["documents"], start=1):
        file = stored.get(document["file"])
        first = _first_piece(file)
        if file is None or first is None:
            with translation.override(language):
                words = _("%(reference)s : « %(name)s » n’est plus là, ou a été mis à l’écart.")
                absent.append(words % {"reference": application.reference, "name": document["name"]})
            continue
        name = file.name if file.name.lower() not in taken else f"{number}-{file.name}"
        taken.add(name.lower())
        yield f"{folder}/documents/{name}", _from(first)


def _first_piece(file: StoredFile | None) -> tuple[bytes, Iterator[bytes]] | None:
    """The beginning of a document and what follows; None when it is gone, or dangerous."""
    if file is None or file.state == StoredFile.State.QUARANTINED:
        return None
    pieces = pieces_of(file)
    try:
        return next(pieces, b""), pieces
    except FileNotFoundError:
        return None


def _from(found: tuple[bytes, Iterator[bytes]]) -> Iterator[bytes]:
    first, others = found
    yield first
    yield from others
