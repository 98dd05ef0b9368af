"""The API's own documentation, and what answers at addresses that it does not have."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.opendata.problems import problem
from frenchimpact.opendata.trying import collections, tried


@open_door
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API for people who read: what holds for all of it, and its collections. Made from its description."""
    return render(request, "opendata/api_docs.html", {"collections": collections(), "base": settings.BASE_URL, "script": follow_script()})


def follow_script() -> str:
    """The program that follows a collection, as it is given to copy."""
    return (Path(__file__).parent.parent / "programs" / "follow_changes.py").read_text(encoding="utf-8")


@open_door
@require_safe
def api_collection(request: HttpRequest, name: str) -> HttpResponse:
    """One collection: its operations, their parameters, examples, and a form that tries them."""
    operations = collections().get(name)
    if operations is None:
        raise Http404
    asked = next((one for one in operations if one.key == request.GET.get("essai") and one.verb == "GET"), None)
    answer = tried(asked, request.GET) if asked else None
    told = {"name": name, "operations": operations, "asked": asked, "answer": answer, "typed": request.GET}
    return render(request, "opendata/api_collection.html", told)


@open_door
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/."""
    return problem(404, _("Rien ne se trouve à cette adresse. La liste des adresses est sur /api/v1/docs."))
