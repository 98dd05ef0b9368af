"""What every request goes through: damaged input is refused with words, refusals become pages."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase

type Handler = Callable[[HttpRequest], HttpResponseBase]


class RefuseDamagedInput:
    """A null character can reach no table: the page of a damaged request says so instead of failing later."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null character")
        return self.handler(request)


class ExplainRefusals:
    """A refusal that no view caught becomes a page that says what is wrong and what to do."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn our own exceptions into pages; leave the rest to Django."""
        from frenchimpact.core.doors import ProofNeeded, SignInNeeded
        from frenchimpact.core.errors import Refusal
        from frenchimpact.core.pages import render

        if isinstance(error, SignInNeeded):
            from frenchimpact.core.resume import ask_to_sign_in

            return ask_to_sign_in(request, error)
        if isinstance(error, ProofNeeded):
            from frenchimpact.core.resume import ask_to_prove

            return ask_to_prove(request)
        if isinstance(error, Refusal):
            return render(request, "design/refusal.html", {"message": error.message}, status=error.status)
        return None
