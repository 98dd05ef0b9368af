"""What can have happened to a message received."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MessageAccepted(Fact):
    """Someone of the programme took a held message as a reply of the person that it was addressed for."""

    words: ClassVar[Text] = _("a accepté un message reçu d’une autre adresse")
    about: ClassVar[str] = "inbound.Message"

    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSetAside(Fact):
    """Someone of the programme decided that a held message asks for nothing."""

    words: ClassVar[Text] = _("a mis de côté un message reçu")
    about: ClassVar[str] = "inbound.Message"

    message_id: int
