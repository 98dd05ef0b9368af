"""What can have happened to a person's account."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Fact):
    """An unknown address was confirmed: a person has an account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a ouvert son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """A person changed their name or language."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a changé son profil")
    user_id: int
