"""What can have happened to a file. Told on the trail of the thing it belongs to; the bytes may be gone, the hash stays."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class FileFact(Fact):
    """Something that happened to a file of that owner."""

    about: ClassVar[str] = "files.StoredFile"

    owner_id: int
    owner_model: str
    purpose: str
    sha256: str

    @property
    def subject_model(self) -> str:
        """The owner: the trail that its readers look at."""
        return self.owner_model


@dataclass(frozen=True, kw_only=True)
class FileReceived(FileFact):
    """A file was taken."""

    words: ClassVar[Text] = _("a ajouté un fichier")

    file_id: int
    kind: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileRefused(FileFact):
    """A file was not taken; `reason` is the code of the refusal, `size` what was sent."""

    words: ClassVar[Text] = _("a essayé d’ajouter un fichier, refusé")

    reason: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileAttached(FileFact):
    """A file that its sender had uploaded beforehand now belongs to this thing."""

    words: ClassVar[Text] = _("a joint un fichier")

    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileDescribed(FileFact):
    """What is said of the file, or who may see it, changed."""

    words: ClassVar[Text] = _("a changé la description d’un fichier ou qui le voit")

    file_id: int
    audience: str


@dataclass(frozen=True, kw_only=True)
class FileQuarantined(FileFact):
    """The scanner found something dangerous in the file."""

    words: ClassVar[Text] = _("a mis à l’écart un fichier dangereux")

    file_id: int
    threat: str


@dataclass(frozen=True, kw_only=True)
class FileDeleted(FileFact):
    """The file and its bytes are gone."""

    words: ClassVar[Text] = _("a supprimé un fichier")

    file_id: int
