"""Who holds a programme or a tool, who sees it, who says what of it."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS
from frenchimpact.resources.models import Programme, Sheet, Tool

# Purpose of the file of a tool.
TOOL_FILE = "tool"
_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def holding_for(user: Anyone) -> QuerySet[Organisation]:
    """The organisations in whose name the person may write a sheet."""
    written = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return Organisation.objects.filter(pk__in=written, is_published=True, closed_on=None)


def is_holder(user: Anyone) -> bool:
    """Whether the person writes for some organisation. The menu asks at each page, without a statement."""
    return user.is_authenticated and any(one.role in _WRITERS for one in memberships_today(user))


def can_hold(user: Anyone) -> bool:
    """Whoever may write for some published organisation."""
    return is_holder(user) and holding_for(user).exists()


def _shown[S: Sheet](model: type[S]) -> QuerySet[S]:
    since = clock.today() - dt.timedelta(days=model.FRESH_DAYS)
    rows: QuerySet[S] = model._default_manager.filter(state=Sheet.State.PUBLISHED, checked_on__gte=since)
    return rows.filter(organisation__is_published=True, organisation__closed_on=None)


def public_programmes() -> QuerySet[Programme]:
    """What the list shows: published, checked not long ago, of a published organisation."""
    return _shown(Programme)


def public_tools() -> QuerySet[Tool]:
    """The same for tools, but those whose own end is past."""
    return _shown(Tool).filter(Q(expires_on=None) | Q(expires_on__gte=clock.today()))


def own_sheets[S: Sheet](user: Anyone, model: type[S]) -> QuerySet[S]:
    """Those of the organisations for which the person may write; all those that were public for operators."""
    own = Q(organisation__in=holding_for(user))
    rows: QuerySet[S] = model._default_manager.filter(own | ~Q(state=Sheet.State.DRAFT) if is_operator(user) else own)
    return rows


def visible_sheets[S: Sheet](user: Anyone, model: type[S]) -> QuerySet[S]:
    """Those whose address everyone may open, withdrawn ones included, which say so; one's own in any state."""
    known = Q(state__in=[Sheet.State.PUBLISHED, Sheet.State.WITHDRAWN], organisation__is_published=True)
    seen = known | Q(organisation__in=holding_for(user)) if user.is_authenticated else known
    rows: QuerySet[S] = model._default_manager.filter(seen)
    return rows


def can_edit_sheet(user: Anyone, sheet: Sheet) -> bool:
    """Those who write for who holds it, and operators once it is public."""
    if not user.is_authenticated:
        return False
    if is_operator(user) and sheet.state != Sheet.State.DRAFT:
        return True
    return holding_for(user).filter(pk=sheet.organisation_id).exists()


def using_projects(user: Anyone) -> QuerySet[Project]:
    """The projects for which the person may say what they use."""
    teams = TeamMember.objects.filter(user=user.pk or 0, until__isnull=True, role__in=WRITERS).values("project")
    return Project.objects.filter(pk__in=teams).order_by("name", "pk")


def can_judge(user: Anyone, tool: Tool) -> bool:
    """Anybody signed in, but those who hold it."""
    return user.is_authenticated and not holding_for(user).filter(pk=tool.organisation_id).exists()


def can_read_tool_file(user: Any, tool: Tool, _file: StoredFile) -> bool:
    """Everyone once the tool is public."""
    return tool.state == Sheet.State.PUBLISHED or can_edit_sheet(user, tool)
