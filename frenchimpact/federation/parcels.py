"""The archive by which a project travels: what is in it, and how one from elsewhere is judged before anything is written.

`attestation.json` is a credential, signed by the instance, that says the print of `sommaire.json`; the latter says the size and the
print of every other file. So one signature covers the whole, whatever its size.
"""

import base64
import datetime as dt
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal
from frenchimpact.federation.models import Peer
from frenchimpact.files.queries import archive_in
from frenchimpact.labels.queries import is_signed_by, own_issuer, statement_in

FORMAT, VERSION = "french-impact/projet", 1
ATTESTATION, SUMMARY, PROJECT, MEASURES = "attestation.json", "sommaire.json", "projet.json", "mesures.csv"
FOLDER = "fichiers/"
# As it is sent, once it is opened, and what stands beside the files of the project.
LARGEST, LARGEST_OPENED, LARGEST_TEXT, MOST_FILES = 200_000_000, 400_000_000, 10_000_000, 200
_NAME = re.compile(rf"({ATTESTATION}|{SUMMARY}|{PROJECT}|{MEASURES}|{FOLDER}[0-9]{{3}}-[^/\\\x00-\x1f]{{1,160}})")
_PIECE = 1 << 18
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, KeyError)


class BadParcel(Refusal):
    """The archive cannot be taken: the words say why, and nothing of it was written."""

    status = 422


def sri(content: bytes) -> str:
    """The print of a content as web pages write it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def as_json(value: Any) -> bytes:
    """A text of the archive: always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


@dataclass
class Parcel:
    """One archive that was judged good: who signed it and when, what it says, and its files, each as announced."""

    archive: zipfile.ZipFile
    issuer: str
    issuer_name: str
    peer: Peer | None
    origin: str
    signed_at: dt.datetime
    sha256: str
    told: Mapping[str, Any]
    names: set[str] = field(default_factory=set)

    def content(self, name: str) -> bytes:
        """A small file of it."""
        return _read(self.archive, name, LARGEST_TEXT)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file of the project."""
        with self.archive.open(name) as file:
            while piece := file.read(_PIECE):
                yield piece


def open_parcel(content: BinaryIO, size: int) -> Parcel:
    """Everything is checked before anything is believed: the archive, the signature, then every file. Raises Refusal."""
    if size > LARGEST:
        raise BadParcel(_("Ce dossier dépasse 200 Mo : il ne peut pas être repris d’un coup. Retirez-en des documents là-bas."))
    archive = archive_in(content, size)
    try:
        names = _names(archive)
        statement = statement_in(_read(archive, ATTESTATION, 100_000).decode("utf-8", "replace"))
        issuer, name, peer = _issuer(statement)
        summary = _read(archive, SUMMARY, LARGEST_TEXT)
        _check_summary(statement, summary)
        _check_files(archive, names, _object(summary, SUMMARY))
        told = _object(_read(archive, PROJECT, LARGEST_TEXT), PROJECT)
    except _BROKEN as error:
        raise BadParcel(_("Cette archive est abîmée : elle ne s’ouvre pas en entier. Téléchargez à nouveau le dossier là-bas.")) from error
    origin = str(_part(statement, "credentialSubject").get("id", ""))[:500]
    if not re.fullmatch(r"https?://[^\s\"'<>\\]+", origin) or told.get("origin") != origin:
        raise _altered(PROJECT)
    return Parcel(archive, issuer, name, peer, origin, _signed_at(statement), _print_of(content), told, names)


def _print_of(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _names(archive: zipfile.ZipFile) -> set[str]:
    """What stands in it, each once, under the names of such an archive and no other: nothing writes outside, nothing hides."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if not {ATTESTATION, SUMMARY, PROJECT} <= names:
        raise BadParcel(_("Ce n’est pas le dossier d’un projet : il y manque l’attestation, le sommaire ou le projet."))
    for entry in entries:
        is_plain = not entry.flag_bits & 0x1 and (entry.external_attr >> 16) & 0o170000 != 0o120000
        if not _NAME.fullmatch(entry.filename) or not is_plain:
            raise BadParcel(
                _("Ce dossier contient un fichier qui n’a rien à y faire (« %s ») : il n’est pas repris.") % entry.filename[:80]
            )
    if len(names) != len(entries) or len(names) > MOST_FILES:
        raise BadParcel(_("Ce dossier contient deux fois le même fichier, ou trop de fichiers : il n’est pas repris."))
    if sum(entry.file_size for entry in entries) > LARGEST_OPENED:
        raise _bomb()
    return names


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A file of it, no larger than that whatever it announces."""
    with archive.open(name) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise _bomb()
    return found


def _issuer(statement: Mapping[str, Any]) -> tuple[str, str, Peer | None]:
    """Who signed it: us, or an instance whose keys are known here. Raises BadParcel."""
    said = _part(statement, "issuer")
    issuer, name = str(said.get("id", ""))[:300], str(said.get("name", ""))[:200]
    own_names, own_keys = own_issuer()
    if issuer in own_names:
        peer, keys = None, own_keys
    else:
        peer = Peer.objects.filter(did=issuer).exclude(keys=[]).order_by("pk").first() if issuer else None
        if peer is None:
            words = _("Ce dossier est signé par « %s », que cette instance ne connaît pas. Demandez à l’équipe du programme de l’ajouter.")
            raise BadParcel(words % (issuer or _("personne"))[:120])
        keys, name = peer.keys, peer.name
    if not is_signed_by(statement, issuer, keys):
        raise BadParcel(
            _("La signature de ce dossier n’est pas celle de « %s » : il a été changé, ou signé par un autre. Rien n’est repris.") % name
        )
    return issuer, name or issuer, peer


def _check_summary(statement: Mapping[str, Any], summary: bytes) -> None:
    resources = statement.get("relatedResource")
    one = resources[0] if isinstance(resources, list) and len(resources) == 1 else resources
    if not isinstance(one, Mapping) or one.get("digestSRI") != sri(summary):
        raise _altered(SUMMARY)


def _check_files(archive: zipfile.ZipFile, names: set[str], summary: Mapping[str, Any]) -> None:
    """Each file is as the summary says, and there is no other. Sizes are counted, not believed."""
    if summary.get("format") != FORMAT:
        raise BadParcel(_("Ce n’est pas le dossier d’un projet."))
    if summary.get("version") != VERSION:
        words = _(
            "Ce dossier est de la version %(theirs)s, et cette instance lit la version %(ours)s : mettez-la à jour, puis reprenez-le."
        )
        raise BadParcel(words % {"theirs": str(summary.get("version"))[:20], "ours": VERSION})
    listed = summary.get("files")
    said = {str(one.get("path")): one for one in listed if isinstance(one, Mapping)} if isinstance(listed, list) else {}
    if said.keys() != names - {ATTESTATION, SUMMARY}:
        raise _altered(SUMMARY)
    total = 0
    for name, one in said.items():
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                total += len(piece)
                if total > LARGEST_OPENED:
                    raise _bomb()
        if one.get("size") != size or one.get("sha256") != digest.hexdigest():
            raise _altered(name)


def _object(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _altered(name) from error
    if not isinstance(found, dict):
        raise _altered(name)
    return found


def _part(statement: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = statement.get(name)
    return found if isinstance(found, Mapping) else {}


def _signed_at(statement: Mapping[str, Any]) -> dt.datetime:
    found = dt.datetime.fromisoformat(str(statement.get("validFrom", "")))
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _altered(name: str) -> BadParcel:
    return BadParcel(_("« %s » n’est pas celui qui a été signé : le dossier a été changé. Rien n’est repris.") % name[:80])


def _bomb() -> BadParcel:
    return BadParcel(_("Une fois ouvert, ce dossier serait démesuré : il n’est pas repris."))
