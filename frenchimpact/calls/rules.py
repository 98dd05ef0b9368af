"""Who sees a call and a file, who writes it, who hands it in, who checks it."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Application, ApplicationMember, Call, Cohort, CorrectionRequest, Question, Unsealing
from frenchimpact.calls.models.applications import WRITING_STATES
from frenchimpact.core.errors import Text
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Mandate, Membership, Organisation
from frenchimpact.organisations.rules import Anyone, is_operator, mandates_of, memberships_of
from frenchimpact.projects.models import Project

State = Application.State
Role = ApplicationMember.Role
WRITERS = [Membership.Role.ADMIN, Membership.Role.EDITOR]
RANKS = [Role.VIEW, Role.COMMENT, Role.EDIT]
SEALED_WORDS: Text = _("Ce dossier est sous pli jusqu’à la clôture de la session : personne ne peut le lire.")


def visible_calls(user: Anyone) -> QuerySet[Call]:
    """Those that were published, for everyone; all of them for operators."""
    calls = Call.objects.all()
    return calls if is_operator(user) else calls.exclude(state=Call.State.DRAFT)


def can_manage_calls(user: Anyone, thing: object = None) -> bool:
    """The programme's operators."""
    return is_operator(user)


def _of_ours(user: Anyone) -> Q:
    """Files that the person leads, of their organisations, of those they act for under a mandate, or to which they were invited."""
    mandated = mandates_of(user, Mandate.Scope.PROJECTS).values("giver")
    invited = ApplicationMember.objects.filter(user_id=user.pk or 0, ended_at=None).values("application")
    return (
        Q(lead=user.pk or 0)
        | Q(organisation__in=memberships_of(user).values("organisation"))
        | Q(organisation__in=mandated)
        | Q(pk__in=invited)
    )


def own_applications(user: Anyone) -> QuerySet[Application]:
    """The files in which the person takes part."""
    return Application.objects.filter(_of_ours(user), is_test=False) if user.is_authenticated else Application.objects.none()


def visible_applications(user: Anyone) -> QuerySet[Application]:
    """One's own; for operators, those that were handed in, and the tests that they made."""
    if not user.is_authenticated:
        return Application.objects.none()
    ours = _of_ours(user) & Q(is_test=False)
    if is_operator(user):
        return Application.objects.filter(ours | Q(submitted_at__isnull=False) | Q(is_test=True))
    return Application.objects.filter(ours)


def role_in(user: Anyone, application: Application) -> str:
    """What the person may do in the file as one of its people: "edit", "comment", "view"; empty when they are not."""
    if not user.is_authenticated:
        return ""
    if application.lead_id == user.pk:
        return Role.EDIT
    if application.is_test:
        return Role.EDIT if is_operator(user) else ""
    found = list(ApplicationMember.objects.filter(application=application, user=user.pk, ended_at=None).values_list("role", flat=True))
    belongs = memberships_of(user).filter(organisation=application.organisation_id).values_list("role", flat=True).first()
    if belongs:
        found.append(Role.EDIT if belongs in WRITERS else Role.VIEW)
    if mandates_of(user, Mandate.Scope.PROJECTS).filter(giver=application.organisation_id).exists():
        found.append(Role.EDIT)
    return max(found, key=lambda role: RANKS.index(Role(role)), default="")


def is_tied(user: Anyone, application: Application) -> bool:
    """Whether the person is one of the applicant's people: then they never judge or check the file."""
    return bool(role_in(user, application)) and not application.is_test


# Rules of higher rooms that keep somebody away from a file.
_keep_away: list[Callable[[Anyone, Application], bool]] = []


def keep_away(rule: Callable[[Anyone, Application], bool]) -> None:
    """Declare who, in a higher room, must not open a file as an operator: `rule(user, application)`. Called in `apps.ready()`."""
    _keep_away.append(rule)


def is_kept_away(user: Anyone, application: Application) -> bool:
    """Whether a higher room keeps the person away from the file: a juror who stepped aside."""
    return any(rule(user, application) for rule in _keep_away)


def open_correction(application: Application) -> CorrectionRequest | None:
    """What is asked of the applicant now, if anything."""
    return application.correction_requests.filter(answered_at=None, closed_at=None).prefetch_related("items").first()


def writable_keys(application: Application) -> set[str] | None:
    """The questions that may be answered now: None is all of them, an empty set none."""
    if application.state in WRITING_STATES:
        return None
    asked = open_correction(application) if application.state == State.INCOMPLETE else None
    return {item.key for item in asked.items.all()} if asked else set()


def can_write(user: Anyone, application: Application) -> bool:
    """Those of its people who edit, while it is being written or some answers are asked again."""
    return role_in(user, application) == Role.EDIT and (application.state in WRITING_STATES or application.state == State.INCOMPLETE)


def can_comment(user: Anyone, application: Application) -> bool:
    """Its people, but those who only read."""
    return role_in(user, application) in {Role.COMMENT, Role.EDIT}


def can_hand_in(user: Anyone, application: Application) -> bool:
    """The lead alone."""
    return application.lead_id == user.pk


def can_manage_people(user: Anyone, application: Application) -> bool:
    """The lead, and the administrators of the organisation that applies."""
    if can_hand_in(user, application):
        return True
    return memberships_of(user).filter(organisation=application.organisation_id, role=Membership.Role.ADMIN).exists()


def is_sealed(application: Application) -> bool:
    """Whether nobody but its people may read it yet: the call is sealed, and the cohort's files were not opened."""
    return application.call.is_sealed and not Unsealing.objects.filter(cohort=application.cohort_id).exists()


def can_read_content(user: Anyone, application: Application) -> bool:
    """Its people; the operators, once it is handed in and no longer sealed. Juries have their own rule, above this room."""
    if role_in(user, application):
        return True
    return is_operator(user) and application.submitted_at is not None and not is_sealed(application) and not is_kept_away(user, application)


def can_check(user: Anyone, application: Application) -> bool:
    """Operators who have no tie with the applicant."""
    return (
        is_operator(user)
        and application.submitted_at is not None
        and not is_tied(user, application)
        and not is_kept_away(user, application)
    )


def can_unseal(user: Anyone, cohort: Cohort) -> bool:
    """Operators."""
    return is_operator(user)


type DocumentReader = Callable[[Anyone, Application, StoredFile], bool]
_other_readers: list[DocumentReader] = []


def let_read_documents(reads: DocumentReader) -> None:
    """Declare who else opens the documents of a file: `reads(user, application, file)`. For rooms above, in `apps.ready()`.

    The room that declares it answers for the whole of its condition, as juries do: ties declared, not recused, file assigned.
    """
    _other_readers.append(reads)


def can_read_document(user: Anyone, application: Application, file: StoredFile) -> bool:
    """Those who read the file; then those whom a room above lets in, never while the file is sealed or being written."""
    if can_read_content(user, application):
        return True
    if not user.is_authenticated or application.submitted_at is None or is_sealed(application):
        return False
    return any(reads(user, application, file) for reads in _other_readers)


def can_read_template(user: Anyone, call: Call, file: StoredFile) -> bool:
    """Everyone who sees a call whose form shows it; operators always."""
    if is_operator(user):
        return True
    shown = Question.objects.filter(template=file, form__published_at__isnull=False, form__call__in=visible_calls(user))
    return shown.exists()


def applicants_for(user: Anyone) -> QuerySet[Organisation]:
    """The organisations in whose name the person may apply: their own as a writer, and those that gave a mandate for it."""
    own = memberships_of(user).filter(role__in=WRITERS).values("organisation")
    mandated = mandates_of(user, Mandate.Scope.PROJECTS).values("giver")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=mandated), merged_into=None).order_by("name", "pk")


def mandate_for(user: Anyone, organisation: Organisation) -> Mandate | None:
    """The recorded mandate by which the person acts for an organisation to which they do not belong."""
    if memberships_of(user).filter(organisation=organisation, role__in=WRITERS).exists():
        return None
    return mandates_of(user, Mandate.Scope.PROJECTS).filter(giver=organisation).order_by("pk").first()


def projects_for(user: Anyone, organisation: Organisation) -> QuerySet[Project]:
    """The projects of that organisation."""
    return Project.objects.filter(organisation=organisation).exclude(status=Project.Status.ARCHIVED).order_by("name", "pk")


def with_seal(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Each file with `was_unsealed`: whether its cohort's files were opened."""
    return applications.annotate(was_unsealed=Exists(Unsealing.objects.filter(cohort=OuterRef("cohort"))))
