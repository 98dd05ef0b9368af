"""What follows, for the figures of impact, from what happens to projects."""

from frenchimpact.core.facts import listens
from frenchimpact.impact import facts
from frenchimpact.impact.actions.contracts import follow_values
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


@listens(facts.MeasureVerified)
def follow_verified(fact: facts.MeasureVerified) -> None:
    """A contract is worth what is verified."""
    follow_values(fact.project_id)


@listens(facts.MeasureDisputed)
def follow_disputed(fact: facts.MeasureDisputed) -> None:
    """What is disputed is no longer owed."""
    follow_values(fact.project_id)


@listens(facts.MeasuresRecorded)
def follow_corrected(fact: facts.MeasuresRecorded) -> None:
    """A value that was corrected is to be verified again: until then it is not owed."""
    follow_values(fact.project_id)


@listens(facts.MeasuresUndone)
def follow_undone(fact: facts.MeasuresUndone) -> None:
    """Nor is a value that was put back."""
    follow_values(fact.project_id)
