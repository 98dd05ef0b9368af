"""What territories and projects measured; the values of a project are given by its own secret key."""

from typing import Annotated, Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query
from ninja.errors import HttpError
from ninja.security import HttpBearer

from frenchimpact.impact.actions.measure_keys import record_by_key
from frenchimpact.impact.models import Measure, MeasureKey
from frenchimpact.impact.queries import MeasureIn, MeasuresIn, key_by_secret, published_measures, read_given
from frenchimpact.machines.actions.writing import write_measures, write_once
from frenchimpact.machines.models import Scope, Token
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.figure_shapes import MeasurementOut, Measurements, RecordedOut
from frenchimpact.opendata.figures_reads import MeasurementFilters, measurement_out, measurements
from frenchimpact.opendata.impact_reads import measures_out, project_measures
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken, name_of
from frenchimpact.territories.models import Measurement


class _ByKey(HttpBearer):
    """The secret of a project, or the token of an organisation, in `Authorization: Bearer`."""

    def authenticate(self, request: HttpRequest, token: str) -> MeasureKey | Token | None:
        """Its key, as long as it is open; or the token, with its scope and within its quota."""
        return key_by_secret(token) or OrganisationToken(Scope.MEASUREMENTS).authenticate(request, token)


_by_key = _ByKey()
Project = Annotated[str, Query(max_length=20, pattern=r"^[A-Z0-9-]*$", description="Its reference; for a token alone.")]


@api.get("/measurements", response={200: Measurements, **REFUSALS}, summary="What territories and projects measured")
def measurement_list(request: HttpRequest, filters: Query[MeasurementFilters]) -> Measurements:
    """Value by value: those of territories, then those of public projects. Follow `next` to read them all.

    Only the former with `origin=territories` or `territory`, only the latter with `origin=projects` or `project`.
    Territories overlap: for the country, read `/figures`. Where few people would be told, `value` is null and `withheld` is true.
    """
    if filters.project and (filters.territory or filters.origin == "territories"):
        raise HttpError(422, _("« project » ne va ni avec « territory », ni avec « origin=territories » : demandez l’un ou l’autre."))
    if filters.territory and filters.origin == "projects":
        raise HttpError(422, _("« territory » ne va pas avec « origin=projects » : prenez « project », ou « origin=territories »."))
    tables: list[QuerySet[Any]] = [measurements(filters), project_measures(filters)]
    if filters.origin == "projects" or filters.project:
        tables[0] = tables[0].none()
    elif filters.origin == "territories" or filters.territory:
        tables[1] = tables[1].none()
    rows, after, total = reads.page_of_several(tables, filters)
    told = [measurement_out(row) for row in rows if isinstance(row, Measurement)]
    told += measures_out([row for row in rows if isinstance(row, Measure)])
    return Measurements(results=told, next=None if after is None else reads.following(request, filters, after), total=total)


@api.post(
    "/measurements",
    response={200: RecordedOut, **WRITES},
    summary="Give the values of a project, by its secret key or by a token",
    auth=_by_key,
)
def measurements_give(request: HttpRequest, asked: MeasureIn | MeasuresIn, project: Project = "") -> RecordedOut:
    """One value, or up to a thousand in `values`: all are taken, or none. The team of the project opens the key in its space.
    A token of the project's organisation does the same, with `project=P-2026-0001`.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    key = cast(Any, request).auth
    values = asked.values if isinstance(asked, MeasuresIn) else [asked]
    name = name_of(request)
    if isinstance(key, Token):
        body = f"{project} {asked.model_dump_json()}"
        found = write_once(
            token=key,
            scope=Scope.MEASUREMENTS,
            name=name,
            body=body,
            act=lambda: write_measures(token=key, reference=project, values=values),
        )
        return RecordedOut(**found)
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
