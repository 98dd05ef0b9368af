"""The kinds of file that the platform takes, and the lists of them that a form may ask for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

MEGA = 1_000_000
# The longest side of a thumbnail.
THUMBNAIL = 480


@dataclass(frozen=True)
class Kind:
    """One kind: its names for people (« PDF », « un document PDF ») and for machines, its extensions, its largest size."""

    code: str
    short: Text
    label: Text
    media_type: str
    extensions: tuple[str, ...]
    max_bytes: int

    @property
    def extension(self) -> str:
        """The extension that its files get."""
        return self.extensions[0]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ALL = [
    Kind("jpeg", _("image JPEG"), _("une image JPEG"), "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), 20 * MEGA),
    Kind("png", _("image PNG"), _("une image PNG"), "image/png", (".png",), 20 * MEGA),
    Kind("webp", _("image WebP"), _("une image WebP"), "image/webp", (".webp",), 20 * MEGA),
    Kind("gif", _("image GIF"), _("une image GIF"), "image/gif", (".gif",), 20 * MEGA),
    Kind("pdf", _("PDF"), _("un document PDF"), "application/pdf", (".pdf",), 100 * MEGA),
    Kind("docx", _("Word"), _("un document Word"), f"{_OFFICE}wordprocessingml.document", (".docx",), 50 * MEGA),
    Kind("xlsx", _("Excel"), _("un classeur Excel"), f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), 50 * MEGA),
    Kind("pptx", _("PowerPoint"), _("une présentation PowerPoint"), f"{_OFFICE}presentationml.presentation", (".pptx",), 100 * MEGA),
    Kind("odt", _("texte OpenDocument"), _("un texte OpenDocument"), f"{_OPEN}text", (".odt",), 50 * MEGA),
    Kind("ods", _("classeur OpenDocument"), _("un classeur OpenDocument"), f"{_OPEN}spreadsheet", (".ods",), 50 * MEGA),
    Kind("odp", _("présentation OpenDocument"), _("une présentation OpenDocument"), f"{_OPEN}presentation", (".odp",), 100 * MEGA),
    Kind("csv", _("tableau CSV"), _("un tableau CSV"), "text/csv", (".csv", ".tsv"), 50 * MEGA),
    Kind("txt", _("texte"), _("un texte"), "text/plain", (".txt",), 5 * MEGA),
    Kind("zip", _("archive ZIP"), _("une archive ZIP"), "application/zip", (".zip",), 100 * MEGA),
]
KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}
IMAGES = ("jpeg", "png", "webp", "gif")
TEXTS = ("csv", "txt")
LARGEST = max(kind.max_bytes for kind in _ALL)
CHOICES = [(kind.code, kind.label) for kind in _ALL]


@dataclass(frozen=True)
class Intake:
    """What one field of a form takes: the kinds, and a smaller limit than theirs when the use asks for one."""

    code: str
    words: Text
    kinds: tuple[str, ...]
    max_bytes: int = LARGEST

    @property
    def accept(self) -> str:
        """The `accept` attribute of the file input."""
        return ",".join(extension for code in self.kinds for extension in KINDS[code].extensions)

    @property
    def address(self) -> str:
        """Where the page's script sends the pieces of a large file."""
        return reverse("files:upload_list")

    @property
    def largest(self) -> int:
        """The largest size that any file may have here, in bytes."""
        return max(self.limit(KINDS[code]) for code in self.kinds)

    def limit(self, kind: Kind) -> int:
        """The largest size of a file of that kind here, in bytes."""
        return min(kind.max_bytes, self.max_bytes)


def _intakes(items: Iterable[Intake]) -> dict[str, Intake]:
    return {item.code: item for item in items}


_DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "jpeg", "png", "webp", "csv", "txt")
INTAKES = _intakes(
    [
        Intake("image", _("Image JPEG, PNG, WebP ou GIF, 20 Mo au plus."), IMAGES),
        Intake("document", _("PDF, document bureautique (Word, Excel, PowerPoint, OpenDocument), image, CSV ou texte."), _DOCUMENTS),
        Intake("dossier", _("PDF, document bureautique, image, CSV, texte ou archive ZIP, 100 Mo au plus."), (*_DOCUMENTS, "zip")),
        Intake("table", _("Tableau CSV, Excel ou OpenDocument, 20 Mo au plus."), ("csv", "xlsx", "ods"), 20 * MEGA),
    ]
)
