"""What can have happened to the impact of a project. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ChangeWritten(Fact):
    """The theory of change of a project was worked on."""

    words: ClassVar[Text] = _("a travaillé la théorie du changement")
    about: ClassVar[str] = "projects.Project"

    project_id: int


@dataclass(frozen=True, kw_only=True)
class ChangePublished(Fact):
    """The public reads it as it stands."""

    words: ClassVar[Text] = _("a publié la théorie du changement")
    about: ClassVar[str] = "projects.Project"

    project_id: int
    number: int
