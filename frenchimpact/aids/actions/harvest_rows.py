"""Writing what a source gives: new aids by thousands, known ones field by field, with where each value comes from."""

from typing import Any

from django.utils.text import slugify

from frenchimpact.aids.actions.catalogue import BY_PERSON, RESERVED, Condition, Ground, change_aid
from frenchimpact.aids.actions.compiling import terms_of
from frenchimpact.aids.harvest.grounds import Gazetteer
from frenchimpact.aids.harvest.records import Record
from frenchimpact.aids.models import Aid, AidChange, AidPlace, Rule, Source, Terms
from frenchimpact.aids.queries.bits import all_bits
from frenchimpact.calls.actions.references import take_references
from frenchimpact.core import clock
from frenchimpact.core.rows import copy_rows, lock, take_keys
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place

# A date that a person wrote is not mixed with another that a feed gives.
_TOGETHER = ("rhythm", "opens_on", "closes_on")


def origin_of(source: Source) -> str:
    """How a value says that it comes from there."""
    return f"source:{source.code}"


def create_records(records: list[Record], source: Source, gazetteer: Gazetteer) -> None:
    """New published aids, with their places, conditions and terms: four COPY, whatever their number."""
    now = clock.now()
    masks = _Masks()
    country = frozenset(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
    aids = [
        _aid(record, source, pk, reference)
        for record, pk, reference in zip(records, take_keys(Aid, len(records)), take_references("AF", len(records)), strict=True)
    ]
    _name(aids)
    places: list[AidPlace] = []
    rules: list[Rule] = []
    terms: list[Terms] = []
    for record, aid in zip(records, aids, strict=True):
        aid.published_at = aid.created_at = aid.updated_at = now
        mine = [condition.rule(aid) for condition in _conditions(record)]
        places += [AidPlace(aid=aid, place=place) for place in record.ground]
        places += [AidPlace(aid=aid, place=place, is_excluded=True) for place in record.left_out]
        rules += mine
        terms.append(terms_of(aid, mine, record.ground, record.left_out, mask=masks.of, country=country))
    for rows in (aids, places, rules, terms):
        copy_rows(rows)


class _Masks:
    """Masks of codes, without asking the database for each."""

    def __init__(self) -> None:
        self.numbers = all_bits()

    def of(self, scheme: str, codes: Any) -> int:
        """The mask of some codes; codes that have no bit are left out."""
        found = 0
        for code in codes:
            number = self.numbers.get(str(scheme), {}).get(str(code))
            found |= 0 if number is None else 1 << number
        return found


def _aid(record: Record, source: Source, pk: int, reference: str) -> Aid:
    now = clock.now()
    origins = {name: _origin(record, source, name) for name in (*record.values, "places", "rules")}
    return Aid(
        pk=pk,
        reference=reference,
        status=Aid.Status.PUBLISHED,
        funder_id=record.funder_id,
        funder_name=record.funder_name,
        source=source,
        source_key=record.key,
        source_digest=record.digest(),
        origins=origins,
        extra=record.extra,
        checked_at=min(record.checked_at, now) if record.checked_at else now,
        **record.values,
    )


def _origin(record: Record, source: Source, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"from": origin_of(source), "at": clock.now().isoformat()}
    return {**found, "is_guess": True} if name in record.guessed else found


def _conditions(record: Record) -> list[Condition]:
    return [Condition(one.subject, one.values, one.minimum, one.maximum, note=one.note) for one in record.conditions]


def _name(aids: list[Aid]) -> None:
    """Addresses made of titles, unlike any other."""
    wanted = [slugify(fold(aid.title))[:70].strip("-") or "aide" for aid in aids]
    taken = RESERVED | set(Aid.objects.filter(slug__in=set(wanted)).values_list("slug", flat=True))
    for aid, slug in zip(aids, wanted, strict=True):
        aid.slug = slug if slug not in taken else f"{slug}-{aid.reference.lower()}"
        taken.add(slug)


def update_records(pk: int, record: Record, source: Source) -> bool:
    """Bring a known aid up to what its source says now; what a person wrote stays. Whether something changed."""
    aid = lock(Aid(pk=pk))
    kept = {name for name, origin in aid.origins.items() if origin.get("from") == BY_PERSON}
    if kept & set(_TOGETHER):
        kept |= set(_TOGETHER)
    values = {name: value for name, value in record.values.items() if name not in kept}
    changed = change_aid(
        aid=aid,
        by=None,
        values=values,
        ground=None if "places" in kept else Ground(tuple(record.ground), tuple(record.left_out)),
        conditions=None if "rules" in kept else _conditions(record),
        origin=origin_of(source),
    )
    aid.refresh_from_db()
    was = (aid.funder_id, aid.funder_name, aid.extra, aid.gone_at)
    before = aid.funder_words
    if "funder" not in kept:
        aid.funder_id, aid.funder_name = record.funder_id or aid.funder_id, record.funder_name
    aid.extra, aid.gone_at, aid.source_digest = record.extra, None, record.digest()
    for name in set(record.guessed) & set(changed):
        aid.origins[name]["is_guess"] = True
    if record.checked_at and record.checked_at > aid.checked_at:
        aid.checked_at = min(record.checked_at, clock.now())
    aid.save(update_fields=["funder", "funder_name", "extra", "gone_at", "source_digest", "origins", "checked_at"])
    if aid.status == Aid.Status.PUBLISHED and aid.funder_words != before:
        AidChange.objects.create(aid=aid, field="funder", before=before, after=aid.funder_words)
    return bool(changed) or was != (aid.funder_id, aid.funder_name, aid.extra, aid.gone_at)
