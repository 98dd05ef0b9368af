"""First bytes: the kinds that we take, and those that people often send and that we name when we refuse them."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

HEAD = 4096
_MARKUP = re.compile(rb"\s*<(?:[!?]|[a-z][a-z0-9:-]*[\s/>])", re.IGNORECASE)
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|meta|link|style|img|object|embed)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Stranger:
    """A kind that is never taken: what it is, and what to do instead."""

    label: Text
    advice: Text


_PLAIN = _("Enregistrez-le dans l’un des formats acceptés.")
_UNPACK = _("Décompressez l’archive et envoyez les fichiers un par un, ou refaites-la au format ZIP.")
_TO_JPEG = _("Ouvrez l’image et enregistrez-la en JPEG ou en PNG.")
STRANGERS = {
    "program": Stranger(_("un programme"), _("Les programmes ne sont jamais acceptés. Envoyez le document lui-même.")),
    "rar": Stranger(_("une archive RAR"), _UNPACK),
    "7z": Stranger(_("une archive 7-Zip"), _UNPACK),
    "gzip": Stranger(_("une archive compressée"), _UNPACK),
    "old_office": Stranger(
        _("un document Office ancien ou protégé par un mot de passe"),
        _("Ouvrez-le, retirez le mot de passe s’il y en a un, et enregistrez-le en .docx, .xlsx, .pptx ou PDF."),
    ),
    "macros": Stranger(
        _("un document qui peut contenir des macros (petits programmes)"),
        _("Enregistrez-le sans macros (.docx, .xlsx, .pptx), ou en PDF."),
    ),
    "heic": Stranger(_("une photo HEIC ou AVIF"), _TO_JPEG),
    "tiff": Stranger(_("une image TIFF"), _TO_JPEG),
    "bmp": Stranger(_("une image BMP"), _TO_JPEG),
    "media": Stranger(_("une vidéo ou un son"), _("Déposez-le sur un service de vidéo et donnez-en l’adresse.")),
    "rtf": Stranger(_("un texte RTF"), _("Enregistrez-le en .docx, .odt ou PDF.")),
    "postscript": Stranger(_("un document PostScript"), _("Enregistrez-le en PDF.")),
    "markup": Stranger(_("une page web, un dessin SVG ou du XML"), _("Enregistrez la page en PDF, ou le dessin en PNG.")),
    "utf16": Stranger(_("un texte en UTF-16"), _("Enregistrez-le en UTF-8 (« CSV UTF-8 » dans Excel).")),
    "unknown": Stranger(_("un format que la plateforme ne connaît pas"), _PLAIN),
}
_STARTS: list[tuple[bytes, str]] = [
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"{\\rtf", "rtf"),
    (b"%!PS", "postscript"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
]
# What an extension that we never take says about a file.
REFUSED_EXTENSIONS = {
    **dict.fromkeys([".html", ".htm", ".xhtml", ".svg", ".xml", ".mht"], "markup"),
    **dict.fromkeys([".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".js", ".vbs", ".ps1", ".sh", ".jar", ".apk", ".lnk"], "program"),
    **dict.fromkeys([".doc", ".xls", ".ppt", ".xlsb"], "old_office"),
    **dict.fromkeys([".docm", ".xlsm", ".pptm", ".dotm"], "macros"),
    **dict.fromkeys([".heic", ".heif", ".avif"], "heic"),
    **dict.fromkeys([".mp4", ".mov", ".avi", ".mkv", ".mp3", ".wav", ".m4a", ".webm"], "media"),
    ".rar": "rar",
    ".7z": "7z",
    ".gz": "gzip",
    ".tgz": "gzip",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".bmp": "bmp",
    ".rtf": "rtf",
}


def sniff(file: BinaryIO) -> str:
    """The code of what the first bytes say: a kind (any zip is « zip », any text is « txt ») or a stranger."""
    file.seek(0)
    head = file.read(HEAD)
    for start, code in _STARTS:
        if head.startswith(start):
            return code
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "media"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc"} else "media"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text) or _HTML.search(text[:1024]):
        return "markup"
    return "txt" if is_text(head) else "unknown"


_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 12, 13, 26})) + b"\x7f"


def is_text(data: bytes) -> bool:
    """Whether these bytes hold no control character: text in any encoding that extends ASCII."""
    return not data.translate(None, bytes(set(range(256)) - set(_CONTROLS)))
