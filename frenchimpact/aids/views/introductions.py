"""A project and a funder meet: proposed, accepted by the other side, then an exchange that hides addresses."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.aids import rules
from frenchimpact.aids.actions import introductions as actions
from frenchimpact.aids.forms.requests import AnswerForm, IntroductionForm, MessageForm
from frenchimpact.aids.models import Aid, Choice, Introduction
from frenchimpact.aids.queries.project_aids import find_project_aid
from frenchimpact.aids.queries.requests import find_introduction, find_pair, introductions_of
from frenchimpact.aids.views.project_aids import can_choose
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import space_frame


@require_safe
@door()
def introductions(request: HttpRequest) -> HttpResponse:
    """All of one's own."""
    rows = list(introductions_of(request.user)[:200])
    mine = {one.pk for one in rows if one.state == Introduction.State.PROPOSED and rules.can_answer_introduction(request.user, one)}
    return render(request, "aids/introductions.html", {"rows": rows, "to_answer": mine})


@require_http_methods(["GET", "POST"])
@door(can_choose, find=find_project_aid)
@once
def introduction_ask(request: HttpRequest, pair: tuple[Project, Aid]) -> HttpResponse:
    """A team asks to meet the funder of an aid."""
    project, aid = pair
    if not rules.has_people(aid.funder):
        raise Http404
    frame = space_frame(request.user, project, "aids:project_aids")
    return _propose(request, project, aid, Choice.Side.PROJECT, {**frame, "template": "projects/space.html"})


@require_http_methods(["GET", "POST"])
@door(rules.can_propose_for, find=find_pair)
@once
def introduction_new(request: HttpRequest, pair: tuple[Aid, Project]) -> HttpResponse:
    """A funder asks to meet a project."""
    aid, project = pair
    return _propose(request, project, aid, Choice.Side.FUNDER, {"project": project})


def _propose(request: HttpRequest, project: Project, aid: Aid, side: str, frame: dict[str, object]) -> HttpResponse:
    form = IntroductionForm(request.POST or None, initial={"teaser": project.answer if side == Choice.Side.PROJECT else ""})
    if aid.funder is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_introduction(
                project=project, funder=aid.funder, aid=aid, side=side, by=cast(User, request.user), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La proposition est envoyée."))
            return redirect("aids:introduction", made.pk)
    context = {**frame, "aid": aid, "project": project, "form": form, "is_team": side == Choice.Side.PROJECT}
    return render(request, "aids/introduction_new.html", context, status=422 if form.errors else 200)


@require_safe
@door(find=find_introduction)
def introduction(request: HttpRequest, met: Introduction) -> HttpResponse:
    """What was proposed, the answer, and the exchange."""
    side = rules.side_of(request.user, met)
    return _page(request, met, side, MessageForm(), AnswerForm())


def _page(
    request: HttpRequest, met: Introduction, side: str, form: MessageForm, answer_form: AnswerForm, status: int = 200
) -> HttpResponse:
    context = {
        "met": met,
        "side": side,
        "can_answer": met.state == Introduction.State.PROPOSED and bool(side) and side != met.proposed_by_side,
        "exchange": met.messages.select_related("by"),
        "form": form,
        "answer_form": answer_form,
        "from_project": met.proposed_by_side == Choice.Side.PROJECT,
    }
    return render(request, "aids/introduction.html", context, status=status)


@require_POST
@door(rules.can_answer_introduction, find=find_introduction)
def introduction_answer(request: HttpRequest, met: Introduction) -> HttpResponse:
    """Yes or no."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        accepts = request.POST.get("reponse") == "oui"
        actions.answer_introduction(
            introduction=met, accepts=accepts, by=cast(User, request.user), reason="" if accepts else form.cleaned_data["reason"]
        )
        messages.success(
            request, _("C’est accepté : vous pouvez vous écrire.") if accepts else _("C’est décliné : l’autre côté est prévenu.")
        )
        return redirect("aids:introduction", met.pk)
    return _page(request, met, rules.side_of(request.user, met), MessageForm(), form, 422)


@require_POST
@door(rules.can_write_in, find=find_introduction)
@once
def introduction_write(request: HttpRequest, met: Introduction) -> HttpResponse:
    """One message, relayed."""
    side = rules.side_of(request.user, met)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            actions.write_message(introduction=met, side=side, text=form.cleaned_data["text"], by=cast(User, request.user))
        except Incomplete as refusal:
            form.add_error("text", str(refusal.missing["text"]))
        else:
            messages.success(request, _("Le message est envoyé, sans votre adresse."))
            return redirect("aids:introduction", met.pk)
    return _page(request, met, side, form, AnswerForm(), 422)


@require_POST
@door(rules.can_write_in, find=find_introduction)
def introduction_close(request: HttpRequest, met: Introduction) -> HttpResponse:
    """The exchange is over."""
    actions.close_introduction(introduction=met, by=cast(User, request.user))
    messages.success(request, _("L’échange est clos. Il reste lisible ici."))
    return redirect("aids:introduction", met.pk)
