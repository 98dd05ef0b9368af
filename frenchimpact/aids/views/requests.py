"""Asking for an aid and following the request, for the team and for the funder."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids import presenting, rules
from frenchimpact.aids.actions import requests as actions
from frenchimpact.aids.forms.requests import MoveForm, RequestForm
from frenchimpact.aids.models import Aid, FundingRequest
from frenchimpact.aids.queries.project_aids import find_project_aid
from frenchimpact.aids.queries.requests import commit_page, find_request, given_for, moves_of, open_request_of, requests_for_funder
from frenchimpact.aids.queries.spaces import funder_frame
from frenchimpact.aids.views.project_aids import can_choose
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import space_frame


@require_http_methods(["GET", "POST"])
@door(can_choose, find=find_project_aid)
@once
def request_new(request: HttpRequest, pair: tuple[Project, Aid]) -> HttpResponse:
    """What is asked, and what for: a draft until it is sent."""
    project, aid = pair
    form = RequestForm(request.POST or None)
    there = open_request_of(project, aid)
    if there is not None and request.method != "POST":
        return redirect("aids:funding_request", there.reference)
    if request.method == "POST" and form.is_valid() and there is None:
        try:
            made = actions.open_request(project=project, aid=aid, by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("aids:funding_request", made.reference)
    context = {
        **space_frame(request.user, project, "aids:project_aids"),
        "aid": aid,
        "form": form,
        "say": presenting,
        "open_request": there,
    }
    return render(request, "aids/request_new.html", context, status=409 if there else 422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(find=find_request)
@once
def funding_request(request: HttpRequest, asked: FundingRequest) -> HttpResponse:
    """Where it stands, what was said, what one may do now."""
    side = rules.request_side(request.user, asked)
    form = RequestForm(request.POST or None, initial={"amount": asked.amount_asked, "purpose": asked.purpose})
    is_draft = asked.state == FundingRequest.State.DRAFT and side == "project"
    if request.method == "POST":
        if not is_draft:
            raise Http404
        if form.is_valid():
            actions.change_request(request=asked, by=cast(User, request.user), **form.cleaned_data)
            messages.success(request, _("Le brouillon est enregistré."))
            return redirect("aids:funding_request", asked.reference)
    is_read = rules.can_read_request(request.user, asked)
    given = given_for(asked)
    commit = commit_page(request.user, asked, is_given=bool(given))
    context = {
        "asked": asked,
        "given": given,
        "commit": commit,
        "form": form if is_draft else None,
        "side": side,
        "is_read": is_read,
        "moves": moves_of(request.user, asked),
        "events": asked.events.select_related("by"),
        "has_funder_here": rules.has_people(asked.aid.funder),
        "say": presenting,
    }
    return render(request, "aids/request.html", context, status=422 if form.errors and request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@door(find=find_request)
@once
def request_move(request: HttpRequest, asked: FundingRequest, **kept: Any) -> HttpResponse:
    """One move, with its words when it needs some."""
    verb = request.POST.get("verbe") or request.GET.get("verbe", "")
    moves = {move.verb: move for move in moves_of(request.user, asked)}
    if verb not in moves:
        if request.method == "POST" and verb:
            messages.error(request, _("Cette étape n’est plus possible : l’état a changé entre-temps."))
            return redirect("aids:funding_request", asked.reference)
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else None, verb=verb)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_request(request=asked, verb=verb, by=cast(User, request.user), **form.cleaned_data)
        except actions.AboveAsked as refusal:
            form.ask_to_confirm(str(refusal.message))
        except Incomplete as refusal:
            for name, words in refusal.missing.items():
                form.add_error(name if name in form.fields else None, str(words))
        else:
            messages.success(request, _("C’est noté : %(state)s.") % {"state": moved.get_state_display().lower()})
            return redirect("aids:funding_request", asked.reference)
    context = {"asked": asked, "form": form, "verb": verb, "words": moves[verb].words}
    return render(request, "aids/request_move.html", context, status=422 if form.errors else 200)


@require_safe
@door(rules.is_funder)
def funder_requests(request: HttpRequest) -> HttpResponse:
    """What was asked of one's organisations."""
    frame = funder_frame(request.user, "aids:funder_requests", request.GET.get("structure", ""))
    pages = Paginator(requests_for_funder(request.user, frame["funder"]), 30)
    page = pages.get_page(request.GET.get("page", "1"))
    start = f"{frame['funder_query']}&" if frame["funder_query"] else "?"
    context = {
        **frame,
        "page": page,
        "say": presenting,
        "previous_url": f"{start}page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"{start}page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(page)s sur %(last)s") % {"page": page.number, "last": pages.num_pages},
    }
    return render(request, "aids/funder_requests.html", context)
