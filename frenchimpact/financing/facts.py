"""What can have happened to the financing of a project, and to the de minimis aid of an organisation."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


# ── The plan ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class PlanFact(Fact):
    """Something that happened to the financing plan of a project."""

    about: ClassVar[str] = "projects.Project"
    project_id: int


@dataclass(frozen=True, kw_only=True)
class PlanChanged(PlanFact):
    """Its terms, needs or cash: `part` says which."""

    words = _("a modifié le plan de financement")

    part: str


@dataclass(frozen=True, kw_only=True)
class PlanShared(PlanFact):
    """What funders see of it."""

    words = _("a changé ce que les financeurs voient du plan")

    sharing: str


@dataclass(frozen=True, kw_only=True)
class LineAdded(PlanFact):
    """One more line."""

    words = _("a ajouté un financement au plan")

    line_id: int


@dataclass(frozen=True, kw_only=True)
class LineChanged(PlanFact):
    """What a line says, or its payments."""

    words = _("a modifié un financement du plan")

    line_id: int


@dataclass(frozen=True, kw_only=True)
class LineMoved(PlanFact):
    """A line is in another state."""

    words = _("a changé l’état d’un financement du plan")

    line_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class LineRemoved(PlanFact):
    """A line is out of the plan."""

    words = _("a retiré un financement du plan")

    line_id: int


# ── De minimis aid ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class DeMinimisFact(Fact):
    """Something that happened to the de minimis aid of an organisation."""

    about: ClassVar[str] = "organisations.Organisation"
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class AidDeclared(DeMinimisFact):
    """It declared an aid that it received."""

    words = _("a déclaré une aide de minimis")

    aid_id: int


@dataclass(frozen=True, kw_only=True)
class AidWithdrawn(DeMinimisFact):
    """An aid no longer counts."""

    words = _("a retiré une aide de minimis")

    aid_id: int


@dataclass(frozen=True, kw_only=True)
class RemovalAnswered(DeMinimisFact):
    """The funder of an aid that was taken out agreed, or upheld it."""

    words = _("a sa réponse sur une aide de minimis retirée")

    aid_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class GroupChanged(DeMinimisFact):
    """A link between it and its group was proposed, agreed, contested, ended or cancelled."""

    words = _("a modifié son groupe (entreprise unique)")

    member_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class DeclarationMade(DeMinimisFact):
    """A certificate of what it declares."""

    words = _("a fait une déclaration d’aides de minimis")

    declaration_id: int


@dataclass(frozen=True, kw_only=True)
class CeilingPassed(DeMinimisFact):
    """An aid passes the ceiling of its undertaking."""

    words = _("a dépassé le plafond de minimis")

    aid_id: int


@dataclass(frozen=True, kw_only=True)
class IncompatibilitySaid(Fact):
    """Somebody said, or changed, that two aids do not go together."""

    about: ClassVar[str] = "aids.Aid"
    words = _("a écrit une incompatibilité de l’aide")

    aid_id: int
    other_id: int
