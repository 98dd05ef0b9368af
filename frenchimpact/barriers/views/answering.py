"""A service answers a question by its link, without an account (HA08). Opening the page does nothing: mail gateways open links."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import answering as actions
from frenchimpact.barriers.forms.consultations import ForwardForm, OpinionForm, TimeForm, WordForm
from frenchimpact.barriers.models import Asked, Opinion
from frenchimpact.barriers.queries import consultations as reads
from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files.actions import Taken, take_sent
from frenchimpact.files.queries import files_of, intake
from frenchimpact.journal.actions import once

# What the four links of the mail choose beforehand.
CHOSEN = {"possible": Opinion.POSSIBLE, "conditions": Opinion.CONDITIONS, "impossible": Opinion.IMPOSSIBLE}
_OPEN = (Asked.State.WAITING, Asked.State.SILENT)
_DOCUMENTS = intake("document")
# Sent with the form: large files in pieces ask for an account.
_PLAIN = {"words": _DOCUMENTS.words, "accept": _DOCUMENTS.accept, "address": "", "code": _DOCUMENTS.code, "largest": _DOCUMENTS.largest}


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    # Not « no-referrer »: it would hide from ourselves where our own form comes from, and the form would be refused.
    response["Referrer-Policy"] = "same-origin"
    return response


def _page(request: HttpRequest, key: str, asked: Asked, **more: Any) -> HttpResponse:
    wanted = request.GET.get("avis", "")
    opinion = OpinionForm(initial={"opinion": CHOSEN.get(wanted)}, label_suffix="")
    forms = {
        "form": opinion,
        "forwarding": ForwardForm(label_suffix=""),
        "time": TimeForm(label_suffix=""),
        "word": WordForm(label_suffix=""),
    }
    forms |= {name: one for name, one in more.items() if name in forms}
    context = {
        "key": key,
        "asked": asked,
        "consultation": asked.consultation,
        "norms": reads.norms_of(asked.consultation.case),
        "precedents": list(asked.consultation.precedents.all()),
        "is_open": asked.state in _OPEN,
        "is_settled": asked.consultation.case.state not in asked.consultation.case.OPEN,
        "today": clock.today(),
        "intake": _PLAIN,
        "files": list(files_of(asked)),
        "opens": wanted if wanted in ("transferer", "delai") else "",
        "refused": more.get("refused", []),
        **forms,
    }
    is_wrong = any(one.errors for one in forms.values())
    return _private(render(request, "barriers/answer_question.html", context, status=422 if is_wrong else 200))


def _by_key(request: HttpRequest, key: str, act: Callable[[Asked], HttpResponseBase]) -> HttpResponseBase:
    """Go on with the question of that key; a link that was replaced, or is too old, gives way to another by mail."""
    found = reads.question_by_key(key)
    if found.asked is None:
        context = {"key": key, "can_renew": found.was is not None and found.was.state in _OPEN}
        return _private(render(request, "barriers/question_gone.html", context, status=410))
    return act(found.asked)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
@once
def answer_question(request: HttpRequest, key: str) -> HttpResponseBase:
    """The question, with what is needed to answer it."""
    return _by_key(
        request, key, lambda asked: _take_opinion(request, key, asked) if request.method == "POST" else _page(request, key, asked)
    )


def _take_opinion(request: HttpRequest, key: str, asked: Asked) -> HttpResponseBase:
    form = OpinionForm(request.POST, label_suffix="")
    refused: Taken = Taken()

    def take(row: Asked) -> Taken:
        taken = take_sent(
            sent=request.FILES, fields=request.POST, name="files", owner=row, purpose=rules.OPINION_FILE, intake=_DOCUMENTS, by=None
        )
        refused.refused = taken.refused
        return taken

    if form.is_valid():
        try:
            with transaction.atomic():
                actions.answer(asked=asked, way=Asked.Way.LINK, take_files=take, **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
            asked.refresh_from_db()
        else:
            for name, words in refused.refused:
                messages.warning(request, _("« %(name)s » n’a pas été joint : %(why)s") % {"name": name, "why": words})
            messages.success(request, _("Votre avis est enregistré. Merci."))
            return redirect("barriers:answer_question", key)
    return _page(request, key, asked, form=form)


@open_door
@require_POST
@once
def forward_question(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand the question to a colleague or another service."""

    def act(asked: Asked) -> HttpResponseBase:
        form = ForwardForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                with transaction.atomic():
                    other = actions.forward(asked=asked, **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
                asked.refresh_from_db()
            else:
                messages.success(request, _("La question est transmise à %(who)s. Vous n’avez plus rien à faire.") % {"who": other.email})
                return redirect("barriers:answer_question", key)
        return _page(request, key, asked, forwarding=form)

    return _by_key(request, key, act)


@open_door
@require_POST
@once
def more_time(request: HttpRequest, key: str) -> HttpResponseBase:
    """So many more days."""

    def act(asked: Asked) -> HttpResponseBase:
        form = TimeForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                with transaction.atomic():
                    actions.ask_for_time(asked=asked, **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
                asked.refresh_from_db()
            else:
                messages.success(request, _("Votre délai est prolongé."))
                return redirect("barriers:answer_question", key)
        return _page(request, key, asked, time=form)

    return _by_key(request, key, act)


@open_door
@require_POST
@once
def add_word(request: HttpRequest, key: str) -> HttpResponseBase:
    """A message to the desk: the opinion stays as it was given."""

    def act(asked: Asked) -> HttpResponseBase:
        form = WordForm(request.POST, label_suffix="")
        if form.is_valid():
            with transaction.atomic():
                actions.say(asked=asked, text=form.cleaned_data["text"])
            messages.success(request, _("Votre message est transmis au guichet."))
            return redirect("barriers:answer_question", key)
        return _page(request, key, asked, word=form)

    return _by_key(request, key, act)


@open_door
@require_POST
@once
def renew_question(request: HttpRequest, key: str) -> HttpResponseBase:
    """A new link, to the address that the question was sent to and no other."""
    found = reads.question_by_key(key)
    asked = found.asked or found.was
    if asked is None:
        return _private(render(request, "barriers/question_gone.html", {"key": key, "can_renew": False}, status=410))
    with transaction.atomic():
        actions.renew_link(asked=asked)
    return _private(render(request, "barriers/question_renewed.html", {}))
