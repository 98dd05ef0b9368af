"""What can have happened to a message, by someone's hand."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MailSentAgain(Fact):
    """Someone put a message given up back in the queue."""

    about: ClassVar[str] = "mail.Mail"
    words: ClassVar[Text] = _("a fait repartir un mail")
    mail_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class MailReturned(Fact):
    """A message came back for good: its address does not take our mail."""

    about: ClassVar[str] = "mail.Mail"
    words: ClassVar[Text] = _("a vu revenir un mail")
    mail_id: int
    kind: str
