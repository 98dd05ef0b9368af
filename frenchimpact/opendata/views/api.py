"""The API's own documentation, and what answers at addresses that it does not have."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.opendata.api import api
from frenchimpact.opendata.problems import problem


@open_door
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API for people who read: every address, its filters, an example. Made from the schema itself."""
    schema = api.get_openapi_schema()
    operations = [(f"{verb.upper()} {path}", told) for path, verbs in schema["paths"].items() for verb, told in verbs.items()]
    return render(request, "opendata/api_docs.html", {"operations": operations})


@open_door
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/."""
    return problem(404, _("Rien ne se trouve à cette adresse. La liste des adresses est sur /api/v1/docs."))
