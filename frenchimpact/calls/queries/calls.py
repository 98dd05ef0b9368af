"""Calls, as visitors and operators find them."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.calls import rules
from frenchimpact.calls.models import Application, Call, Cohort, FormVersion
from frenchimpact.calls.models.applications import FINAL_STATES
from frenchimpact.core import clock
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project


def _with_cohorts(calls: QuerySet[Call]) -> QuerySet[Call]:
    return calls.prefetch_related(Prefetch("cohorts", Cohort.objects.order_by("number")))


def find_call(user: Anyone, slug: str) -> Call:
    """A call that the person may see, or Http404."""
    call = _with_cohorts(rules.visible_calls(user)).filter(slug=slug).first()
    if call is None:
        raise Http404(_("Cet appel n’existe pas, ou n’est pas encore publié."))
    return call


def find_managed_call(user: Anyone, slug: str) -> Call:
    """A call that the person may change, or Http404."""
    if not rules.can_manage_calls(user):
        raise Http404
    return find_call(user, slug)


def public_calls() -> tuple[list[Call], list[Call]]:
    """The published calls that take files now or soon, the nearest cut-off first; then those that are over."""
    now = clock.now()
    calls = list(_with_cohorts(Call.objects.exclude(state=Call.State.DRAFT)))
    live = [
        (cohort.closes_at, call.pk, call)
        for call in calls
        if call.state == Call.State.PUBLISHED and (cohort := cohort_for(call)) is not None
    ]
    living = [call for _closes, _pk, call in sorted(live, key=lambda one: one[:2])]
    return living, [call for call in calls if call not in living and min((one.opens_at for one in call.cohorts.all()), default=now) <= now]


def cohort_for(call: Call) -> Cohort | None:
    """The wave that a file begun now aims at: the one that is open, or the next to open."""
    return next((cohort for cohort in call.cohorts.all() if not cohort.is_over), None)


def next_cohort(cohort: Cohort) -> Cohort | None:
    """The wave after that one which is not over."""
    later = Cohort.objects.filter(call=cohort.call_id, number__gt=cohort.number).order_by("number")
    return next((one for one in later if not one.is_over), None)


def current_form(call: Call) -> FormVersion | None:
    """The version in force."""
    return call.forms.exclude(published_at=None).order_by("-number").first()


def permanent_call() -> Call | None:
    """The permanent call that leads to a label of support structures, else the first permanent one."""
    calls = Call.objects.filter(state=Call.State.PUBLISHED, kind=Call.Kind.PERMANENT).order_by("pk")
    return calls.filter(label_kind="structure").first() or calls.first()


def open_file(call: Call, organisation: Organisation, project: Project | None) -> Application | None:
    """The file that this applicant already has under way for the call."""
    files = call.applications.filter(organisation=organisation, project=project, is_test=False)
    return files.exclude(state__in=FINAL_STATES).first()


def free_applicants(user: Anyone, call: Call) -> tuple[list[Organisation], list[Project]]:
    """For whom the person may begin a file now: their organisations without one under way; for a call to projects, their projects
    without one, and the organisations of these."""
    organisations = rules.applicants_for(user)
    under_way = call.applications.filter(is_test=False).exclude(state__in=FINAL_STATES)
    if call.applicant != Call.Applicant.PROJECT:
        return list(organisations.exclude(pk__in=under_way.values("organisation"))), []
    projects = Project.objects.filter(organisation__in=organisations).exclude(status=Project.Status.ARCHIVED)
    free = list(projects.exclude(pk__in=under_way.exclude(project=None).values("project")).order_by("name", "pk"))
    return list(organisations.filter(pk__in=[one.organisation_id for one in free])), free
