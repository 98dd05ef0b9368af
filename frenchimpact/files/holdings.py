"""Files that a person sent: those of a project or of an organisation stay with it, those that wait are removed."""

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.files import vault
from frenchimpact.files.actions import cancel_upload
from frenchimpact.files.models import StoredFile, Upload


def _cancel_uploads(person: Any) -> int:
    uploads = list(Upload.objects.filter(person=person.pk))
    for upload in uploads:
        cancel_upload(upload=upload, by=None)
        Upload.objects.filter(pk=upload.pk).delete()
    return len(uploads)


def _contents(person: Any) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file with its number before its name, since two may have the same; what is dangerous stays here."""
    for file in StoredFile.objects.filter(received_by=person.pk).exclude(state=StoredFile.State.QUARANTINED):
        yield f"{file.pk}-{file.name}", vault.read(vault.place(file.key))


declare_holding(
    model=StoredFile,
    title=_("Fichiers envoyés"),
    of=("received_by",),
    fields={
        "received_at": _("Reçu le"),
        "name": _("Nom du fichier"),
        "kind": _("Nature"),
        "size": _("Taille en octets"),
        "sha256": _("Empreinte"),
    },
    fate=Fate.NAMELESS,
    why=_("Les fichiers joints à un projet ou à une structure restent avec eux. Supprimez-les avant si vous ne le voulez pas."),
    files=_contents,
)
declare_holding(
    model=Upload,
    title=_("Envois de fichiers en cours"),
    of=("person",),
    fields={
        "created_at": _("Commencé le"),
        "name": _("Nom du fichier"),
        "size": _("Taille en octets"),
        "received_size": _("Octets reçus"),
    },
    fate=Fate.DELETED,
    why=_("Les envois qui n’ont pas abouti sont supprimés."),
    erase=_cancel_uploads,
)
