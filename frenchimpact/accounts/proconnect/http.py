"""Asking the provider: short, bounded, never led elsewhere."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode, urlsplit

SECONDS = 5
LARGEST = 200_000


class ProviderError(Exception):
    """The provider does not answer, or not as it should. The words are for our log: nothing of them is shown."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """An answer that leads elsewhere is an error: secrets travel with the request."""
        return


_opener = urllib.request.build_opener(_NoRedirect)


def fetch(url: str, *, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> tuple[str, bytes]:
    """(content type, body) of an answer 200. Raises ProviderError."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}):
        raise ProviderError(f"Not an https address: {url}")
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data=data, headers={"Accept": "application/json, application/jwt", **(headers or {})})  # noqa: S310 - checked above
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            body: bytes = answer.read(LARGEST + 1)
            kind = answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        with error:
            raise ProviderError(f"{parts.path} answers {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ProviderError(f"{parts.path}: {error}") from error
    if len(body) > LARGEST:
        raise ProviderError(f"{parts.path}: the answer is too long")
    return kind, body


def fetch_json(url: str, *, form: dict[str, str] | None = None) -> dict[str, Any]:
    """The object that an answer holds. Raises ProviderError."""
    _kind, body = fetch(url, form=form)
    try:
        found = json.loads(body)
    except ValueError as error:
        raise ProviderError(f"{urlsplit(url).path}: not JSON") from error
    if not isinstance(found, dict):
        raise ProviderError(f"{urlsplit(url).path}: not an object")
    return found
