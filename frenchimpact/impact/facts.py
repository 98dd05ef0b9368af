"""What can have happened to the impact of a project, or of a territory. Identifiers only."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ChangeWritten(Fact):
    """The theory of change of a project was worked on."""

    words: ClassVar[Text] = _("a travaillé la théorie du changement")
    about: ClassVar[str] = "projects.Project"

    project_id: int


@dataclass(frozen=True, kw_only=True)
class ChangePublished(Fact):
    """The public reads it as it stands."""

    words: ClassVar[Text] = _("a publié la théorie du changement")
    about: ClassVar[str] = "projects.Project"

    project_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ImpactFact(Fact):
    """Something that happened to what a project measures."""

    about: ClassVar[str] = "projects.Project"

    project_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorFollowed(ImpactFact):
    """The project follows one more indicator, or goes on under a new version of one."""

    words: ClassVar[Text] = _("suit un indicateur d’impact")

    followed_id: int


@dataclass(frozen=True, kw_only=True)
class FollowingChanged(ImpactFact):
    """For what it counts, where the project acts, or who is asked for values."""

    words: ClassVar[Text] = _("a modifié le suivi d’un indicateur d’impact")

    followed_id: int


@dataclass(frozen=True, kw_only=True)
class FollowingEnded(ImpactFact):
    """The indicator is followed no more."""

    words: ClassVar[Text] = _("ne suit plus un indicateur d’impact")

    followed_id: int


@dataclass(frozen=True, kw_only=True)
class ImpactAimSet(ImpactFact):
    """From where to where, by when."""

    words: ClassVar[Text] = _("a fixé la cible d’un indicateur d’impact")

    followed_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ImpactAimLocked(ImpactFact):
    """The aim no longer moves."""

    words: ClassVar[Text] = _("a arrêté la cible d’un indicateur d’impact")

    followed_id: int


@dataclass(frozen=True, kw_only=True)
class MeasuresRecorded(ImpactFact):
    """Values were given or corrected, together."""

    words: ClassVar[Text] = _("a donné des mesures d’impact")

    batch: str
    count: int
    via: str


@dataclass(frozen=True, kw_only=True)
class MeasuresUndone(ImpactFact):
    """Values given together were put back as they were."""

    words: ClassVar[Text] = _("a annulé une saisie de mesures d’impact")

    batch: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MeasureSubmitted(ImpactFact):
    """A draft was declared: it counts."""

    words: ClassVar[Text] = _("a déclaré une mesure d’impact")

    measure_id: int


@dataclass(frozen=True, kw_only=True)
class MeasureTakenBack(ImpactFact):
    """A declared value is a draft again."""

    words: ClassVar[Text] = _("a repris une mesure d’impact")

    measure_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryChangeWritten(Fact):
    """The theory of change of a territory was worked on."""

    words: ClassVar[Text] = _("a travaillé la théorie du changement")
    about: ClassVar[str] = "territories.Territory"

    territory_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryChangePublished(Fact):
    """The public reads it as it stands."""

    words: ClassVar[Text] = _("a publié la théorie du changement")
    about: ClassVar[str] = "territories.Territory"

    territory_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ProofAsked(ImpactFact):
    """Somebody else was asked to look."""

    words: ClassVar[Text] = _("a demandé un regard extérieur sur un indicateur")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class ProofDeclined(ImpactFact):
    """Who was asked will not look."""

    words: ClassVar[Text] = _("a refusé de regarder un indicateur")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class WitnessIdentified(ImpactFact):
    """The programme knows who looked."""

    words: ClassVar[Text] = _("a confirmé qui a regardé un indicateur")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceAssessed(ImpactFact):
    """A level of proof was given."""

    words: ClassVar[Text] = _("a donné un niveau de preuve à un indicateur")

    followed_id: int
    level: int


@dataclass(frozen=True, kw_only=True)
class EvidenceExpired(ImpactFact):
    """A level of proof is too old to count."""

    words: ClassVar[Text] = _("a retiré un niveau de preuve trop ancien")

    followed_id: int


@dataclass(frozen=True, kw_only=True)
class MeasureVerified(ImpactFact):
    """Somebody else looked at a value and found it right."""

    words: ClassVar[Text] = _("a vérifié une valeur")

    measure_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class MeasureDisputed(ImpactFact):
    """Somebody else looked at a value and does not find it right."""

    words: ClassVar[Text] = _("a contesté une valeur")

    measure_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class MeasureLocked(ImpactFact):
    """A verified value is settled."""

    words: ClassVar[Text] = _("a arrêté une valeur vérifiée")

    measure_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class ContractWritten(ImpactFact):
    """A contract was drawn up, or its terms changed."""

    words: ClassVar[Text] = _("a écrit un contrat à impact")

    contract_id: int


@dataclass(frozen=True, kw_only=True)
class ContractSigned(ImpactFact):
    """Both sides signed."""

    words: ClassVar[Text] = _("a signé un contrat à impact")

    contract_id: int


@dataclass(frozen=True, kw_only=True)
class ContractClosed(ImpactFact):
    """It was dropped, or ended."""

    words: ClassVar[Text] = _("a clos un contrat à impact")

    contract_id: int


@dataclass(frozen=True, kw_only=True)
class RepaymentComputed(ImpactFact):
    """What it is worth was computed."""

    words: ClassVar[Text] = _("a calculé un remboursement selon les résultats")

    contract_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class RepaymentPaid(ImpactFact):
    """What was owed moved."""

    words: ClassVar[Text] = _("a noté un versement selon les résultats")

    contract_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class CalculationKept(ImpactFact):
    """A calculation stays in the project's space, whole."""

    words: ClassVar[Text] = _("a gardé un calcul d’impact")

    calculation_id: int


@dataclass(frozen=True, kw_only=True)
class CalculationRemoved(ImpactFact):
    """It is no longer listed."""

    words: ClassVar[Text] = _("a retiré un calcul d’impact")

    calculation_id: int


@dataclass(frozen=True, kw_only=True)
class MeasureKeyOpened(ImpactFact):
    """A machine may give the values of the project."""

    words: ClassVar[Text] = _("a ouvert une clé pour les mesures d’impact")

    key_id: int


@dataclass(frozen=True, kw_only=True)
class MeasureKeyEnded(ImpactFact):
    """It no longer may."""

    words: ClassVar[Text] = _("a fermé une clé des mesures d’impact")

    key_id: int
