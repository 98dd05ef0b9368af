"""What can have happened to an offer, a request or a match. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OfferWritten(Fact):
    """An offer was prepared, or its sheet changed."""

    words: ClassVar[Text] = _("a écrit l’offre")
    about: ClassVar[str] = "offers.Offer"

    offer_id: int


@dataclass(frozen=True, kw_only=True)
class OfferMoved(Fact):
    """An offer went to another state."""

    words: ClassVar[Text] = _("a fait avancer l’offre")
    about: ClassVar[str] = "offers.Offer"

    offer_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class OfferReported(Fact):
    """Somebody says that an offer is not what it claims."""

    words: ClassVar[Text] = _("a signalé l’offre")
    about: ClassVar[str] = "offers.Offer"

    offer_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class NeedWritten(Fact):
    """A need was told, or told again."""

    words: ClassVar[Text] = _("a écrit la demande")
    about: ClassVar[str] = "offers.Request"

    request_id: int


@dataclass(frozen=True, kw_only=True)
class NeedMoved(Fact):
    """A request went to another state."""

    words: ClassVar[Text] = _("a fait avancer la demande")
    about: ClassVar[str] = "offers.Request"

    request_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MatchMoved(Fact):
    """A match was proposed, answered, started, ended or told about."""

    words: ClassVar[Text] = _("a fait avancer une mise en relation")
    about: ClassVar[str] = "offers.Match"

    match_id: int
    verb: str
    state: str
