"""What a visitor does from the sheet of an aid: go and ask for it, say that something is wrong."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.aids import rules
from frenchimpact.aids.actions.counting import count_click, count_view
from frenchimpact.aids.actions.reporting import report_aid
from frenchimpact.aids.forms.reports import ReportForm
from frenchimpact.aids.models import Aid
from frenchimpact.aids.queries.catalogue import find_aid
from frenchimpact.aids.views.spaces import person
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


def is_visit(request: HttpRequest, aid: Aid) -> bool:
    """Whether this is someone who looks at a public aid: not its own writers, not a browser that guesses."""
    guesses = "prefetch" in request.headers.get("Sec-Purpose", "") or "prefetch" in request.headers.get("Purpose", "")
    return request.method == "GET" and aid.status == Aid.Status.PUBLISHED and not guesses and not rules.can_edit_aid(request.user, aid)


def note_view(request: HttpRequest, aid: Aid) -> None:
    """Count that visit, without keeping anything of it."""
    if is_visit(request, aid):
        count_view(aid=aid)


@require_safe
@open_door
@never_cache
def aid_go(request: HttpRequest, slug: str) -> HttpResponse:
    """To the aid's own address, and nowhere else."""
    aid = find_aid(request.user, slug)
    address = aid.apply_url or aid.source_url
    if not address:
        raise Http404
    if is_visit(request, aid):
        count_click(aid=aid)
    return HttpResponseRedirect(address)


@require_http_methods(["GET", "POST"])
@open_door
@once
def aid_report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """« Signaler une erreur », without an account."""
    aid = find_aid(request.user, slug)
    form = ReportForm(request.POST or None, is_known=request.user.is_authenticated)
    status = 200
    if request.method == "POST" and form.is_valid():
        by = person(request) if request.user.is_authenticated else None
        try:
            report_aid(aid=aid, text=form.cleaned_data["text"], email=form.cleaned_data.get("email", ""), by=by)
        except Refusal as refusal:
            explain(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Merci. Ceux qui tiennent cette aide à jour sont prévenus."))
            return redirect("aids:aid", aid.slug)
    elif request.method == "POST":
        status = 422
    return render(request, "aids/aid_report.html", {"aid": aid, "form": form}, status=status)
