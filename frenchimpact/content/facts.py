"""What can have happened to what the operator writes."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class WritingFact(Fact):
    """Something that happened to one writing."""

    about: ClassVar[str] = "content.Writing"

    writing_id: int
    kind: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class WritingChanged(WritingFact):
    """A new version was written; readers do not see it yet."""

    words: ClassVar[Text] = _("a écrit la version %(number)s")

    number: int


@dataclass(frozen=True, kw_only=True)
class WritingRestored(WritingFact):
    """An older version was brought back, as a new one."""

    words: ClassVar[Text] = _("a repris la version %(restored_from)s")

    number: int
    restored_from: int


@dataclass(frozen=True, kw_only=True)
class WritingPublished(WritingFact):
    """Readers see this version from now on."""

    words: ClassVar[Text] = _("a publié la version %(number)s")

    number: int


@dataclass(frozen=True, kw_only=True)
class WritingPlanned(WritingFact):
    """When, where or how it is shown changed."""

    words: ClassVar[Text] = _("a changé les dates, la place ou le ton")


@dataclass(frozen=True, kw_only=True)
class WritingWithdrawn(WritingFact):
    """Readers see it no more."""

    words: ClassVar[Text] = _("a retiré le texte")
