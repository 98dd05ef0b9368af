"""What can have happened to an organisation."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OrganisationFact(Fact):
    """Something that happened to one organisation."""

    about: ClassVar[str] = "organisations.Organisation"

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(OrganisationFact):
    """Somebody wrote a new sheet."""

    words: ClassVar[Text] = _("a créé la fiche")


@dataclass(frozen=True, kw_only=True)
class OrganisationUpdated(OrganisationFact):
    """Somebody changed these fields of the sheet."""

    words: ClassVar[Text] = _("a modifié la fiche")

    fields: list[str]
    version: int


@dataclass(frozen=True, kw_only=True)
class OrganisationConfirmed(OrganisationFact):
    """Its people said that everything on the sheet is still true."""

    words: ClassVar[Text] = _("a confirmé que la fiche est à jour")


@dataclass(frozen=True, kw_only=True)
class OrganisationPublished(OrganisationFact):
    """The sheet became public."""

    words: ClassVar[Text] = _("a publié la fiche")


@dataclass(frozen=True, kw_only=True)
class OrganisationUnpublished(OrganisationFact):
    """The sheet left the public pages."""

    words: ClassVar[Text] = _("a retiré la fiche des pages publiques")


@dataclass(frozen=True, kw_only=True)
class OrganisationClosed(OrganisationFact):
    """The organisation ceased its activity on that day (ISO date)."""

    words: ClassVar[Text] = _("a noté que la structure a cessé son activité")

    closed_on: str


@dataclass(frozen=True, kw_only=True)
class OrganisationReopened(OrganisationFact):
    """It turned out that the organisation goes on."""

    words: ClassVar[Text] = _("a noté que la structure poursuit son activité")


@dataclass(frozen=True, kw_only=True)
class OrganisationsImported(Fact):
    """A file brought or refreshed many sheets at once: told once, with its counts."""

    words: ClassVar[Text] = _("a importé un fichier : %(created_count)s fiches créées, %(updated_count)s mises à jour")

    about: ClassVar[str] = "organisations.Import"

    import_id: int
    created_count: int
    updated_count: int


@dataclass(frozen=True, kw_only=True)
class MemberInvited(OrganisationFact):
    """An address was invited."""

    words: ClassVar[Text] = _("a invité une personne")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(OrganisationFact):
    """An invitation no longer lets anyone in."""

    words: ClassVar[Text] = _("a retiré une invitation")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(OrganisationFact):
    """The person who was invited said no."""

    words: ClassVar[Text] = _("a décliné l’invitation")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(OrganisationFact):
    """A person belongs to the organisation from now on."""

    words: ClassVar[Text] = _("a rejoint l’équipe de la structure")

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRoleChanged(OrganisationFact):
    """A person may do more, or less."""

    words: ClassVar[Text] = _("a changé le rôle d’une personne")

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(OrganisationFact):
    """A person left, or was removed."""

    words: ClassVar[Text] = _("a noté un départ de l’équipe")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class JoinAsked(OrganisationFact):
    """A person asks to join."""

    words: ClassVar[Text] = _("a demandé à rejoindre la structure")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinEscalated(OrganisationFact):
    """Nobody answered in time: the operators may."""

    words: ClassVar[Text] = _("a transmis une demande sans réponse à l’équipe du programme")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinAccepted(OrganisationFact):
    """The person is admitted."""

    words: ClassVar[Text] = _("a accepté une demande")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinRefused(OrganisationFact):
    """The person is not admitted; the reason is in the request."""

    words: ClassVar[Text] = _("a refusé une demande")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class JoinWithdrawn(OrganisationFact):
    """The person no longer asks."""

    words: ClassVar[Text] = _("a retiré sa demande")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationClaimed(OrganisationFact):
    """A person says that they run it."""

    words: ClassVar[Text] = _("a demandé à tenir la fiche")

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimAccepted(OrganisationFact):
    """It was shown that the person runs it."""

    words: ClassVar[Text] = _("a prouvé tenir la structure")

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimGranted(OrganisationFact):
    """An operator read the claim and accepted it."""

    words: ClassVar[Text] = _("a confié la fiche à la personne qui la demandait")

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimRefused(OrganisationFact):
    """An operator read the claim and refused it; the reason is in the claim."""

    words: ClassVar[Text] = _("a refusé de confier la fiche")

    claim_id: int


@dataclass(frozen=True, kw_only=True)
class MandateProposed(OrganisationFact):
    """One side proposes that the other acts, or acts for it."""

    words: ClassVar[Text] = _("a proposé un mandat")

    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class MandateAgreed(OrganisationFact):
    """Both sides agree."""

    words: ClassVar[Text] = _("a accepté un mandat")

    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class MandateDeclined(OrganisationFact):
    """The other side does not agree."""

    words: ClassVar[Text] = _("a refusé un mandat")

    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class MandateRevoked(OrganisationFact):
    """One side stopped it before its end."""

    words: ClassVar[Text] = _("a arrêté un mandat")

    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class MandateEnded(OrganisationFact):
    """Its last day is over."""

    words: ClassVar[Text] = _("a noté la fin d’un mandat")

    mandate_id: int


@dataclass(frozen=True, kw_only=True)
class RegistryChecked(OrganisationFact):
    """The sheet was compared with the national registry."""

    words: ClassVar[Text] = _("a comparé la fiche au registre national")

    state: str


@dataclass(frozen=True, kw_only=True)
class RegistrySettled(OrganisationFact):
    """A person took some fields from the registry, and kept others as they were."""

    words: ClassVar[Text] = _("a choisi ce qui vient du registre national")

    taken: list[str]
    kept: list[str]


@dataclass(frozen=True, kw_only=True)
class NumberConfirmed(OrganisationFact):
    """An operator saw that the number is this organisation's."""

    words: ClassVar[Text] = _("a confirmé le numéro de la fiche")

    siren: str


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(OrganisationFact):
    """The sheet took another in; everything that referred to that one refers to this one from now on."""

    words: ClassVar[Text] = _("a réuni cette fiche et une autre")

    absorbed_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationAbsorbed(OrganisationFact):
    """The sheet was taken in by another."""

    words: ClassVar[Text] = _("a réuni cette fiche à une autre, qui reste")

    kept_id: int
    merge_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationsParted(OrganisationFact):
    """A merge was undone: both sheets are as they were."""

    words: ClassVar[Text] = _("a annulé une fusion de fiches")

    other_id: int
    merge_id: int
