"""What can have happened to agreements and promises."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class PartyNamed(TerritoryFact):
    """Somebody may promise something to the territory, or in its name."""

    words = _("a nommé une partie aux engagements du territoire")

    party_id: int


@dataclass(frozen=True, kw_only=True)
class AgreementWritten(TerritoryFact):
    """The text of an agreement was written."""

    words = _("a écrit une convention")

    agreement_id: int


@dataclass(frozen=True, kw_only=True)
class AgreementMoved(TerritoryFact):
    """An agreement is sent, in force, ended or terminated."""

    words = _("a fait avancer une convention")

    agreement_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class AgreementOutcomeTold(TerritoryFact):
    """What came of an agreement that had ended by itself."""

    words = _("a dit ce qu’il est advenu d’une convention")

    agreement_id: int


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(TerritoryFact):
    """One party signed."""

    words = _("a enregistré une signature de convention")

    agreement_id: int
    party_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(TerritoryFact):
    """An amendment is to be signed by every party."""

    words = _("a proposé un avenant à une convention")

    agreement_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class AmendmentSigned(TerritoryFact):
    """One party signed an amendment."""

    words = _("a enregistré une signature d’avenant")

    agreement_id: int
    number: int
    party_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentDropped(TerritoryFact):
    """An amendment is given up before all signed it."""

    words = _("a abandonné un avenant à une convention")

    agreement_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementAmended(TerritoryFact):
    """What was signed changed by an amendment that every party signed."""

    words = _("a enregistré un avenant à une convention")

    agreement_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PromiseMade(TerritoryFact):
    """A promise was written on the board."""

    words = _("a inscrit une promesse")

    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseChanged(TerritoryFact):
    """What was promised changed, or how far it is."""

    words = _("a modifié une promesse")

    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseAsked(TerritoryFact):
    """A party without account was asked by a link where its promise stands."""

    words = _("a demandé par un lien où en est une promesse")

    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(TerritoryFact):
    """A promise begins, is kept, contested, broken or lifted."""

    words = _("a fait avancer une promesse")

    commitment_id: int
    state: str
