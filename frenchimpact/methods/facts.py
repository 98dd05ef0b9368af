"""What can have happened to a method. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MethodDrafted(Fact):
    """A folder was brought in, or read again."""

    words: ClassVar[Text] = _("a déposé une méthode")
    about: ClassVar[str] = "methods.MethodVersion"

    version_id: int


@dataclass(frozen=True, kw_only=True)
class MethodMoved(Fact):
    """A version went to another state."""

    words: ClassVar[Text] = _("a fait avancer une méthode")
    about: ClassVar[str] = "methods.MethodVersion"

    version_id: int
    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MethodPublished(Fact):
    """Anyone may now run it and cite it."""

    words: ClassVar[Text] = _("a publié une méthode")
    about: ClassVar[str] = "methods.MethodVersion"

    version_id: int
