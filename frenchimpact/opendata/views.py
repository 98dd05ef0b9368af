"""The page of open data, its files, and the API's own documentation."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.opendata.api import api
from frenchimpact.opendata.datasets import DATASETS, FORMATS, lines_of
from frenchimpact.opendata.problems import problem


@open_door
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """What is open, and in which forms."""
    return render(request, "opendata/datasets.html", {"datasets": DATASETS.values()})


@open_door
@require_safe
def dataset_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """A dataset as a file, open to any site."""
    dataset = DATASETS.get(code)
    if dataset is None or kind not in dataset.forms:
        raise Http404
    response = StreamingHttpResponse(lines_of(dataset, kind) if request.method == "GET" else (), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{code}-{clock.today():%Y-%m-%d}.{kind}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


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
