"""Programmes and tools, for everyone: lists, and a page each."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.calendars import calendar_bytes, calendar_response, webcal
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.misses import missed
from frenchimpact.core.pages import render
from frenchimpact.design.incidents import gone
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Organisation
from frenchimpact.resources import lists, presenting, rules
from frenchimpact.resources.actions import tools as actions
from frenchimpact.resources.calendars import entries_of
from frenchimpact.resources.forms.sheets import OpinionForm
from frenchimpact.resources.models import Programme, Sheet, Tool
from frenchimpact.resources.queries import sheets as reads
from frenchimpact.resources.queries.delays import delay_of
from frenchimpact.resources.views.frame import atom, carried_out, file_of, person


@open_door
@require_safe
def programmes(request: HttpRequest) -> HttpResponseBase:
    """What structures run for projects, with its filters and its files."""
    asked = lists.ProgrammeList(request.GET)
    if asked.format == "atom":
        return atom(asked.shown, "resources:programme", _("Programmes"), asked.url(format="atom"))
    if asked.format:
        return file_of(asked.format, lists.programme_cells(asked.rows), lists.PROGRAMME_COLUMNS, "programmes")
    if not asked.count:
        missed("programmes", theme=asked.theme, place=asked.place.key if asked.place else "")
    context = {"asked": asked, "say": presenting.say(), "may_hold": rules.can_hold(request.user), "webcal": webcal(asked.calendar)}
    return render(request, "resources/programmes.html", context)


@open_door
@require_safe
def programmes_calendar(request: HttpRequest) -> HttpResponse:
    """What calendars subscribe to: the intakes of exactly the programmes of the filters."""
    asked = lists.ProgrammeList(request.GET)
    title = " · ".join([_("Entrées des programmes"), *(words for words, _href in asked.tags), settings.PROGRAMME_NAME])
    return calendar_response(request, calendar_bytes(entries_of(asked.rows), name=title))


@open_door
@require_safe
def tools(request: HttpRequest) -> HttpResponseBase:
    """The library, with its filters and its files."""
    asked = lists.ToolList(request.GET)
    if asked.format == "atom":
        return atom(asked.shown, "resources:tool", _("Outils"), asked.url(format="atom"))
    if asked.format:
        return file_of(asked.format, lists.tool_cells(asked.rows), lists.TOOL_COLUMNS, "outils")
    context = {"asked": asked, "say": presenting.say(), "may_hold": rules.can_hold(request.user)}
    return render(request, "resources/tools.html", context)


def _gone(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    words = _("« %(title)s » a été retiré par qui le tenait : %(why)s") % {"title": sheet.title, "why": sheet.state_reason}
    return gone(request, words)


@require_safe
@door(find=reads.find_programme, visitors=True)
def programme(request: HttpRequest, found: Programme) -> HttpResponse:
    """What it gives, to whom, when one comes in, how many places are left."""
    may_edit = rules.can_edit_sheet(request.user, found)
    if found.state == Sheet.State.WITHDRAWN and not may_edit:
        return _gone(request, found)
    context = {
        "programme": found,
        "say": presenting.say(),
        "may_edit": may_edit,
        "delay": delay_of(found.organisation),
        "asking": list(rules.using_projects(request.user)[:10]) if request.user.is_authenticated else [],
        "is_supporter": Organisation.Kind.SUPPORT in found.organisation.kinds,
    }
    return render(request, "resources/programme.html", context)


@require_safe
@door(find=reads.find_tool, visitors=True)
def tool(request: HttpRequest, found: Tool) -> HttpResponse:
    """What it is, what one may do with it, how to get it, who uses it, whether it was useful."""
    return _tool_page(request, found, OpinionForm())


def _tool_page(request: HttpRequest, found: Tool, form: OpinionForm, status: int = 200) -> HttpResponse:
    may_edit = rules.can_edit_sheet(request.user, found)
    if found.state == Sheet.State.WITHDRAWN and not may_edit:
        return _gone(request, found)
    context = {
        "tool": found,
        "say": presenting.say(),
        "form": form,
        "files": presenting.file_rows(found),
        "uses": reads.uses_of(request.user, found) if request.user.is_authenticated else [],
        "projects": list(reads.projects_using(found)[:12]),
        "may_edit": may_edit,
        "may_judge": not may_edit and found.state == Sheet.State.PUBLISHED,
    }
    return render(request, "resources/tool.html", context, status=status)


@require_POST
@door(find=reads.find_public_tool, reason=gettext_lazy("Connectez-vous pour dire quel projet utilise cet outil."))
@once
def tool_use(request: HttpRequest, found: Tool) -> HttpResponseBase:
    """« Nous l’utilisons », for one of one's projects, or no longer."""
    project = rules.using_projects(request.user).filter(reference=request.POST.get("projet", "")).first()
    if project is None:
        messages.error(request, _("Choisissez un de vos projets."))
    else:
        is_used = request.POST.get("do") == "oui"
        actions.say_used(tool=found, project=project, is_used=is_used, by=person(request))
        messages.success(request, _("C’est noté : merci.") if is_used else _("C’est retiré."))
    return redirect("resources:tool", found.slug)


@require_http_methods(["GET", "POST"])
@door(rules.can_judge, find=reads.find_public_tool, reason=gettext_lazy("Connectez-vous pour donner votre avis sur cet outil."))
@once
def tool_opinion(request: HttpRequest, found: Tool) -> HttpResponseBase:
    """Useful or not, and why."""
    if request.method == "GET":
        return redirect("resources:tool", found.slug)
    form = OpinionForm(request.POST)
    if carried_out(form, lambda: actions.judge_tool(tool=found, by=person(request), **form.cleaned_data)):
        messages.success(request, _("Merci : votre avis aide à choisir."))
        return redirect("resources:tool", found.slug)
    return _tool_page(request, found, form, 422)


@require_http_methods(["GET", "POST"])
@door(find=reads.find_public_tool, reason=gettext_lazy("Connectez-vous pour signaler que cet outil ne s’ouvre plus."))
@once
def tool_broken(request: HttpRequest, found: Tool) -> HttpResponseBase:
    """Its link or its file no longer opens: its holder hears it."""
    if request.method == "POST":
        actions.report_broken(tool=found, by=person(request))
        messages.success(request, _("Merci. La structure qui le tient est prévenue."))
    return redirect("resources:tool", found.slug)
