"""The versions of the plan: validating one, reading them, comparing two."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.design.words import day
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions.plan_versions import NotReady, validate_plan
from frenchimpact.territories.forms.plans import VersionForm
from frenchimpact.territories.models import PlanVersion, Territory
from frenchimpact.territories.queries import plan_versions as reads
from frenchimpact.territories.queries.actions import key_in
from frenchimpact.territories.views.spaces import person, space_page


@require_http_methods(["GET", "POST"])
@door(find=queries.find_space)
@once
def plan_versions(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """The versions, and what stands against the next one."""
    may_run = rules.can_run(request.user, territory)
    if request.method == "POST" and not may_run:
        raise PermissionDenied(_("Votre rôle ne permet pas cette action."))
    content, last = reads.content_of(territory), reads.last_version(territory)
    # All that met are offered once one was sent, so that the one refused is said to be too old.
    meetings = reads.steering_meetings(territory, None if request.method == "POST" else last)
    named = [(one, f"{one.title} – {day(one.starts_at)}") for one in meetings]
    form = VersionForm(request.POST if request.method == "POST" else None, meetings=named)
    missing = reads.missing_of(territory, content)
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in meetings if str(one.pk) == form.cleaned_data["meeting"]), None)
        try:
            version = validate_plan(territory=territory, note=form.cleaned_data["note"], meeting=chosen, by=person(request))
        except NotReady as refusal:
            missing = refusal.missing
            form.add_error(None, str(refusal.message))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La version %(number)s du plan est validée et gardée.") % {"number": version.number})
            return redirect("territories:plan_versions", territory.reference)
    context: dict[str, Any] = {
        "form": form,
        "may_run": may_run,
        "missing": missing,
        "versions": list(territory.plan_versions.select_related("meeting", "by").defer("content")),
        "last": last,
        "is_same": last is not None and last.sha256 == reads.fingerprint(content),
        "has_meeting": bool(meetings),
        "moved": reads.moved_budgets(seen.content, content) if (seen := reads.last_steered(territory)) is not None else [],
    }
    return space_page(request, territory, "plan_versions", context, tab="plan", status=422 if form.errors else 200)


@require_safe
@door(find=queries.find_space)
def plan_compare(request: HttpRequest, territory: Territory) -> HttpResponse:
    """What came, what went and what changed between two versions; without the second, the plan of today."""
    numbers = [key_in(request.GET.get(name, "")) for name in ("de", "a")]
    versions = {one.number: one for one in territory.plan_versions.filter(number__in=[one for one in numbers if one])}
    before = versions.get(numbers[0] or 0)
    if before is None or (numbers[1] and numbers[1] not in versions):
        raise Http404(_("Cette version du plan n’existe pas."))
    after = versions.get(numbers[1] or 0)
    compared = reads.compare(before.content, after.content if after else reads.content_of(territory))
    context = {
        "before": before,
        "after": after,
        "compared": compared,
        "numbers": list(territory.plan_versions.order_by("number").values_list("number", flat=True)),
    }
    return space_page(request, territory, "plan_compare", context, tab="plan")


@require_safe
@door(find=reads.find_version)
def plan_version(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """The octets of a version: their SHA-256 is the one shown."""
    response = HttpResponse(reads.canonical(version.content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="plan-{version.territory.slug}-v{version.number}.json"'
    return response
