"""What can have happened to a support. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SupportFact(Fact):
    """Something that happened between a project and a structure."""

    about: ClassVar[str] = "support.Support"

    support_id: int


@dataclass(frozen=True, kw_only=True)
class SupportMoved(SupportFact):
    """It was asked, answered, planned, handed over or ended."""

    words: ClassVar[Text] = _("a fait avancer l’accompagnement")

    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class SupportTeamChanged(SupportFact):
    """Somebody else follows it, or observes."""

    words: ClassVar[Text] = _("a changé qui suit l’accompagnement")

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class DiagnosisWritten(SupportFact):
    """A version of the diagnosis was shared."""

    words: ClassVar[Text] = _("a écrit le diagnostic")

    version: int


@dataclass(frozen=True, kw_only=True)
class StepWritten(SupportFact):
    """A milestone or a recommendation was written or moved."""

    words: ClassVar[Text] = _("a travaillé le plan d’accompagnement")

    step_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ContactNoted(SupportFact):
    """Those who follow spoke with the team."""

    words: ClassVar[Text] = _("a noté un échange")

    contact_id: int
    is_internal: bool


@dataclass(frozen=True, kw_only=True)
class PromotionOpened(Fact):
    """The projects of a wave of a call will be supported together."""

    words: ClassVar[Text] = _("a ouvert la promotion")
    about: ClassVar[str] = "support.Promotion"

    promotion_id: int


@dataclass(frozen=True, kw_only=True)
class ParticipantMoved(Fact):
    """A project applied, was selected, began, graduated, left, or gave its results."""

    words: ClassVar[Text] = _("a fait avancer le projet dans la promotion")
    about: ClassVar[str] = "support.Participant"

    participant_id: int
    verb: str
    state: str
