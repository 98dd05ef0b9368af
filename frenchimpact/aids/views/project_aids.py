"""The aids of a project, for its team: why each suits, keep or put aside, be reminded."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids import presenting, rules
from frenchimpact.aids.actions import choices as actions
from frenchimpact.aids.forms.choices import AsideForm, ReminderForm
from frenchimpact.aids.models import Aid, Choice
from frenchimpact.aids.queries.project_aids import aids_of, find_project_aid
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame

SIZE = 20


def can_choose(user: object, pair: tuple[Project, Aid]) -> bool:
    """Those of the team who may write."""
    return rules.can_ask_for(cast(User, user), pair[0])


@require_safe
@door(find=find_space)
def project_aids(request: HttpRequest, project: Project) -> HttpResponse:
    """What exists for this project, and why."""
    typed = request.GET.get("page", "1")
    page = int(typed[:3]) if typed.isascii() and typed.isdigit() and int(typed[:3]) else 1
    found = aids_of(project, request.user, limit=SIZE, offset=(page - 1) * SIZE)
    total = found.counts["suits"] + found.counts["to_check"]
    context = {
        **space_frame(request.user, project, "aids:project_aids"),
        "found": found,
        "say": presenting,
        "reachable": rules.reachable(aid.funder_id for aid, _told in [*found.suits, *found.kept] if aid.funder_id),
        "may_choose": rules.can_ask_for(request.user, project),
        "previous_url": f"?page={page - 1}" if page > 1 else None,
        "next_url": f"?page={page + 1}" if page * SIZE < total else None,
        "here": _("Page %(page)s sur %(last)s") % {"page": page, "last": max(1, -(-total // SIZE))},
        "has_pages": total > SIZE,
    }
    return render(request, "aids/project_aids.html", context)


@require_POST
@door(can_choose, find=find_project_aid)
def aid_keep(request: HttpRequest, pair: tuple[Project, Aid]) -> HttpResponse:
    """Keep it to study it, or take it back among the others."""
    project, aid = pair
    if "annuler" in request.POST:
        actions.unchoose_aid(project=project, aid=aid)
    else:
        actions.choose_aid(project=project, aid=aid, answer=Choice.Answer.KEPT, by=cast(User, request.user))
        messages.success(request, _("« %(title)s » est à étudier.") % {"title": aid.title})
    return redirect("aids:project_aids", project.reference)


@require_http_methods(["GET", "POST"])
@door(can_choose, find=find_project_aid)
def aid_put_aside(request: HttpRequest, pair: tuple[Project, Aid]) -> HttpResponse:
    """« Pas pour nous », with a reason."""
    project, aid = pair
    form = AsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_aid(project=project, aid=aid, answer=Choice.Answer.NOT_FOR_US, by=cast(User, request.user), **form.cleaned_data)
        except Incomplete as refusal:
            for name, words in refusal.missing.items():
                form.add_error(name, str(words))
        else:
            messages.success(request, _("« %(title)s » est mise de côté.") % {"title": aid.title})
            return redirect("aids:project_aids", project.reference)
    context = {**space_frame(request.user, project, "aids:project_aids"), "aid": aid, "form": form}
    return render(request, "aids/project_aid_aside.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(can_choose, find=find_project_aid)
def aid_remind(request: HttpRequest, pair: tuple[Project, Aid]) -> HttpResponse:
    """« Me le rappeler » : the day is proposed when time alone is lacking."""
    project, aid = pair
    form = ReminderForm(request.POST or None, initial={"on": request.GET.get("le", "")[:10]})
    if request.method == "POST" and form.is_valid():
        try:
            due = actions.remind_of(user=cast(User, request.user), project=project, aid=aid, on=form.cleaned_data["on"])
        except Refusal as refusal:
            form.add_error("on", str(refusal.message))
        else:
            messages.success(request, _("Un mail vous le rappellera le %(day)s.") % {"day": date_format(due.on, "DATE_FORMAT")})
            return redirect("aids:project_aids", project.reference)
    context = {**space_frame(request.user, project, "aids:project_aids"), "aid": aid, "form": form}
    return render(request, "aids/project_aid_remind.html", context, status=422 if form.errors else 200)
