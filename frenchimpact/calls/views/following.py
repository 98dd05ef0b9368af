"""Following a file that was handed in: where it is, what is asked, what was asked."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, questions, rules
from frenchimpact.calls.clocks import clock_of
from frenchimpact.calls.forms import CorrectionAnswerForm, SectionForm
from frenchimpact.calls.models import Application, Question
from frenchimpact.calls.receipts import silence_words
from frenchimpact.core.autosave import Conflict
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Text
from frenchimpact.core.pages import render
from frenchimpact.design.words import day

State = Application.State
# The stations of every file, and the states that mean one is reached.
STATIONS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (gettext_lazy("Déposée"), ("submitted",)),
    (gettext_lazy("Complète"), ("complete",)),
    (gettext_lazy("Recevable"), ("admissible",)),
    (gettext_lazy("En évaluation"), ("under_review",)),
    (gettext_lazy("Devant le jury"), ("jury",)),
    (gettext_lazy("Décision"), ("granted", "refused", "waiting_list", "inadmissible")),
)
NOW: dict[str, Text] = {
    State.SUBMITTED: gettext_lazy("Nous vérifions que votre dossier est complet. Vous n’avez rien à faire."),
    State.INCOMPLETE: gettext_lazy("Nous attendons un complément de votre part."),
    State.COMPLETE: gettext_lazy("Votre dossier est complet. Nous vérifions qu’il remplit les conditions de l’appel."),
    State.ADMISSIBLE: gettext_lazy("Votre dossier est recevable. Il va être évalué. Vous n’avez rien à faire."),
    State.INADMISSIBLE: gettext_lazy("Votre dossier ne remplit pas une condition de l’appel."),
    State.INVITED: gettext_lazy("Écrivez maintenant le dossier complet."),
    State.UNDER_REVIEW: gettext_lazy("Des évaluateurs lisent votre dossier. Vous n’avez rien à faire."),
    State.JURY: gettext_lazy("Le jury examine votre dossier en séance."),
    State.WAITING_LIST: gettext_lazy("Votre dossier est sur la liste d’attente : il peut encore être retenu."),
    State.GRANTED: gettext_lazy("Votre candidature est acceptée."),
    State.REFUSED: gettext_lazy("Votre candidature n’est pas retenue."),
    State.WITHDRAWN: gettext_lazy("Cette candidature est retirée. Plus personne ne la lit."),
}
TONES = {State.GRANTED: "ok", State.REFUSED: "bad", State.INADMISSIBLE: "bad", State.INCOMPLETE: "warn", State.WITHDRAWN: ""}


def stations(application: Application) -> list[dict[str, Any]]:
    """The thread: what is done, where the file is, what comes."""
    reached: dict[str, Any] = {}
    for one in application.steps.all():
        reached[one.state] = one
    past = [index for index, (_words, states) in enumerate(STATIONS) if any(state in reached for state in states)]
    here = max(past, default=0)
    items: list[dict[str, Any]] = []
    for index, (words, states) in enumerate(STATIONS):
        step = next((reached[state] for state in states if state in reached), None)
        state = (
            "done"
            if index < here
            else "todo"
            if index > here
            else "now"
            if application.state in states and index < len(STATIONS) - 1
            else "done"
        )
        item: dict[str, Any] = {"text": words, "state": state, "date": day(step.at) if step else None}
        if index == len(STATIONS) - 1:
            item["text"] = application.get_state_display() if step else words
            if step is None and application.cohort.decision_planned_on:
                item["date"] = _("prévue le %(on)s") % {"on": day(application.cohort.decision_planned_on)}
        items.append(item)
    asked = list(application.correction_requests.order_by("asked_at"))
    for request in asked:
        note = (
            _("Répondu le %(on)s") % {"on": day(request.answered_at)}
            if request.answered_at
            else _("À rendre avant le %(on)s") % {"on": day(request.due_on)}
        )
        items.insert(
            1,
            {
                "text": _("Complément demandé"),
                "state": "done" if not request.is_open else "now",
                "date": day(request.asked_at),
                "note": note,
            },
        )
    return items


def followup(request: HttpRequest, application: Application) -> HttpResponse:
    """Where the file is, what happens now, by when, what one may do."""
    clock = clock_of(application)
    asked = rules.open_correction(application)
    is_final = application.state in {State.GRANTED, State.REFUSED, State.INADMISSIBLE, State.WITHDRAWN}
    last = application.steps.order_by("-at", "-pk").first()
    context = {
        "application": application,
        "items": stations(application),
        "now": NOW[State(application.state)],
        "tone": TONES.get(State(application.state), "info"),
        "clock": clock,
        "silence": silence_words(application, clock) if clock and not is_final else "",
        "observed": None if is_final else queries.observed_days(application.call),
        "asked": asked,
        "note": last.note if last and application.state == State.INADMISSIBLE else "",
        "can_write": rules.can_write(request.user, application),
        "can_withdraw": rules.can_manage_people(request.user, application) and Application.FLOW.can("withdraw", application.state),
        "can_restart": application.state in {State.WITHDRAWN, State.REFUSED, State.INADMISSIBLE},
        "partners": list(application.partners.all()),
        "links": queries.shown_when_following(request.user, application),
    }
    return render(request, "calls/application_followup.html", context)


@require_http_methods(["GET", "POST"])
@door(find=queries.find_own)
def correction(request: HttpRequest, application: Application) -> HttpResponse:
    """Answer again what is asked, and only that."""
    from frenchimpact.calls.views.writing import (
        choosers,
        conflict_lines,
        lines_of_refused,
        page_of,
        place_field,
        searched,
        take_files,
        typed,
        typed_places,
    )

    asked = rules.open_correction(application)
    if asked is None:
        return redirect("calls:application", application.reference)
    file = queries.filled(application)
    items = {item.key: item for item in asked.items.all()}
    found = [one for one in file.questions if one.key in items]
    answer_form = CorrectionAnswerForm(request.POST or None, label_suffix="", auto_id="%s")
    errors: dict[str, str] = {}
    refused: dict[str, Any] = {}
    conflicts: dict[str, Conflict] = {}
    status = 200
    if request.method == "POST" and rules.can_write(request.user, application):
        changes = {name: change for section in file.sections for name, change in typed(request, file, section).items()}
        allowed = questions.all_names(found)
        saved = actions.save_answers(
            application=application,
            changes={name: change for name, change in changes.items() if name in allowed},
            by=cast(User, request.user),
            page=page_of(request),
        )
        refused = take_files(request, application, found)
        places = typed_places(request, found)
        key = searched(request, places)
        if key and not saved.conflicts:
            return redirect(request.path + places[key].query(place_field(key)) + f"#chercher-{key}")
        saved.errors.update({key: one.problem for key, one in places.items() if one.problem})
        errors = {name: str(words) for name, words in saved.errors.items()}
        conflicts = saved.conflicts
        status = 409 if conflicts else 422 if errors or refused else 200
        if "send" in request.POST and status == 200 and answer_form.is_valid():
            try:
                actions.give_correction(application=application, answer=answer_form.cleaned_data["answer"], by=cast(User, request.user))
            except Incomplete as refusal:
                errors, status = {name: str(words) for name, words in refusal.missing.items()}, 422
            else:
                messages.success(request, _("Votre complément est envoyé. Le dossier repart en vérification."))
                return redirect("calls:application", application.reference)
        elif status == 200:
            messages.success(request, _("Vos réponses sont enregistrées."))
            return redirect("calls:correction", application.reference)
        file = queries.filled(application)
    rows = {one.key: questions.row_count(one, file.answers) for one in found if one.kind == Question.Kind.TABLE}
    values = {**file.answers, **{name: one.mine for name, one in conflicts.items()}}
    form = SectionForm(found, values, rows=rows)
    for name, words in errors.items():
        if name in form.fields:
            form.errors[name] = form.error_class([words])
    context = {
        "application": application,
        "asked": asked,
        "items": items,
        "questions": found,
        "form": form,
        "file": file,
        "rows": rows,
        "lists": " ".join(one.key for one in found if questions.is_list(one.kind)),
        "choosers": choosers(request, found, values),
        "answer_form": answer_form,
        "problems": errors,
        "conflicts": conflict_lines(form, conflicts),
        "refused": refused,
        "refused_files": lines_of_refused(found, refused),
        "clock": clock_of(application),
        "can_write": rules.can_write(request.user, application),
        "intake": queries.DOCUMENTS,
        "marks": queries.marks_of(file, form.fields),
    }
    return render(request, "calls/correction.html", context, status=status)
