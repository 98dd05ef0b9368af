"""Reading projects for the programme, and what their team is asked and told."""

import json
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core import autosave
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator
from frenchimpact.projects import actions, queries, rules
from frenchimpact.projects.forms import AnswerForm, OutcomeForm, QuestionForm
from frenchimpact.projects.models import Project, Reading
from frenchimpact.projects.replies import address_to_answer
from frenchimpact.projects.sections import CRITERIA, LEVELS
from frenchimpact.projects.views.spaces import space_page
from frenchimpact.vocabularies.queries import word


@door(rules.can_read_queue)
def reading_queue(request: HttpRequest) -> HttpResponse:
    """Projects that wait to be read or decided, those due first."""
    waiting = queries.queue_for(request.user)
    user = request.user
    ready = [line for line in waiting if line.can_be_decided and is_operator(user)]
    rest = [line for line in waiting if line not in ready]
    mine = [line for line in rest if line.waits_for_me]
    asked = [line for line in rest if line.is_asked]
    context = {"ready": ready, "mine": mine, "asked": asked, "others": [line for line in rest if line not in mine and line not in asked]}
    return render(request, "projects/reading_queue.html", context)


def desk_page(request: HttpRequest, project: Project, extra: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """The project on one side, the grid on the other."""
    user = cast(User, request.user)
    rounds = queries.rounds_of(project, user)
    current = next((one for one in rounds if one.qualification.closed_at is None), None)
    mine = next((reading for reading in current.readings if reading.reader_id == user.pk), None) if current else None
    grid = mine.grid if mine else {}
    context = {
        "project": project,
        "themes": [word("theme", code) for code in project.themes],
        "lines": [line for line in queries.passport_lines(project) if line.answer],
        "moments": queries.timeline(project),
        "current": current,
        "past": [one for one in rounds if one.qualification.closed_at],
        "mine": mine,
        "seat": rules.free_seat(user, project),
        "criteria": [(one, grid.get(f"{one.code}.level", ""), grid.get(f"{one.code}.note", "")) for one in CRITERIA.values()],
        "all_criteria": list(CRITERIA.values()),
        "levels": LEVELS,
        "level_words": dict(LEVELS),
        "opinions": Reading.Opinion.choices,
        "marks": json.dumps({name: int(mark["version"]) for name, mark in (mine.marks if mine else {}).items()}),
        "can_decide": rules.can_decide(user, project) and Project.FLOW.can("qualify", project.status),
        "can_ask": Project.FLOW.can("ask_information", project.status),
        "question_form": QuestionForm(label_suffix="", prefix="q"),
        "outcome_form": OutcomeForm(label_suffix="", prefix="d"),
        "author_is_member": project.organisation_id is None or author_belongs(project),
        "missing": {},
        **(extra or {}),
    }
    return render(request, "projects/reading_desk.html", context, status=status)


def author_belongs(project: Project) -> bool:
    """Whether someone of the team belongs to the organisation that the sheet names."""
    members = project.team.filter(until__isnull=True).values("user")
    return project.organisation is not None and project.organisation.memberships.filter(until__isnull=True, user__in=members).exists()


@door(find=queries.find_readable)
def reading_desk(request: HttpRequest, project: Project) -> HttpResponse:
    """Read a project."""
    return desk_page(request, project)


@require_POST
@door(rules.can_read_qualification, find=queries.find_readable)
def reading_start(request: HttpRequest, project: Project) -> HttpResponse:
    """Take a free seat."""
    actions.start_reading(project=project, by=cast(User, request.user))
    return redirect("projects:reading_desk", project.reference)


@door(find=queries.find_reading)
def reading_save(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What the grid saves by itself."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    page = request.headers.get("X-Page", "")[:40] or "page"
    return autosave.answer(lambda: actions.save_reading(reading=reading, changes=changes, page=page))


@require_POST
@door(find=queries.find_reading)
def reading_send(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Keep the grid, and send it when asked."""
    names = ["opinion", "comment", *[f"{code}.{part}" for code in CRITERIA for part in ("level", "note")]]
    versions = autosave.versions_shown(request)
    changes = {name: autosave.Change(request.POST.get(name, ""), versions.get(name, 0)) for name in names}
    project = queries.find_readable(request.user, reading.qualification.project.reference)
    saved = actions.save_reading(reading=reading, changes=changes, page=request.POST.get("page", "")[:40] or "page")
    if saved.conflicts:
        messages.warning(request, _("Cette grille a changé dans un autre onglet. Relisez-la, puis envoyez-la."))
        return redirect("projects:reading_desk", project.reference)
    if saved.errors:
        return desk_page(request, project, {"missing": saved.errors}, status=422)
    if "draft" in request.POST:
        messages.success(request, _("La grille est enregistrée. Vous pouvez fermer cette page."))
        return redirect("projects:reading_desk", project.reference)
    try:
        actions.send_reading(reading=reading)
    except Incomplete as refusal:
        return desk_page(request, project, {"missing": refusal.missing}, status=422)
    messages.success(request, _("Votre lecture est envoyée."))
    return redirect("projects:reading_desk", project.reference)


@require_POST
@once
@door(rules.can_ask_information, find=queries.find_readable)
def information_ask(request: HttpRequest, project: Project) -> HttpResponse:
    """Ask the team for something, before a date."""
    form = QuestionForm(request.POST, label_suffix="", prefix="q")
    if not form.is_valid():
        return desk_page(request, project, {"question_form": form}, status=422)
    actions.ask_information(project=project, by=cast(User, request.user), **form.cleaned_data)
    messages.success(request, _("La question est partie à l’équipe. Le délai de lecture s’arrête jusqu’à la réponse."))
    return redirect("projects:reading_desk", project.reference)


@require_POST
@once
@door(rules.can_decide, find=queries.find_readable, fresh=True)
def reading_decide(request: HttpRequest, project: Project) -> HttpResponse:
    """Decide, with reasons."""
    form = OutcomeForm(request.POST, label_suffix="", prefix="d")
    if form.is_valid():
        try:
            project = actions.close_qualification(project=project, by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("La décision est prise et l’équipe est prévenue : %(status)s.") % {"status": project.get_status_display()}
            )
            return redirect("projects:reading_queue")
    return desk_page(request, project, {"outcome_form": form}, status=422)


@door(find=queries.find_space)
def project_reading(request: HttpRequest, project: Project) -> HttpResponse:
    """Where the reading is, what is asked, what was decided and why."""
    current = project.qualifications.filter(closed_at__isnull=True).first()
    asked = current.information_requests.filter(answered_at__isnull=True).first() if current else None
    context = {
        "current": current,
        "request_open": asked,
        "answer_address": address_to_answer(cast(User, request.user), asked) if asked else "",
        "sent_count": current.readings.filter(sent_at__isnull=False).count() if current else 0,
        "closed": list(project.qualifications.filter(closed_at__isnull=False)),
        "can_revive": Project.FLOW.can("revive", project.status),
        "criteria": list(CRITERIA.values()),
    }
    return space_page(request, project, "project_reading", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_project, find=queries.find_space)
def project_answer(request: HttpRequest, project: Project) -> HttpResponse:
    """What the readers ask, and the team's answer."""
    current = project.qualifications.filter(closed_at__isnull=True).first()
    asked = current.information_requests.filter(answered_at__isnull=True).first() if current else None
    if asked is None:
        messages.info(request, _("Rien ne vous est demandé en ce moment."))
        return redirect("projects:project_reading", project.reference)
    form = AnswerForm(request.POST or None, label_suffix="", auto_id="%s")
    if request.method == "POST" and form.is_valid():
        actions.give_information(project=project, answer=form.cleaned_data["answer"], by=cast(User, request.user))
        messages.success(request, _("Votre réponse est partie. La lecture continue."))
        return redirect("projects:project_reading", project.reference)
    context = {"form": form, "asked": asked, "answer_address": address_to_answer(cast(User, request.user), asked)}
    return space_page(request, project, "project_answer", context, status=422 if form.errors else 200)
