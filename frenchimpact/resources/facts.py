"""What can have happened to a programme or a tool. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ProgrammeWritten(Fact):
    """A programme was prepared, changed, checked, or its intakes were."""

    words: ClassVar[Text] = _("a écrit la fiche du programme")
    about: ClassVar[str] = "resources.Programme"

    programme_id: int


@dataclass(frozen=True, kw_only=True)
class ProgrammeMoved(Fact):
    """A programme was published, withdrawn or published again."""

    words: ClassVar[Text] = _("a fait avancer la fiche du programme")
    about: ClassVar[str] = "resources.Programme"

    programme_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ProjectAdmitted(Fact):
    """A project came in, or gave its seat back."""

    words: ClassVar[Text] = _("a noté qui entre dans le programme")
    about: ClassVar[str] = "resources.Programme"

    programme_id: int
    admission_id: int
    is_in: bool


@dataclass(frozen=True, kw_only=True)
class ToolWritten(Fact):
    """A tool was prepared, changed or checked."""

    words: ClassVar[Text] = _("a écrit la fiche de l’outil")
    about: ClassVar[str] = "resources.Tool"

    tool_id: int


@dataclass(frozen=True, kw_only=True)
class ToolMoved(Fact):
    """A tool was published, withdrawn or published again."""

    words: ClassVar[Text] = _("a fait avancer la fiche de l’outil")
    about: ClassVar[str] = "resources.Tool"

    tool_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ToolUsed(Fact):
    """A project says that it uses a tool, or no longer."""

    words: ClassVar[Text] = _("a dit si son projet utilise l’outil")
    about: ClassVar[str] = "resources.Tool"

    tool_id: int
    project_id: int
    is_used: bool


@dataclass(frozen=True, kw_only=True)
class ToolJudged(Fact):
    """Somebody says whether a tool was useful."""

    words: ClassVar[Text] = _("a donné son avis sur l’outil")
    about: ClassVar[str] = "resources.Tool"

    tool_id: int


@dataclass(frozen=True, kw_only=True)
class ToolBroken(Fact):
    """Somebody says that a tool no longer opens."""

    words: ClassVar[Text] = _("a signalé que l’outil ne s’ouvre plus")
    about: ClassVar[str] = "resources.Tool"

    tool_id: int
    alert_id: int
