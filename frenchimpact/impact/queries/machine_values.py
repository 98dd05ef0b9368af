"""Values as machines send them (POST /measurements): read into what the project follows, each with what is wrong with it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from frenchimpact.core.errors import Refusal
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.secret_keys import digest
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.impact.judging import Given, Parts, Problem, Shares
from frenchimpact.impact.models import Followed, MeasureKey
from frenchimpact.impact.reading import read_value
from frenchimpact.projects.models import Project

MOST_VALUES = 1000
type Figure = Annotated[StrictStr, Field(max_length=60)] | Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)]
type Words = Annotated[StrictStr, Field(max_length=500)]
type Count = Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]


class ShareIn(BaseModel):
    """A place, such as commune:73065, and its part in hundredths."""

    model_config = ConfigDict(extra="forbid")

    place: Annotated[StrictStr, Field(max_length=40, pattern=r"^[a-z]+:[A-Za-z0-9]+$")]
    share: Figure = "100"


class PartIn(BaseModel):
    """One category of a breakdown."""

    model_config = ConfigDict(extra="forbid")

    dimension: Annotated[StrictStr, Field(min_length=1, max_length=60)]
    category: Annotated[StrictStr, Field(min_length=1, max_length=60)]
    value: Figure


class MeasureIn(BaseModel):
    """The value of a followed indicator for a period, or why there is none: zero is a value. What is left out is kept as it is."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    indicator: Annotated[StrictStr, Field(max_length=70, description="The code of what the project follows.")]
    from_on: Annotated[dt.date, Field(alias="from")]
    to_on: Annotated[dt.date, Field(alias="to")]
    value: Annotated[Figure | None, Field(description="An exact decimal as text, with or without its unit.")] = None
    absence: Literal["", "not_yet", "not_measured", "not_concerned"] = ""
    places: Annotated[list[ShareIn] | None, Field(max_length=200)] = None
    parts: Annotated[list[PartIn] | None, Field(max_length=200)] = None
    sample_size: Count | None = None
    population: Count | None = None
    sample_note: Words | None = None
    counterfactual: Annotated[StrictStr, Field(max_length=1000)] | None = None
    note: Words | None = None
    source_id: Annotated[StrictStr, Field(max_length=80)] | None = None
    draft: StrictBool = False
    confirmed: Annotated[StrictBool, Field(description="Said of a value that is unlikely beside the one before.")] = False
    reason: Annotated[StrictStr, Field(max_length=1000, description="Why a value changes that somebody looked at.")] = ""
    version: Annotated[int | None, Field(strict=True, ge=0, lt=32767, description="That of the value replaced; 0: none.")] = None


class MeasuresIn(BaseModel):
    """Up to a thousand of them: all are taken, or none."""

    model_config = ConfigDict(extra="forbid")

    values: Annotated[list[MeasureIn], Field(min_length=1, max_length=MOST_VALUES)]


class Unread(Refusal):
    """Some values say something that is not there: `problems` says what."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Des valeurs sont à corriger : aucune n’est enregistrée."))
        self.problems = problems


def key_by_secret(secret: str) -> MeasureKey | None:
    """The key that is open by that secret."""
    return MeasureKey.objects.select_related("project").filter(digest=digest(secret), ended_at=None).first()


def read_given(project: Project, values: Sequence[MeasureIn]) -> list[Given]:
    """As the one way of recording takes them. Two statements. Raises Unread."""
    followed: dict[str, list[Followed]] = {}
    for one in project.followed.select_related("indicator").order_by("started_on"):
        followed.setdefault(one.indicator.code, []).append(one)
    places = _places({share.place for value in values for share in value.places or ()})
    found: list[Given] = []
    problems: list[Problem] = []
    for position, value in enumerate(values):
        try:
            found.append(_given(value, followed, places))
        except Refusal as refusal:
            problems.append(Problem(position, "unknown", refusal.message))
    if problems:
        raise Unread(problems)
    return found


def _places(names: set[str]) -> Mapping[str, int]:
    asked = Q(pk__in=[])
    for name in names:
        level, _colon, code = name.partition(":")
        asked |= Q(level=level, code=code)
    return {f"{level}:{code}": key for key, level, code in Place.objects.filter(asked).values_list("pk", "level", "code")} if names else {}


def _given(value: MeasureIn, followed: Mapping[str, list[Followed]], places: Mapping[str, int]) -> Given:
    choices = followed.get(value.indicator, [])
    if not choices:
        raise Refusal(_("Le projet ne suit pas « %s ».") % value.indicator)
    if value.value is None and not value.absence:
        raise Refusal(_("Donnez un nombre dans « value », ou dites dans « absence » pourquoi il n’y en a pas (not_yet, not_measured…)."))
    # The definition in force at the end of the period.
    one = next((one for one in choices if one.ended_on is None or value.to_on <= one.ended_on), choices[-1])
    named = ("sample_size", "population", "sample_note", "counterfactual", "note", "source_id")
    details: dict[str, Any] = {name: _clean(getattr(value, name)) for name in named if name in value.model_fields_set}
    return Given(
        one.pk,
        value.from_on,
        value.to_on,
        None if value.value is None else _number(value.value, one.indicator.unit),
        absence=value.absence,
        is_draft=value.draft,
        shares=_shares(value, places),
        parts=_parts(value),
        details=details,
        is_confirmed=value.confirmed,
        reason=clean_line(value.reason),
        seen=value.version,
    )


def _clean(told: Any) -> Any:
    return clean_line(told) if isinstance(told, str) else told


def _number(figure: str | float, unit: str | None) -> Decimal:
    try:
        return read_quantity(str(figure), is_machine=True) if unit is None else read_value(str(figure), unit, is_machine=True)
    except NotANumber as error:
        raise Refusal(error.message) from error


def _shares(value: MeasureIn, places: Mapping[str, int]) -> Shares | None:
    if value.places is None:
        return None
    for share in value.places:
        if share.place not in places:
            raise Refusal(_("Le lieu %s n’existe pas.") % share.place)
    return tuple((places[share.place], _number(share.share, None)) for share in value.places)


def _parts(value: MeasureIn) -> Parts | None:
    if value.parts is None:
        return None
    return tuple((clean_line(part.dimension), clean_line(part.category), _number(part.value, None)) for part in value.parts)
