"""What can have happened with other instances. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PeerFact(Fact):
    """Something about another instance."""

    about: ClassVar[str] = "federation.Peer"
    peer_id: int


@dataclass(frozen=True, kw_only=True)
class PeerAdded(PeerFact):
    """Its catalogue is read from now on."""

    words: ClassVar[Text] = _("a ajouté une instance à moissonner")


@dataclass(frozen=True, kw_only=True)
class PeerPaused(PeerFact):
    """Its catalogue is no longer read, or is again."""

    words: ClassVar[Text] = _("a changé la lecture d’une instance")
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class PeerHarvested(PeerFact):
    """Its catalogue was read, and something changed here."""

    words: ClassVar[Text] = _("a moissonné une instance")
    harvest_id: int
    new_count: int
    changed_count: int
    withdrawn_count: int


@dataclass(frozen=True, kw_only=True)
class RecordEdited(PeerFact):
    """Somebody wrote over what it says of something."""

    words: ClassVar[Text] = _("a corrigé une fiche moissonnée")
    record_id: int


@dataclass(frozen=True, kw_only=True)
class RecordHidden(PeerFact):
    """Somebody took one of its things from the lists here, or put it back."""

    words: ClassVar[Text] = _("a retiré ou remis une fiche moissonnée")
    record_id: int
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class ProjectCarried(Fact):
    """Somebody of the team took the whole file of the project, signed."""

    about: ClassVar[str] = "projects.Project"
    words: ClassVar[Text] = _("a emporté le dossier signé du projet")
    project_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectArrived(Fact):
    """The project came from another instance, with its signed file."""

    about: ClassVar[str] = "projects.Project"
    words: ClassVar[Text] = _("a repris le dossier du projet d’une autre instance")
    project_id: int
    arrival_id: int
