"""What can have happened to a solution or to who takes it up. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SolutionWritten(Fact):
    """Its sheet or its kit was worked on."""

    words: ClassVar[Text] = _("a écrit la solution")
    about: ClassVar[str] = "solutions.Solution"

    solution_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionMoved(Fact):
    """It was handed in, published, sent back, withdrawn."""

    words: ClassVar[Text] = _("a fait avancer la solution")
    about: ClassVar[str] = "solutions.Solution"

    solution_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class AdoptionMoved(Fact):
    """Somebody takes it up: asked, agreed, launched, running, closed."""

    words: ClassVar[Text] = _("a fait avancer une reprise")
    about: ClassVar[str] = "solutions.Adoption"

    adoption_id: int
    verb: str
    state: str
