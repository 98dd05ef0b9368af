"""Writing what a source gives: new aids by thousands, known ones field by field, with where each value comes from."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from frenchimpact.aids.actions.catalogue import RESERVED, Condition, Ground, change_aid
from frenchimpact.aids.actions.compiling import terms_of
from frenchimpact.aids.actions.variants import check_family, keep_proposal
from frenchimpact.aids.fields import BY_PERSON, FEED
from frenchimpact.aids.harvest.grounds import Gazetteer
from frenchimpact.aids.harvest.records import Record
from frenchimpact.aids.models import Aid, AidChange, AidPlace, Rule, Source, Terms
from frenchimpact.aids.queries.bits import all_bits
from frenchimpact.aids.rules import has_same_funder
from frenchimpact.calls.actions.references import take_references
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.rows import copy_rows, lock, take_keys
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place

# What is written in each column.
type Row = dict[str, Any]
# A date that a person wrote is not mixed with another that a feed gives.
_TOGETHER = ("rhythm", "opens_on", "closes_on")


def origin_of(source: Source) -> str:
    """How a value says that it comes from there."""
    return f"{FEED}{source.code}"


def create_records(records: list[Record], source: Source, gazetteer: Gazetteer) -> None:
    """New published aids, with their places, conditions and terms: four COPY, whatever their number."""
    now = clock.now()
    origins = _Origins(source)
    compiled = _Compiled()
    keys, references = take_keys(Aid, len(records)), take_references("AF", len(records))
    aids = [_aid(record, source, origins, now) for record in records]
    places: list[Row] = []
    rules: list[Row] = []
    terms: list[Row] = []
    for record, aid, key, reference in zip(records, aids, keys, references, strict=True):
        aid["id"], aid["reference"] = key, reference
        mine, read = compiled.of(record)
        places += [{"aid_id": key, "place_id": place.pk} for place in record.ground]
        places += [{"aid_id": key, "place_id": place.pk, "is_excluded": True} for place in record.left_out]
        rules += [{**rule, "aid_id": key} for rule in mine]
        days = {"opens_on": aid["opens_on"], "closes_on": aid["closes_on"]}
        terms.append({**read, **days, "aid_id": key, "family": key if aid.get("is_generic") else None})
    _name(aids)
    for model, rows in ((Aid, aids), (AidPlace, places), (Rule, rules), (Terms, terms)):
        copy_rows(model, rows)


class _Compiled:
    """Conditions and terms as the matching reads them, worked out once for all the aids that ask the same in the same places."""

    def __init__(self) -> None:
        self.numbers = all_bits()
        self.country = frozenset(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
        self.known: dict[Any, tuple[list[Row], Row]] = {}

    def of(self, record: Record) -> tuple[list[Row], Row]:
        """The rows of its conditions, then the row of its terms: whose aid and days are to be filled in."""
        key = (
            tuple(place.pk for place in record.ground),
            tuple(place.pk for place in record.left_out),
            tuple(record.values["instruments"]),
            tuple((one.subject, one.values, one.minimum, one.maximum, one.note) for one in record.conditions),
        )
        if key not in self.known:
            aid = Aid(instruments=record.values["instruments"])
            rules = [condition.rule(aid) for condition in _conditions(record)]
            terms = terms_of(aid, rules, record.ground, record.left_out, mask=self._mask, country=self.country)
            self.known[key] = [_columns(rule) for rule in rules], _columns(terms)
        return self.known[key]

    def _mask(self, scheme: str, codes: Any) -> int:
        """The mask of some codes; codes that have no bit are left out."""
        found = 0
        for code in codes:
            number = self.numbers.get(str(scheme), {}).get(str(code))
            found |= 0 if number is None else 1 << number
        return found


def _columns(row: Model) -> Row:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}


def _aid(record: Record, source: Source, origins: "_Origins", now: dt.datetime) -> Row:
    return {
        "status": Aid.Status.PUBLISHED,
        "funder_id": record.funder_id,
        "funder_name": record.funder_name,
        "source_id": source.pk,
        "source_key": record.key,
        "source_digest": record.digest(),
        "origins": origins.of(record),
        "extra": record.extra,
        "checked_at": min(record.checked_at, now) if record.checked_at else now,
        "published_at": now,
        "created_at": now,
        "updated_at": now,
        **record.values,
    }


class _Origins:
    """Where each value of an aid comes from: the same for all those of a file that say, and let guess, the same things."""

    def __init__(self, source: Source) -> None:
        self.words, self.at = origin_of(source), clock.now().isoformat()
        self.known: dict[Any, Row] = {}

    def of(self, record: Record) -> Row:
        """By field."""
        key = (*record.values, "places", "rules"), record.guessed
        if key not in self.known:
            plain = {"from": self.words, "at": self.at}
            self.known[key] = {name: {**plain, "is_guess": True} if name in record.guessed else plain for name in key[0]}
        return self.known[key]


def join_variants(records: dict[str, Record], source: Source) -> list[str]:
    """Make these records, by their keys, the variants of the generic aids that they name; gives what could not be, in words.

    What a person wrote of them stays.
    """
    if not records:
        return []
    wanted = {*records, *(record.generic_key for record in records.values())}
    known = {aid.source_key: aid for aid in Aid.objects.filter(source=source, source_key__in=wanted).select_related("generic")}
    problems = []
    for key, record in records.items():
        aid, generic = known.get(key), known.get(record.generic_key)
        if (
            aid is None
            or aid.status in {Aid.Status.WITHDRAWN, Aid.Status.MERGED}
            or aid.origins.get("generic", {}).get("from") == BY_PERSON
        ):
            continue
        if generic is None:
            words = _("ligne %(line)s : aucune aide de cette source n’a l’identifiant « %(key)s »")
            problems.append(words % {"line": record.line, "key": record.generic_key})
        elif aid.generic_id != generic.pk:
            try:
                _join(aid, generic, source)
            except Refusal as refusal:
                said = next(iter(refusal.missing.values())) if isinstance(refusal, Incomplete) and refusal.missing else refusal.message
                problems.append(_("ligne %(line)s : %(reason)s") % {"line": record.line, "reason": said})
    return problems


def _join(aid: Aid, generic: Aid, source: Source) -> None:
    """Of the same funder, its variant at once; of another, a demand, made once: what was answered is not asked again by a feed."""
    if has_same_funder(aid, generic):
        change_aid(aid=aid, by=None, values={"generic": generic}, origin=origin_of(source))
    elif not aid.proposals.filter(generic=generic).exists():
        check_family(generic, is_generic=aid.is_generic, places=[row.place for row in aid.aid_places.filter(is_excluded=False)], aid=aid)
        keep_proposal(aid, generic, None)


def _conditions(record: Record) -> list[Condition]:
    return [Condition(one.subject, one.values, one.minimum, one.maximum, note=one.note) for one in record.conditions]


def _name(aids: list[Row]) -> None:
    """Addresses made of titles, unlike any other."""
    wanted = [fold(aid["title"]).replace(" ", "-")[:70].strip("-") or "aide" for aid in aids]
    taken = RESERVED | set(Aid.objects.filter(slug__in=set(wanted)).values_list("slug", flat=True))
    for aid, slug in zip(aids, wanted, strict=True):
        aid["slug"] = slug if slug not in taken else f"{slug}-{aid['reference'].lower()}"
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
