"""The pages of open data, their files, the schemas of these."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.linked_data import linked_data
from frenchimpact.core.pages import render
from frenchimpact.observatory.queries import read_moment
from frenchimpact.opendata.catalogue import as_json_ld, as_turtle, catalogue
from frenchimpact.opendata.datasets import DATASETS, FORMATS, Dataset, lines_of
from frenchimpact.opendata.datasets.dataset import DESCRIBED
from frenchimpact.opendata.datasets.files import columns_of, first_rows
from frenchimpact.opendata.datasets.prints import file_print, kept
from frenchimpact.opendata.datasets.schemas import LICENCE, page_of, schema_of, state_of, table_schema
from frenchimpact.opendata.problems import problem
from frenchimpact.opendata.structured import as_catalogue, as_dataset


@open_door
@require_safe
def datasets(request: HttpRequest) -> HttpResponse:
    """What is open, in which forms, and what changed in it lately."""
    ours = [one for one in DATASETS.values() if one.standard is None]
    others = [one for one in DATASETS.values() if one.standard is not None]
    own = [(change, one) for one in DATASETS.values() for change in one.changes]
    changes = sorted([*own, (DESCRIBED, None)], key=lambda pair: pair[0].on, reverse=True)
    told = {"structured": linked_data(as_catalogue([*ours, *others]))}
    return render(request, "opendata/datasets.html", told | {"ours": ours, "others": others, "changes": changes[:20]})


@open_door
@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: its files, its columns with an example, its history, how to cite it."""
    found = next((one for one in DATASETS.values() if one.slug == slug), None)
    if found is None:
        raise Http404
    count, changed = state_of(found)
    told = {
        "dataset": found,
        "count": count,
        "changed": changed,
        "schema": schema_of(found),
        "page": page_of(found),
        "licence": LICENCE,
        "today": clock.today(),
        "programme": settings.PROGRAMME_NAME,
        "columns": _columns(found),
        "structured": linked_data(as_dataset(found, changed)),
    }
    return render(request, "opendata/dataset.html", told)


def _columns(found: Dataset) -> list[tuple[str, str, str, list[tuple[str, str]], str]]:
    """Of each column: its name, its type, its words, its codes, an example. None when the schema is of others."""
    if found.standard is not None:
        return []
    (row,) = first_rows(found, 1) or [()]
    columns = columns_of(found)
    examples = [str(value) if value is not None else "" for value in row] or [""] * len(columns)
    return [
        (one.name, one.kind, found.words_of(one.name), found.codes_of(one.name), example)
        for one, example in zip(columns, examples, strict=True)
    ]


@open_door
@require_safe
def dataset_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """A dataset as a file, open to any site."""
    found = DATASETS.get(code)
    if found is None or kind not in found.forms:
        raise Http404
    day, asked = clock.today(), request.GET.get("au", "") if found.known_now else ""
    if asked:
        moment, trouble = read_moment(asked)
        if trouble:
            return problem(400, str(trouble))
        if moment.at is not None:
            day = moment.day or clock.date_of(moment.at)
            found = found.known_at(moment.at, day)
    held = file_print(found, kind, day)
    given = get_conditional_response(request, etag=held.etag, last_modified=held.since) if held else None
    is_read = given is None and request.method == "GET"
    response = given or StreamingHttpResponse(lines_of(found, kind) if is_read else (), content_type=FORMATS[kind])
    if given is None:
        response["Content-Disposition"] = f'attachment; filename="{code}-{day:%Y-%m-%d}.{kind}"'
    if held:
        held.say(response)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    response["Link"] = f'<{schema_of(found)}>; rel="describedby", <{page_of(found)}>; rel="about"'
    return response


@open_door
@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """The columns of a dataset for programs, in French or in the language of `lang`."""
    found = DATASETS.get(code)
    if found is None or found.standard is not None:
        raise Http404
    language = request.GET.get("lang", "")
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        response = JsonResponse(table_schema(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return kept(request, response)


@open_door
@require_safe
def catalogue_file(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue of all that is open, for other portals."""
    nodes = catalogue()
    if form == "ttl":
        response = HttpResponse(as_turtle(nodes), content_type="text/turtle; charset=utf-8")
    else:
        response = HttpResponse(as_json_ld(nodes), content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return kept(request, response)
