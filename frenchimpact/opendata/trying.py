"""The API told to people: its addresses by collection, with examples that run, and any read tried from the page itself."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve

from frenchimpact.opendata.api import api
from frenchimpact.opendata.samples import samples

ROOT = "/api/v1/"
_KEPT_SECONDS = 600
_MOST = 20_000


@dataclass(frozen=True)
class Operation:
    """One thing that one may ask: its verb, its path, what the description says of it, an address that answers."""

    verb: str
    path: str
    told: dict[str, Any]
    example: str
    # Shapes that several parameters share, by their address in the description.
    shared: dict[str, Any]
    # What one sends, when one sends something.
    sample: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        """Its name in the page."""
        return (
            str(self.told["operationId"]).rsplit("_", 1)[-1]
            + ("" if self.verb == "GET" else f"-{self.verb.lower()}")
            + ("-id" if "{" in self.path else "")
        )

    def hint(self, parameter: dict[str, Any]) -> str:
        """What a parameter takes: its words, or the values that it may have."""
        shape = parameter["schema"]
        parts = [shape, *shape.get("anyOf", ()), *shape.get("allOf", ()), shape.get("items", {})]
        words = parameter.get("description") or shape.get("description", "")
        choices = [str(code) for one in parts for code in self.shared.get(one.get("$ref", ""), one).get("enum", ())]
        return f"{words} {', '.join(choices)}".strip()

    @property
    def fields(self) -> list[tuple[str, bool, str, str]]:
        """Of the body: each name, whether it must be there, what sort of value it is, what is said of it."""
        content = self.told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        shapes = [self._shape(one) for one in content.get("anyOf", [content])]
        found = {}
        for shape in shapes:
            for name, field in shape.get("properties", {}).items():
                words = str(field.get("description") or self._shape(field).get("description", ""))
                found[name] = (name, name in shape.get("required", ()) and len(shapes) == 1, self._kind(field), words)
        return list(found.values())

    def _shape(self, told: dict[str, Any]) -> dict[str, Any]:
        return dict(self.shared.get(told.get("$ref", ""), told))

    def _kind(self, told: dict[str, Any]) -> str:
        """« string », « array of string », the values that it may have."""
        shape = self._shape(told)
        if "enum" in shape:
            return ", ".join(str(code) for code in shape["enum"])
        if several := [*shape.get("anyOf", ()), *shape.get("allOf", ())]:
            return " | ".join(dict.fromkeys(kind for one in several if (kind := self._kind(one)) != "null"))
        kind = str(shape.get("format") or shape.get("type", "object"))
        return f"array of {self._kind(shape['items'])}" if kind == "array" and "items" in shape else kind

    @property
    def body(self) -> str:
        """The sample, laid out."""
        return json.dumps(self.sample, ensure_ascii=False, indent=2)

    @property
    def curl(self) -> str:
        """The same by a command."""
        if self.verb == "GET":
            return f"curl '{self.example}'"
        secret = " \\\n  -H 'Authorization: Bearer JETON'" if self.told.get("security") else ""
        sent = self.body.replace("'", "’")
        body = f" \\\n  -H 'Content-Type: application/json' \\\n  -d '{sent}'" if self.verb == "POST" else ""
        return f"curl -X {self.verb} '{self.example}'{secret}{body}"

    @property
    def python(self) -> str:
        """The same by a program."""
        if self.verb == "POST":
            secret = ', "Authorization": "Bearer JETON"' if self.told.get("security") else ""
            return (
                f"import json, urllib.request\n\nbody = {self.sample!r}\nrequest = urllib.request.Request(\n"
                f'    "{self.example}",\n    json.dumps(body).encode(),\n    {{"Content-Type": "application/json"{secret}}},\n)\n'
                "with urllib.request.urlopen(request) as answer:\n    print(json.load(answer))"
            )
        return f'import json, urllib.request\n\nwith urllib.request.urlopen("{self.example}") as answer:\n    print(json.load(answer))'


def collections() -> dict[str, list[Operation]]:
    """Every operation, by collection."""
    found: dict[str, list[Operation]] = {}
    schema, known = api.get_openapi_schema(), samples()
    shared = {f"#/components/schemas/{name}": shape for name, shape in schema["components"]["schemas"].items()}
    for path, verbs in schema["paths"].items():
        name = path.removeprefix(ROOT).split("/")[0]
        for verb, told in verbs.items():
            sample = known.get(path) if verb == "post" else None
            found.setdefault(name, []).append(Operation(verb.upper(), path, told, _example(path, name, verb), shared, sample))
    return found


def _example(path: str, name: str, verb: str) -> str:
    if "{id}" in path:
        path = path.replace("{id}", quote(_first(name), safe=":@"))
    elif verb == "get":
        path += "?limit=2"
    return settings.BASE_URL + path


def _first(name: str) -> str:
    """The identifier of a thing that is there, or else of none."""
    return str(cache.get_or_set(f"opendata:first:{name}", lambda: _asked_first(name), _KEPT_SECONDS))


def _asked_first(name: str) -> str:
    status, body = ask(f"{ROOT}{name}", {"limit": "1", "fields": "id"})
    results = json.loads(body)["results"] if status == 200 else []
    return str(results[0]["id"]) if results else "…"


def ask(path: str, parameters: dict[str, str]) -> tuple[int, str]:
    """What anybody is answered there: the status, and the JSON laid out for reading, shortened when it is long."""
    request = HttpRequest()
    request.method, request.path = "GET", path
    request.user = AnonymousUser()
    request.GET = QueryDict(urlencode(parameters))
    try:
        match = resolve(path)
    except Resolver404:
        return 404, "{}"
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if "json" not in response.get("Content-Type", ""):
        # What one only writes has nothing to read.
        return response.status_code, "{}"
    return response.status_code, json.dumps(json.loads(response.content), ensure_ascii=False, indent=2)


def tried(operation: Operation, asked: QueryDict) -> tuple[str, int, str]:
    """An operation asked with what was typed in the page: its address, the status, the answer."""
    names = [one["name"] for one in operation.told["parameters"]]
    given = {name: str(asked.get(name, "")).strip() for name in names}
    typed = {name: value for name, value in given.items() if value}
    path = operation.path.replace("{id}", quote(typed.pop("id", "") or "…", safe=":@"))
    status, body = ask(path, typed)
    short = body if len(body) <= _MOST else body[:_MOST] + "\n…"
    return settings.BASE_URL + path + (f"?{urlencode(typed)}" if typed else ""), status, short
