"""Open methods of measuring, which anyone may compute."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from ninja import Field, Path, Query

from frenchimpact.accounts.actions.questions import count_question
from frenchimpact.methods.queries import RunIn, run_method
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.method_reads import MethodFilters, find_method, method_out, methods
from frenchimpact.opendata.method_shapes import MethodOut, Methods, RunOut
from frenchimpact.opendata.shapes import Problem

METHOD_ID = Annotated[str, Field(max_length=90, pattern=r"^[a-z0-9][a-z0-9-]*(@[0-9]+\.[0-9]+\.[0-9]+)?$"), Path()]


@api.get("/methods", response={200: Methods, **REFUSALS}, summary="Open methods of measuring impact")
def method_list(request: HttpRequest, filters: Query[MethodFilters]) -> Methods:
    """The version in force of each. Follow `next` to read them all."""
    rows, following, total = reads.page(request, methods(filters), filters)
    return Methods(results=[method_out(row) for row in rows], next=following, total=total)


@api.get("/methods/{id}", response={200: MethodOut, **REFUSALS}, summary="One open method")
def method(request: HttpRequest, id: METHOD_ID) -> MethodOut:
    """By its name for the version in force, or by its name and number: `sroi@1.0.0`."""
    return method_out(find_method(id))


@api.post("/methods/{id}/run", response={200: RunOut, 429: Problem, **REFUSALS}, summary="Compute a method")
def method_run(
    request: HttpRequest, response: HttpResponse, id: METHOD_ID, asked: RunIn, lang: Annotated[Literal["fr", "en"] | None, Query()] = None
) -> RunOut:
    """Without an account; nothing is kept. Numbers are exact decimals as text; a rate in « % » is written in hundredths (35 is 35 %).

    Names are told in the language of `lang`, or else of `Accept-Language`.

    At most 60 questions a minute from one network; beyond, 429 says after how many seconds to ask again (`Retry-After`).
    """
    count_question(request)
    language = lang or translation.get_language_from_request(request)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    with translation.override(language):
        return RunOut.model_validate(run_method(find_method(id), asked))
