"""The projects that a structure supports, or supported: whose figures it reads together."""

from django.db.models import QuerySet

from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import public_projects
from frenchimpact.support.models import Support

_TAKEN_ON = (*Support.LIVE, Support.State.HANDED_OVER, Support.State.ENDED)


def supported_projects(structure: Organisation) -> QuerySet[Project]:
    """The public ones, as soon as they were taken on."""
    return public_projects().filter(pk__in=structure.supports.filter(state__in=_TAKEN_ON).values("project"))
