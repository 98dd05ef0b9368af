"""The interface itself: how it reads, how it answers, how it describes itself, and what its reads refuse."""

import inspect
import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, Literal, cast, get_args

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from pydantic import BaseModel

from frenchimpact.opendata.api.retirement import Retirement
from frenchimpact.opendata.filters import Page
from frenchimpact.opendata.problems import PROBLEM
from frenchimpact.opendata.samples import samples
from frenchimpact.opendata.shapes import Problem

REFUSALS = dict.fromkeys((400, 404, 422), Problem)
RETRY_AFTER = {"description": "Seconds to wait before asking again.", "required": True, "schema": {"type": "integer", "minimum": 1}}
FIELDS = Annotated[
    str,
    Query(
        max_length=1000,
        pattern=r"^([a-z_]+(,[a-z_]+)*)?$",
        description="Only these fields of each result, separated by commas; `id` always comes.",
    ),
]
LANG = Annotated[Literal["fr", "en"] | None, Query(description="Language of errors; or else that of `Accept-Language`.")]
# What every read takes beside its own.
_COMMON = {"fields": (FIELDS, ""), "lang": (LANG, None)}


class UnknownNames(Exception):
    """A list was asked with names that it does not take: to pass over them would answer another question."""

    def __init__(self, unknown: list[str], known: list[str]) -> None:
        super().__init__(unknown)
        self.unknown, self.known = unknown, known


class UnknownFields(UnknownNames):
    """Fields were asked that results do not have."""


def _read[**P](view: Callable[P, BaseModel], shape: type[BaseModel], retirement: Retirement | None) -> Callable[..., HttpResponse]:
    """A view that one reads: it refuses the names that it does not know, and writes the fields that were asked."""
    result = _result_of(shape)

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, fields: str = "", lang: str | None = None, **kwargs: Any) -> HttpResponse:
        asked = next((value for value in kwargs.values() if isinstance(value, Page)), None)
        known = [*(type(asked).model_fields if asked is not None else ()), *_COMMON]
        if asked is not None and (unknown := sorted(set(request.GET) - set(known))):
            raise UnknownNames(unknown, known)
        if unknown := sorted(set(fields.split(",")) - {"", *result.model_fields}):
            raise UnknownFields(unknown, list(result.model_fields))
        answer = cast(Any, view)(request, *args, **kwargs)
        response = HttpResponse(_written(answer, fields, is_list=result is not shape), content_type="application/json; charset=utf-8")
        if retirement:
            retirement.say(response)
        return response

    signature = inspect.signature(view)
    extra = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in _COMMON.items()
    ]
    checked.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *extra])  # type: ignore[attr-defined]
    return checked


def _result_of(shape: type[BaseModel]) -> type[BaseModel]:
    """What one result is: the shape itself, or what its `results` hold."""
    listed = shape.model_fields.get("results")
    return cast(type[BaseModel], get_args(listed.annotation)[0]) if listed else shape


def _written(answer: BaseModel, fields: str, *, is_list: bool) -> bytes:
    """The answer as JSON, written in one go."""
    include: Any = None
    if fields:
        kept = {"id", *fields.split(",")}
        include = {"results": {"__all__": kept}, **dict.fromkeys(set(type(answer).model_fields) - {"results"}, True)} if is_list else kept
    return answer.model_dump_json(include=include).encode()


class Documented(NinjaAPI):
    """Says in its schema that errors are problems of RFC 9457; its reads take no name that they do not know."""

    def get(self, path: str, *, retirement: Retirement | None = None, **options: Any) -> Callable[[Any], Any]:
        """A view that one reads; announced as going away when `retirement` says so."""
        register = super().get(path, deprecated=retirement is not None or None, **options)
        return lambda view: register(_read(view, options["response"][200], retirement))

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where the API stands, without language or namespace."""
        return "/api/v1/"

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The schema, with the media type that errors really have, and the fields that may be left out."""
        schema = super().get_openapi_schema(**options)
        known = samples()
        for path, verbs in schema["paths"].items():
            for verb, operation in verbs.items():
                if verb == "post" and path in known:
                    operation["requestBody"]["content"]["application/json"]["example"] = known[path]
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"][PROBLEM] = response["content"].pop("application/json")
                    if int(status) == 429:
                        response["headers"] = {"Retry-After": RETRY_AFTER}
                if verb == "get":
                    _loosen(schema, operation)
        return schema


def _loosen(schema: OpenAPISchema, operation: dict[str, Any]) -> None:
    """Of the results of a read, `id` alone is always there, since `fields` chooses."""
    shapes = schema["components"]["schemas"]
    name = operation["responses"][200]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    listed = shapes[name]["properties"].get("results")
    result = shapes[listed["items"]["$ref"].rsplit("/", 1)[-1]] if listed else shapes[name]
    result["required"] = ["id"]
    for parameter in operation["parameters"]:
        if parameter["name"] == "fields":
            parameter["schema"] = {"type": "array", "items": {"type": "string", "enum": list(result["properties"])}, "minItems": 1}
            parameter |= {"style": "form", "explode": False}


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
    " Open licence (Licence Ouverte 2.0). Read-only, but for what a project gives by its key, and an organisation by its tokens.",
)
