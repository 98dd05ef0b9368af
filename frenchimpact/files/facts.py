"""What can have happened to a file. Told on the trail of the thing it belongs to; the bytes may be gone, the hash stays."""

from dataclasses import dataclass
from typing import ClassVar

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

    file_id: int
    kind: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileRefused(FileFact):
    """A file was not taken; `reason` is the code of the refusal, `size` what was sent."""

    reason: str
    size: int


@dataclass(frozen=True, kw_only=True)
class FileAttached(FileFact):
    """A file that its sender had uploaded beforehand now belongs to this thing."""

    file_id: int


@dataclass(frozen=True, kw_only=True)
class FileQuarantined(FileFact):
    """The scanner found something dangerous in the file."""

    file_id: int
    threat: str


@dataclass(frozen=True, kw_only=True)
class FileDeleted(FileFact):
    """The file and its bytes are gone."""

    file_id: int
