"""What can have happened to an aid, to a request for it, to a meeting between a project and a funder."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AidFact(Fact):
    """Something that happened to an aid."""

    about: ClassVar[str] = "aids.Aid"
    aid_id: int


@dataclass(frozen=True, kw_only=True)
class AidCreated(AidFact):
    """A funder began an aid."""

    words = _("a créé l’aide")


@dataclass(frozen=True, kw_only=True)
class AidChanged(AidFact):
    """Fields or conditions changed."""

    words = _("a modifié l’aide")

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AidSubmitted(AidFact):
    """The funder asks for its publication."""

    words = _("a envoyé l’aide à la relecture")


@dataclass(frozen=True, kw_only=True)
class AidSentBack(AidFact):
    """An operator asks the funder to change something first."""

    words = _("a renvoyé l’aide à son financeur")

    reason: str


@dataclass(frozen=True, kw_only=True)
class AidPublished(AidFact):
    """Everyone sees it, and projects that it suits are told."""

    words = _("a publié l’aide")


@dataclass(frozen=True, kw_only=True)
class AidWithdrawn(AidFact):
    """It is no longer offered."""

    words = _("a retiré l’aide")

    reason: str


@dataclass(frozen=True, kw_only=True)
class AidMerged(AidFact):
    """It was the same as another."""

    words = _("a réuni l’aide à une autre")

    into_id: int


@dataclass(frozen=True, kw_only=True)
class VariantProposed(AidFact):
    """It asks to be the local variant of a generic aid of another funder."""

    words = _("a proposé l’aide comme variante locale d’une aide générique")

    generic_id: int


@dataclass(frozen=True, kw_only=True)
class VariantAnswered(AidFact):
    """The funder of the generic aid agreed, or not."""

    words = _("a répondu à la proposition de variante locale")

    generic_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class AidsHarvested(Fact):
    """A source was read: its new aids are published, its known ones brought up to date. One fact, whatever their number."""

    about: ClassVar[str] = "aids.Run"
    words = _("a lu une source d’aides")

    run_id: int
    source_id: int
    created_count: int
    updated_count: int


@dataclass(frozen=True, kw_only=True)
class RequestFact(Fact):
    """Something that happened to a request."""

    about: ClassVar[str] = "aids.FundingRequest"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class RequestMoved(RequestFact):
    """The request changed state."""

    words = _("a fait avancer la demande de financement")

    state: str


@dataclass(frozen=True, kw_only=True)
class IntroductionFact(Fact):
    """Something that happened between a project and a funder."""

    about: ClassVar[str] = "aids.Introduction"
    introduction_id: int


@dataclass(frozen=True, kw_only=True)
class IntroductionProposed(IntroductionFact):
    """One side asks to meet the other."""

    words = _("a proposé une mise en relation")


@dataclass(frozen=True, kw_only=True)
class IntroductionAnswered(IntroductionFact):
    """The other side agreed, or not."""

    words = _("a répondu à une mise en relation")

    state: str


@dataclass(frozen=True, kw_only=True)
class MessageWritten(IntroductionFact):
    """One side wrote to the other."""

    words = _("a écrit un message")

    message_id: int
