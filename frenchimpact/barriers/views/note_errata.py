"""The erratum of a note that left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import note_corrections
from frenchimpact.barriers.forms.notes import ErratumForm
from frenchimpact.barriers.models import PolicyNote
from frenchimpact.barriers.queries.notes import find_kept_note
from frenchimpact.barriers.views.guarded import given, kept_in, mark
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_note, find=find_kept_note)
@once
def note_correct(request: HttpRequest, note: PolicyNote) -> HttpResponseBase:
    """Other words take the place of those that are read; what was corrected is said there."""
    if note.state == PolicyNote.State.DRAFT:
        return redirect("barriers:kept_note", note.reference)
    names = ["title", "request", "correction", *(f"text_{one.pk}" for one in note.sentences.all())]
    data, is_masking = given(request, names, note_corrections.cases_of(note))
    form = ErratumForm(data, note)
    mark(form, request)
    if request.method == "POST" and not is_masking and form.is_valid():
        try:
            note_corrections.correct_note(note=note, by=person(request), kept_names=kept_in(request), **form.given())
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            messages.success(request, _("La note est corrigée. Sa page le dit, et son administration en est prévenue."))
            return redirect("barriers:kept_note", note.reference)
    context = {
        "note": note,
        "form": form,
        "title": _("Corriger la note"),
        "button": _("Publier la correction"),
        "lead": _("Ses preuves et sa réponse restent. Ce qu’elle disait avant est gardé pour le guichet seul."),
        "letter": None,
        "danger": False,
    }
    return render(request, "barriers/note_form.html", context, status=422 if form.errors else 200)
