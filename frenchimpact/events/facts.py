"""What can have happened to an event. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EventFact(Fact):
    """Something that happened to an event."""

    about: ClassVar[str] = "events.Event"

    event_id: int


@dataclass(frozen=True, kw_only=True)
class EventWritten(EventFact):
    """It was prepared, or its sheet changed."""

    words: ClassVar[Text] = _("a écrit l’événement")


@dataclass(frozen=True, kw_only=True)
class EventMoved(EventFact):
    """It went to another state."""

    words: ClassVar[Text] = _("a fait avancer l’événement")

    verb: str
    state: str
    # The number of the change, for what those who hold a seat are told.
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class EventChanged(EventFact):
    """Its date or its place changed once it was public: everyone who holds a seat is told."""

    words: ClassVar[Text] = _("a déplacé l’événement")

    sequence: int


@dataclass(frozen=True, kw_only=True)
class Registered(EventFact):
    """Somebody holds a seat, or waits for one."""

    words: ClassVar[Text] = _("a inscrit une personne à l’événement")

    registration_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class RegistrationMoved(EventFact):
    """A registration went to another state."""

    words: ClassVar[Text] = _("a changé une inscription à l’événement")

    registration_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Captured(EventFact):
    """A card arrived: somebody came, or a project, a need, an offer, a barrier, an introduction was told there."""

    words: ClassVar[Text] = _("a capturé une fiche à l’événement")

    capture_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CardMoved(EventFact):
    """What became of a card."""

    words: ClassVar[Text] = _("a suivi une fiche de l’événement")

    capture_id: int
    verb: str
    state: str
