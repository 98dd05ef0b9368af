"""Whether somebody else is somebody else: who is of the project under another name, who pays for it, and who is known at all.

What a holder's own mailbox, a friend's or a nameless one says is a witness's word: told as such, and worth nothing in sums or money.
"""

from django.db.models import F, Q

from frenchimpact.accounts.models import User
from frenchimpact.commitments.models import Commitment
from frenchimpact.core.text import fold
from frenchimpact.impact.models import Followed, OutcomeContract
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.queries import domain_of, has_proven_number, is_own_address
from frenchimpact.projects.models import Project

# From that level on, who looked is known.
WITNESS_TO = 1
# Where dots in a name lead to the same mailbox.
_DOTLESS = ("gmail.com", "googlemail.com")
# Sheets that somebody typed prove nothing of who they are; these were brought in, and taken in charge with a proof.
_BROUGHT_IN = (Organisation.Source.IMPORT, Organisation.Source.REGISTRY, Organisation.Source.DEMO)


def plain_address(email: str) -> str:
    """The mailbox that an address leads to: « awa+evaluation@… » is « awa@… »."""
    name, domain = email.strip().lower().rpartition("@")[0].partition("+")[0], domain_of(email.strip())
    if domain in _DOTLESS:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def people_of(project: Project) -> list[User]:
    """Its team, and the people of the organisation that holds it."""
    held = Membership.objects.filter(organisation=project.organisation_id, until=None) if project.organisation_id else None
    ours = Q(pk__in=project.team.filter(until=None).values("user"))
    return list(User.objects.filter(ours | Q(pk__in=held.values("user")) if held is not None else ours).order_by("pk"))


def is_address_of(project: Project, email: str) -> bool:
    """Whether that mailbox is of one of its people, under another spelling, or of the organisation that holds it."""
    holder = project.organisation
    if holder is not None and is_own_address(email, website=holder.website, email=holder.email):
        return True
    known = {plain_address(one.email) for one in people_of(project)} | ({plain_address(holder.email)} if holder and holder.email else set())
    return plain_address(email) in known


def is_name_of(project: Project, name: str) -> bool:
    """Whether that name is its own, that of the organisation that holds it, or of one of its people."""
    holder = [project.organisation.name] if project.organisation else []
    return fold(name) in {fold(one) for one in [project.name, *holder, *(one.full_name for one in people_of(project))] if one}


def named_in_directory(name: str) -> Organisation | None:
    """The organisation of the directory that bears exactly that name: it answers from its own space."""
    return Organisation.objects.filter(name_fold=fold(name), is_published=True, merged_into=None).first()


def pays_by_results(followed: Followed, organisation: int | None) -> bool:
    """Whether it pays, or will, according to the values of that indicator."""
    if organisation is None:
        return False
    live = followed.contracts.exclude(state=OutcomeContract.State.DROPPED)
    return live.filter(payer=organisation).exists()


def finances(project: Project, organisation: int | None) -> bool:
    """Whether it committed money to the project, or pays for some of its results."""
    if organisation is None:
        return False
    given = Commitment.objects.filter(project=project).exclude(state=Commitment.State.CANCELLED)
    if given.filter(Q(funder=organisation) | Q(funder_vehicle__organisation=organisation)).exists():
        return True
    contracts = OutcomeContract.objects.filter(followed__project=project).exclude(state=OutcomeContract.State.DROPPED)
    return contracts.filter(payer=organisation).exists()


def is_known(organisation: Organisation, project: Project) -> bool:
    """Whether the programme knows who that organisation is, and nobody of the project made it or belongs to it."""
    ours = [one.pk for one in people_of(project)]
    if organisation.confirmed_at is None or organisation.closed_on is not None or organisation.created_by_id in ours:
        return False
    if Membership.objects.filter(organisation=organisation, until=None, user__in=ours).exists():
        return False
    if organisation.source in _BROUGHT_IN or has_proven_number(organisation):
        return True
    return Label.objects.filter(organisation=organisation, status__in=Label.HOLDING).exists()


def known_body_of(user: User, followed: Followed) -> Organisation | None:
    """In whose name a person with an account may look: the first of their organisations that the programme knows, and that pays nothing."""
    writes = Membership.objects.filter(user=user, until=None, role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR])
    for one in writes.select_related("organisation").order_by(F("organisation__name"), "pk"):
        if is_known(one.organisation, followed.project) and not pays_by_results(followed, one.organisation_id):
            return one.organisation
    return None
