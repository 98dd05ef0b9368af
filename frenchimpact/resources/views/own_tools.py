"""The tools of one's organisations: written, with their files, published, checked again, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.files.actions.keeping import delete_file
from frenchimpact.files.actions.taking import take_sent
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import find_file_of, intake
from frenchimpact.journal.actions import once
from frenchimpact.resources import presenting, rules
from frenchimpact.resources.actions import tools as actions
from frenchimpact.resources.forms.sheets import ReasonForm, ToolForm
from frenchimpact.resources.models import Tool
from frenchimpact.resources.queries import sheets as reads
from frenchimpact.resources.views.frame import carried_out, person

FILES = intake("dossier")


@require_safe
@door()
def my_tools(request: HttpRequest) -> HttpResponse:
    """All of one's own."""
    context = {"rows": list(reads.own_tools(request.user)[:200]), "say": presenting.say(), "may_hold": rules.can_hold(request.user)}
    return render(request, "resources/my_tools.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_hold)
@once
def tool_new(request: HttpRequest) -> HttpResponseBase:
    """A draft."""
    form = ToolForm(request.POST or None, houses=rules.holding_for(request.user).order_by("name", "pk"))
    made: list[Tool] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(actions.prepare_tool(by=person(request), **form.values()))):
        messages.success(request, _("Le brouillon est enregistré. Ajoutez le fichier s’il y en a un, puis publiez-le."))
        return redirect("resources:own_tool", made[0].reference)
    return render(request, "resources/tool_edit.html", {"form": form, "tool": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_sheet, find=reads.find_own_tool)
@once
def tool_edit(request: HttpRequest, tool: Tool) -> HttpResponseBase:
    """Its sheet."""
    initial = {name: getattr(tool, name) for name in actions.FIELDS}
    form = ToolForm(request.POST or None, houses=None, initial=initial)
    if request.method == "POST" and carried_out(form, lambda: actions.change_tool(tool=tool, by=person(request), **form.values())):
        messages.success(request, _("C’est enregistré."))
        return redirect("resources:own_tool", tool.reference)
    return render(request, "resources/tool_edit.html", {"form": form, "tool": tool}, status=422 if form.errors else 200)


@require_safe
@door(rules.can_edit_sheet, find=reads.find_own_tool)
def own_tool(request: HttpRequest, tool: Tool) -> HttpResponse:
    """Where it stands, its files, what people thought of it."""
    return _own_page(request, tool)


def _own_page(
    request: HttpRequest,
    tool: Tool,
    refusal: str = "",
    status: int = 200,
    form: ReasonForm | None = None,
    refused: list[tuple[str, Text]] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "tool": tool,
        "say": presenting.say(),
        "can": {verb: Tool.FLOW.can(verb, tool.state) for verb in ("publish", "restore", "withdraw")},
        "files": presenting.file_rows(tool),
        "remove_url": lambda number: reverse("resources:tool_file_remove", args=[tool.reference, number]),
        "intake": FILES,
        "whys": reads.whys_of(tool),
        "broken_count": tool.alerts.filter(settled_at=None).count(),
        "form": form or ReasonForm(),
        "refused": refused or [],
        "refusal": refusal,
    }
    return render(request, "resources/own_tool.html", context, status=status)


@require_POST
@door(rules.can_edit_sheet, find=reads.find_own_tool)
@once
def tool_move(request: HttpRequest, tool: Tool) -> HttpResponseBase:
    """Published, checked, withdrawn, published again."""
    verb, form = request.POST.get("do", ""), ReasonForm()
    try:
        if verb == "check":
            actions.check_tool(tool=tool, by=person(request))
        elif verb == "withdraw":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _own_page(request, tool, status=422, form=form)
            actions.move_tool(tool=tool, verb=verb, by=person(request), reason=form.cleaned_data["reason"])
        elif verb in ("publish", "restore"):
            actions.move_tool(tool=tool, verb=verb, by=person(request))
        else:
            raise Refusal(_("Choisissez une action."))
    except Refusal as refusal:
        return _own_page(request, tool, str(refusal.message), refusal.status, form)
    messages.success(request, _("La fiche est retirée.") if verb == "withdraw" else _("C’est fait : la fiche est à jour."))
    return redirect("resources:own_tool", tool.reference)


@require_POST
@door(rules.can_edit_sheet, find=reads.find_own_tool)
@once
def tool_files(request: HttpRequest, tool: Tool) -> HttpResponseBase:
    """Files that everyone may get: one that is refused does not stop the others."""
    about: dict[str, Any] = {"owner": tool, "purpose": rules.TOOL_FILE, "intake": FILES, "by": person(request)}
    taken = take_sent(sent=request.FILES, fields=request.POST, name="files", **about)
    if taken.refused:
        return _own_page(request, tool, status=422, refused=taken.refused)
    messages.success(request, _("Les fichiers sont enregistrés."))
    return redirect("resources:own_tool", tool.reference)


def find_tool_file(user: Any, reference: str, number: int) -> StoredFile:
    """A file of one's tool. Raises Http404."""
    return find_file_of(reads.find_own_tool(user, reference), rules.TOOL_FILE, number)


@require_POST
@door(find=find_tool_file)
@once
def tool_file_remove(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """It is no longer given."""
    tool = Tool.objects.get(pk=file.owner_id)
    delete_file(file=file, by=person(request))
    messages.success(request, _("Le fichier est retiré."))
    return redirect("resources:own_tool", tool.reference)
