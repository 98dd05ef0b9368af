"""What can have happened to a call and to an application."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class CallFact(Fact):
    """Something that happened to a call."""

    about: ClassVar[str] = "calls.Call"
    call_id: int


@dataclass(frozen=True, kw_only=True)
class CallCreated(CallFact):
    """An operator began to write a call, or copied one."""

    words = _("a créé l’appel")


@dataclass(frozen=True, kw_only=True)
class CallChanged(CallFact):
    """Its texts, dates, criteria or conditions changed."""

    words = _("a modifié l’appel")

    part: str


@dataclass(frozen=True, kw_only=True)
class CallPublished(CallFact):
    """Everyone may see it, and apply while a cohort is open."""

    words = _("a publié l’appel")


@dataclass(frozen=True, kw_only=True)
class CallClosed(CallFact):
    """It takes no more files."""

    words = _("a terminé l’appel")


@dataclass(frozen=True, kw_only=True)
class CallReopened(CallFact):
    """It takes files again."""

    words = _("a rouvert l’appel")


@dataclass(frozen=True, kw_only=True)
class FormPublished(CallFact):
    """A new version of the form; drafts moved to it."""

    words = _("a publié une version du formulaire")

    version: int
    draft_count: int


@dataclass(frozen=True, kw_only=True)
class CohortUnsealed(CallFact):
    """The sealed files of a cohort were opened."""

    words = _("a ouvert les plis de la session")

    cohort_id: int
    application_count: int


@dataclass(frozen=True, kw_only=True)
class EnquiryAsked(CallFact):
    """Someone put a question about it."""

    words = _("a posé une question sur l’appel")

    enquiry_id: int


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswered(CallFact):
    """The answer is public, or was corrected."""

    words = _("a répondu à une question sur l’appel")

    enquiry_id: int
    is_correction: bool = False


@dataclass(frozen=True, kw_only=True)
class EnquirySetAside(CallFact):
    """The question will not be published; its author reads why."""

    words = _("a mis de côté une question sur l’appel")

    enquiry_id: int


@dataclass(frozen=True, kw_only=True)
class FilesTakenOut(CallFact):
    """Whole files left with their documents, in one archive."""

    words = _("a téléchargé des dossiers et leurs documents")

    application_count: int


@dataclass(frozen=True, kw_only=True)
class ApplicationFact(Fact):
    """Something that happened to an application."""

    about: ClassVar[str] = "calls.Application"
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(ApplicationFact):
    """Someone began a file."""

    words = _("a commencé la candidature")


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(ApplicationFact):
    """The lead handed it in: its answers are frozen in a snapshot."""

    words = _("a déposé la candidature")

    cohort_id: int
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(ApplicationFact):
    """The applicant took it back: whoever reads it may stop."""

    words = _("a retiré la candidature")


@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(ApplicationFact):
    """It reached another state by a decision of the programme."""

    words = _("a fait avancer la candidature")

    verb: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ApplicationPostponed(ApplicationFact):
    """A jury put it off: it is judged with another wave of its call."""

    words = _("a reporté la candidature à une autre session")

    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class OfficerNamed(ApplicationFact):
    """An operator was asked to look after it."""

    words = _("a confié le suivi de la candidature")

    officer_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(ApplicationFact):
    """Some questions must be answered again before a date; the clock is suspended, or has not started."""

    words = _("a demandé un complément")

    keys: list[str]


@dataclass(frozen=True, kw_only=True)
class CorrectionGiven(ApplicationFact):
    """The applicant answered them."""

    words = _("a répondu à la demande de complément")

    keys: list[str]


@dataclass(frozen=True, kw_only=True)
class LeadChanged(ApplicationFact):
    """Someone else hands the file in from now on."""

    words = _("a confié le dépôt de la candidature")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class MemberInvited(ApplicationFact):
    """An address was invited to the file."""

    words = _("a invité une personne à la candidature")

    role: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(ApplicationFact):
    """The person came in."""

    words = _("a rejoint la candidature")

    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(ApplicationFact):
    """A person, or an invitation, was taken out."""

    words = _("a retiré une personne de la candidature")


@dataclass(frozen=True, kw_only=True)
class PartnerAsked(ApplicationFact):
    """An organisation of the collective was asked to confirm."""

    words = _("a demandé la confirmation d’un membre du collectif")

    partner_id: int


@dataclass(frozen=True, kw_only=True)
class PartnerConfirmed(ApplicationFact):
    """It said yes by its link."""

    words = _("a confirmé sa participation au collectif")

    partner_id: int


@dataclass(frozen=True, kw_only=True)
class PartnerDeclined(ApplicationFact):
    """It said no by its link."""

    words = _("a refusé de participer au collectif")

    partner_id: int


@dataclass(frozen=True, kw_only=True)
class PartnerAnswerTakenBack(ApplicationFact):
    """It took its yes or its no back by its link."""

    words = _("a repris sa réponse au collectif")

    partner_id: int
