"""Who may do what at the single desk of barriers."""

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import (
    Asked,
    Assigned,
    Barrier,
    Case,
    Circle,
    Experiment,
    Message,
    NoteLetter,
    Pairing,
    PolicyNote,
    Precedent,
    Untied,
)
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import Anyone, has_role, is_operator, memberships_today
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import can_edit_project

# What a document is to the desk: it came with the case, or with one message of it.
STORY, PIECE = "recit", "piece"
# Documents that a service sent with its opinion.
OPINION_FILE = "avis"
# Of those who said yes once: accepting says that there is no tie.
_TAKEN = (Assigned.State.ACCEPTED, Assigned.State.ENDED)
# What an answer remains once it was published: a page that says in which state it is.
PUBLISHED = (Precedent.State.VALID, Precedent.State.SUPERSEDED, Precedent.State.EXPIRED, Precedent.State.WITHDRAWN)


def is_hacker(user: Anyone) -> bool:
    """Whether they are a public hacker today."""
    return has_role(user, Assignment.Role.HACKER)


def is_of_desk(user: Anyone) -> bool:
    """The desk: operators of the programme and public hackers. They see the queue, the address book, experiments and notes."""
    return has_role(user, Assignment.Role.OPERATOR, Assignment.Role.HACKER)


def is_tied(user: Anyone, case: Case) -> bool:
    """Whether they belong to the organisation that asks, asked themselves, or declared a tie: then somebody else follows the case."""
    if not user.is_authenticated:
        return False
    if case.person_id == user.pk or (case.email and case.email.lower() == user.email.lower()):
        return True
    if any(one.user_id == user.pk and one.ties for one in case.assigned.all()):
        return True
    own = {one.organisation_id for one in memberships_today(user)}
    named = {case.organisation_id, case.project.organisation_id if case.project else None} - {None}
    return bool(own & named)


def follows(user: Anyone, case: Case) -> bool:
    """Whether they said yes to following the case."""
    accepted = Assigned.State.ACCEPTED
    return bool(user.is_authenticated) and any(one.user_id == user.pk and one.state == accepted for one in case.assigned.all())


def _taken_by(user: Anyone) -> QuerySet[Assigned]:
    return Assigned.objects.filter(user=user.pk, state__in=_TAKEN, answered_at__isnull=False)


def has_declared(user: Anyone, case: Case) -> bool:
    """Whether they said that they have no tie to who asks: on accepting the case, or on its page."""
    return _taken_by(user).filter(case=case).exists() or Untied.objects.filter(case=case, user=user.pk).exists()


def can_see_case(user: Anyone, case: Case) -> bool:
    """The whole desk sees what every case is about, but those of one's own: the subject, the department, the law."""
    return is_of_desk(user) and not is_tied(user, case)


def can_read_case(user: Anyone, case: Case) -> bool:
    """Who asks, their words, files, notes and consultations: operators, and hackers once they said that they have no tie."""
    return can_see_case(user, case) and (is_operator(user) or has_declared(user, case))


def can_run_case(user: Anyone, case: Case) -> bool:
    """Write in it: its hackers who accepted it, and operators."""
    return not is_tied(user, case) and (is_operator(user) or (is_hacker(user) and follows(user, case)))


def can_route_case(user: Anyone, case: Case) -> bool:
    """Operators say who follows a case, but their own."""
    return is_operator(user) and not is_tied(user, case)


def can_answer_proposal(user: Anyone, proposed: Assigned) -> bool:
    """Who it was proposed to."""
    return bool(user.is_authenticated) and proposed.user_id == user.pk


def can_keep_hacker(user: Anyone, card_of: User) -> bool:
    """Each keeps their own card; operators keep them all."""
    return is_operator(user) or (is_hacker(user) and card_of.pk == user.pk)


def address_of(user: Anyone) -> str:
    """Their address in small letters; empty for a visitor."""
    return user.email.lower() if isinstance(user, User) else ""


def can_follow_own_case(user: Anyone, case: Case) -> bool:
    """The person who asked, once signed in; without an account a link does it."""
    return bool(user.is_authenticated) and (case.person_id == user.pk or (bool(case.email) and case.email.lower() == address_of(user)))


def visible_cases(user: Anyone) -> QuerySet[Case]:
    """The cases of the desk for one of it, as far as its lists show them, but their own and those to which they declared a tie.
    Each is judged by itself: no list of all of them is made before a page of fifty."""
    if not is_of_desk(user) or not isinstance(user, User):
        return Case.objects.none()
    own = [one.organisation_id for one in memberships_today(user)]
    found = Case.objects.exclude(person=user.pk).exclude(email__iexact=user.email)
    if own:
        found = found.exclude(organisation__in=own).exclude(project__in=Project.objects.filter(organisation__in=own).values("pk"))
    declared = Assigned.objects.filter(user=user.pk).exclude(ties="").values("case")
    return found.exclude(pk__in=declared)


def readable_cases(user: Anyone) -> QuerySet[Case]:
    """Those of the cases in sight that the person reads whole."""
    found = visible_cases(user)
    if is_operator(user) or not user.is_authenticated:
        return found
    untied = Untied.objects.filter(user=user.pk).values("case")
    return found.filter(Q(pk__in=_taken_by(user).values("case")) | Q(pk__in=untied))


def own_cases(user: User) -> QuerySet[Case]:
    """Those that the person filed, with or without an account then."""
    return Case.objects.filter(Q(person=user.pk) | Q(email__iexact=user.email))


def visible_precedents(user: Anyone) -> QuerySet[Precedent]:
    """Whoever reads sees what was published, whatever became of it; the desk its drafts too."""
    if is_of_desk(user):
        return Precedent.objects.all()
    return Precedent.objects.filter(state__in=PUBLISHED)


def can_see_draft(user: Anyone, precedent: Precedent) -> bool:
    """The desk, but for an answer drawn from a case of one's own."""
    return is_of_desk(user) and (precedent.case is None or can_see_case(user, precedent.case))


def can_write_precedent(user: Anyone, precedent: Precedent) -> bool:
    """The desk, once they may read the case that the answer is drawn from: its page shows the person's words."""
    return is_of_desk(user) and (precedent.case is None or can_read_case(user, precedent.case))


def can_validate_precedent(user: Anyone, precedent: Precedent) -> bool:
    """The second person: never one of those who wrote it."""
    return can_write_precedent(user, precedent) and user.pk not in {one.pk for one in precedent.writers}


def can_keep_words(user: Anyone) -> bool:
    """The words that mean the same are kept by operators."""
    return is_operator(user)


def can_follow_barriers(user: Anyone, project: Project) -> bool:
    """Those of the team who may write follow what blocks their project; partners and the programme have the desk for it."""
    return can_edit_project(user, project)


def can_follow_project_case(user: Anyone, pair: tuple[Project, Case]) -> bool:
    """The same, for one of its barriers."""
    return can_follow_barriers(user, pair[0])


def can_follow_case(user: Anyone, case: Case) -> bool:
    """Its person, and the team of its project."""
    return can_follow_own_case(user, case) or (case.project is not None and can_follow_barriers(user, case.project))


def can_read_story(user: Anyone, case: Case, file: StoredFile) -> bool:
    """What came with a case is read by the desk and by those who follow it."""
    return can_read_case(user, case) or can_follow_case(user, case)


def can_read_piece(user: Anyone, message: Message, file: StoredFile) -> bool:
    """What came with a message goes no further than its circle."""
    return can_read_case(user, message.case) or (message.circle == Circle.PERSON and can_follow_case(user, message.case))


def can_read_opinion(user: Anyone, asked: Asked, _file: object = None) -> bool:
    """What a service sent is read by the desk, but those tied to the case."""
    return can_read_case(user, asked.consultation.case)


def can_follow_experiment(user: Anyone, _experiment: Experiment) -> bool:
    """The desk reads the whole register."""
    return is_of_desk(user)


def can_decide_experiment(user: Anyone, experiment: Experiment) -> bool:
    """Operators, and the hacker who follows it."""
    return is_operator(user) or (is_hacker(user) and experiment.follower_id == user.pk)


def visible_experiments(user: Anyone) -> QuerySet[Experiment]:
    """The public register; the desk reads the rest too."""
    return Experiment.objects.all() if is_of_desk(user) else Experiment.objects.filter(is_public=True)


def visible_notes(user: Anyone) -> QuerySet[PolicyNote]:
    """Whoever reads sees the notes that were sent; the desk its drafts too."""
    return PolicyNote.objects.all() if is_of_desk(user) else PolicyNote.objects.exclude(state=PolicyNote.State.DRAFT)


def can_keep_barrier(user: Anyone, _barrier: Barrier) -> bool:
    """The desk names barriers, makes one of two, takes their pages out of the public."""
    return is_of_desk(user)


def can_keep_note(user: Anyone, _note: PolicyNote) -> bool:
    """The desk writes notes, sends them, and enters what came of them."""
    return is_of_desk(user)


def can_keep_letter(user: Anyone, _letter: NoteLetter) -> bool:
    """The same, for a mail about a note."""
    return is_of_desk(user)


def is_official(user: Anyone, pairing: Pairing) -> bool:
    """Whether they are the senior official who sponsors, or is asked to."""
    return bool(user.is_authenticated) and (pairing.official_id == user.pk or pairing.email.lower() == address_of(user))


def can_keep_pairings(user: Anyone) -> bool:
    """The desk proposes sponsorships."""
    return is_of_desk(user)


def can_keep_pairing(user: Anyone, _pairing: Pairing) -> bool:
    """The desk follows each of them."""
    return is_of_desk(user)


def can_follow_pairing(user: Anyone, pairing: Pairing) -> bool:
    """The official, on their own page."""
    return is_official(user, pairing)


def can_follow_project_pairing(user: Anyone, pairing: Pairing) -> bool:
    """Those of the team who may write: they say yes or no for the project."""
    return can_edit_project(user, pairing.project)


def own_pairings(user: User) -> QuerySet[Pairing]:
    """Those where they are the official."""
    return Pairing.objects.filter(Q(official=user.pk) | Q(email__iexact=user.email))


def sees_pairings(user: Anyone, project: Project) -> bool:
    """Whether the space of the project has a tab for them: the team has something to answer, or to follow."""
    return Pairing.objects.filter(project=project).exists() and can_edit_project(user, project)
