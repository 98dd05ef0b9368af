"""Policy notes in public: what is asked, on what evidence, what was answered; and the rules that changed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.barriers.actions.note_replies import answer_note
from frenchimpact.barriers.forms.notes import ReplyForm
from frenchimpact.barriers.models import PolicyNote
from frenchimpact.barriers.note_lists import COLUMNS, FORMATS, NoteList
from frenchimpact.barriers.queries.changed import changed_counter, rules_changed
from frenchimpact.barriers.queries.notes import find_note, note_by_key, reply_of
from frenchimpact.barriers.views.note_desk import context_of, standing_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


@open_door
@require_safe
def policy_notes(request: HttpRequest) -> HttpResponseBase:
    """Those that were sent, with where each stands, and their files."""
    asked = NoteList(request.GET)
    if asked.format:
        return _file(asked)
    context = {"asked": asked, "rows": [standing_of(one) for one in asked.shown], "changed": changed_counter()}
    return render(request, "barriers/policy_notes.html", context)


def _file(asked: NoteList) -> HttpResponseBase:
    if asked.format == "csv":
        lines = csv_text(asked.cells(), columns=COLUMNS)
    elif asked.format == "json":
        lines = json_text(asked.cells())
    else:
        address = settings.BASE_URL + asked.url(format="atom")
        lines = atom_text(asked.entries(), title=_("Notes aux décideurs"), address=address, ways={}, language=get_language() or "fr")
    response = StreamingHttpResponse(lines, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="notes-{clock.today().isoformat()}.csv"'
    return response


@require_safe
@door(find=find_note, visitors=True)
def policy_note(request: HttpRequest, note: PolicyNote) -> HttpResponse:
    """One of them: each sentence with its evidence, the reply, what followed. An earlier address leads to the present one."""
    here = reverse("barriers:policy_note", args=[note.slug])
    if request.path != here:
        return redirect(here, permanent=True)
    return render(request, "barriers/policy_note.html", context_of(note))


@require_safe
@open_door
def changed_rules(request: HttpRequest) -> HttpResponse:
    """Every rule that is counted as changed."""
    lines = rules_changed()
    return render(request, "barriers/changed_rules.html", {"lines": lines, "changed": changed_counter(lines)})


@require_http_methods(["GET", "HEAD", "POST"])
@open_door
@once
def note_answer(request: HttpRequest, key: str) -> HttpResponseBase:
    """The administration answers by its link. Opening it changes nothing: gateways open links."""
    note = note_by_key(key)
    if note is None:
        return render(
            request,
            "barriers/note_gone.html",
            {"words": _("Lire les notes publiées"), "onward": reverse("barriers:policy_notes")},
            status=410,
        )
    may_answer = PolicyNote.FLOW.can("answer", note.state)
    form, status = ReplyForm(request.POST or None), 200
    if request.method == "POST" and may_answer:
        if form.is_valid():
            try:
                answer_note(note=note, after=request.POST.get("after"), **form.cleaned_data)
            except Refusal as refusal:
                explain(form, refusal)
                note = note_by_key(key) or note
            else:
                return redirect("barriers:note_answer", key)
        status = 422
    elif request.method == "POST":
        status = 409
    context = {**context_of(note), "form": form, "may_answer": may_answer, "last": reply_of(note)}
    return render(request, "barriers/note_answer.html", context, status=status)
