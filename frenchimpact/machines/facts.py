"""What can have happened to the tokens and the webhooks of an organisation. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MachineFact(Fact):
    """Something about who writes for an organisation, or listens in its name."""

    about: ClassVar[str] = "organisations.Organisation"
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class TokenOpened(MachineFact):
    """A machine may write for the organisation."""

    words: ClassVar[Text] = _("a créé un jeton d’API")
    token_id: int


@dataclass(frozen=True, kw_only=True)
class TokenEnded(MachineFact):
    """It no longer may."""

    words: ClassVar[Text] = _("a révoqué un jeton d’API")
    token_id: int


@dataclass(frozen=True, kw_only=True)
class WrittenByMachine(MachineFact):
    """A machine wrote something, in the name of who made its token."""

    words: ClassVar[Text] = _("a écrit par un jeton d’API")
    token_id: int
    scope: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class WebhookMoved(MachineFact):
    """An address is told of public facts, or no longer is."""

    words: ClassVar[Text] = _("a changé un webhook")
    subscription_id: int
    verb: str
