"""What can have happened to a label."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class LabelFact(Fact):
    """Something that happened to a label."""

    about: ClassVar[str] = "labels.Label"
    label_id: int


@dataclass(frozen=True, kw_only=True)
class LabelGranted(LabelFact):
    """The programme gave the label."""

    words = _("a attribué le label")


@dataclass(frozen=True, kw_only=True)
class LabelMoved(LabelFact):
    """The label changed status."""

    words = _("a changé l’état du label")

    verb: str
    status: str


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(LabelFact):
    """A certificate was signed."""

    words = _("a signé une attestation du label")

    number: int
    key: str


@dataclass(frozen=True, kw_only=True)
class RenewalOpened(LabelFact):
    """The holder may ask for the renewal."""

    words = _("a ouvert le renouvellement du label")

    renewal_id: int


@dataclass(frozen=True, kw_only=True)
class RenewalFiled(LabelFact):
    """The holder asked for the renewal."""

    words = _("a demandé le renouvellement du label")

    renewal_id: int


@dataclass(frozen=True, kw_only=True)
class RenewalDecided(LabelFact):
    """The renewal was granted, refused, or has no object any more."""

    words = _("a clos le renouvellement du label")

    renewal_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ProcedureOpened(LabelFact):
    """A withdrawal is considered; the holder is told why."""

    words = _("envisage de retirer le label")

    procedure_id: int


@dataclass(frozen=True, kw_only=True)
class ProcedureAnswered(LabelFact):
    """The holder answered."""

    words = _("a répondu à la procédure")

    procedure_id: int


@dataclass(frozen=True, kw_only=True)
class ProcedureDecided(LabelFact):
    """The procedure ended with a decision."""

    words = _("a décidé à l’issue de la procédure")

    procedure_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ControlAsked(LabelFact):
    """The label was drawn by lot for a control."""

    words = _("a tiré le label au sort pour un contrôle")

    control_id: int


@dataclass(frozen=True, kw_only=True)
class ControlAnswered(LabelFact):
    """The holder answered the control."""

    words = _("a répondu au contrôle")

    control_id: int


@dataclass(frozen=True, kw_only=True)
class ControlConcluded(LabelFact):
    """The control has its conclusion."""

    words = _("a conclu le contrôle")

    control_id: int
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class KindChanged(Fact):
    """A kind of label was written; with new terms it has a new version, 0 when only its name changed."""

    about: ClassVar[str] = "labels.LabelKind"
    words = _("a modifié un type de label")

    kind_id: int
    version: int
