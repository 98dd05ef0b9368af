"""The public API, version 1: organisations, projects, territories, labels, aids, money, places. Open to all, public data only.

Read-only, but for the values of a project, given by its own secret key (POST /measurements). Questions (POST /matches) are not kept.

Its views stand behind no door on purpose: everything they can reach is what a visitor without an account sees.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, Literal, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from frenchimpact.accounts.actions.questions import count_question
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.geo import queries as geo
from frenchimpact.geo.models import Place
from frenchimpact.impact.actions.measure_keys import NoneTaken, record_by_key
from frenchimpact.impact.models import MeasureKey
from frenchimpact.impact.queries import MeasureIn, MeasuresIn, Unread, key_by_secret, published_measures, read_given
from frenchimpact.labels import queries as register
from frenchimpact.methods.queries import RunIn, Unsound, run_method
from frenchimpact.opendata import reads
from frenchimpact.opendata.aid_reads import AidFilters, ProjectIn, aid_out, aid_sheet, aids, matches, shown_aids
from frenchimpact.opendata.event_reads import EventFilters, EventOut, Events, event_out, events, shown_events
from frenchimpact.opendata.experiment_reads import ExperimentFilters, experiment_out, experiments, shown_experiments
from frenchimpact.opendata.figures_reads import FigureFilters, MeasurementFilters, figure_out, measurement_out, measurements
from frenchimpact.opendata.impact_reads import measures_out, project_figures, project_measures
from frenchimpact.opendata.method_reads import MethodFilters, find_method, method_out, methods
from frenchimpact.opendata.method_shapes import MethodOut, Methods, RunOut
from frenchimpact.opendata.money_reads import CommitmentFilters, commitment_out, commitments, told
from frenchimpact.opendata.offer_reads import OfferFilters, offer_out, offers, shown_offers
from frenchimpact.opendata.offer_shapes import OfferOut, Offers
from frenchimpact.opendata.precedent_reads import PrecedentFilters, precedent_out, precedents, shown_precedents
from frenchimpact.opendata.precedent_shapes import PrecedentOut, Precedents
from frenchimpact.opendata.problems import CHECKS, PROBLEM, problem, words_of
from frenchimpact.opendata.reads import Filters, LabelFilters, Page, TerritoryFilters, Words
from frenchimpact.opendata.shapes import (
    Aids,
    AidSheetOut,
    CommitmentOut,
    Commitments,
    ExperimentOut,
    Experiments,
    FigureOut,
    Figures,
    LabelOut,
    Labels,
    Matches,
    MeasurementOut,
    Measurements,
    OrganisationOut,
    Organisations,
    PlaceOut,
    Places,
    Problem,
    ProjectOut,
    Projects,
    RecordedOut,
    Territories,
    TerritoryOut,
)
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import queries as projects
from frenchimpact.territories import queries as territories
from frenchimpact.territories.queries import national_figures


class _ByKey(HttpBearer):
    """The secret of a project, in `Authorization: Bearer`."""

    def authenticate(self, request: HttpRequest, token: str) -> MeasureKey | None:
        """Its key, as long as it is open."""
        return key_by_secret(token)


_by_key = _ByKey()
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


@api.exception_handler(ValidationError)
def _bad_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, _("Une valeur de la demande ne convient pas."), [words_of(line) for line in error.errors])


@api.exception_handler(UnknownNames)
def _unknown_names(request: HttpRequest, error: UnknownNames) -> HttpResponse:
    words = _("Cette liste ne connaît pas tous les paramètres de la demande. Elle connaît : %(names)s.") % {"names": ", ".join(error.known)}
    return problem(
        422, words, [_("%(name)s : %(what)s") % {"name": name[:40], "what": CHECKS["extra_forbidden"]} for name in error.unknown[:20]]
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
    response = problem(401, _("Envoyez une clé ouverte du projet : « Authorization: Bearer … ». L’équipe la crée dans son espace."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(NoneTaken)
@api.exception_handler(Unread)
def _not_taken(request: HttpRequest, error: NoneTaken | Unread) -> HttpResponse:
    found = [_("valeur %(place)s : %(why)s") % {"place": one.position + 1, "why": one.message} for one in error.problems]
    return problem(422, str(error.message), found)


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


@api.get("/organisations", response={200: Organisations, **REFUSALS}, summary="Organisations of the public directory")
def organisations(request: HttpRequest, filters: Query[Filters]) -> Organisations:
    """In a stable order; follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.organisations(filters), filters)
    return Organisations(results=[reads.organisation_out(row) for row in rows], next=following, total=total)


@api.get("/organisations/{id}", response={200: OrganisationOut, **REFUSALS}, summary="One organisation")
def organisation(request: HttpRequest, id: Annotated[str, Field(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$"), Path()]) -> OrganisationOut:
    """By its public identifier."""
    row = Organisation.objects.filter(slug=id, is_published=True).select_related("commune__department", "commune__region").first()
    if row is None:
        raise Http404(_("Aucune organisation publiée ne porte cet identifiant."))
    return reads.organisation_out(row)


@api.get("/projects", response={200: Projects, **REFUSALS}, summary="Published projects")
def project_list(request: HttpRequest, filters: Query[Filters]) -> Projects:
    """A territory is one where the project acts. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.published(filters), filters)
    return Projects(results=[reads.project_out(row) for row in rows], next=following, total=total)


@api.get("/projects/{id}", response={200: ProjectOut, **REFUSALS}, summary="One project")
def project(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> ProjectOut:
    """By its reference, such as P-2026-0142."""
    row = projects.public_projects().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun projet publié ne porte cette référence."))
    return reads.project_out(row)


@api.get("/labels", response={200: Labels, **REFUSALS}, summary="The register of labels")
def label_list(request: HttpRequest, filters: Query[LabelFilters]) -> Labels:
    """Every label ever given, whatever became of it. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.labels(filters), filters)
    return Labels(results=[reads.label_out(row) for row in rows], next=following, total=total)


@api.get("/labels/{id}", response={200: LabelOut, **REFUSALS}, summary="One label")
def label(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> LabelOut:
    """By its reference, such as L-2026-0012."""
    return reads.label_out(register.find_label(request.user, id))


@api.get("/territories", response={200: Territories, **REFUSALS}, summary="Labelled territories")
def territory_list(request: HttpRequest, filters: Query[TerritoryFilters]) -> Territories:
    """They overlap: their figures do not add up. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.territories(filters), filters)
    return Territories(results=[reads.territory_out(row) for row in rows], next=following, total=total)


@api.get("/territories/{id}", response={200: TerritoryOut, **REFUSALS}, summary="One territory")
def territory(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> TerritoryOut:
    """By its reference, such as T-2026-0001."""
    row = territories.listed_territories().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun territoire ne porte cette référence."))
    return reads.territory_out(row)


@api.get("/commitments", response={200: Commitments, **REFUSALS}, summary="Money committed")
def commitment_list(request: HttpRequest, filters: Query[CommitmentFilters]) -> Commitments:
    """Never add these amounts up without leaving aside those that are not `mobilised`. Follow `next` to read them all.

    `au` gives them as they were known at the end of a day, whatever was written since.
    """
    rows, following, total = reads.page(request, commitments(filters), filters)
    return Commitments(results=told(rows, filters), next=following, total=total)


@api.get("/commitments/{id}", response={200: CommitmentOut, **REFUSALS}, summary="One commitment")
def commitment(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> CommitmentOut:
    """By its reference, such as E-2026-0001."""
    row = commitments(CommitmentFilters()).filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun engagement ne porte cette référence."))
    return commitment_out(row)


@api.get("/experiments", response={200: Experiments, **REFUSALS}, summary="Experiments and derogations")
def experiment_list(request: HttpRequest, filters: Query[ExperimentFilters]) -> Experiments:
    """The public register, with what was counted and what was decided. Follow `next` to read them all."""
    rows, following, total = reads.page(request, experiments(filters), filters)
    return Experiments(results=[experiment_out(row) for row in rows], next=following, total=total)


@api.get("/experiments/{id}", response={200: ExperimentOut, **REFUSALS}, summary="One experiment")
def experiment(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> ExperimentOut:
    """By its reference, such as X-2026-0001."""
    row = shown_experiments().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune expérimentation publique ne porte cette référence."))
    return experiment_out(row)


@api.get("/events", response={200: Events, **REFUSALS}, summary="Events and stops of the Tour")
def event_list(request: HttpRequest, filters: Query[EventFilters]) -> Events:
    """Past and to come, cancelled ones told as such; never who comes. Follow `next` to read them all."""
    rows, following, total = reads.page(request, events(filters), filters)
    return Events(results=[event_out(row) for row in rows], next=following, total=total)


@api.get("/events/{id}", response={200: EventOut, **REFUSALS}, summary="One event")
def event(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> EventOut:
    """By its reference, such as EV-2026-0001."""
    row = shown_events().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun événement public ne porte cette référence."))
    return event_out(row)


@api.get("/offers", response={200: Offers, **REFUSALS}, summary="Offers of services, means and know-how")
def offer_list(request: HttpRequest, filters: Query[OfferFilters]) -> Offers:
    """What organisations give to projects, and how much is left. Follow `next` to read them all."""
    rows, following, total = reads.page(request, offers(filters), filters)
    return Offers(results=[offer_out(row) for row in rows], next=following, total=total)


@api.get("/offers/{id}", response={200: OfferOut, **REFUSALS}, summary="One offer")
def offer(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> OfferOut:
    """By its reference, such as O-2026-0001."""
    row = shown_offers().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune offre publique ne porte cette référence."))
    return offer_out(row)


@api.get("/aids", response={200: Aids, **REFUSALS}, summary="Published aids")
def aid_list(request: HttpRequest, filters: Query[AidFilters]) -> Aids:
    """Open and closed ones, with their conditions as data. Follow `next` to read them all."""
    rows, following, total = reads.page(request, aids(filters), filters)
    return Aids(results=[aid_out(row) for row in rows], next=following, total=total)


@api.get("/aids/{id}", response={200: AidSheetOut, **REFUSALS}, summary="One aid")
def aid(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> AidSheetOut:
    """By its reference, such as AF-2026-0001."""
    row = shown_aids().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune aide publiée ne porte cette référence."))
    return aid_sheet(row)


@api.post("/matches", response={200: Matches, 429: Problem, **REFUSALS}, summary="The aids that suit a described project, and why")
def match_list(request: HttpRequest, project: ProjectIn) -> Matches:
    """Without an account; nothing is kept. Each condition is satisfied, unknown or failing: a person decides, never this answer.

    At most 60 questions a minute from one network; beyond, 429 says after how many seconds to ask again (`Retry-After`).
    """
    count_question(request)
    return matches(project)


METHOD_ID = Annotated[str, Field(max_length=90, pattern=r"^[a-z0-9][a-z0-9-]*(@[0-9]+\.[0-9]+\.[0-9]+)?$"), Path()]


@api.get("/methods", response={200: Methods, **REFUSALS}, summary="Open methods of measuring impact")
def method_list(request: HttpRequest, filters: Query[MethodFilters]) -> Methods:
    """The version in force of each. Follow `next` to read them all."""
    rows, following, total = reads.page(request, methods(filters), filters)
    return Methods(results=[method_out(row) for row in rows], next=following, total=total)


@api.get("/methods/{id}", response={200: MethodOut, **REFUSALS}, summary="One open method")
def method(request: HttpRequest, id: METHOD_ID) -> MethodOut:
    """By its name for the version in force, or by its name and number: `sroi@1.0.0`."""
    return method_out(find_method(id))


@api.post("/methods/{id}/run", response={200: RunOut, 429: Problem, **REFUSALS}, summary="Compute a method")
def method_run(
    request: HttpRequest, response: HttpResponse, id: METHOD_ID, asked: RunIn, lang: Annotated[Literal["fr", "en"] | None, Query()] = None
) -> RunOut:
    """Without an account; nothing is kept. Numbers are exact decimals as text; a rate in « % » is written in hundredths (35 is 35 %).

    Names are told in the language of `lang`, or else of `Accept-Language`.

    At most 60 questions a minute from one network; beyond, 429 says after how many seconds to ask again (`Retry-After`).
    """
    count_question(request)
    language = lang or translation.get_language_from_request(request)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    with translation.override(language):
        return RunOut.model_validate(run_method(find_method(id), asked))


@api.get("/measurements", response={200: Measurements, **REFUSALS}, summary="What territories and projects measured")
def measurement_list(request: HttpRequest, filters: Query[MeasurementFilters]) -> Measurements:
    """Value by value. Territories overlap: for the country, read `/figures`. Follow `next` to read them all.

    Those of public projects with `origin=projects`; where few people would be told, `value` is null and `withheld` is true.
    """
    if filters.origin == "projects":
        found, following, total = reads.page(request, project_measures(filters), filters)
        return Measurements(results=measures_out(found), next=following, total=total)
    rows, following, total = reads.page(request, measurements(filters), filters)
    return Measurements(results=[measurement_out(row) for row in rows], next=following, total=total)


@api.post(
    "/measurements",
    response={200: RecordedOut, 401: Problem, 409: Problem, **REFUSALS},
    summary="Give the values of a project, by its secret key",
    auth=_by_key,
)
def measurements_give(request: HttpRequest, asked: MeasureIn | MeasuresIn) -> RecordedOut:
    """One value, or up to a thousand in `values`: all are taken, or none. The team of the project opens the key in its space.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    key = cast(Any, request).auth
    values = asked.values if isinstance(asked, MeasuresIn) else [asked]
    name = request.headers.get("Idempotency-Key", "")[:80]
    given = read_given(key.project, values)
    return RecordedOut(**record_by_key(key=key, values=given, name=name, body=asked.model_dump_json()))


@api.get("/measurements/{id}", response={200: MeasurementOut, **REFUSALS}, summary="One measurement")
def measurement(request: HttpRequest, id: Annotated[str, Field(pattern=r"^p?[1-9][0-9]{0,17}$"), Path()]) -> MeasurementOut:
    """By its number; that of a project's begins with a « p »."""
    number = int(id.removeprefix("p"))
    if id.startswith("p"):
        for one in measures_out(published_measures().filter(pk=number)):
            return one
    elif (row := measurements(MeasurementFilters()).filter(pk=number).first()) is not None:
        return measurement_out(row)
    raise Http404(_("Aucune mesure ne porte ce numéro."))


@api.get("/figures", response={200: Figures, **REFUSALS}, summary="Figures of the country")
def figure_list(request: HttpRequest, filters: Query[FigureFilters]) -> Figures:
    """National indicators by year, each result counted once; then what public projects measured, added up."""
    found = [figure_out(one) for one in national_figures(filters.year) if filters.indicator in ("", one.common.code)]
    rows, following, total = reads.page_of(request, [*found, *project_figures(filters)], filters)
    return Figures(results=rows, next=following, total=total)


@api.get("/figures/{id}", response={200: FigureOut, **REFUSALS}, summary="One figure of the country")
def figure(request: HttpRequest, id: Annotated[str, Field(max_length=70, pattern=r"^[-a-z0-9_]+$"), Path()]) -> FigureOut:
    """By its indicator and its year, such as dechets-evites-2026."""
    for one in national_figures():
        if id == f"{one.common.code}-{one.year}":
            return figure_out(one)
    for found in project_figures(FigureFilters()):
        if id == found.id:
            return found
    raise Http404(_("Aucun chiffre ne porte ce nom."))


@api.get("/precedents", response={200: Precedents, **REFUSALS}, summary="Published answers of the desk of barriers")
def precedent_list(request: HttpRequest, filters: Query[PrecedentFilters]) -> Precedents:
    """Anonymised and validated by a second person; those in force unless `state` says otherwise. Follow `next` to read them all."""
    rows, following, total = reads.page(request, precedents(filters), filters)
    return Precedents(results=[precedent_out(row) for row in rows], next=following, total=total)


@api.get("/precedents/{id}", response={200: PrecedentOut, **REFUSALS}, summary="One published answer")
def precedent(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> PrecedentOut:
    """By its reference, such as R-2026-0007."""
    row = shown_precedents().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune réponse publiée ne porte cette référence."))
    return precedent_out(row)


class PlaceFilters(Page):
    """A search by `q` ranks exact names, then beginnings, then misspellings, the most inhabited first; it has one page."""

    q: Words = ""
    level: Place.Level | None = None


@api.get("/places", response={200: Places, **REFUSALS}, summary="Official places: communes, intermunicipalities, departments, regions")
def places(request: HttpRequest, filters: Query[PlaceFilters]) -> Places:
    """Searched by name, postcode or official code; or all of them, following `next`."""
    level = filters.level.value if filters.level else None
    if filters.q.strip():
        found = geo.search_places(filters.q, level, min(filters.limit, 100))
        return Places(results=[reads.place_out(row) for row in found], next=None, total=None)
    rows = Place.objects.filter(is_current=True).select_related("department", "region", "epci").order_by("pk")
    shown, following, total = reads.page(request, rows.filter(level=level) if level else rows, filters)
    return Places(results=[reads.place_out(row) for row in shown], next=following, total=total)


@api.get("/places/{id}", response={200: PlaceOut, **REFUSALS}, summary="One place")
def place(request: HttpRequest, id: Annotated[str, Field(max_length=22, pattern=r"^[a-z]+:[0-9A-Z]+$"), Path()]) -> PlaceOut:
    """By level and code, such as commune:73065. A code of before a merger gives the commune of today."""
    return reads.place_out(geo.find_place(id))
