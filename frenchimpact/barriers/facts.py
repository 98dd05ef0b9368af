"""What can have happened at the desk of barriers. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CaseReceived(Fact):
    """A difficulty came to the desk."""

    words: ClassVar[Text] = _("a signalé un frein")
    about: ClassVar[str] = "barriers.Case"

    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Fact):
    """A case went to another state."""

    words: ClassVar[Text] = _("a fait avancer un frein")
    about: ClassVar[str] = "barriers.Case"

    case_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CaseTalked(Fact):
    """Somebody wrote in one circle of a case."""

    words: ClassVar[Text] = _("a écrit dans un frein")
    about: ClassVar[str] = "barriers.Case"

    case_id: int
    message_id: int
    circle: str
    author: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Fact):
    """A case was proposed to a hacker, accepted, declined, handed over."""

    words: ClassVar[Text] = _("a changé qui suit un frein")
    about: ClassVar[str] = "barriers.Case"

    case_id: int
    user_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class AuthorityAnswered(Fact):
    """An administration gave its opinion, forwarded the question, or stayed silent."""

    words: ClassVar[Text] = _("a reçu la réponse d’une administration")
    about: ClassVar[str] = "barriers.Case"

    case_id: int
    asked_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(Fact):
    """What came of a case was written."""

    words: ClassVar[Text] = _("a rendu la réponse à un frein")
    about: ClassVar[str] = "barriers.Case"

    case_id: int
    outcome_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ExperimentMoved(Fact):
    """An experiment entered the register, was checked, extended, decided."""

    words: ClassVar[Text] = _("a tenu le registre des expérimentations")
    about: ClassVar[str] = "barriers.Experiment"

    experiment_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class PrecedentMoved(Fact):
    """A published answer was written, published, checked, replaced, withdrawn."""

    words: ClassVar[Text] = _("a tenu une réponse publiée")
    about: ClassVar[str] = "barriers.Precedent"

    precedent_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class BarrierKept(Fact):
    """Two barriers became one, or one left the public's sight, or came back."""

    words: ClassVar[Text] = _("a tenu un frein commun")
    about: ClassVar[str] = "barriers.Barrier"

    barrier_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class NoteMoved(Fact):
    """A policy note was sent, answered, followed by a text."""

    words: ClassVar[Text] = _("a tenu une note aux décideurs")
    about: ClassVar[str] = "barriers.PolicyNote"

    note_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class PairingMoved(Fact):
    """A sponsorship was proposed, agreed, ended."""

    words: ClassVar[Text] = _("a tenu un parrainage")
    about: ClassVar[str] = "barriers.Pairing"

    pairing_id: int
    verb: str
