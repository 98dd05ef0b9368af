"""Whatever goes wrong, said as a problem that a program and a person can read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.impact.actions.measure_keys import NoneTaken
from frenchimpact.impact.queries import Unread
from frenchimpact.methods.queries import Unsound
from frenchimpact.opendata.api.interface import UnknownFields, UnknownNames, api
from frenchimpact.opendata.problems import CHECKS, problem, words_of


@api.exception_handler(ValidationError)
def _bad_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, _("Une valeur de la demande ne convient pas."), [words_of(line) for line in error.errors])


@api.exception_handler(UnknownFields)
def _unknown_fields(request: HttpRequest, error: UnknownFields) -> HttpResponse:
    words = _("Les résultats n’ont pas tous les champs de la demande. Ils ont : %(names)s.") % {"names": ", ".join(error.known)}
    return problem(422, words, [_("fields : « %(name)s » n’existe pas") % {"name": name[:40]} for name in error.unknown[:20]])


@api.exception_handler(UnknownNames)
def _unknown_names(request: HttpRequest, error: UnknownNames) -> HttpResponse:
    words = _("Cette liste ne connaît pas tous les paramètres de la demande. Elle connaît : %(names)s.") % {"names": ", ".join(error.known)}
    return problem(
        400, words, [_("%(name)s : %(what)s") % {"name": name[:40], "what": CHECKS["extra_forbidden"]} for name in error.unknown[:20]]
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or _("Rien ne se trouve à cette adresse."))


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    unread = _("Le corps de la demande n’est pas un JSON lisible.")
    return problem(error.status_code, unread if error.status_code == 400 else str(error))


@api.exception_handler(AuthenticationError)
def _unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(
        401,
        _("Envoyez un jeton de la structure ou une clé du projet : « Authorization: Bearer … ». On les crée dans son espace."),
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(NoneTaken)
@api.exception_handler(Unread)
def _not_taken(request: HttpRequest, error: NoneTaken | Unread) -> HttpResponse:
    found = [_("valeur %(place)s : %(why)s") % {"place": one.position + 1, "why": one.message} for one in error.problems]
    return problem(422, str(error.message), found)


@api.exception_handler(Incomplete)
def _incomplete(request: HttpRequest, error: Incomplete) -> HttpResponse:
    found = [_("%(name)s : %(what)s") % {"name": name, "what": words} for name, words in error.missing.items()]
    return problem(error.status, str(error.message), found)


@api.exception_handler(Refusal)
def _other_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    return problem(error.status, str(error.message))


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    response = problem(429, str(error.message))
    response["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(Unsound)
def _unsound(request: HttpRequest, error: Unsound) -> HttpResponse:
    return problem(422, _("La méthode ne peut pas être calculée avec ces valeurs."), [str(one) for one in error.problems])
