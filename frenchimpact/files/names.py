"""Names of files as people gave them, made harmless; sizes as people read them."""

import re

from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.core.text import clean_line
from frenchimpact.files.kinds import KINDS, Kind

LONGEST = 150
# Separators of folders, characters that file systems or shells give a meaning to, and marks nobody sees.
_UNSAFE = re.compile(
    r'[<>:"|?*\u0000-\u001f\u007f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufff9-\ufffb]'
)
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_KNOWN = {extension for kind in KINDS.values() for extension in kind.extensions}


def extension_of(name: str) -> str:
    """The last extension, in lower case with its dot, or nothing."""
    stem, dot, end = name.rpartition(".")
    return f".{end.lower()}" if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", end) else ""


def clean_name(name: str) -> str:
    """The name without its folders, without what could deceive or harm, 150 characters at most; empty when nothing is left."""
    last = re.split(r"[/\\]", clean_line(name))[-1]
    last = clean_line(_UNSAFE.sub("", last)).strip(". ")
    if _RESERVED.match(last):
        last = f"_{last}"
    stem, extension = (last[: -len(end)], last[-len(end) :]) if (end := extension_of(last)) else (last, "")
    return stem[: LONGEST - len(extension)].rstrip(". ") + extension


def name_for(name: str, kind: Kind) -> str:
    """The cleaned name, ending as files of that kind do."""
    cleaned = clean_name(name)
    end = extension_of(cleaned)
    if end in kind.extensions:
        return cleaned
    stem = cleaned[: -len(end)] if end in _KNOWN else cleaned
    stem = stem[: LONGEST - len(kind.extension)].rstrip(". ") or _("fichier")
    return f"{stem}{kind.extension}"


def size_words(size: int) -> str:
    """A size in decimal units: « 640 octets », « 12 ko », « 3,4 Mo »."""
    if size < 1000:
        return _("%(n)s octets") % {"n": size}
    if size < 1_000_000:
        return _("%(n)s ko") % {"n": formats.number_format(size // 1000)}
    mega = size / 1_000_000
    return _("%(n)s Mo") % {"n": formats.number_format(mega, 0 if mega >= 10 or mega == int(mega) else 1)}
