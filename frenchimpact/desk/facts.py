"""What can have happened in a person's space."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CalendarOpened(Fact):
    """A person made a private address for their calendar; the former one, if any, stopped working."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a créé l’adresse privée de son agenda")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CalendarClosed(Fact):
    """The private address of a calendar stopped working."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a fermé l’adresse privée de son agenda")
    user_id: int
