"""Who may read and write what a project, or a territory, says of its impact."""

from uuid import UUID

from django.db.models import Q, QuerySet

from frenchimpact.impact.models import Followed, Holder, Measure, OutcomeContract, ProofRequest
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.rules import Anyone, is_operator, memberships_of, memberships_today
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_edit_project, can_read_team_space, is_tied, visible_spaces
from frenchimpact.territories.rules import can_run, enters

# Who of an organisation may look in its name.
_WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]


def can_read_change(user: Anyone, holder: Holder) -> bool:
    """Those who enter its space."""
    return can_read_team_space(user, holder) if isinstance(holder, Project) else enters(user, holder)


def can_write_change(user: Anyone, holder: Holder) -> bool:
    """Those who write the sheet of the project; those who run the territory."""
    return can_edit_project(user, holder) if isinstance(holder, Project) else can_run(user, holder)


def measurable(user: Anyone, project: Project) -> QuerySet[Followed]:
    """What of a project the person may give values for: all of it for the team that writes, their own for those who are asked."""
    found = project.followed.filter(ended_on=None)
    if can_edit_project(user, project):
        return found
    return found.filter(keeper=user.pk) if user.is_authenticated and can_read_team_space(user, project) else found.none()


def can_measure(user: Anyone, followed: Followed) -> bool:
    """Whether the person may give its values, or correct them, after its end too."""
    if can_edit_project(user, followed.project):
        return True
    return followed.keeper_id is not None and followed.keeper_id == user.pk and can_read_team_space(user, followed.project)


def can_undo(user: Anyone, project: Project, batch: UUID) -> bool:
    """Who gave the values of that batch, and those who write the sheet."""
    given = Measure.objects.filter(followed__project=project, batch=batch)
    return can_edit_project(user, project) or (user.is_authenticated and given.filter(by=user.pk).exists())


def can_read_measure_paper(user: Anyone, measure: Measure) -> bool:
    """Those who enter the space, operators who judge among them, and those of an organisation that was asked to look."""
    return can_read_team_space(user, measure.followed.project) or visible_requests(user).filter(followed=measure.followed).exists()


def can_read_proofs(user: Anyone, project: Project) -> bool:
    """Those who enter the team's space."""
    return can_read_team_space(user, project)


def can_ask_proof(user: Anyone, project: Project) -> bool:
    """The team asks somebody else to look."""
    return can_edit_project(user, project)


def can_judge_proofs(user: Anyone, project: Project) -> bool:
    """Operators look at any project, save those they are tied to."""
    return is_operator(user) and not is_tied(user, project)


def visible_requests(user: Anyone) -> QuerySet[ProofRequest]:
    """What was asked of the organisations in whose name the person writes."""
    writes = memberships_of(user).filter(role__in=_WRITERS).values("organisation")
    return ProofRequest.objects.filter(organisation__in=writes)


def can_answer_request(user: Anyone, request: ProofRequest) -> bool:
    """Those who write for the organisation that was asked, and have no tie with the project."""
    return visible_requests(user).filter(pk=request.pk).exists() and not is_tied(user, request.followed.project)


def may_be_asked(user: Anyone) -> bool:
    """Operators, and those who write for an organisation: read for each page, so without asking the database again."""
    return is_operator(user) or (user.is_authenticated and any(one.role in _WRITERS for one in memberships_today(user)))


def _pays(user: Anyone, contract: OutcomeContract) -> bool:
    return memberships_of(user).filter(organisation=contract.payer_id, role__in=_WRITERS).exists()


def side_of_contract(user: Anyone, contract: OutcomeContract) -> str:
    """« project », « payer »; empty for nobody, and for who would sign on both sides."""
    ours, theirs = can_edit_project(user, contract.followed.project), _pays(user, contract)
    return "" if ours == theirs else "project" if ours else "payer"


def visible_contracts(user: Anyone) -> QuerySet[OutcomeContract]:
    """Those of the projects whose space one enters, and those that one's organisations pay; operators see them all."""
    if is_operator(user):
        return OutcomeContract.objects.all()
    payers = memberships_of(user).values("organisation")
    return OutcomeContract.objects.filter(Q(followed__project__in=visible_spaces(user)) | Q(payer__in=payers))


def can_write_contract(user: Anyone, contract: OutcomeContract) -> bool:
    """The team, as long as it is not signed."""
    return contract.state == OutcomeContract.State.DRAFT and can_edit_project(user, contract.followed.project)


def can_compute(user: Anyone, contract: OutcomeContract) -> bool:
    """Either side, and operators: the sum is the same whoever asks for it."""
    return bool(side_of_contract(user, contract)) or is_operator(user)
