"""Beginning a file: for whom, once; and the list of one's files."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.conditions import answers_from
from frenchimpact.calls.forms import ApplicantForm, ReadinessForm
from frenchimpact.calls.models import Application, Call
from frenchimpact.core.autosave import Change
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


@require_safe
@door()
def application_list(request: HttpRequest) -> HttpResponse:
    """The files in which the person takes part."""
    files = list(queries.applications_of(request.user)[:200])
    living, _over = queries.public_calls()
    return render(request, "calls/application_list.html", {"files": files, "calls": living[:5]})


@require_http_methods(["GET", "POST"])
@door(find=queries.find_call, reason=gettext_lazy("Votre dossier est gardé à votre nom : connectez-vous pour le commencer."))
def application_start(request: HttpRequest, call: Call) -> HttpResponse:
    """For whom? A file is created by the button, never by a link; a second one leads to the first."""
    user = cast(User, request.user)
    organisations = rules.applicants_for(user)
    needs_project = call.applicant == Call.Applicant.PROJECT
    projects = Project.objects.filter(organisation__in=organisations).exclude(status=Project.Status.ARCHIVED).order_by("name", "pk")
    posted = request.POST if request.method == "POST" else None
    free = queries.free_applicants(user, call)
    form = ApplicantForm(posted, organisations=organisations, projects=projects, needs_project=needs_project, free=free)
    trouble = ""
    if posted is not None and form.is_valid():
        organisation = cast(Organisation, form.cleaned_data["organisation"])
        try:
            project = form.cleaned_data.get("project")
            is_new = queries.open_file(call, organisation, project) is None
            application = actions.start_application(call=call, organisation=organisation, project=project, by=user)
            if is_new:
                _write_readiness(request, application)
        except Refusal as refusal:
            trouble = str(refusal.message)
        else:
            if not is_new:
                messages.info(request, _("Votre structure a déjà un dossier pour cet appel : le voici."))
            return redirect("calls:application", application.reference)
    if posted is None and free[0]:
        form.initial["organisation"] = free[0][0].pk
    files = list(rules.own_applications(user).filter(call=call).exclude(state="withdrawn").select_related("organisation"))
    context = {
        "call": call,
        "form": form,
        "has_choice": bool(free[0]) or form.is_bound,
        "has_organisation": organisations.exists(),
        "files": files,
        "trouble": trouble,
        "needs_project": needs_project,
    }
    return render(request, "calls/application_start.html", context, status=422 if form.errors else 409 if trouble else 200)


def _write_readiness(request: HttpRequest, application: Application) -> None:
    """What was answered to « Suis-je prêt ? » just before, and came along in the address, is not asked again."""
    asked = list(application.call.eligibility_rules.all())
    given = ReadinessForm(request.GET or None, asked).given()
    answers = answers_from(asked, given, application.form.questions.all())
    written = set(application.answers.values_list("key", flat=True))
    changes = {key: Change(value, 0) for key, value in answers.items() if key not in written}
    if changes:
        actions.save_answers(application=application, changes=changes, by=cast(User, request.user), page="readiness")


@require_http_methods(["GET", "POST"])
@door(rules.can_write, find=queries.find_own)
def application_reuse(request: HttpRequest, application: Application) -> HttpResponse:
    """Take over the answers of an earlier file of the organisation."""
    earlier = rules.own_applications(request.user).filter(organisation=application.organisation).exclude(pk=application.pk)
    rows = list(earlier.select_related("call").order_by("-created_at", "-pk")[:30])
    if request.method == "POST":
        source = next((one for one in rows if one.reference == request.POST.get("reference")), None)
        if source is None:
            raise Refusal(_("Choisissez un dossier de votre structure."))
        count = actions.reuse_answers(application=application, earlier=source, by=cast(User, request.user))
        messages.success(
            request, _("%(count)s réponses sont reprises de %(reference)s. Relisez-les.") % {"count": count, "reference": source.reference}
        )
        return redirect("calls:application", application.reference)
    return render(request, "calls/application_reuse.html", {"application": application, "rows": rows})


@require_POST
@door(rules.can_write, find=queries.find_own)
def changes_seen(request: HttpRequest, application: Application) -> HttpResponse:
    """The changes of the form were read."""
    actions.note_changes_seen(application=application)
    return redirect("calls:application", application.reference)
