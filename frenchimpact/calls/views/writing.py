"""Writing a file: its task list, one section a page, documents, comments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, questions, rules
from frenchimpact.calls.conditions import conditions_of
from frenchimpact.calls.cutoffs import moment
from frenchimpact.calls.forms import CommentForm, SectionForm
from frenchimpact.calls.models import Application, Comment, Question, Section
from frenchimpact.calls.queries import Filled
from frenchimpact.calls.views.following import followup
from frenchimpact.core import autosave
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Text
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of
from frenchimpact.geo.queries import Chooser, TypedPlace, place_chooser, typed_place
from frenchimpact.journal.actions import once

ADD_ROW, SEARCH = "add_row", "search"


@require_safe
@door(find=queries.find_own)
def application(request: HttpRequest, application: Application) -> HttpResponse:
    """The task list while the file is written; its follow-up once it is handed in."""
    if application.state not in {Application.State.DRAFT, Application.State.INVITED}:
        return followup(request, application)
    file = queries.filled(application)
    tasks = queries.tasks_of(file)
    known, to_give = queries.counters(file)
    context = {
        "application": application,
        "groups": _groups(application, tasks),
        "done": sum(task.state == "done" for task in tasks),
        "total": len(tasks),
        "known": known,
        "to_give": to_give,
        "missing": [(one.label, file.problems[one.key], _address(application, one)) for one in file.asked if one.key in file.problems],
        "conditions": own_reasons(file),
        "closes": moment(application.cohort.closes_at),
        "is_late": application.cohort.is_over,
        "change": application.form if application.moved_from_id else None,
        "changed": _changed(application),
        "can_write": rules.can_write(request.user, application),
        "can_hand_in": rules.can_hand_in(request.user, application),
        "partners": file.partners,
        "comment_count": application.comments.filter(settled_at=None).count(),
    }
    return render(request, "calls/application.html", context)


def own_reasons(file: Filled) -> list[dict[str, str]]:
    """The conditions of the call as the file stands now, with what to do."""
    verdicts = [one.verdict for one in conditions_of(file)]
    return [{"state": one.state, "text": one.rule.question, "rule": f"{one.words} {one.advice}".strip()} for one in verdicts]


def _groups(application: Application, tasks: list[queries.Task]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The tasks as the list shows them, in the groups of the form."""
    found = []
    for group in Section.Group:
        lines = [
            {
                "words": task.section.title,
                "href": reverse("calls:application_section", args=[application.reference, task.section.code]),
                "hint": _("Réponses : %(done)s sur %(total)s") % {"done": task.answered, "total": task.total},
                "state": task.state,
            }
            for task in tasks
            if task.section.group == group
        ]
        if lines:
            found.append((group.label, lines))
    return found


def _address(application: Application, question: Question) -> str:
    return reverse("calls:application_section", args=[application.reference, question.section.code]) + f"#q-{question.key}"


def _changed(application: Application) -> tuple[list[str], list[str]]:
    """Questions that came and went with the last version of the form."""
    if application.moved_from is None:
        return [], []
    before = {one.key: one.label for one in application.moved_from.questions.all()}
    after = {one.key: one.label for one in application.form.questions.all()}
    return [after[key] for key in after if key not in before], [before[key] for key in before if key not in after]


@require_http_methods(["GET", "POST"])
@door(find=queries.find_section)
def application_section(request: HttpRequest, found: tuple[Application, Section]) -> HttpResponse:
    """One section: saved as it is typed; without scripts, by its buttons."""
    application, section = found
    if request.method == "GET":
        return section_page(request, application, section)
    if not rules.can_write(request.user, application):
        return redirect("calls:application_section", application.reference, section.code)
    file = queries.filled(application)
    here = [one for one in file.questions if one.section_id == section.pk]
    changes, places = typed(request, file, section), typed_places(request, here)
    saved = actions.save_answers(application=application, changes=changes, by=cast(User, request.user), page=page_of(request))
    refused = take_files(request, application, here)
    saved.errors.update({key: one.problem for key, one in places.items() if one.problem and SEARCH not in request.POST})
    if saved.conflicts:
        return section_page(request, application, section, conflicts=saved.conflicts, refused=refused, status=409)
    if ADD_ROW in request.POST:
        key = request.POST[ADD_ROW]
        return redirect(reverse("calls:application_section", args=[application.reference, section.code]) + f"?{ADD_ROW}={key}#q-{key}")
    if key := searched(request, places):
        return redirect(request.path + places[key].query(place_field(key)) + f"#chercher-{key}")
    if saved.errors or refused:
        errors = {name: str(text) for name, text in saved.errors.items()}
        return section_page(request, application, section, errors=errors, refused=refused, status=422)
    if "draft" in request.POST:
        messages.success(request, _("Vos réponses sont enregistrées."))
        return redirect("calls:application_section", application.reference, section.code)
    before = {one.pk for one in file.asked}
    after = queries.filled(application)
    opened = next((one for one in after.of(section) if one.pk not in before and not after.is_answered(one)), None)
    if opened is not None:
        # Without scripts it was not there yet.
        messages.info(request, _("Votre réponse ouvre une question : « %(label)s ».") % {"label": opened.label})
        return redirect(_address(application, opened))
    return redirect(next_address(application, section))


def page_of(request: HttpRequest) -> str:
    """Which page writes: one never conflicts with oneself."""
    return request.POST.get("page", "")[:40] or "page"


def take_files(request: HttpRequest, application: Application, asked: Iterable[Question]) -> dict[str, list[tuple[str, Text]]]:
    """Keep the documents that the form sent; gives those that were refused, by question. An error elsewhere loses none of them."""
    refused = {}
    for question in asked:
        name = f"file-{question.key}"
        if question.kind == Question.Kind.FILE and (request.FILES.getlist(name) or request.POST.getlist(f"{name}_parcel")):
            taken = actions.add_files(
                application=application, question=question, sent=request.FILES, fields=request.POST, name=name, by=cast(User, request.user)
            )
            if taken.refused:
                refused[question.key] = taken.refused
    return refused


def lines_of_refused(asked: Iterable[Question], refused: Mapping[str, list[tuple[str, Text]]]) -> list[tuple[str, str, str]]:
    """Refused documents as the summary of errors says them: the question, the document and why, the field."""
    return [
        (one.label, f"{name} – {words}" if name else str(words), f"#file-{one.key}")
        for one in asked
        for name, words in refused.get(one.key, [])
    ]


def next_address(application: Application, section: Section) -> str:
    """The section after that one; the check once they have all been seen."""
    following = application.form.sections.filter(position__gt=section.position, stage__lte=application.stage).order_by("position").first()
    if following is None:
        return reverse("calls:application_check", args=[application.reference])
    return reverse("calls:application_section", args=[application.reference, following.code])


def typed(request: HttpRequest, file: Filled, section: Section) -> dict[str, autosave.Change]:
    """What the form of a section sends, each field with the version that its page showed."""
    versions = autosave.versions_shown(request)
    changes = {}
    for question in file.questions:
        if question.section_id != section.pk:
            continue
        for name in questions.all_names([question]):
            is_list = questions.is_list(question.kind) and name == question.key
            # A box that is not ticked sends nothing: only those that the page showed were emptied.
            if name in request.POST or (name in versions and (is_list or question.kind == Question.Kind.HONOUR)):
                value: autosave.Value = request.POST.getlist(name) if is_list else request.POST.get(name, "")
                changes[name] = autosave.Change(value, versions.get(name, 0))
    for key, place in typed_places(request, [one for one in file.questions if one.section_id == section.pk]).items():
        if place.key and key in changes:
            changes[key] = autosave.Change(place.added_to(list(changes[key].value)), changes[key].version)
    return changes


def place_field(key: str) -> str:
    """The field in which one more place of a perimeter is typed."""
    return f"lieu-{key}"


def typed_places(request: HttpRequest, asked: Iterable[Question]) -> dict[str, TypedPlace]:
    """What is typed beside the places of each perimeter, in the form or in the address."""
    given = request.POST or request.GET
    return {one.key: typed_place(given.get(place_field(one.key), "")) for one in asked if one.kind == Question.Kind.PERIMETER}


def searched(request: HttpRequest, places: Mapping[str, TypedPlace]) -> str:
    """The perimeter whose button « Ajouter ce lieu » was pressed."""
    key = request.POST.get(SEARCH, "")
    return key if key in places else ""


def choosers(request: HttpRequest, asked: Iterable[Question], values: Mapping[str, autosave.Value]) -> dict[str, Chooser]:
    """The places of each perimeter, as they are shown."""
    return {
        key: place_chooser(value if isinstance(value := values.get(key) or [], list) else [], typed)
        for key, typed in typed_places(request, asked).items()
    }


def section_page(
    request: HttpRequest,
    application: Application,
    section: Section,
    *,
    errors: Mapping[str, str] | None = None,
    conflicts: Mapping[str, autosave.Conflict] | None = None,
    refused: Mapping[str, list[tuple[str, Text]]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a section."""
    file = queries.filled(application)
    shown = file.may_show(section)
    values: dict[str, autosave.Value] = {**file.answers, **{name: one.mine for name, one in (conflicts or {}).items()}}
    wanted = request.GET.get(ADD_ROW, "")
    rows = {one.key: _rows(one, values, wanted) for one in shown if one.kind == Question.Kind.TABLE}
    form = SectionForm(shown, values, rows=rows)
    for name, words in (errors or {}).items():
        if name in form.fields:
            form.errors[name] = form.error_class([words])
    comments: dict[str, list[Comment]] = {}
    for one in application.comments.filter(settled_at=None).select_related("by"):
        comments.setdefault(one.key, []).append(one)
    context = {
        "application": application,
        "section": section,
        "form": form,
        "shown": shown,
        "asked": file.of(section),
        "file": file,
        "rows": rows,
        "errors": dict(errors or {}),
        "marks": queries.marks_of(file, form.fields),
        "lists": " ".join(one.key for one in shown if questions.is_list(one.kind)),
        "choosers": choosers(request, shown, values),
        "conflicts": conflict_lines(form, conflicts or {}),
        "intake": queries.DOCUMENTS,
        "refused": dict(refused or {}),
        "refused_files": lines_of_refused(shown, refused or {}),
        "comments": comments,
        "comment_form": CommentForm(label_suffix="", auto_id=False),
        "can_write": rules.can_write(request.user, application) and application.state != Application.State.INCOMPLETE,
        "can_comment": rules.can_comment(request.user, application),
        "position": [one.pk for one in file.sections].index(section.pk) + 1,
    }
    return render(request, "calls/application_section.html", context, status=status)


def conflict_lines(form: SectionForm, conflicts: Mapping[str, autosave.Conflict]) -> list[tuple[Text, str, str, str]]:
    """Answers that somebody else changed in between: the field, who, the text typed here and the one written there, in words."""
    parts = {part.name: part for found in form.parts.values() for part in found}
    return [
        (part.label, one.by, questions.said(part, one.mine), questions.said(part, one.theirs))
        for name, one in conflicts.items()
        if (part := parts.get(name))
    ]


def _rows(question: Question, values: Mapping[str, autosave.Value], wanted: str) -> int:
    count = questions.row_count(question, values)
    return min(question.max_rows, count + 1) if wanted == question.key and count < question.max_rows else count


@door(rules.can_write, find=queries.find_own)
def answers_save(request: HttpRequest, application: Application) -> HttpResponse:
    """What the page saves by itself while someone types."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    writer = request.headers.get("X-Page", "")[:40] or "page"
    return autosave.answer(lambda: actions.save_answers(application=application, changes=changes, by=cast(User, request.user), page=writer))


def _question(application: Application, key: str, *, kind: str = "") -> Question:
    found = application.form.questions.filter(key=key, **({"kind": kind} if kind else {})).select_related("section").first()
    if found is None:
        raise Http404
    return found


def find_own_question(user: Any, reference: str, key: str) -> tuple[Application, Question]:
    """A question of a file of which the person is, or Http404."""
    application = queries.find_own(user, reference)
    return application, _question(application, key)


def can_write_question(user: Any, found: tuple[Application, Question]) -> bool:
    """As for the file."""
    return rules.can_write(user, found[0])


def can_comment_question(user: Any, found: tuple[Application, Question]) -> bool:
    """As for the file."""
    return rules.can_comment(user, found[0])


def _back(application: Application, question: Question) -> str:
    if application.state == Application.State.INCOMPLETE:
        return reverse("calls:correction", args=[application.reference]) + f"#q-{question.key}"
    return _address(application, question)


@require_POST
@door(can_write_question, find=find_own_question)
def file_remove(request: HttpRequest, found: tuple[Application, Question]) -> HttpResponse:
    """Take a document out. What was typed beside it is kept."""
    application, question = found
    if "marks" in request.POST:
        changes = typed(request, queries.filled(application), question.section)
        actions.save_answers(application=application, changes=changes, by=cast(User, request.user), page=page_of(request))
    pk = request.POST.get("file", "")
    file = files_of(application, question.key).filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if file is not None:
        actions.remove_file(application=application, question=question, file=file, by=cast(User, request.user))
        messages.success(request, _("« %(name)s » est retiré.") % {"name": file.name})
    return redirect(_back(application, question))


@require_POST
@once
@door(can_comment_question, find=find_own_question)
def comment_add(request: HttpRequest, found: tuple[Application, Question]) -> HttpResponse:
    """A remark about a question, or the end of one."""
    application, question = found
    if settled := request.POST.get("settle", ""):
        comment = application.comments.filter(pk=settled).first() if settled.isascii() and settled.isdigit() and len(settled) < 18 else None
        if comment is not None:
            actions.settle_comment(comment=comment)
        return redirect(_address(application, question))
    actions.add_comment(application=application, key=question.key, text=request.POST.get("text", ""), by=cast(User, request.user))
    return redirect(_address(application, question))


@require_safe
@door(find=find_own_question)
def answer_history(request: HttpRequest, found: tuple[Application, Question]) -> HttpResponse:
    """Every earlier text of an answer."""
    application, question = found
    return render(
        request,
        "calls/answer_history.html",
        {"application": application, "question": question, "rows": list(_versions(application, question))},
    )


def _versions(application: Application, question: Question) -> Iterator[tuple[str, str, Any]]:
    """Label, words and version, latest first."""
    parts = {part.name: part for part in questions.parts_of(question, {}, question.max_rows)}
    for answer in application.answers.filter(key__in=list(parts)).order_by("key"):
        for version in answer.versions.select_related("by"):
            yield str(parts[answer.key].label), questions.said(parts[answer.key], version.value), version
