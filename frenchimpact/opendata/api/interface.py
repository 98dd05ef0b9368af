"""The interface itself: how it reads, how it describes itself, and what its lists refuse."""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from frenchimpact.opendata.problems import PROBLEM
from frenchimpact.opendata.reads import Page
from frenchimpact.opendata.shapes import Problem

REFUSALS = dict.fromkeys((400, 404, 422), Problem)
RETRY_AFTER = {"description": "Seconds to wait before asking again.", "required": True, "schema": {"type": "integer", "minimum": 1}}


class UnknownNames(Exception):
    """A list was asked with names that it does not take: to pass over them would answer another question."""

    def __init__(self, unknown: list[str], known: list[str]) -> None:
        super().__init__(unknown)
        self.unknown, self.known = unknown, known


def _only_known[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """The view of a list, which refuses the names that its filters do not have."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        asked = next((value for value in kwargs.values() if isinstance(value, Page)), None)
        request = cast(HttpRequest, args[0])
        if asked is not None and (unknown := sorted(set(request.GET) - set(type(asked).model_fields))):
            raise UnknownNames(unknown, list(type(asked).model_fields))
        return view(*args, **kwargs)

    return checked


class Documented(NinjaAPI):
    """Says in its schema that errors are problems of RFC 9457; its lists take no name that they do not know."""

    def get(self, path: str, **options: Any) -> Callable[[Any], Any]:
        """A view that one reads."""
        register = super().get(path, **options)
        return lambda view: register(_only_known(view))

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where the API stands, without language or namespace."""
        return "/api/v1/"

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The schema, with the media type that errors really have."""
        schema = super().get_openapi_schema(**options)
        for verbs in schema["paths"].values():
            for operation in verbs.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"][PROBLEM] = response["content"].pop("application/json")
                    if int(status) == 429:
                        response["headers"] = {"Retry-After": RETRY_AFTER}
        return schema


class Exact(Parser):
    """Reads JSON without losing a digit: a number is the decimal that was written, never the nearest binary one."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body. Raises ValueError when it is no JSON, which has no « NaN »."""
        return cast(dict[str, Any], json.loads(request.body, parse_float=Decimal, parse_constant=_no_constant))


def _no_constant(word: str) -> None:
    raise ValueError(word)


api = Documented(
    parser=Exact(),
    title="French Impact",
    version="1",
    urls_namespace="api",
    docs_url=None,
    description="Organisations, published projects, territories, labels, measurements, national figures, money committed,"
    " published answers to barriers, open methods, official places."
    " Open licence (Licence Ouverte 2.0). Read-only, but for the values that a project gives by its own key.",
)
