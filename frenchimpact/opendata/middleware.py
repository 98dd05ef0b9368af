"""What every answer under /api/ has: errors that a program can read, open reading from any site, and a print for caches."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from frenchimpact.opendata.prints import Prints, changed_at
from frenchimpact.opendata.problems import PROBLEM, problem

type Handler = Callable[[HttpRequest], HttpResponse]
# Where one sends a question instead of reading.
QUESTIONS = {"/api/v1/matches"}
# What one reads, and writes with a key.
WRITTEN = {f"/api/v1/{name}" for name in ("measurements", "offers", "events", "aids", "projects")}
# Where one only writes.
SENT = {"/api/v1/webhooks"}
EXPOSED = "ETag, Last-Modified, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
WORDS: dict[int, Callable[[], str]] = {
    400: lambda: _("La demande contient un caractère illisible."),
    404: lambda: _("Rien ne se trouve à cette adresse."),
    405: lambda: _("Cette adresse se lit seulement : employez GET."),
    429: lambda: _("Trop de demandes en peu de temps. Attendez une minute."),
    503: lambda: _("Le site est en lecture seule un moment : rien n’a été enregistré. Réessayez plus tard."),
}


def _not_modified(print_: str, changed: str) -> HttpResponse:
    response = HttpResponse(status=304)
    response["ETag"] = print_
    if changed:
        response["Last-Modified"] = changed
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _language(request: HttpRequest) -> str:
    """That of `lang`, or else the one that the reader prefers."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


def _to_send() -> str:
    return _("Cette adresse répond à une question : employez POST.")


def _failed() -> str:
    return _("La demande n’a pas abouti.")


def _restarts() -> str:
    return _("La base de données redémarre. Cette demande n’a rien enregistré de sûr : recommencez dans un moment.")


def _say_quota(request: HttpRequest, response: HttpResponse) -> None:
    """What is left of the token that was used."""
    if counted := getattr(request, "token_use", None):
        use, _refusal = counted
        response["RateLimit-Limit"], response["RateLimit-Remaining"] = str(use.limit), str(use.remaining)
        response["RateLimit-Reset"] = str(use.seconds)


class OpenApi:
    """Stands around everything else, so that no error of any layer leaves in another form."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.prints = Prints()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Pages that tell of the API are pages: they show who is signed in.
        if not request.path.startswith("/api/") or request.path.startswith("/api/v1/docs"):
            return self.handler(request)
        if same := self.prints.unchanged(request):
            return _not_modified(*same)
        response = HttpResponse(status=204) if request.method == "OPTIONS" else self.handler(request)
        language = _language(request)
        if response.status_code >= 400 and response.status_code != 503 and language != settings.LANGUAGE_CODE:
            # What was read stays in French; what went wrong is said again in the language of who asks. Not asked again of a service
            # that is away: its words are known here.
            setattr(request, "language_of_errors", language)
            response = self.handler(request)
        with translation.override(language):
            response = self._as_problem(response)
        if response.status_code >= 400:
            response["Content-Language"] = language
            patch_vary_headers(response, ["Accept-Language"])
        _say_quota(request, response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = (
            "ETag, Last-Modified, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
        )
        if request.method == "OPTIONS":
            verbs = "POST, OPTIONS" if request.path in QUESTIONS | SENT else "GET, HEAD, OPTIONS"
            verbs = "GET, HEAD, POST, OPTIONS" if request.path in WRITTEN else verbs
            response["Allow"] = response["Access-Control-Allow-Methods"] = verbs
            response["Access-Control-Allow-Headers"] = "*, Authorization"
            response["Access-Control-Max-Age"] = "86400"
        elif response.status_code == 200 and not response.streaming and request.method in {"GET", "HEAD"}:
            return self._printed(request, response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Said again in that language, once the address has chosen its own."""
        if language := getattr(request, "language_of_errors", ""):
            translation.activate(language)

    def _as_problem(self, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 400 and response.get("Content-Type") not in (PROBLEM, None):
            allowed, later = response.get("Allow"), response.get("Retry-After")
            words = _restarts if hasattr(response, "is_away") else WORDS.get(response.status_code, _failed)
            if response.status_code == 405 and allowed == "POST":
                words = _to_send
            response = problem(response.status_code, words())
            if allowed:
                response["Allow"] = allowed
            if later:
                response["Retry-After"] = later
        return response

    def _printed(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        changed = changed_at(response.content)
        self.prints.remember(request, etag, changed)
        if changed:
            response["Last-Modified"] = changed
        patch_cache_control(response, public=True, max_age=60)
        # By its print alone: a row that is gone changes no date of those that stay.
        conditional = get_conditional_response(request, etag=etag, response=response)
        return conditional if isinstance(conditional, HttpResponse) else response
