"""PDF and text: whole, and nothing else hidden in the same bytes."""

import re
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from frenchimpact.files import refusals
from frenchimpact.files.content.signatures import is_text
from frenchimpact.files.refusals import FileRefusal

_PIECE = 1 << 20
# Some programs end a PDF with a few blanks or zeros; more than that is another file.
_TAIL = 2048
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def check_text(file: BinaryIO) -> None:
    """Refuse a text that holds control characters anywhere: it is another kind in disguise, or damaged."""
    file.seek(0)
    while piece := file.read(_PIECE):
        if not is_text(piece):
            raise FileRefusal(
                "damaged",
                _("Ce fichier commence comme un texte mais contient des caractères illisibles. Enregistrez-le à nouveau en UTF-8."),
            )


def check_pdf(file: BinaryIO, size: int) -> None:
    """Refuse a PDF whose end is missing, after which another file follows, or that is encrypted."""
    file.seek(max(0, size - _TAIL - 65_536))
    tail = file.read()
    before, mark, after = tail.rpartition(b"%%EOF")
    if not mark or b"startxref" not in before[-4096:]:
        raise refusals.truncated()
    if after.strip(b"\r\n\t \x00") or len(after) > _TAIL or _is_archive(file):
        raise refusals.hidden()
    if _is_encrypted(file):
        raise FileRefusal(
            "encrypted",
            _(
                "Ce PDF est protégé par un mot de passe ou par des restrictions : ni l’antivirus ni les lecteurs ne peuvent l’ouvrir. "
                "Enregistrez-en une copie sans protection (imprimez-le au format PDF), puis envoyez-la."
            ),
        )


def _is_encrypted(file: BinaryIO) -> bool:
    """Whether a trailer, or a cross-reference stream, names an encryption dictionary: neither is ever compressed."""
    file.seek(0)
    before = b""
    while piece := file.read(_PIECE):
        if _ENCRYPT.search(before + piece):
            return True
        before = piece[-64:]
    return False


def _is_archive(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
