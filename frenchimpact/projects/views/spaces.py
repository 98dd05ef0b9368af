"""A project's working space: what to do next, its sheet, its passport, who sees what, its trail."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.conversations.queries import ways_of
from frenchimpact.core import autosave
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.journal.queries import entries_for, lines
from frenchimpact.projects import actions, queries, rules
from frenchimpact.projects.actions.sheets import sheet_values
from frenchimpact.projects.forms import LISTS, SheetForm, StageForm
from frenchimpact.projects.models import Project, SectionAudience
from frenchimpact.projects.sections import QUESTIONS, SECTIONS, clean_answer
from frenchimpact.projects.views.places import places_context, typed_place, with_place

# Pages under a tab.
PARENTS = {"project_document": "project_documents", "project_document_delete": "project_documents"}


def space_page(request: HttpRequest, project: Project, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """One tab of the space, with its header."""
    everything = {**queries.space_frame(request.user, project, f"projects:{PARENTS.get(name, name)}"), **context}
    return render(request, f"projects/{name}.html", everything, status=status)


@door(find=queries.find_space)
def project_space(request: HttpRequest, project: Project) -> HttpResponse:
    """What to do now, what is missing, what happened."""
    passport = queries.passport_lines(project)
    done, total = queries.completeness(project, passport)
    team_count = project.team.filter(until__isnull=True).count()
    answered = sum(line.answer is not None for line in passport)
    by_section = [
        (_("Fiche"), done - answered, total - len(passport)),
        *(
            (section.title, sum(line.answer is not None for line in passport if line.question.section == code), count)
            for code, section in SECTIONS.items()
            if (count := sum(line.question.section == code for line in passport))
        ),
    ]
    context = {
        "actions": queries.next_actions(project, passport, team_count),
        "done": done,
        "total": total,
        "by_section": by_section,
        "moments": queries.timeline(project),
        "team_count": team_count,
        "can_revive": Project.FLOW.can("revive", project.status),
        "can_archive": Project.FLOW.can("archive", project.status),
        "talks": ways_of(request.user, Project._meta.label, project),
    }
    return space_page(request, project, "project_space", context)


@require_http_methods(["GET", "POST"])
@door(find=queries.find_space)
def project_sheet(request: HttpRequest, project: Project) -> HttpResponse:
    """The words of the sheet, saved as they are typed; without scripts, by its button."""
    values, errors, conflicts, status = sheet_values(project), {}, {}, 200
    place = typed_place(request)
    if request.method == "POST":
        if not rules.can_edit_project(request.user, project):
            return redirect("projects:project_sheet", project.reference)
        changes = typed_sheet(request)
        with_place(changes, place)
        saved = actions.save_sheet(
            project=project, changes=changes, by=cast(User, request.user), page=request.POST.get("page", "")[:40] or "page"
        )
        if not saved.errors and not saved.conflicts and not place.problem:
            messages.success(request, _("La fiche est enregistrée."))
            return redirect("projects:project_sheet", project.reference)
        project.refresh_from_db()
        if place.problem:
            saved.errors["places"] = place.problem
        errors, conflicts, status = saved.errors, saved.conflicts, 409 if saved.conflicts else 422
        values = {**sheet_values(project), **{name: changes[name].value for name in [*errors, *conflicts]}}
    form = SheetForm(data=values if errors else None, initial=values, label_suffix="", auto_id="%s", is_need=project.is_need)
    if errors:
        form.full_clean()
        if place.problem:
            # It says more than « none was chosen ».
            form.errors.pop("places", None)
        for name, text in errors.items():
            if name not in form.errors:
                form.add_error(name, str(text))
    context = {
        "form": form,
        "marks": json.dumps({name: autosave.version_of(project.marks, name) for name in form.fields}),
        "conflicts": {name: (form.fields[name].label, conflict) for name, conflict in conflicts.items()},
        "stage_form": StageForm(label_suffix="", initial={"stage": project.stage}),
        **places_context(values, place),
    }
    return space_page(request, project, "project_sheet", context, status=status)


def typed_sheet(request: HttpRequest) -> dict[str, autosave.Change]:
    """What the form of the sheet sends."""
    versions = autosave.versions_shown(request)
    return {
        name: autosave.Change(request.POST.getlist(name) if name in LISTS else request.POST.get(name, ""), versions.get(name, 0))
        for name in SheetForm.base_fields
    }


@door(rules.can_edit_project, find=queries.find_space)
def sheet_save(request: HttpRequest, project: Project) -> HttpResponse:
    """What the page saves by itself."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    page = request.headers.get("X-Page", "")[:40] or "page"
    return autosave.answer(lambda: actions.save_sheet(project=project, changes=changes, by=cast(User, request.user), page=page))


@require_POST
@once
@door(rules.can_edit_project, find=queries.find_space)
def stage_change(request: HttpRequest, project: Project) -> HttpResponse:
    """A new stage, on a date."""
    form = StageForm(request.POST, label_suffix="")
    if form.is_valid():
        actions.change_stage(project=project, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("L’étape est enregistrée, avec sa date."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("projects:project_sheet", project.reference)


@require_POST
@door(rules.can_edit_project, find=queries.find_space)
def sheet_confirm(request: HttpRequest, project: Project) -> HttpResponse:
    """Everything is still true."""
    actions.confirm_sheet(project=project, by=cast(User, request.user))
    messages.success(request, _("La fiche est confirmée aujourd’hui."))
    return redirect("projects:project_sheet", project.reference)


@door(find=queries.find_space)
def project_passport(request: HttpRequest, project: Project) -> HttpResponse:
    """Every answer with its source and its date."""
    return passport_page(request, project)


def passport_page(request: HttpRequest, project: Project, key: str = "", typed: str = "", error: str = "") -> HttpResponse:
    """The passport; with an error beside one question."""
    passport = queries.passport_lines(project)
    audiences = queries.audiences_of(project)
    names = dict(SectionAudience.Audience.choices)
    groups = [
        (section.title, names[audiences[code]], [line for line in passport if line.question.section == code])
        for code, section in SECTIONS.items()
        if any(line.question.section == code for line in passport)
    ]
    context = {"groups": groups, "wrong": key, "typed": typed, "error": error}
    return space_page(request, project, "project_passport", context, status=422 if error else 200)


@require_POST
@door(rules.can_edit_project, find=queries.find_space)
def passport_answer(request: HttpRequest, project: Project) -> HttpResponse:
    """Write an answer, or say that it is still true."""
    is_still_true = "still" in request.POST
    key = request.POST.get("still" if is_still_true else "key", "")
    question = QUESTIONS.get(key)
    if question is None:
        raise Refusal(_("Cette question n’existe pas. Rechargez la page."))
    user = cast(User, request.user)
    if is_still_true:
        actions.confirm_answer(project=project, key=key, by=user)
    else:
        typed = request.POST.get("value", "")
        try:
            value = clean_answer(question, typed)
        except ValidationError as error:
            return passport_page(request, project, key, typed[:5000], str(error.messages[0]))
        actions.answer_question(project=project, key=key, value=value, by=user)
    messages.success(request, _("C’est noté : %(label)s.") % {"label": question.label})
    return redirect(reverse("projects:project_passport", args=[project.reference]) + f"#{key}")


@require_http_methods(["GET", "POST"])
@door(find=queries.find_space)
def project_publication(request: HttpRequest, project: Project) -> HttpResponse:
    """Whether the sheet may be public, and who sees each part."""
    if request.method == "POST" and rules.can_edit_project(request.user, project):
        save_publication(request, project)
        return redirect("projects:project_publication", project.reference)
    audiences = queries.audiences_of(project)
    context = {
        "sections": [(section, audiences[code]) for code, section in SECTIONS.items()],
        "audiences": SectionAudience.Audience.choices,
    }
    return space_page(request, project, "project_publication", context)


def save_publication(request: HttpRequest, project: Project) -> None:
    """Keep the choices of the page."""
    user = cast(User, request.user)
    current = queries.audiences_of(project)
    for code in SECTIONS:
        chosen = request.POST.get(f"section-{code}", current[code])
        if chosen != current[code]:
            actions.set_audience(project=project, section=code, audience=chosen, by=user)
    if request.POST.get("consent"):
        actions.allow_publication(project=project, by=user)
    else:
        actions.forbid_publication(project=project, by=user)
    messages.success(request, _("Vos choix sont enregistrés."))


@require_POST
@once
@door(rules.can_edit_project, find=queries.find_space)
def project_revive(request: HttpRequest, project: Project) -> HttpResponse:
    """Hand the project in again."""
    actions.revive_project(project=project, by=cast(User, request.user))
    messages.success(request, _("Le projet est déposé de nouveau. Deux personnes vont le lire."))
    return redirect("projects:project_space", project.reference)


@require_http_methods(["GET", "POST"])
@door(rules.can_manage_team, find=queries.find_space)
def project_archive(request: HttpRequest, project: Project) -> HttpResponse:
    """Put the project aside, after having read what it means."""
    if request.method == "POST":
        actions.archive_project(project=project, by=cast(User, request.user))
        messages.success(request, _("Le projet est mis de côté. Rien n’est effacé."))
        return redirect("projects:project_space", project.reference)
    return space_page(request, project, "project_archive", {})


@door(find=queries.find_space)
def project_journal(request: HttpRequest, project: Project) -> HttpResponse:
    """Who did what, when."""
    entries = queries.shown_entries(entries_for(project), request.user, project)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {
        "lines": lines(page.object_list),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else None,
        "here": _("Page %(n)s sur %(count)s") % {"n": page.number, "count": page.paginator.num_pages},
        "has_pages": page.has_other_pages(),
    }
    return space_page(request, project, "project_journal", context)
