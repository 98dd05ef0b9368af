"""What can have happened in a conversation. Identifiers only: what is said is nobody else's business."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Fact):
    """Somebody wrote in a conversation."""

    about: ClassVar[str] = "conversations.Thread"
    words: ClassVar[Text] = _("a écrit un message")

    thread_id: int
    message_id: int
