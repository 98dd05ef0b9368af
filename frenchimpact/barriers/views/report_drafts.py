"""The draft of a report and this browser: what is typed survives leaving the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from frenchimpact.barriers.actions import report_drafts as actions
from frenchimpact.barriers.forms.intake import DRAFTED
from frenchimpact.barriers.models import ReportDraft
from frenchimpact.barriers.queries.report_drafts import draft_by_key
from frenchimpact.core import autosave
from frenchimpact.core.browser_drafts import BrowserDraft
from frenchimpact.core.doors import open_door
from frenchimpact.design.picks import Typed

BROWSER = BrowserDraft("frein")


def current_draft(request: HttpRequest) -> ReportDraft | None:
    """What this browser is writing."""
    return draft_by_key(BROWSER.key_of(request))


def ensure_draft(request: HttpRequest) -> tuple[ReportDraft, str]:
    """The same, begun now if need be; with its new key to remember, or an empty one."""
    found = current_draft(request)
    return (found, "") if found is not None else actions.start_draft(key=BROWSER.page_key(request))


def values_of(draft: ReportDraft | None) -> dict[str, Any]:
    """What the form shows of it."""
    found = {name: value for name, value in (draft.answers if draft else {}).items() if value}
    key = found.pop("lieu_cle", "")
    return {**found, "lieu": Typed.of(found["lieu"], key)} if "lieu" in found else found


def keep_typed(request: HttpRequest) -> tuple[ReportDraft, str]:
    """What a plain form sends."""
    draft, key = ensure_draft(request)
    shown = autosave.versions_shown(request)
    changes = {name: autosave.Change(request.POST[name], shown.get(name, 0)) for name in DRAFTED if name in request.POST}
    actions.save_draft(draft=draft, changes=changes, writer=request.POST.get("page", "")[:40] or "page")
    return draft, key


@open_door
def report_save(request: HttpRequest) -> HttpResponse:
    """What the page saves by itself while somebody types."""
    if request.method != "PATCH":
        return HttpResponseNotAllowed(["PATCH"])
    changes = autosave.read_changes(request)
    draft, key = ensure_draft(request)
    writer = request.headers.get("X-Page", "")[:40] or "page"
    response = autosave.answer(lambda: actions.save_draft(draft=draft, changes=changes, writer=writer))
    BROWSER.remember(response, key)
    return response
