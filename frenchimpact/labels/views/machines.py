"""What verifiers fetch: our identity and the status lists. Readable from any site, as their use asks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.labels.credentials import keys
from frenchimpact.labels.credentials import status as lists


def credential_kind(request: HttpRequest) -> str:
    """The registered type of credentials; for who asks for JSON, a type that its name says, as many programs go by that."""
    accepted = request.headers.get("Accept", "")
    return "application/ld+json" if "json" in accepted and "application/vc" not in accepted else "application/vc"


def as_json(content: dict[str, Any], kind: str, *, seconds: int = 0) -> HttpResponse:
    """A file for programs, which they may read from any site and must ask about again after so many seconds."""
    response = JsonResponse(content, content_type=kind, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept"])
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "public, no-cache"
    return response


@open_door
@require_safe
@conditional_page
def did(request: HttpRequest) -> HttpResponse:
    """Who we are as an issuer, and by which keys."""
    return as_json(keys.did_document(keys.base_of(request.get_host())), "application/did+json", seconds=300)


@open_door
@require_safe
@conditional_page
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """A signed status list, as of now: a suspension is seen at once."""
    found = lists.status_list(number, keys.base_of(request.get_host())) if number else None
    if found is None:
        raise Http404
    return as_json(found, credential_kind(request))
