"""Aids, from rows to what the API shows, and a described project compared with them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator, StrictBool, WithJsonSchema
from pydantic_core import PydanticCustomError

from frenchimpact.aids.models import Aid, Instrument
from frenchimpact.aids.queries import Match, Side, mask, match_aids, names_of, narrowed, origins_of, side_of_answers, speaker_of, told_aids
from frenchimpact.aids.queries import Matches as FoundMatches
from frenchimpact.core import clock
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.opendata.aid_shapes import AidOut, AidSheetOut, ConditionOut, Matches, MatchOut, PartnerOut, ProvenanceOut, RuleOut
from frenchimpact.opendata.filters import MOST, Code, Page, Theme, Words, like
from frenchimpact.opendata.reads import checked_public, checked_theme, place_in
from frenchimpact.opendata.shapes import PlaceName
from frenchimpact.projects.models import Stage
from frenchimpact.vocabularies import queries as vocabularies

type Form = Literal[
    "association",
    "cooperative",
    "mutuelle",
    "fondation",
    "societe_ess",
    "entreprise",
    "collectivite",
    "administration",
    "enseignement_recherche",
    "groupe",
    "sans_structure",
]
type Fit = Literal["suits", "to_check", "near", "apart"]


def _figure(value: Any) -> Any:
    """A number of JSON: what is written between quotes, or true, is another thing that would be guessed."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("figure", "a number is expected")
    return value


_FIGURE = BeforeValidator(_figure)
type Euros = Annotated[float, Field(ge=0, lt=1e12)]
_STATES = {"done": "satisfied", "ask": "unknown", "no": "failing"}


SAID = "Said of the project: aids that it leaves out are left out, as on the page. Why, condition by condition: `POST /matches`."

PLACE = f"Where the project is. {SAID}"
VARIANTS = "A generic aid and its variants are told once, by the one that suits: `oui` tells every one of them, as the files do."


# Exact, and described as numbers: a text that is none is refused.
type Amount = Annotated[Decimal, Field(ge=0, lt=10**11), WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": 10**11})]
type Count = Annotated[Decimal, Field(ge=0, lt=10**7), WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": 10**7})]


class AidFilters(Page):
    """As on the page: places, themes, stage, people and amounts are those of a project, which aids that refuse them do not suit."""

    q: Words = ""
    theme: Annotated[Theme, Field(description=SAID)] = ""
    nature: Annotated[list[Instrument], Field(max_length=MOST)] = []
    fermees: Annotated[Literal["oui", "non"] | None, Field(description="`oui`: those that one may not ask for today too.")] = None
    variantes: Annotated[Literal["oui"] | None, Field(description=VARIANTS)] = None
    depuis: Annotated[dt.date | None, Field(description="Published, or open, since that day.")] = None
    forme: Annotated[Form | None, Field(description=SAID)] = None
    etape: Annotated[Stage | None, Field(description=SAID)] = None
    public: Annotated[Theme, Field(description=SAID)] = ""
    montant: Annotated[Amount | None, Field(description=SAID)] = None
    budget: Annotated[Amount | None, Field(description=SAID)] = None
    emplois: Annotated[Count | None, Field(description=SAID)] = None
    creation: Annotated[dt.date | None, Field(description=SAID)] = None
    preuve: Annotated[int | None, Field(ge=0, le=5, description=SAID)] = None
    instrument: Annotated[Instrument | None, Field(**like("nature"))] = None
    open: Annotated[
        bool | None, Field(description="Only those that one may ask for today, or only the others, whatever `fermees` says.")
    ] = None
    region: Annotated[Code, Field(description=PLACE)] = ""
    departement: Annotated[Code, Field(description=PLACE)] = ""
    epci: Annotated[Code, Field(description=PLACE)] = ""
    commune: Annotated[Code, Field(description=PLACE)] = ""


def shown_aids() -> QuerySet[Aid]:
    """Published aids, with what the API shows of them."""
    published = Aid.objects.filter(status=Aid.Status.PUBLISHED)
    variants = Prefetch("variants", queryset=published.only("reference", "generic").order_by("pk"))
    return (
        published.select_related("funder", "source", "generic").defer("told_fold").prefetch_related("rules", "aid_places__place", variants)
    )


def aids(filters: AidFilters) -> QuerySet[Aid]:
    """Aids that match, as on the page; without any filter, all that were published. Raises Http404 for a code that does not exist."""
    if filters.is_whole:
        return shown_aids().order_by("pk")
    natures = [one.value for one in (*filters.nature, *filter(None, [filters.instrument]))]
    text = filters.q.strip()
    found = match_aids(
        _side(filters),
        among=narrowed(text=text, natures=natures, since=filters.depuis) if text or natures or filters.depuis else None,
        limit=None,
        only_open=filters.fermees != "oui" if filters.open is None else filters.open,
        is_once=filters.variantes != "oui",
    )
    rows = shown_aids().filter(pk__in=[row.pk for row in found.rows])
    if filters.open is False:
        rows = rows.filter(Q(opens_on__gt=clock.today()) | Q(closes_on__lt=clock.today()))
    return rows.order_by("pk")


def _side(filters: AidFilters) -> Side:
    """The project that the filters tell of. Raises Http404."""
    place, theme = place_in(filters), checked_theme(filters.theme)
    return side_of_answers(
        form=filters.forme or "",
        stage=filters.etape or "",
        themes=[theme] if theme else [],
        places=[place] if place else [],
        publics=[checked_public(filters.public)] if filters.public else [],
        amount=filters.montant,
        budget=filters.budget,
        employees=filters.emplois,
        founded_on=filters.creation,
        evidence=filters.preuve,
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def aid_out(row: Aid) -> AidOut:
    """An aid as the API shows it: its service, no address of a person."""
    today = clock.today()
    places = list(row.aid_places.all())
    return AidOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        promise=row.promise,
        description=row.description,
        eligibility=row.eligibility,
        funder=row.funder_words,
        organisation=row.funder.slug if row.funder and row.funder.is_published else None,
        instruments=row.instruments,
        origin=row.origin,
        regime=row.regime,
        is_generic=row.is_generic,
        generic=row.generic.reference if row.generic else None,
        variants=[one.reference for one in row.variants.all()],
        places=[PlaceName(id=one.place.key, name=one.place.name) for one in places if not one.is_excluded],
        excluded=[PlaceName(id=one.place.key, name=one.place.name) for one in places if one.is_excluded],
        rules=[
            RuleOut(
                subject=rule.subject,
                values=rule.values,
                minimum=_number(rule.minimum),
                maximum=_number(rule.maximum),
                wish=rule.is_wish,
                note=rule.note,
            )
            for rule in row.rules.all()
        ],
        ticket_min=_number(row.ticket_min),
        ticket_max=_number(row.ticket_max),
        rate_max=_number(row.rate_max),
        own_funds_times=_number(row.own_funds_times),
        amounts_note=row.amounts_note,
        rhythm=row.rhythm,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        next_opens_on=row.next_opens_on,
        next_closes_on=row.next_closes_on,
        open=(row.opens_on is None or row.opens_on <= today) and (row.closes_on is None or row.closes_on >= today),
        way=row.way,
        steps=row.steps,
        documents=row.documents,
        apply_url=row.apply_url,
        contact=row.contact,
        contact_email=row.contact_email,
        partners=[PartnerOut(name=one["nom"], siren=one.get("siren", ""), roles=one.get("roles", [])) for one in row.partners],
        programmes=row.programmes,
        source_url=row.source_url,
        source=row.source.name if row.source else None,
        checked_at=row.checked_at,
        updated_at=row.updated_at,
        url=f"{settings.BASE_URL}/financements/{row.slug}/",
        demo=row.is_demo,
    )


def aid_sheet(row: Aid) -> AidSheetOut:
    """An aid, with where each of its fields comes from."""
    origins = origins_of(row)
    names = names_of(origins)
    found = [
        ProvenanceOut(
            field=name,
            origin="source" if origin.source else "person",
            source=names.get(origin.source, origin.source) if origin.source else None,
            guessed=origin.is_guess,
            at=origin.at,
        )
        for name, origin in sorted(origins.items())
    ]
    return AidSheetOut(**aid_out(row).model_dump(), provenance=found)


class ProjectIn(Schema, extra="forbid"):
    """A project as one describes it. What is left out is unknown: it leaves no aid out."""

    forms: Annotated[list[Form], Field(max_length=11, description="Of the structure that carries it.")] = []
    stage: Stage | None = None
    themes: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    publics: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    places: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z]+:[0-9A-Z]+$", max_length=22)]],
        Field(max_length=50, description="Where it acts, such as commune:73065."),
    ] = []
    amount: Annotated[Euros | None, _FIGURE, Field(description="Sought, in euros.")] = None
    budget: Annotated[Euros | None, _FIGURE, Field(description="Of a year, in euros.")] = None
    founded_on: dt.date | None = None
    employees: Annotated[Annotated[float, Field(ge=0, lt=1e7)] | None, _FIGURE, Field(description="Full-time equivalents.")] = None
    evidence: Annotated[Annotated[int, Field(ge=0, le=5)] | None, _FIGURE] = None
    qualified: StrictBool | None = None
    fits: Annotated[list[Fit], Field(max_length=4, description="Which results to give.")] = ["suits", "to_check", "near"]
    open_only: StrictBool = True
    limit: Annotated[int, Field(ge=1, le=100), _FIGURE] = 20


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), 2)


def matches(given: ProjectIn) -> Matches:
    """The aids that suit a described project, each condition told. Raises HttpError with words for a code that does not exist."""
    for scheme, codes in (("theme", given.themes), ("public", given.publics)):
        if unknown := vocabularies.unknown_codes(scheme, codes):
            words = _("%(scheme)s : le programme n’a pas de code « %(code)s ».")
            raise HttpError(422, words % {"scheme": f"{scheme}s", "code": sorted(unknown)[0][:60]})
    places = places_by_keys(given.places)
    if missing := sorted(set(given.places) - {place.key for place in places}):
        raise HttpError(422, _("places : aucun lieu n’a pour identifiant « %(key)s ».") % {"key": missing[0]})
    side = replace(
        side_of_answers(
            stage=given.stage or "",
            themes=given.themes,
            places=places,
            amount=_decimal(given.amount),
            budget=_decimal(given.budget),
            founded_on=given.founded_on,
            employees=_decimal(given.employees),
            evidence=given.evidence,
            is_qualified=given.qualified,
        ),
        forms=mask("form", given.forms),
        publics=mask("public", given.publics),
    )
    found: FoundMatches = match_aids(side, fits=given.fits, limit=given.limit, only_open=given.open_only)
    told: list[tuple[Aid, Any]] = told_aids(found.rows, side, speaker_of(places))
    shown = shown_aids().in_bulk([aid.pk for aid, _told in told])
    rows: dict[int, Match] = {row.pk: row for row in found.rows}
    results = [
        MatchOut(
            aid=aid_out(shown[aid.pk]),
            fit=one.fit,
            summary=one.summary,
            score=rows[aid.pk].score,
            from_on=one.from_on,
            conditions=[
                ConditionOut(
                    subject=reason.subject, state=_STATES[reason.state], text=reason.text, rule=reason.rule, from_on=reason.from_on
                )
                for reason in one.reasons
            ],
        )
        for aid, one in told
    ]
    return Matches(results=results, counts=found.counts)
