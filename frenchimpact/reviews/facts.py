"""What can have happened to a jury and to a decision."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class JuryFact(Fact):
    """Something that happened to a jury."""

    about: ClassVar[str] = "reviews.Jury"
    jury_id: int


@dataclass(frozen=True, kw_only=True)
class JuryComposed(JuryFact):
    """A jury was created for a cohort."""

    words = _("a créé le jury")


@dataclass(frozen=True, kw_only=True)
class JurorAppointed(JuryFact):
    """A person was appointed, or their mandate changed, before the jury opened."""

    words = _("a nommé une personne au jury")

    juror_id: int


@dataclass(frozen=True, kw_only=True)
class JurorRemoved(JuryFact):
    """A person left the jury before it opened."""

    words = _("a retiré une personne du jury")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class TiesDeclared(JuryFact):
    """A juror said of each file whether they have a tie."""

    words = _("a déclaré ses liens d’intérêts")

    juror_id: int
    tie_count: int


@dataclass(frozen=True, kw_only=True)
class JurorRecused(JuryFact):
    """A juror takes no part in a file, or in the whole session. Their scores are kept, and not counted."""

    words = _("a enregistré un déport")

    juror_id: int
    because_of_id: int
    is_whole_session: bool


@dataclass(frozen=True, kw_only=True)
class RecusalLifted(JuryFact):
    """A declaration was taken back before the vote."""

    words = _("a levé un déport")

    juror_id: int
    because_of_id: int


@dataclass(frozen=True, kw_only=True)
class JuryOpened(JuryFact):
    """The composition is frozen; files can be assigned and read."""

    words = _("a ouvert le jury : sa composition est figée")


@dataclass(frozen=True, kw_only=True)
class ReadersAssigned(JuryFact):
    """Files were given to jurors, by hand or by the solver."""

    words = _("a affecté des dossiers")

    pair_count: int
    is_automatic: bool


@dataclass(frozen=True, kw_only=True)
class ReaderFreed(JuryFact):
    """A juror no longer has to read a file."""

    words = _("a retiré un dossier à une personne du jury")

    juror_id: int
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewSent(JuryFact):
    """A juror gave their opinion on a file."""

    words = _("a rendu un avis")

    juror_id: int
    application_id: int


@dataclass(frozen=True, kw_only=True)
class SessionHeld(JuryFact):
    """The jury sits: scores given alone are closed, and may be revised after discussion."""

    words = _("a ouvert la séance du jury")


@dataclass(frozen=True, kw_only=True)
class ScoreRevised(JuryFact):
    """A juror changed a score after the discussion; the first one stays."""

    words = _("a revu une note en séance")

    juror_id: int
    application_id: int
    criterion_id: int


@dataclass(frozen=True, kw_only=True)
class SessionClosed(JuryFact):
    """Opinions and minutes are established; nothing is scored any more."""

    words = _("a clos la séance du jury")


@dataclass(frozen=True, kw_only=True)
class MinutesSigned(JuryFact):
    """A member present signed the minutes."""

    words = _("a signé le procès-verbal")

    juror_id: int


@dataclass(frozen=True, kw_only=True)
class SessionPlanned(JuryFact):
    """When and where the jury is to sit is known."""

    words = _("a fixé la séance du jury")


@dataclass(frozen=True, kw_only=True)
class TrialGiven(JuryFact):
    """Every member reads a test file before the real ones."""

    words = _("a donné un dossier d’essai au jury")

    application_id: int


@dataclass(frozen=True, kw_only=True)
class TrialTakenBack(JuryFact):
    """A test file is no longer to be read."""

    words = _("a retiré un dossier d’essai du jury")

    application_id: int


@dataclass(frozen=True, kw_only=True)
class ExpertFact(JuryFact):
    """Something about an opinion asked outside the jury."""

    expertise_id: int


@dataclass(frozen=True, kw_only=True)
class ExpertAsked(ExpertFact):
    """Somebody outside the jury was asked about one file."""

    words = _("a demandé un avis d’expert")


@dataclass(frozen=True, kw_only=True)
class ExpertLinkRenewed(ExpertFact):
    """A new link left for the expert."""

    words = _("a renvoyé le lien d’un expert")


@dataclass(frozen=True, kw_only=True)
class ExpertiseEnded(ExpertFact):
    """The request was taken back."""

    words = _("a retiré une demande d’avis d’expert")


@dataclass(frozen=True, kw_only=True)
class ExpertDeclared(ExpertFact):
    """The expert said whether they have a tie."""

    words = _("a enregistré les liens d’un expert")

    has_tie: bool


@dataclass(frozen=True, kw_only=True)
class ExpertAnswered(ExpertFact):
    """The expert gave their opinion: it no longer changes."""

    words = _("a enregistré l’avis d’un expert")


@dataclass(frozen=True, kw_only=True)
class DecisionFact(Fact):
    """Something that happened to a decision."""

    about: ClassVar[str] = "reviews.Decision"
    decision_id: int
    application_id: int


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(DecisionFact):
    """The authority decided. Nobody outside is told before the letter leaves."""

    words = _("a pris une décision")

    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionNotified(DecisionFact):
    """The letter left: the applicant is told. `label_kind` is that of the call, empty when it leads to none."""

    words = _("a notifié une décision")

    outcome: str
    label_kind: str


@dataclass(frozen=True, kw_only=True)
class LabelDecided(DecisionFact):
    """A label was granted to the organisation of the application, and its letter left: the room of labels gives it."""

    words = _("a accordé un label")

    label_kind: str


@dataclass(frozen=True, kw_only=True)
class AppealMade(DecisionFact):
    """The applicant answered the decision, or appeals against it."""

    words = _("a répondu à une décision")

    appeal_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class DecisionsPublished(Fact):
    """Everybody was told: the results of a batch are public."""

    about: ClassVar[str] = "reviews.Batch"
    words = _("a publié les résultats")
    batch_id: int
