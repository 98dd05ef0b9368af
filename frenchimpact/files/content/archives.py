"""ZIP archives, and the office documents that are ZIP inside: counted before they are read, read before they are believed."""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from frenchimpact.files import refusals
from frenchimpact.files.content.signatures import REFUSED_EXTENSIONS
from frenchimpact.files.kinds import Kind
from frenchimpact.files.names import extension_of
from frenchimpact.files.refusals import FileRefusal

MOST_ENTRIES = 5_000
MOST_DIRECTORY_BYTES = 2_000_000
MOST_UNPACKED_BYTES = 400_000_000
# Real documents compress well (XML) but not a hundredfold beyond their first megabytes.
MOST_RATIO = 120
RATIO_FROM = 20_000_000
_END = struct.Struct("<4s4H2LH")
_PIECE = 1 << 18
# How a part of a document says that it is made of other things than itself: files of a machine, addresses, or itself a thousand times.
_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_DECLARATIONS = (b"<!doctype", b"<!entity")
_OOXML = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".iso", ".cab"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error)


def family(file: BinaryIO, size: int) -> str:
    """What the archive is: docx, xlsx, pptx, odt, ods, odp, or a plain zip. Raises FileRefusal when it cannot be opened."""
    with open_archive(file, size) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" in names:
            return next((code for path, code in _OOXML.items() if path in names), "zip")
        first = archive.infolist()[0] if names else None
        if first is not None and first.filename == "mimetype" and first.file_size < 100:
            try:
                return _ODF.get(archive.read(first).strip(), "zip")
            except _BROKEN as error:
                raise _damaged() from error
        return "zip"


def check(file: BinaryIO, size: int, kind: Kind) -> None:
    """Refuse bombs, macros, passwords, programs, hidden files and damage."""
    with open_archive(file, size) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if not entries:
            raise FileRefusal("empty", _("Cette archive ne contient aucun fichier. Vérifiez-la, puis envoyez-la à nouveau."))
        for entry in entries:
            _check_entry(entry, kind)
        if kind.code != "zip" and _has_macros(archive):
            raise FileRefusal(
                "macros", _("Ce document contient des macros (petits programmes). Enregistrez-le sans macros, ou en PDF, puis envoyez-le.")
            )
        _unpack(archive, entries, size, may_declare=kind.code == "zip")


def open_archive(file: BinaryIO, size: int) -> zipfile.ZipFile:
    """The archive, its directory measured before it is read. Raises FileRefusal."""
    tail_size = min(size, 65_536 + _END.size)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise refusals.truncated()
    _mark, _disk, _start, _here, count, directory, _offset, comment = _END.unpack(tail[at : at + _END.size])
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        count, directory = _zip64_measures(file, tail[at - 20 : at], size)
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY_BYTES:
        raise FileRefusal(
            "bomb",
            _("Cette archive contient trop de fichiers (plus de %(count)s). Coupez-la en plusieurs archives.") % {"count": MOST_ENTRIES},
        )
    if len(tail) - at - _END.size != comment:
        raise refusals.hidden()
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise _damaged() from error
    if archive.infolist() and min(entry.header_offset for entry in archive.infolist()) != 0:
        raise refusals.hidden()
    file.seek(0)
    if b"%PDF-" in file.read(1024):
        raise refusals.hidden()
    return archive


def _zip64_measures(file: BinaryIO, locator: bytes, size: int) -> tuple[int, int]:
    """Number of entries and bytes of the directory, from the record that larger archives have, and that readers believe first."""
    (at,) = struct.unpack("<Q", locator[8:16])
    if at > size - 56:
        raise _damaged()
    file.seek(at)
    count, directory = struct.unpack("<QQ", file.read(56)[32:48])
    return int(count), int(directory)


def _check_entry(entry: zipfile.ZipInfo, kind: Kind) -> None:
    if entry.flag_bits & 0x1:
        raise FileRefusal(
            "encrypted",
            _("Ce fichier est protégé par un mot de passe : rien ne peut le vérifier. Retirez-le, puis envoyez le fichier."),
        )
    if re.search(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)", entry.filename) or (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise FileRefusal("bad_path", _("Cette archive écrirait hors de son dossier. Refaites-la à partir des fichiers eux-mêmes."))
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _damaged()
    if kind.code != "zip":
        return
    end = extension_of(entry.filename.rsplit("/", 1)[-1])
    if end in _ARCHIVES:
        raise FileRefusal(
            "nested",
            _("Cette archive en contient une autre (« %(name)s »). Mettez les fichiers eux-mêmes dans l’archive.")
            % {"name": _short(entry)},
        )
    if REFUSED_EXTENSIONS.get(end) in {"program", "markup"} and end != ".xml":
        raise FileRefusal(
            "program",
            _("Cette archive contient un programme ou une page web (« %(name)s »). Retirez ce fichier, puis envoyez-la à nouveau.")
            % {"name": _short(entry)},
        )


def _short(entry: zipfile.ZipInfo) -> str:
    return re.sub(r"[^\w .’'()-]", "_", entry.filename.rsplit("/", 1)[-1])[-60:]


def _has_macros(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Scripts/") for name in names):
        return True
    if any(re.fullmatch(r"Basic/[^/]+/(?!script-l[bc]\.xml$|dialog-l[bc]\.xml$)[^/]+\.xml", name) for name in names):
        return True
    if "[Content_Types].xml" not in names:
        return False
    try:
        with archive.open("[Content_Types].xml") as file:
            return b"macroenabled" in file.read(1_000_000).lower()
    except _BROKEN as error:
        raise _damaged() from error


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int, *, may_declare: bool) -> None:
    """Read everything once, keeping nothing: sizes are counted, not believed, and each checksum is verified.

    Office documents never declare a type nor entities (ODF and OOXML forbid it): one that does was made to have its reader open
    something else, and is refused unless `may_declare`.
    """
    total = 0
    try:
        for entry in entries:
            with archive.open(entry) as file:
                end = b""
                is_xml = not may_declare
                while piece := file.read(_PIECE):
                    total += len(piece)
                    if is_xml:
                        # Without the zeros that UTF-16 puts between letters; the end of the piece before, for a mark cut in two.
                        letters = piece.replace(b"\0", b"").lower()
                        is_xml = bool(end) or letters.lstrip(_BEFORE).startswith(b"<")
                        if is_xml and any(mark in end + letters for mark in _DECLARATIONS):
                            raise _declares()
                        end = letters[-10:]
                    if total > MOST_UNPACKED_BYTES or (total > RATIO_FROM and total > size * MOST_RATIO):
                        raise FileRefusal(
                            "bomb",
                            _("Une fois décompressé, ce fichier serait démesuré. Envoyez moins de fichiers à la fois, ou un PDF."),
                        )
    except _BROKEN as error:
        raise _damaged() from error


def _declares() -> FileRefusal:
    return FileRefusal(
        "entities",
        _("Ce document fait appel à d’autres fichiers (DOCTYPE). Enregistrez-le à nouveau depuis Word ou LibreOffice, ou en PDF."),
    )


def _damaged() -> FileRefusal:
    return FileRefusal("damaged", _("Ce fichier est abîmé : il ne s’ouvre pas. Enregistrez-le à nouveau, puis envoyez-le."))
