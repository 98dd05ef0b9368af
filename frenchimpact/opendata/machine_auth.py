"""Who writes by the API: the token of an organisation, counted at each call."""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from frenchimpact.machines.actions.tokens import use_token
from frenchimpact.machines.actions.writing import check_scope
from frenchimpact.machines.models import Token
from frenchimpact.machines.queries import token_by_secret
from frenchimpact.opendata.api.interface import REFUSALS
from frenchimpact.opendata.shapes import Problem

WRITES = {401: Problem, 403: Problem, 409: Problem, 429: Problem, **REFUSALS}


class OrganisationToken(HttpBearer):
    """The token of an organisation, in `Authorization: Bearer`, with the scope that the address asks for."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Its token, when it is in force, has the scope, and has not used up its quota."""
        found = token_by_secret(token)
        if found is not None:
            count(request, found)
            check_scope(found, self.scope)
        return found


def count(request: HttpRequest, token: Token) -> None:
    """One more use, once for a request: said again in English, it is the same one. Raises TooMany."""
    counted = cast(Any, request)
    if not hasattr(request, "token_use"):
        counted.token_use = use_token(token=token)
    _use, refusal = counted.token_use
    if refusal is not None:
        raise refusal


def name_of(request: HttpRequest) -> str:
    """The name that the machine gave to its request."""
    return request.headers.get("Idempotency-Key", "")[:80]
