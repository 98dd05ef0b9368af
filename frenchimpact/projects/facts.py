"""What can have happened to a project."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ProjectFact(Fact):
    """Something that happened to a project."""

    about: ClassVar[str] = "projects.Project"
    project_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectDeclared(ProjectFact):
    """Someone declared a project, which is handed in at once."""

    words = _("a déclaré le projet")


@dataclass(frozen=True, kw_only=True)
class SheetChanged(ProjectFact):
    """The team changed fields of the sheet."""

    words = _("a modifié la fiche")

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class SheetConfirmed(ProjectFact):
    """The team said that everything is still true."""

    words = _("a confirmé la fiche")


@dataclass(frozen=True, kw_only=True)
class StageChanged(ProjectFact):
    """The project reached a stage, or went back to it."""

    words = _("a changé l’étape du projet")

    stage: str


@dataclass(frozen=True, kw_only=True)
class AudienceChanged(ProjectFact):
    """The team chose who sees a section of the sheet."""

    words = _("a changé qui voit une partie de la fiche")

    section: str
    audience: str


@dataclass(frozen=True, kw_only=True)
class PassportAnswered(ProjectFact):
    """An answer of the passport was written; an earlier one is kept behind it."""

    words = _("a répondu à une question du passeport")

    key: str


@dataclass(frozen=True, kw_only=True)
class PassportConfirmed(ProjectFact):
    """An answer of the passport is still true."""

    words = _("a confirmé une réponse du passeport")

    key: str


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(ProjectFact):
    """The team allowed the sheet to be public, or no longer does."""

    words = _("a changé son accord de publication")

    has_consent: bool


@dataclass(frozen=True, kw_only=True)
class MemberInvited(ProjectFact):
    """Someone was invited to the team."""

    words = _("a invité une personne dans l’équipe")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(ProjectFact):
    """The person who was invited said no."""

    words = _("a décliné l’invitation dans l’équipe")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(ProjectFact):
    """An invitation no longer holds."""

    words = _("a retiré une invitation")

    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(ProjectFact):
    """Someone is now of the team."""

    words = _("a rejoint l’équipe")

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberRoleChanged(ProjectFact):
    """Someone of the team may now do more, or less."""

    words = _("a changé un rôle dans l’équipe")

    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(ProjectFact):
    """Someone is no longer of the team."""

    words = _("a retiré une personne de l’équipe")

    user_id: int


@dataclass(frozen=True, kw_only=True)
class QualificationOpened(ProjectFact):
    """The first reader opened the project: the reading has begun."""

    words = _("a commencé la lecture")

    due_on: str


@dataclass(frozen=True, kw_only=True)
class ReadingSent(ProjectFact):
    """A reader gave their opinion. What it says stays between readers."""

    words = _("a envoyé sa lecture")

    reading_id: int
    seat: str


@dataclass(frozen=True, kw_only=True)
class ThirdReadingNeeded(ProjectFact):
    """The two readers disagree: someone else must read."""

    words = _("a demandé une troisième lecture")


@dataclass(frozen=True, kw_only=True)
class InformationAsked(ProjectFact):
    """The readers asked the team for something, before a date."""

    words = _("a demandé un complément")

    request_id: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class InformationGiven(ProjectFact):
    """The team answered the readers."""

    words = _("a donné le complément")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectQualified(ProjectFact):
    """The programme recognises the project as social innovation."""

    words = _("a qualifié le projet")


@dataclass(frozen=True, kw_only=True)
class ProjectNotQualified(ProjectFact):
    """The programme does not recognise the project as social innovation, and says why."""

    words = _("n’a pas qualifié le projet")


@dataclass(frozen=True, kw_only=True)
class ProjectRedirected(ProjectFact):
    """Someone else can help the project better, and the team knows who."""

    words = _("a orienté le projet ailleurs")


@dataclass(frozen=True, kw_only=True)
class ProjectPublished(ProjectFact):
    """The sheet is public."""

    words = _("a publié la fiche")


@dataclass(frozen=True, kw_only=True)
class ProjectUnpublished(ProjectFact):
    """The sheet is no longer public."""

    words = _("a retiré la fiche du public")


@dataclass(frozen=True, kw_only=True)
class ProjectArchived(ProjectFact):
    """Nobody answered for long: the project is put aside, and can come back."""

    words = _("a mis le projet de côté")


@dataclass(frozen=True, kw_only=True)
class ProjectRevived(ProjectFact):
    """The team asks for the project to be read again."""

    words = _("a déposé de nouveau le projet")
