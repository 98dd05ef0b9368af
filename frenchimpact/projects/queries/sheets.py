"""Sheets of projects, as each audience may see them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.journal.queries import Named
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects import rules
from frenchimpact.projects.models import PassportAnswer, Project, ProjectPlace, SectionAudience, TeamMember
from frenchimpact.projects.sections import AUDIENCES, PUBLIC, QUESTIONS, SECTIONS, Question, words_of

_DAYS_IN_MONTH = 30.44


def with_sheet(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Everything that a sheet shows, in a fixed number of queries."""
    return projects.select_related("organisation", "organisation__commune").prefetch_related(
        Prefetch("project_places", ProjectPlace.objects.select_related("place", "place__department", "place__region").order_by("pk")),
        "audiences",
    )


def names_seen(user: Anyone, keys: Collection[int]) -> dict[int, Named]:
    """What these projects are called, those whose space the person may open: for the trail of what they did."""
    seen = rules.visible_spaces(user).filter(pk__in=keys).values_list("pk", "reference", "name")
    return {pk: Named(f"{reference} {name}", reverse("projects:project_space", args=[reference])) for pk, reference, name in seen}


def find_project(user: Anyone, reference: str) -> Project:
    """A project that the person may see, or Http404."""
    project = with_sheet(rules.visible_projects(user)).filter(reference=reference).first()
    if project is None:
        raise Http404(_("Ce projet n’existe pas, ou vous n’y avez pas accès."))
    return project


def find_space(user: Anyone, reference: str) -> Project:
    """A project whose working space the person may open, or Http404."""
    project = with_sheet(rules.visible_spaces(user)).filter(reference=reference).first()
    if project is None:
        raise Http404(_("Ce projet n’existe pas, ou vous n’y avez pas accès."))
    return project


def find_public_project(user: Anyone, slug: str) -> Project:
    """A project by its public address, seen by the person; Http404 otherwise. One that was public is found too: its page says so."""
    project = with_sheet(Project.objects.filter(slug=slug)).first()
    if project is None or not (project.was_public or rules.visible_projects(user).filter(pk=project.pk).exists()):
        raise Http404(_("Ce projet n’existe pas, ou n’est pas public."))
    return project


def public_projects() -> QuerySet[Project]:
    """What anyone may see, in a stable order: for lists, exports and the API. Their sections still go through `visible_sections`."""
    return with_sheet(Project.objects.filter(status=Project.Status.PUBLISHED)).order_by("-published_at", "-pk")


def projects_of(user: Anyone) -> QuerySet[Project]:
    """Projects of one's teams, latest first."""
    teams = TeamMember.objects.filter(user_id=user.pk or 0, until__isnull=True).values("project")
    return with_sheet(Project.objects.filter(pk__in=teams)).order_by("-updated_at", "-pk")


def audiences_of(project: Project) -> dict[str, str]:
    """Who sees each section: the team's choice, or the section's default."""
    chosen = {row.section: row.audience for row in project.audiences.all()}
    return {code: chosen.get(code, section.default) for code, section in SECTIONS.items()}


def default_audiences() -> dict[str, str]:
    """Who sees each section when the team chose nothing: for statements that go through many projects."""
    return {code: str(section.default) for code, section in SECTIONS.items()}


def visible_sections(project: Project, audience: str = PUBLIC) -> set[str]:
    """The sections that someone of that audience may see."""
    reach = AUDIENCES.index(SectionAudience.Audience(audience))
    return {code for code, chosen in audiences_of(project).items() if AUDIENCES.index(SectionAudience.Audience(chosen)) <= reach}


def shown_team(project: Project) -> list[User]:
    """People of the team who allowed their name on the sheet."""
    members = project.team.filter(is_shown=True, until__isnull=True).exclude(user__full_name="").select_related("user")
    return [member.user for member in members]


@dataclass(frozen=True)
class PassportLine:
    """One question of the passport with its answer, if there is one."""

    question: Question
    answer: PassportAnswer | None

    @property
    def words(self) -> str:
        """The answer as it is shown; empty when there is none."""
        return words_of(self.question, self.answer.value) if self.answer else ""

    @property
    def source(self) -> str:
        """Where the answer comes from."""
        return self.answer.get_source_display() if self.answer else ""

    @property
    def is_stale(self) -> bool:
        """Whether the team is asked again if it is still true."""
        if self.answer is None:
            return False
        return (clock.now() - self.answer.confirmed_at).days > self.question.months * _DAYS_IN_MONTH


def passport_lines(project: Project, sections: set[str] | None = None) -> list[PassportLine]:
    """The passport, in the order of its questions; only the given sections when there are some."""
    current = {row.key: row for row in project.passport.filter(superseded_at__isnull=True).select_related("by")}
    lines = [PassportLine(question, current.get(key)) for key, question in QUESTIONS.items()]
    # The structure's name as typed is only asked of those who typed one.
    return [
        line
        for line in lines
        if (sections is None or line.question.section in sections) and (line.answer or line.question.key != "structure_name")
    ]


def passport_questions() -> dict[str, Text]:
    """What the passport asks, by key: for the forms that take their answers from it."""
    return {key: question.label for key, question in QUESTIONS.items() if key != "structure_name"}


def passport_groups(project: Project, sections: set[str]) -> list[tuple[Text, list[PassportLine]]]:
    """Answers given, by section, for a sheet; the structure's typed name is a matter for readers."""
    lines = [line for line in passport_lines(project, sections) if line.answer and line.question.key != "structure_name"]
    groups = [(section.title, [line for line in lines if line.question.section == code]) for code, section in SECTIONS.items()]
    return [(title, group) for title, group in groups if group]


def completeness(project: Project, lines: list[PassportLine]) -> tuple[int, int]:
    """Answers given and answers hoped for, over the sheet and the passport."""
    sheet: Mapping[str, Any] = {
        "publics": project.publics,
        "sdgs": project.sdgs,
        "organisation": project.organisation_id or project.is_need,
    }
    done = 6 + sum(bool(value) for value in sheet.values()) + sum(line.answer is not None for line in lines)
    return done, 6 + len(sheet) + len(lines)
