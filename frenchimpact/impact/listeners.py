"""What follows, for the figures of impact, from what happens to projects."""

from frenchimpact.core.facts import listens
from frenchimpact.impact.actions.following import count_publicly
from frenchimpact.projects.facts import ProjectArchived, ProjectFact, ProjectPublished, ProjectUnpublished
from frenchimpact.projects.models import Project


@listens(ProjectPublished)
def count_published(fact: ProjectPublished) -> None:
    """Public figures count it from now on."""
    _count(fact)


@listens(ProjectUnpublished)
def count_no_more(fact: ProjectUnpublished) -> None:
    """They no longer do."""
    _count(fact)


@listens(ProjectArchived)
def count_archived_no_more(fact: ProjectArchived) -> None:
    """Nor what is archived."""
    _count(fact)


def _count(fact: ProjectFact) -> None:
    project = Project.objects.filter(pk=fact.project_id).first()
    if project is not None:
        count_publicly(project=project)
