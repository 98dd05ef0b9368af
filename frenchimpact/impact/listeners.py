"""What follows, for the figures of impact, from what happens to projects."""

from frenchimpact.core.facts import listens
from frenchimpact.impact.actions.following import count_publicly
from frenchimpact.projects.facts import ProjectArchived, ProjectFact, ProjectPublished, ProjectRevived, ProjectUnpublished
from frenchimpact.projects.models import Project


@listens(ProjectPublished)
@listens(ProjectUnpublished)
@listens(ProjectArchived)
@listens(ProjectRevived)
def count_publicly_or_not(fact: ProjectFact) -> None:
    """Public figures count it while it is public."""
    project = Project.objects.filter(pk=fact.project_id).first()
    if project is not None:
        count_publicly(project=project)
