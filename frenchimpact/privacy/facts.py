"""What can have happened to what we keep about a person."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonErased(Fact):
    """A person asked to be forgotten, and was."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a effacé son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class DataHandedOver(Fact):
    """A person took a copy of all that is kept about them."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a téléchargé ses données")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class HoldSet(Fact):
    """The data of a person must be kept for a reason."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a gardé les données pour un motif légal")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Fact):
    """That reason is over."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a levé le motif légal de garder les données")
    user_id: int
