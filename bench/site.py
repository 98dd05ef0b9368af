"""Asking the product for a page as a server would."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Site:
    """The product in this process, for a visitor or for the person of a session."""

    def __init__(self, cookie: str = "") -> None:
        self.cookie = cookie
        # The one that a server runs.
        from config.wsgi import application

        self.application: Callable[..., Any] = application

    def get(self, path: str, **parameters: str) -> bytes:
        """The whole answer. Raises AssertionError when it is not a page."""
        return self.asked(path, parameters=parameters)[0]

    def headers(self, path: str) -> dict[str, str]:
        """What a page says above its content."""
        return self.asked(path)[1]

    def asked(
        self, path: str, expected: str = "200", headers: Mapping[str, str] | None = None, parameters: Mapping[str, str] | None = None
    ) -> tuple[bytes, dict[str, str]]:
        """The answer of that status, and what stands above it. Raises AssertionError when it is another."""
        environ = self._environ(path, parameters or {}) | dict(headers or {})
        told: list[str] = []
        above: dict[str, str] = {}

        def start(status: str, headers: Any, failure: Any = None, /) -> Callable[[bytes], object]:
            told.append(status)
            above.update(headers)
            return lambda written: None

        answer = self.application(environ, start)
        body = b"".join(answer)
        answer.close()
        if not told[0].startswith(expected):
            raise AssertionError(f"{path}?{environ['QUERY_STRING']} answers {told[0]}")
        return body, above

    def stream(self, path: str) -> Iterator[bytes]:
        """The answer block by block, none of them kept."""
        answer = self.application(self._environ(path, {}), lambda _status, _headers, _failure=None, /: lambda _written: None)
        yield from answer
        answer.close()

    def _environ(self, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ.update(PATH_INFO=path, QUERY_STRING=urlencode(parameters), HTTP_HOST="127.0.0.1")
        environ["wsgi.input"] = io.BytesIO()
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        return environ

    def statements(self, path: str, **parameters: str) -> int:
        """How many statements the page asks of the database, once its process is warm."""
        self.get(path, **parameters)
        with CaptureQueriesContext(connection) as captured:
            self.get(path, **parameters)
        return len(captured)
