"""A project's working space: what to do next, and what happened."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.secret_keys import digest
from frenchimpact.journal.models import Entry
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects import rules
from frenchimpact.projects.models import InformationRequest, Project, Stage, TeamInvitation
from frenchimpact.projects.queries.sheets import PassportLine

FRESH_MONTHS = 12


@dataclass(frozen=True)
class NextAction:
    """One thing that the team can do now: the verb, why, and where."""

    text: str
    why: str
    page: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Moment:
    """One dated line of a project's life."""

    at: dt.date
    text: str
    note: str = ""
    state: str = "done"


def open_request(project: Project) -> InformationRequest | None:
    """What the readers wait for, if anything."""
    return InformationRequest.objects.filter(
        qualification__project=project, qualification__closed_at__isnull=True, answered_at__isnull=True
    ).first()


def next_actions(project: Project, lines: list[PassportLine], team_count: int, limit: int = 3) -> list[NextAction]:
    """What helps the project most now, in order: what is awaited, what blocks, what is stale, what is missing."""
    found: list[NextAction] = []
    request = open_request(project)
    if request is not None:
        found.append(NextAction(_("Répondre aux lecteurs"), request.question, "project_answer", request.due_on))
    if project.status == Project.Status.QUALIFIED and not project.has_publication_consent:
        found.append(
            NextAction(
                _("Rendre la fiche publique"), _("Le projet est qualifié : il manque seulement votre accord."), "project_publication"
            )
        )
    if project.status in {Project.Status.ARCHIVED, Project.Status.NOT_QUALIFIED, Project.Status.REDIRECTED}:
        found.append(
            NextAction(_("Déposer de nouveau le projet"), _("Complétez d’abord ce que les lecteurs ont signalé."), "project_space")
        )
    stale = [line for line in lines if line.is_stale]
    if stale:
        found.append(
            NextAction(
                _("Dire si c’est toujours vrai : %(label)s") % {"label": stale[0].question.label}, _("Un clic suffit."), "project_passport"
            )
        )
    elif (clock.now() - project.confirmed_at).days > FRESH_MONTHS * 30:
        found.append(NextAction(_("Confirmer la fiche"), _("Elle a plus d’un an : un avertissement s’affiche."), "project_sheet"))
    missing = [line for line in lines if line.answer is None]
    found += [
        NextAction(_("Répondre : %(label)s") % {"label": line.question.label}, str(line.question.effect), "project_passport")
        for line in missing[:2]
    ]
    if team_count < 2:
        found.append(
            NextAction(_("Inviter quelqu’un dans l’équipe"), _("À deux, le projet ne dépend pas d’une seule personne."), "project_team")
        )
    return found[:limit]


def timeline(project: Project) -> list[Moment]:
    """What happened to the project, oldest first: its stages and what the programme decided."""
    words = {
        "projects.ProjectDeclared": _("Projet déclaré"),
        "projects.QualificationOpened": _("Lecture commencée"),
        "projects.InformationAsked": _("Complément demandé"),
        "projects.InformationGiven": _("Complément donné"),
        "projects.ProjectQualified": _("Projet qualifié"),
        "projects.ProjectNotQualified": _("Projet non qualifié"),
        "projects.ProjectRedirected": _("Projet orienté ailleurs"),
        "projects.ProjectPublished": _("Fiche publiée"),
        "projects.ProjectUnpublished": _("Fiche retirée du public"),
        "projects.ProjectArchived": _("Projet mis de côté"),
        "projects.ProjectRevived": _("Projet déposé de nouveau"),
    }
    told = Entry.objects.filter(subject_model="projects.Project", subject_id=project.pk, fact__in=words)
    moments = [Moment(entry.at.date(), words[entry.fact]) for entry in told.order_by("at", "pk")]
    moments += [
        Moment(change.on, _("Étape : %(stage)s") % {"stage": Stage(change.stage).label}, change.note)
        for change in project.stage_changes.all()
    ]
    return sorted(moments, key=lambda moment: moment.at)


# The readers' comings and goings stay between readers.
READERS_ONLY = ("projects.ReadingSent", "projects.ThirdReadingNeeded")


def shown_entries(entries: QuerySet[Entry], user: Anyone, project: Project) -> QuerySet[Entry]:
    """The trail of a project as someone may read it: the readers' comings and goings stay between readers."""
    if rules.can_read_qualification(user, project):
        return entries
    return entries.exclude(fact__in=READERS_ONLY)


def invitation_by_key(key: str) -> TeamInvitation:
    """The invitation of a secret link, or Http404."""
    found = TeamInvitation.objects.filter(key_digest=digest(key[:100])).select_related("project", "invited_by").first()
    if found is None:
        raise Http404(_("Cette invitation n’existe pas. Vérifiez que l’adresse est entière."))
    return found


def invitations_for(user: Anyone) -> QuerySet[TeamInvitation]:
    """Those that wait for the person's answer, at their own address."""
    email = getattr(user, "email", "")
    good = TeamInvitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now(), email__iexact=email)
    return good.select_related("project", "invited_by") if email else TeamInvitation.objects.none()


def find_invitation(project: Project, pk: int) -> TeamInvitation:
    """One of the project's invitations, or Http404."""
    found = project.invitations.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette invitation n’existe pas."))
    return found
