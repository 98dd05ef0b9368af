"""Checking a file, handing it in, its receipt; taking it back."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, questions, receipts, rules, snapshots
from frenchimpact.calls.actions import TooLate
from frenchimpact.calls.cutoffs import moment
from frenchimpact.calls.forms import HandInForm
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.calls.queries import Filled
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


def rows_of(file: Filled) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The whole file, section by section, as it is read."""
    found = []
    for section in file.sections:
        rows = []
        for one in file.of(section):
            documents = file.files.get(one.key, [])
            rows.append(
                {
                    "question": one,
                    "words": questions.words_of(one, file.answers),
                    "documents": documents,
                    "problem": file.problems.get(one.key, ""),
                    "source": file.source_of(one),
                }
            )
        found.append((section, rows))
    return found


@require_safe
@door(find=queries.find_own)
def application_check(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything that was written, what is missing, and the button that hands it in."""
    if application.state not in {Application.State.DRAFT, Application.State.INVITED}:
        return redirect("calls:application", application.reference)
    return check_page(request, application, HandInForm(label_suffix="", auto_id="%s"))


def check_page(
    request: HttpRequest,
    application: Application,
    form: HandInForm,
    *,
    trouble: Text = "",
    following: Cohort | None = None,
    status: int = 200,
) -> HttpResponse:
    """The check, with what stopped handing in, if anything did."""
    file = queries.filled(application)
    if following is None and application.cohort.is_over and application.call.kind == application.call.Kind.PERMANENT:
        following = queries.next_cohort(application.cohort)
    context = {
        "application": application,
        "groups": rows_of(file),
        "missing_count": len(file.problems),
        "form": form,
        "trouble": trouble,
        "following": following,
        "is_late": application.cohort.is_over,
        "can_hand_in": rules.can_hand_in(request.user, application),
        "can_write": rules.can_write(request.user, application),
        "partners": file.partners,
        "closes": moment(application.cohort.closes_at),
    }
    return render(request, "calls/application_check.html", context, status=status)


@require_POST
@once
@door(rules.can_hand_in, find=queries.find_own)
def application_submit(request: HttpRequest, application: Application) -> HttpResponse:
    """Hand the file in. Clicked twice, it is handed in once."""
    form = HandInForm(request.POST, label_suffix="", auto_id="%s")
    if application.state == Application.State.SUBMITTED:
        return redirect("calls:application_done", application.reference)
    if not form.is_valid():
        return check_page(request, application, form, status=422)
    try:
        actions.submit_application(application=application, by=cast(User, request.user), agrees_to_next=form.cleaned_data["next"])
    except TooLate as refusal:
        return check_page(request, application, form, trouble=refusal.message, following=refusal.next_cohort, status=409)
    except Incomplete as refusal:
        return check_page(request, application, form, trouble=refusal.message, status=422)
    except Refusal as refusal:
        return check_page(request, application, form, trouble=refusal.message, status=refusal.status)
    return redirect("calls:application_done", application.reference)


@require_safe
@door(find=queries.find_own)
def application_done(request: HttpRequest, application: Application) -> HttpResponse:
    """It is handed in: the receipt, and what happens next."""
    if application.submitted_at is None:
        return redirect("calls:application", application.reference)
    receipt = receipts.receipt_of(application)
    return render(request, "calls/application_done.html", {"application": application, "receipt": receipt})


@require_safe
@door(find=queries.find_content)
def receipt_pdf(request: HttpRequest, application: Application) -> HttpResponse:
    """The receipt on paper."""
    if application.submitted_at is None:
        raise Http404
    return _pdf(receipts.receipt_paper(application), f"accuse-{application.reference}.pdf")


@require_safe
@door(find=queries.find_content)
def application_pdf(request: HttpRequest, application: Application) -> HttpResponse:
    """The file on paper: as it was handed in, or as it stands."""
    snapshot = application.snapshots.order_by("-number").first()
    content = snapshot.content if snapshot else snapshots.content_of(queries.filled(application))
    return _pdf(receipts.file_paper(application, content), f"candidature-{application.reference}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@door(find=queries.find_content)
def application_file(request: HttpRequest, application: Application) -> HttpResponse:
    """The whole file, to read and print."""
    file = queries.filled(application)
    context = {
        "application": application,
        "groups": rows_of(file),
        "partners": file.partners,
        "is_mine": bool(rules.role_in(request.user, application)),
    }
    return render(request, "calls/application_file.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_people, find=queries.find_own)
def application_withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """Take the file back, after having read what it means."""
    if request.method == "POST":
        actions.withdraw_application(application=application, by=cast(User, request.user))
        messages.success(request, _("La candidature est retirée."))
        return redirect(reverse("calls:application_list"))
    return render(
        request, "calls/application_withdraw.html", {"application": application, "can": Application.FLOW.can("withdraw", application.state)}
    )
