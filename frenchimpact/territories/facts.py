"""What can have happened to a territory."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TerritoryFact(Fact):
    """Something that happened to a territory."""

    about: ClassVar[str] = "territories.Territory"
    territory_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryFounded(TerritoryFact):
    """A label made it: its space opens to the collective."""

    words = _("a ouvert l’espace du territoire")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class LabelJoined(TerritoryFact):
    """One more label of the territory."""

    words = _("a rattaché un label au territoire")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class PerimeterChanged(TerritoryFact):
    """Its perimeter changed."""

    words = _("a modifié le périmètre du territoire")

    place_keys: list[str]


# ── The action plan ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class ActionAdded(TerritoryFact):
    """One more action in the plan."""

    words = _("a ajouté une action au plan du territoire")

    action_id: int


@dataclass(frozen=True, kw_only=True)
class ActionChanged(TerritoryFact):
    """Fields of an action, its steps, partners or budget."""

    words = _("a modifié une action du territoire")

    action_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ActionMoved(TerritoryFact):
    """An action changed state."""

    words = _("a changé l’état d’une action du territoire")

    action_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class PlanValidated(TerritoryFact):
    """The plan as a whole, in a numbered version."""

    words = _("a validé le plan d’action du territoire")

    version_id: int


@dataclass(frozen=True, kw_only=True)
class BarrierDrafted(TerritoryFact):
    """A blocked action asks for its barrier to be lifted."""

    words = _("a préparé une demande pour lever un frein")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeChanged(TerritoryFact):
    """One of its challenges was written."""

    words = _("a écrit un défi du territoire")

    number: int


@dataclass(frozen=True, kw_only=True)
class ProjectAttached(TerritoryFact):
    """A project answers one of its challenges."""

    words = _("a rattaché un projet à un défi")

    number: int
    project_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectDetached(TerritoryFact):
    """A project no longer answers one of its challenges."""

    words = _("a détaché un projet d’un défi")

    number: int
    project_id: int


# ── Indicators ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class IndicatorAdded(TerritoryFact):
    """One more thing is measured."""

    words = _("a ajouté un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorChanged(TerritoryFact):
    """What is measured, by whom or how, changed."""

    words = _("a modifié un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorEnded(TerritoryFact):
    """It is followed no more; its values stay."""

    words = _("a arrêté le suivi d’un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class AimSet(TerritoryFact):
    """Where it starts from and what it aims at; the earlier aim stays."""

    words = _("a fixé la cible d’un indicateur")

    indicator_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class MethodChanged(TerritoryFact):
    """How it is counted changed; the earlier method stays."""

    words = _("a changé la méthode d’un indicateur")

    indicator_id: int
    number: int
    is_break: bool


@dataclass(frozen=True, kw_only=True)
class ValuesRecorded(TerritoryFact):
    """Values were given, together."""

    words = _("a mis à jour des indicateurs")

    batch: str
    count: int
    via: str


@dataclass(frozen=True, kw_only=True)
class ValuesUndone(TerritoryFact):
    """Values given together were put back as they were."""

    words = _("a annulé une mise à jour d’indicateurs")

    batch: str
    count: int


# ── The collective ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class MemberJoined(TerritoryFact):
    """A member entered the collective."""

    words = _("a fait entrer un membre dans le collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateAsked(TerritoryFact):
    """A member was asked to confirm its mandate by a link."""

    words = _("a demandé à un membre de confirmer son mandat")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateSigned(TerritoryFact):
    """A member is bound by its mandate."""

    words = _("a enregistré le mandat d’un membre")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateDeclined(TerritoryFact):
    """A member answered that it is not of the collective."""

    words = _("a enregistré qu’une structure ne fait pas partie du collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(TerritoryFact):
    """A member left the collective; its history stays."""

    words = _("a enregistré le départ d’un membre du collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class LeadChanged(TerritoryFact):
    """Another organisation carries the territory."""

    words = _("a changé le chef de file du territoire")

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorNamed(TerritoryFact):
    """The collective said who takes over if its lead disappears; nobody when there is none any more."""

    words = _("a désigné qui prendra la suite du chef de file")

    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class CollectiveDescribed(TerritoryFact):
    """How the collective decides, and how to write to it, changed."""

    words = _("a modifié la gouvernance ou le contact du territoire")


# ── Reviews ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class ReviewPlanned(TerritoryFact):
    """A review is expected."""

    words = _("a prévu un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewMoved(TerritoryFact):
    """Its dates are others."""

    words = _("a déplacé les dates d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(TerritoryFact):
    """It is time to make it."""

    words = _("a ouvert un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewLit(TerritoryFact):
    """The challenges have their lights in a yearly review, or others."""

    words = _("a donné les couleurs d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewLocked(TerritoryFact):
    """Its figures are kept as they are; those of its period change by correction only."""

    words = _("a arrêté les chiffres d’un bilan du territoire")

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(TerritoryFact):
    """A quarterly update is sent, or a yearly review has its conclusion."""

    words = _("a conclu un bilan du territoire")

    review_id: int
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(TerritoryFact):
    """Anyone may read it."""

    words = _("a publié un bilan du territoire")

    review_id: int


# ── Agreements and promises ──────────────────────────────────────────────────────────────────────
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


# ── Support ──────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class SupportMoved(TerritoryFact):
    """A request for support was sent, answered, finished or withdrawn."""

    words = _("a fait avancer une demande de soutien du territoire")

    request_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class RecommendationMade(TerritoryFact):
    """Somebody who supports it advised it."""

    words = _("a fait une recommandation au territoire")

    recommendation_id: int


@dataclass(frozen=True, kw_only=True)
class RecommendationMoved(TerritoryFact):
    """The collective said what became of an advice."""

    words = _("a donné suite à une recommandation")

    recommendation_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class SponsorshipBegun(TerritoryFact):
    """Another territory helps it."""

    words = _("a enregistré un parrainage entre territoires")

    sponsorship_id: int


@dataclass(frozen=True, kw_only=True)
class SponsorshipEnded(TerritoryFact):
    """Another territory helped it until then."""

    words = _("a mis fin à un parrainage entre territoires")

    sponsorship_id: int


# ── What anyone proposes for a challenge ─────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class ProposalReceived(TerritoryFact):
    """Somebody proposed a solution or an offer, and confirmed their address."""

    words = _("a proposé une solution au territoire")

    proposal_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(TerritoryFact):
    """The collective answered it."""

    words = _("a répondu à une proposition")

    proposal_id: int
    state: str


# ── Meetings ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(TerritoryFact):
    """The collective meets."""

    words = _("a prévu une réunion du collectif")

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(TerritoryFact):
    """Its hour, its place, its agenda or its state changed."""

    words = _("a modifié une réunion du collectif")

    meeting_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class MinutesSent(TerritoryFact):
    """The members have the minutes."""

    words = _("a envoyé le compte rendu d’une réunion")

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class ResolutionTaken(TerritoryFact):
    """The collective decided something."""

    words = _("a noté une résolution du collectif")

    resolution_id: int


@dataclass(frozen=True, kw_only=True)
class ResolutionPlanned(TerritoryFact):
    """What it decided became an action of the plan."""

    words = _("a fait d’une résolution une action du plan")

    resolution_id: int
    action_id: int


@dataclass(frozen=True, kw_only=True)
class FeedChanged(TerritoryFact):
    """A person opened, renewed or closed their private calendar of the territory."""

    words = _("a changé l’adresse de son agenda du territoire")

    is_open: bool
