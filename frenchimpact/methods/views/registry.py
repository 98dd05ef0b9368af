"""Methods for everyone: the list, the page of a version, its files, what two versions say differently."""

import json
import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import shown
from frenchimpact.design.markdown import as_html
from frenchimpact.methods import citing, queries, rules
from frenchimpact.methods.calculation import sample_values
from frenchimpact.methods.folders import Folder, pack
from frenchimpact.methods.format import Step, schema
from frenchimpact.methods.lists import COLUMNS, FORMATS, MethodList
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.papers import method_paper
from frenchimpact.methods.sensitivity import Sensitivity, sensitivity
from frenchimpact.methods.telling import told
from frenchimpact.methods.wording import in_words, unit_words
from frenchimpact.vocabularies.queries import word


def domain_words(code: str) -> str:
    """The theme of a method, or all of them."""
    return _("Tous les thèmes") if code == "tous" else str(word("theme", code))


SHOWN: dict[str, Any] = {
    "evidence_words": queries.evidence_words,
    "domain_words": domain_words,
    "unit_words": unit_words,
    "word": word,
    "shown": shown,
}


@open_door
@require_safe
def methods(request: HttpRequest) -> HttpResponseBase:
    """All of them, with filters and files."""
    asked = MethodList(request.GET)
    if asked.format:
        return _file(asked)
    rows = [(one, one.content) for one in asked.rows]
    context = {"asked": asked, "rows": rows, "may_propose": rules.can_propose_method(request.user), "lang": get_language(), **SHOWN}
    return render(request, "methods/methods.html", context)


def _file(asked: MethodList) -> HttpResponseBase:
    if asked.format == "csv":
        lines = csv_text(asked.cells(), columns=COLUMNS)
    elif asked.format == "json":
        lines = json_text(asked.cells())
    else:
        rows = [
            {
                "nom": f"{one.title} {one.number}",
                "adresse_fiche": settings.BASE_URL + reverse("methods:version", args=[one.method.slug, one.number]),
                "date": clock.date_of(one.published_at).isoformat() if one.published_at else "",
                "description": one.content["summary"][get_language() or "fr"],
            }
            for one in asked.rows
        ]
        address = settings.BASE_URL + asked.url(format="atom")
        lines = atom_text(rows, title=_("Méthodes ouvertes"), address=address, ways={}, language=get_language() or "fr")
    response = StreamingHttpResponse(lines, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="methodes-{clock.today().isoformat()}.csv"'
    return response


@open_door
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator in force, with its definition and the method that gives it."""
    rows = list(queries.indicators_in_force())
    return render(request, "methods/indicators.html", {"rows": rows, **SHOWN})


@require_safe
@door(find=queries.find_latest, visitors=True)
def method(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """The version in force."""
    return _page(request, version)


@require_safe
@door(find=queries.find_version, visitors=True)
def version(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """One version: what it says never changes."""
    return _page(request, version)


def _page(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    folder = queries.folder_of(version)
    content = folder.method
    versions = queries.versions_shown(request.user, version.method)
    latest = queries.latest_of(version.method)
    context = {
        "version": version,
        "content": content,
        "readme": _written(folder.files[f"README.{get_language() or 'fr'}.md"]),
        "history": _written(folder.files["CHANGELOG.md"]),
        "versions": versions,
        "latest": latest,
        "steps": [(step, in_words(content, step)) for step in content.steps],
        "samples": _samples(version, folder),
        "citation": citing.citation(version, content),
        "bibtex": citing.bibtex(version, content),
        "forks": version.forks.filter(state__in=rules.PUBLISHED).select_related("method"),
        "verbs": _verbs(request, version),
        "may_edit": rules.can_edit_method(request.user, version.method),
        "today": clock.today(),
        **SHOWN,
    }
    return render(request, "methods/version.html", context)


def _written(text: str) -> Markup:
    """A file of the folder, without its own title: the page has one."""
    return as_html(re.sub(r"\A\s*# .*\n", "", text))


def _verbs(request: HttpRequest, version: MethodVersion) -> list[str]:
    """What the person may do with this version."""
    found = MethodVersion.FLOW.verbs(version.state)
    if rules.can_review_method(request.user, version):
        return found
    return [verb for verb in found if verb == "submit"] if rules.can_edit_method(request.user, version.method) else []


def _samples(version: MethodVersion, folder: Folder) -> list[dict[str, Any]]:
    """The worked examples with their results, computed again as the page is made."""
    calculation = queries.calculation_of(version)
    found = []
    for path, sample in folder.samples.items():
        run = calculation.run(sample_values(folder.method, sample))
        sure = sensitivity(run, with_break_even=False)
        results = [
            (step.name, (" ; ".join(told(value, step, folder.method) for value in run.of(step)) or "–") + _around(sure, step))
            for step in calculation.results
            if not step.table
        ]
        found.append({"path": path, "title": sample.title, "results": results})
    return found


def _around(sure: Sensitivity | None, step: Step) -> str:
    """The range of a headline, which never stands alone."""
    if sure is None or step is not sure.step:
        return ""
    low, high = (told(end, step) for end in (sure.low, sure.high))
    return " " + _("(de %(low)s à %(high)s)") % {"low": low, "high": high}


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────
@require_safe
@door(find=queries.find_version, visitors=True)
def archive(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """The folder as one ZIP archive, the same bytes each time."""
    response = HttpResponse(pack(queries.folder_of(version)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{version.method.slug}-{version.number}.zip"'
    return response


@require_safe
@door(find=queries.find_version, visitors=True)
def data(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """What method.toml says, as JSON that satisfies the published schema."""
    text = queries.folder_of(version).method.model_dump(mode="json", exclude_none=True)
    return HttpResponse(json.dumps(text, ensure_ascii=False, indent=2), content_type="application/json")


@require_safe
@door(find=queries.find_version, visitors=True)
def method_on_paper(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """The version to print, to read without a screen, to join to a file."""
    folder = queries.folder_of(version)
    response = HttpResponse(method_paper(version, folder.method, _samples(version, folder)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{version.method.slug}-{version.number}.pdf"'
    return response


@require_safe
@door(find=queries.find_version, visitors=True)
def citation(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """CITATION.cff."""
    text = citing.citation_file(version, queries.folder_of(version).method)
    response = HttpResponse(text, content_type="text/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="CITATION.cff"'
    return response


@open_door
@require_safe
def published_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the format: of method.toml and method.json, and of worked examples."""
    text = json.dumps({"$id": request.build_absolute_uri(request.path), **schema(queries.themes())}, ensure_ascii=False, indent=2)
    return HttpResponse(text, content_type="application/schema+json")


@require_safe
@door(find=queries.find_latest, visitors=True)
def compare(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """What two versions say differently: the two latest, or those asked for."""
    versions = queries.versions_shown(request.user, version.method)
    numbers = {one.number: one for one in versions}
    new = numbers.get(request.GET.get("a", ""), versions[0])
    old = numbers.get(request.GET.get("de", ""), versions[min(versions.index(new) + 1, len(versions) - 1)])
    if len(versions) < 2:
        raise Http404
    changed = queries.changes(queries.folder_of(old).method, queries.folder_of(new).method)
    context = {"version": new, "old": old, "new": new, "versions": versions, "changes": changed, "kinds": _kinds(), **SHOWN}
    return render(request, "methods/compare.html", context)


def _kinds() -> dict[str, str]:
    return {
        "indicators": _("Indicateur"),
        "inputs": _("Donnée"),
        "assumptions": _("Hypothèse"),
        "tables": _("Tableau"),
        "steps": _("Formule"),
    }
