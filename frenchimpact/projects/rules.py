"""Who sees a project, who changes it, who reads it for the programme."""

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.core.kept import kept
from frenchimpact.files.models import StoredFile
from frenchimpact.files.rules import is_open as is_open
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Assignment, Mandate
from frenchimpact.organisations.rules import (
    Anyone,
    has_role,
    held_today,
    is_operator,
    mandates_of,
    memberships_of,
    perimeter_covers,
    roles_today,
)
from frenchimpact.projects.models import Declaration, Project, ProjectPlace, Reading, SectionAudience, TeamMember

Status = Project.Status
# What a file is to its project.
DOCUMENT, PICTURE = "document", "picture"
type OwnedFile = tuple[Project, StoredFile]
# Those of a team who may write.
WRITERS = {TeamMember.Role.LEAD, TeamMember.Role.EDITOR}
# A project is read within that many days after it was handed in.
READING_DAYS = 30
READABLE = {Status.SUBMITTED, Status.IN_QUALIFICATION, Status.NEEDS_INFORMATION}


def team_role(user: Anyone, project: Project) -> str:
    """What the person is in the team today; empty when they are not of it."""
    return next(iter(_roles(project=project.pk, person=user.pk)), "") if user.is_authenticated else ""


@kept
def _roles(*, project: int, person: int) -> QuerySet[TeamMember, str]:
    return TeamMember.objects.filter(project_id=project, user_id=person, until__isnull=True).values_list("role", flat=True)


def team_of(project: Project) -> list[User]:
    """Who is written to for a project: those of its team who may write and can sign in, the oldest of it first."""
    held = project.team.filter(role__in=WRITERS, until__isnull=True, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("since", "pk")]


def places_of(project: Project) -> list[Place]:
    """Where the project acts."""
    return [one.place for one in project.project_places.select_related("place")]


def acts_within(user: Anyone) -> Q:
    """Projects that act in a perimeter that the person watches as a territorial partner."""
    held = [one for one in roles_today(user) if one.role == Assignment.Role.PARTNER]
    if any(one.perimeter is None or one.perimeter.level == Place.Level.COUNTRY for one in held):
        return Q(pk__isnull=False)
    ids = [one.perimeter_id for one in held]
    if not ids:
        return Q(pk__isnull=True)
    reached = Q(place__in=ids)
    for level in ("epci", "ept", "department", "region"):
        reached |= Q(**{f"place__{level}__in": ids})
    return Q(pk__in=ProjectPlace.objects.filter(reached).values("project"))


def is_ours(user: Anyone) -> Q:
    """Projects of one's teams, of one's organisations, and of those that gave one's own a mandate to follow their projects."""
    teams = TeamMember.objects.filter(user_id=user.pk or 0, until__isnull=True).values("project")
    return Q(pk__in=teams) | _of_our_organisations(user)


def _of_our_organisations(user: Anyone) -> Q:
    mandated = mandates_of(user, Mandate.Scope.PROJECTS).values("giver")
    return Q(organisation__in=memberships_of(user).values("organisation")) | Q(organisation__in=mandated)


def visible_projects(user: Anyone) -> QuerySet[Project]:
    """Published ones for everyone; one's own; all of them for operators; those of their perimeter for partners."""
    if not user.is_authenticated:
        return Project.objects.filter(status=Status.PUBLISHED)
    if is_operator(user):
        return Project.objects.all()
    return Project.objects.filter(Q(status=Status.PUBLISHED) | is_ours(user) | acts_within(user))


def visible_spaces(user: Anyone) -> QuerySet[Project]:
    """Projects whose working space the person may open: not those that are merely public."""
    if not user.is_authenticated:
        return Project.objects.none()
    if is_operator(user):
        return Project.objects.all()
    return Project.objects.filter(is_ours(user) | acts_within(user))


def can_edit_project(user: Anyone, project: Project) -> bool:
    """Those of the team who may write."""
    return team_role(user, project) in WRITERS


def can_manage_team(user: Anyone, project: Project) -> bool:
    """Those who lead the team."""
    return team_role(user, project) == TeamMember.Role.LEAD


def can_read_team_space(user: Anyone, project: Project) -> bool:
    """The team, the organisation's members, the operators and the partners of the perimeter."""
    return visible_spaces(user).filter(pk=project.pk).exists()


def can_leave_team(user: Anyone, project: Project) -> bool:
    """Anyone of the team may go, or be shown the way by a lead."""
    return bool(team_role(user, project))


def is_tied(user: Anyone, project: Project) -> bool:
    """Whether the person belongs to the project or to its organisation, or acts for it: then they never judge it."""
    if team_role(user, project):
        return True
    return project.organisation_id is not None and Project.objects.filter(_of_our_organisations(user), pk=project.pk).exists()


def can_read_qualification(user: Anyone, project: Project) -> bool:
    """Operators, and partners of the perimeter; never someone tied to the project."""
    if not user.is_authenticated or is_tied(user, project):
        return False
    return is_operator(user) or has_role(user, Assignment.Role.PARTNER, places=places_of(project))


def seats_for(user: Anyone, project: Project) -> list[str]:
    """The readers' seats that the person could hold: a partner's belongs to operators where no partner watches the place."""
    if not user.is_authenticated or is_tied(user, project):
        return []
    held = roles_today(user)
    places = places_of(project)
    reached: list[Place | None] = [*places] or [None]
    operates = any(one.role == Assignment.Role.OPERATOR for one in held)
    watches = any(one.role == Assignment.Role.PARTNER and perimeter_covers(one.perimeter, place) for one in held for place in reached)
    seats: list[str] = [Reading.Seat.OFFICER] if operates else []
    if watches or (operates and not has_partner(places)):
        seats.append(Reading.Seat.PARTNER)
    return seats


def has_partner(places: list[Place]) -> bool:
    """Whether some territorial partner watches one of these places today."""
    ids = {key for place in places for key in (place.pk, place.epci_id, place.ept_id, place.department_id, place.region_id) if key}
    everywhere = Q(perimeter__isnull=True) | Q(perimeter__level=Place.Level.COUNTRY)
    return held_today(Assignment.Role.PARTNER).filter(everywhere | Q(perimeter__in=ids)).exists()


def free_seat(user: Anyone, project: Project) -> str:
    """The seat that the person may take now; empty when there is none for them."""
    if project.status not in READABLE:
        return ""
    readings = list(Reading.objects.filter(qualification__project=project, qualification__closed_at__isnull=True))
    if any(reading.reader_id == user.pk for reading in readings):
        return ""
    allowed = seats_for(user, project)
    taken = {reading.seat for reading in readings}
    for seat in allowed:
        if seat not in taken:
            return seat
    if Reading.Seat.OFFICER in allowed and Reading.Seat.THIRD not in taken and disagree(readings):
        return Reading.Seat.THIRD
    return ""


def disagree(readings: list[Reading]) -> bool:
    """Whether the first two readers sent different opinions."""
    opinions = {reading.opinion for reading in readings if reading.sent_at and reading.seat != Reading.Seat.THIRD}
    return len(opinions) > 1


def seats_left(readings: list[Reading]) -> bool:
    """Whether some reading is still awaited: then opinions stay between those who gave theirs."""
    sent = {reading.seat for reading in readings if reading.sent_at}
    if not {Reading.Seat.OFFICER, Reading.Seat.PARTNER} <= sent:
        return True
    return disagree(readings) and Reading.Seat.THIRD not in sent


def can_start_reading(user: Anyone, project: Project) -> bool:
    """Whether a seat is free for this person."""
    return bool(free_seat(user, project))


def can_ask_information(user: Anyone, project: Project) -> bool:
    """Readers of the project while it is being read."""
    return can_read_qualification(user, project)


def can_decide(user: Anyone, project: Project) -> bool:
    """Operators who have no tie with the project."""
    return user.is_authenticated and is_operator(user) and not is_tied(user, project)


def can_read_queue(user: Anyone) -> bool:
    """Operators and territorial partners."""
    return has_role(user, Assignment.Role.OPERATOR, Assignment.Role.PARTNER)


def audience_of(user: Anyone, project: Project) -> str:
    """As whom the person sees the sheet."""
    if not user.is_authenticated:
        return SectionAudience.Audience.PUBLIC
    return SectionAudience.Audience.PRIVATE if can_read_team_space(user, project) else SectionAudience.Audience.NETWORK


def audiences_within(audience: str) -> list[str]:
    """What someone of that audience sees: what is meant for it, and for wider ones."""
    order = [SectionAudience.Audience.PUBLIC, SectionAudience.Audience.NETWORK, SectionAudience.Audience.PRIVATE]
    return [str(one) for one in order[: order.index(SectionAudience.Audience(audience)) + 1]]


def can_see_sheet(user: Anyone, project: Project) -> bool:
    """Everyone once it is published; before, those of its space."""
    return project.status == Status.PUBLISHED or can_read_team_space(user, project)


def can_read_document(user: Anyone, project: Project, file: StoredFile) -> bool:
    """Those who see the sheet, as far as the team lets them see this document."""
    return can_see_sheet(user, project) and file.audience in audiences_within(audience_of(user, project))


def can_read_picture(user: Anyone, project: Project, file: StoredFile) -> bool:
    """Those who see the sheet."""
    return can_see_sheet(user, project)


def can_change_document(user: Anyone, owned: OwnedFile) -> bool:
    """Those of the team who may write."""
    return can_edit_project(user, owned[0])


def can_open_declaration(user: Anyone, declaration: Declaration) -> bool:
    """One's own drafts."""
    return user.is_authenticated and declaration.author_id == user.pk
