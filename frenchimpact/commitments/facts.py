"""What can have happened to money committed."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CommitmentFact(Fact):
    """Something that happened to a commitment: the entry of the ledger that tells it."""

    about: ClassVar[str] = "commitments.Commitment"
    commitment_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class CommitmentAnnounced(CommitmentFact):
    """Somebody will give; nothing is signed."""

    words = _("a annoncé un engagement financier")


@dataclass(frozen=True, kw_only=True)
class CommitmentSigned(CommitmentFact):
    """The act is signed."""

    words = _("a signé un engagement financier")


@dataclass(frozen=True, kw_only=True)
class CommitmentAmended(CommitmentFact):
    """An amendment adds or takes away."""

    words = _("a modifié par avenant un engagement financier")


@dataclass(frozen=True, kw_only=True)
class CommitmentPaid(CommitmentFact):
    """A payment, whole or in part."""

    words = _("a enregistré un versement")


@dataclass(frozen=True, kw_only=True)
class CommitmentJustified(CommitmentFact):
    """The beneficiary showed what was done with it."""

    words = _("a enregistré la justification d’un versement")


@dataclass(frozen=True, kw_only=True)
class CommitmentCancelled(CommitmentFact):
    """What was not paid is given up, whole or in part."""

    words = _("a annulé tout ou partie d’un engagement financier")


@dataclass(frozen=True, kw_only=True)
class CommitmentRecovered(CommitmentFact):
    """What was paid came back, whole or in part."""

    words = _("a récupéré tout ou partie d’un versement")


@dataclass(frozen=True, kw_only=True)
class EntryCorrected(CommitmentFact):
    """An entry was wrong: a counter-entry takes it back."""

    words = _("a corrigé une écriture d’un engagement financier")


@dataclass(frozen=True, kw_only=True)
class CommitmentReclassified(Fact):
    """Its region, theme, form or origin was wrong: its entries are written again."""

    about: ClassVar[str] = "commitments.Commitment"
    words = _("a reclassé un engagement financier")
    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class CommitmentDescribed(Fact):
    """Its words changed: title, terms, links."""

    about: ClassVar[str] = "commitments.Commitment"
    words = _("a complété un engagement financier")
    commitment_id: int


@dataclass(frozen=True, kw_only=True)
class EnvelopeOpened(Fact):
    """A funder set an amount aside."""

    about: ClassVar[str] = "commitments.Envelope"
    words = _("a ouvert une enveloppe")
    envelope_id: int


@dataclass(frozen=True, kw_only=True)
class EnvelopeChanged(Fact):
    """Its name, days or amount."""

    about: ClassVar[str] = "commitments.Envelope"
    words = _("a modifié une enveloppe")
    envelope_id: int


@dataclass(frozen=True, kw_only=True)
class VehicleAdded(Fact):
    """A fund or a programme is known."""

    about: ClassVar[str] = "commitments.Vehicle"
    words = _("a ajouté un fonds ou un programme")
    vehicle_id: int


@dataclass(frozen=True, kw_only=True)
class VehicleChanged(Fact):
    """Its words or its public part."""

    about: ClassVar[str] = "commitments.Vehicle"
    words = _("a modifié un fonds ou un programme")
    vehicle_id: int


@dataclass(frozen=True, kw_only=True)
class GrantsImported(Fact):
    """A file of grants was brought in."""

    about: ClassVar[str] = "commitments.GrantsImport"
    words = _("a importé un fichier de subventions")
    import_id: int
    created_count: int
    updated_count: int
