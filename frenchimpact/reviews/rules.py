"""Who composes juries, who reads which file, who decides. A recused juror does not see the file any more: for them it does not exist."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.models import Mandate, Membership
from frenchimpact.organisations.rules import Anyone, is_operator, mandates_of, memberships_of
from frenchimpact.reviews.models import Appeal, Assignment, Batch, Declaration, Juror, Jury, Letter, Recusal, Review, Trial
from frenchimpact.reviews.pieces import documents_for_jury

# A file is before the jury from the moment when it is admissible; a test file never is.
BEFORE_JURY = ("admissible", "under_review", "jury", "waiting_list", "granted", "refused")


def can_run_juries(user: Anyone, thing: object = None) -> bool:
    """The programme's operators, even where they sit: then what a juror must not see stays hidden from them (`hidden_files`,
    `hides_scores`). Not in an anonymous jury, where running it would tell who applies."""
    if not is_operator(user):
        return False
    return not isinstance(thing, Jury) or not thing.is_anonymous or seat_in(user, thing) is None


def seat_in(user: Anyone, jury: Jury) -> Juror | None:
    """The person's seat in that jury, whether or not their mandate holds today."""
    return Juror.objects.filter(jury=jury, user_id=user.pk or 0).first()


def hidden_files(user: Anyone, jury: Jury) -> set[int]:
    """The files from which an operator who sits in the jury is recused: all of them when they left the whole session."""
    juror = seat_in(user, jury)
    if juror is None:
        return set()
    out = set(standing_recusals(juror).values_list("application", flat=True))
    return set(files_before(jury).values_list("pk", flat=True)) if None in out else {pk for pk in out if pk is not None}


def hides_scores(user: Anyone, jury: Jury) -> bool:
    """While the jury reads, whoever also scores sees neither the others' scores nor what they make together."""
    return jury.state == Jury.State.OPEN and seat_in(user, jury) is not None


def can_hold(user: Anyone, jury: Jury) -> bool:
    """Whoever runs the jury holds its session, unless they left it as a juror."""
    juror = seat_in(user, jury)
    return can_run_juries(user, jury) and (juror is None or not standing_recusals(juror).filter(application=None).exists())


def is_kept_away(user: Anyone, application: Application) -> bool:
    """Whether the person is recused from the file as a juror: no hat of theirs opens it then."""
    if not user.is_authenticated:
        return False
    mine = Recusal.objects.filter(juror__user=user.pk, juror__jury__cohort=application.cohort_id, lifted_at=None)
    return mine.filter(Q(application=None) | Q(application=application)).exists()


def visible_juries(user: Anyone) -> QuerySet[Jury]:
    """All of them for operators; for others none: members go by their seats."""
    return Jury.objects.all() if is_operator(user) else Jury.objects.none()


def seats_of(user: Anyone) -> QuerySet[Juror]:
    """The person's seats whose mandate holds today."""
    today = clock.today()
    return Juror.objects.filter(user_id=user.pk or 0, mandate_from__lte=today, mandate_until__gte=today)


def files_before(jury: Jury) -> QuerySet[Application]:
    """The files that the jury judges."""
    return Application.objects.filter(cohort_id=jury.cohort_id, is_test=False, state__in=BEFORE_JURY)


def trial_files(jury: Jury) -> QuerySet[Application]:
    """The test files that every member reads before the real ones: nobody applies with them, and they count for nothing."""
    return Application.objects.filter(pk__in=Trial.objects.filter(jury=jury).values("application"))


def possible_trials(jury: Jury) -> QuerySet[Application]:
    """The test files of the call that were handed in: what a trial may be."""
    return Application.objects.filter(call=jury.cohort.call_id, is_test=True, submitted_at__isnull=False)


def awaited_trial(juror: Juror) -> Application | None:
    """The first trial on which the member gave no opinion yet: real files open after it."""
    sent = Review.objects.filter(juror=juror, sent_at__isnull=False).values("application")
    return trial_files(juror.jury).exclude(pk__in=sent).order_by("pk").first()


def standing_recusals(juror: Juror) -> QuerySet[Recusal]:
    """Those that hold."""
    return Recusal.objects.filter(juror=juror, lifted_at=None)


def is_recused(juror: Juror, application: Application) -> bool:
    """Whether the juror takes no part in that file: out of it, or of the whole session."""
    return standing_recusals(juror).filter(Q(application=None) | Q(application=application)).exists()


def undeclared_files(juror: Juror) -> QuerySet[Application]:
    """The files of which the juror has not yet said whether they have a tie; a recusal that holds says it for them."""
    said = Declaration.objects.filter(juror=juror, application=OuterRef("pk"))
    out = standing_recusals(juror).filter(because_of=OuterRef("pk"))
    return files_before(juror.jury).filter(~Exists(said), ~Exists(out))


def readable_files(juror: Juror) -> QuerySet[Application]:
    """The files that the juror may open: none before every tie is declared, never one they are recused from.

    While the jury reads, those assigned to them; once it sits, all those of the session.
    """
    jury = juror.jury
    if jury.state == Jury.State.COMPOSED or undeclared_files(juror).exists():
        return Application.objects.none()
    if standing_recusals(juror).filter(application=None).exists():
        return Application.objects.none()
    files = files_before(jury).exclude(pk__in=standing_recusals(juror).values("application"))
    if jury.state == Jury.State.OPEN:
        mine = Q(pk__in=Assignment.objects.filter(juror=juror, ended_at=None).values("application"))
        return files.filter(mine) | trial_files(jury)
    return files


def can_read_piece(user: Anyone, application: Application, file: StoredFile) -> bool:
    """Members who may open the file, for what it showed the jury when it was handed in.

    Of an anonymous file they get a copy without what says who made it, on the jury's own pages, and never these bytes.
    """
    seats = seats_of(user).filter(jury__cohort=application.cohort_id, jury__is_anonymous=False).select_related("jury")
    if not any(readable_files(juror).filter(pk=application.pk).exists() for juror in seats):
        return False
    content = application.snapshots.order_by("-number").values_list("content", flat=True).first() or {}
    return str(file.key) in {one.file_key for one in documents_for_jury(content, is_anonymous=False)}


def has_sent(juror: Juror, application: Application) -> bool:
    """Whether the juror gave their opinion: only then do they see the others'."""
    return Review.objects.filter(juror=juror, application=application, sent_at__isnull=False).exists()


def can_declare(user: Anyone, juror: Juror) -> bool:
    """Members say their ties until the jury is closed."""
    return juror.user_id == user.pk and juror.jury.state != Jury.State.CLOSED


def can_decide(user: Anyone, thing: object = None) -> bool:
    """Operators in the name of the authority; never someone who sat in the jury of the file: the jury advises, it does not decide."""
    if not is_operator(user):
        return False
    cohort_id = thing.pk if isinstance(thing, Cohort) else thing.cohort_id if isinstance(thing, Application | Batch) else None
    return cohort_id is None or not Juror.objects.filter(jury__cohort_id=cohort_id, user_id=user.pk or 0).exists()


def visible_letters(user: Anyone) -> QuerySet[Letter]:
    """What the person was notified of: letters that left about files of theirs or of their organisations."""
    if not user.is_authenticated:
        return Letter.objects.none()
    return Letter.objects.filter(sent_at__isnull=False, decision__application__in=own_applications(user))


def own_applications(user: Anyone) -> QuerySet[Application]:
    """Files that the person hands in, or that their organisations carry, or those that gave these a mandate."""
    mandated = mandates_of(user, Mandate.Scope.ALL).values("giver")
    ours = Q(lead_id=user.pk or 0) | Q(organisation__in=memberships_of(user).values("organisation")) | Q(organisation__in=mandated)
    return Application.objects.filter(ours, is_test=False)


def people_of(application: Application) -> QuerySet[User]:
    """Those of the applicant: who hands the file in, who writes it, who belongs to the organisation."""
    belong = Membership.objects.filter(organisation=application.organisation_id, until=None).values("user")
    invited = application.members.filter(ended_at=None, user__isnull=False).values("user")
    return User.objects.filter(Q(pk=application.lead_id) | Q(pk__in=belong) | Q(pk__in=invited))


def can_answer(user: Anyone, letter: Letter) -> bool:
    """The person who hands the file in, and those who administer or edit for the organisation."""
    application = letter.decision.application
    if application.lead_id == user.pk:
        return True
    return memberships_of(user).filter(organisation=application.organisation_id, role__in=["admin", "editor"]).exists()


def can_judge_appeal(user: Anyone, appeal: Appeal) -> bool:
    """Someone else than the first time, who may decide."""
    return appeal.kind == Appeal.Kind.APPEAL and can_decide(user, appeal.decision.application) and appeal.decision.decided_by_id != user.pk
