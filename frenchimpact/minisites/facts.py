"""What can have happened to a partner's site. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SiteFact(Fact):
    """Something about a site of an organisation."""

    about: ClassVar[str] = "organisations.Organisation"
    organisation_id: int
    site_id: int


@dataclass(frozen=True, kw_only=True)
class SiteOpened(SiteFact):
    """It is online."""

    words: ClassVar[Text] = _("a ouvert un mini-site")


@dataclass(frozen=True, kw_only=True)
class SiteChanged(SiteFact):
    """Its words, its colours or its query changed."""

    words: ClassVar[Text] = _("a modifié un mini-site")


@dataclass(frozen=True, kw_only=True)
class SiteSuspended(SiteFact):
    """The programme takes it off line."""

    words: ClassVar[Text] = _("a suspendu un mini-site")


@dataclass(frozen=True, kw_only=True)
class SiteRestored(SiteFact):
    """The programme puts it back."""

    words: ClassVar[Text] = _("a remis un mini-site en ligne")


@dataclass(frozen=True, kw_only=True)
class SiteClosed(SiteFact):
    """It is over, for good."""

    words: ClassVar[Text] = _("a fermé un mini-site")
