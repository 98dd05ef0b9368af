"""Loading the official geography: the only writer of the room's tables."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from frenchimpact.core import clock
from frenchimpact.geo.models import Edition, Place

DATA = Path(__file__).resolve().parent / "data"
TABLES = ("places", "postcodes", "former")
# Higher units first: each tier points to the ones before.
TIERS = ("{pays}", "{region}", "{departement}", "{epci,ept}", "{commune}")
# Changes when the way that names are prepared for search changes: the next load then prepares them again.
NAMES_FORM = 1

STAGE = """
DROP TABLE IF EXISTS staged_places, staged_postcodes, staged_former;
CREATE TEMP TABLE staged_places (level text, code text, name text, kind text, siren text, population int, longitude float, latitude float,
  department text, region text, epci text, ept text) ON COMMIT DROP;
CREATE TEMP TABLE staged_postcodes (postcode text, commune text) ON COMMIT DROP;
CREATE TEMP TABLE staged_former (code text, name text, commune text) ON COMMIT DROP;
"""

UPSERT = """
INSERT INTO geo_place AS known (level, code, name, kind, siren, population, longitude, latitude,
  department_id, region_id, epci_id, ept_id, vintage, is_current)
SELECT s.level, s.code, s.name, s.kind, s.siren, s.population, s.longitude, s.latitude, d.id, r.id, e.id, t.id, %(vintage)s, true
FROM staged_places s
LEFT JOIN geo_place d ON d.level = 'departement' AND d.code = s.department
LEFT JOIN geo_place r ON r.level = 'region' AND r.code = s.region
LEFT JOIN geo_place e ON e.level = 'epci' AND e.code = s.epci
LEFT JOIN geo_place t ON t.level = 'ept' AND t.code = s.ept
WHERE s.level = ANY(%(tier)s::text[])
ON CONFLICT (level, code) DO UPDATE SET name = excluded.name, kind = excluded.kind, siren = excluded.siren,
  population = excluded.population, longitude = excluded.longitude, latitude = excluded.latitude,
  department_id = excluded.department_id, region_id = excluded.region_id, epci_id = excluded.epci_id, ept_id = excluded.ept_id,
  vintage = excluded.vintage, is_current = true
WHERE (known.name, known.kind, known.siren, known.population, known.longitude, known.latitude,
    known.department_id, known.region_id, known.epci_id, known.ept_id, known.vintage, known.is_current)
  IS DISTINCT FROM (excluded.name, excluded.kind, excluded.siren, excluded.population, excluded.longitude, excluded.latitude,
    excluded.department_id, excluded.region_id, excluded.epci_id, excluded.ept_id, excluded.vintage, true)
"""

# A unit that the edition no longer names stays, with the vintage in which it was last seen: old things point to it.
RETIRE = """
UPDATE geo_place SET is_current = false
WHERE is_current AND NOT EXISTS (SELECT FROM staged_places s WHERE s.level = geo_place.level AND s.code = geo_place.code)
"""

AROUND = """
DELETE FROM geo_postcode;
INSERT INTO geo_postcode (postcode, place_id)
SELECT s.postcode, p.id FROM staged_postcodes s JOIN geo_place p ON p.level = 'commune' AND p.code = s.commune;
DELETE FROM geo_formercode;
INSERT INTO geo_formercode (code, name, place_id)
SELECT s.code, max(s.name), p.id FROM staged_former s JOIN geo_place p ON p.level = 'commune' AND p.code = s.commune GROUP BY s.code, p.id;
ANALYZE geo_place, geo_postcode, geo_formercode;
"""

# Ways of writing a name: as it is, without its article, without the kind of an intermunicipality, as it was before.
NAMES = r"""
INSERT INTO geo_placename (place_id, level, fold, is_former, weight, prints)
WITH whole AS (
  SELECT id AS place_id, level, geo_normal(name_fold) AS fold, false AS is_former FROM geo_place WHERE is_current
  UNION ALL
  SELECT place_id, 'commune', geo_normal(core_fold(name)), true FROM geo_formercode WHERE name <> ''
), bare AS (
  SELECT * FROM whole
  UNION ALL
  SELECT place_id, level, regexp_replace(fold, '^(ca|cc|cu|communaute|agglomeration|metropole)( d agglomeration| de communes| urbaine)?'
    '( du| des| de la| de l| de| d)? ', ''), is_former FROM whole WHERE level = 'epci'
), ways AS (
  SELECT * FROM bare
  UNION ALL
  SELECT place_id, level, regexp_replace(fold, '^(le|la|les|l|los|las|el) (?=..)', ''), is_former FROM bare
)
SELECT w.place_id, p.level, w.fold, bool_and(w.is_former), max(coalesce(p.population, 0)), geo_prints(w.fold)
FROM ways w JOIN geo_place p ON p.id = w.place_id
WHERE w.fold <> '' AND (%(only)s::bigint[] IS NULL OR p.id = ANY(%(only)s::bigint[])) GROUP BY w.place_id, p.level, w.fold ORDER BY w.fold;
"""

INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = 'geo_placename'::regclass AND NOT i.indisunique
"""


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    vintage: int
    places: int
    changed: int
    retired: int
    # The tables already held this edition: nothing was done.
    was_there: bool = False


def edition_of(folder: Path) -> tuple[int, str]:
    """The vintage of a folder's files and a digest of all that they hold."""
    digest = hashlib.sha256(str(NAMES_FORM).encode())
    for path in (folder / "edition.json", *(folder / f"{table}.csv.gz" for table in TABLES)):
        digest.update(path.read_bytes())
    return json.loads((folder / "edition.json").read_text(encoding="utf-8"))["vintage"], digest.hexdigest()


@transaction.atomic
def load_geography(*, folder: Path = DATA, force: bool = False, by: None = None) -> Loaded:
    """Make the geography equal to an edition of the official code. Running it again with the same edition does nothing."""
    vintage, digest = edition_of(folder)
    held = Edition.objects.order_by("-loaded_at", "-pk").first()
    if held and held.digest == digest and not force and Place.objects.exists():
        return Loaded(vintage, Place.objects.filter(is_current=True).count(), 0, 0, was_there=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_geography'))")
        cursor.execute(STAGE)
        for table in TABLES:
            with cursor.copy(_copy(table)) as copy:
                copy.write(gzip.decompress((folder / f"{table}.csv.gz").read_bytes()))
        changed = 0
        for tier in TIERS:
            cursor.execute(UPSERT, {"vintage": vintage, "tier": tier})
            changed += cursor.rowcount
        cursor.execute(RETIRE)
        retired = cursor.rowcount
        cursor.execute(AROUND)
        _fill_names(cursor)
        cursor.execute("SELECT count(*) FROM staged_places")
        (count,) = cursor.fetchone()
    Edition.objects.create(vintage=vintage, digest=digest, loaded_at=clock.now())
    return Loaded(vintage, count, changed, retired)


def _fill_names(cursor: Any) -> None:
    """Write the names with their indexes put aside: building them at the end is three times as fast."""
    cursor.execute(INDEXES)
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("DELETE FROM geo_placename")
    cursor.execute(NAMES, {"only": None})
    # The checks of foreign keys wait for the end of the transaction: an index cannot be built before them.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute("ANALYZE geo_placename")


def name_places(places: Sequence[Place]) -> None:
    """Write the names by which these places, new to the tables, are found."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"only": [place.pk for place in places]})


def _copy(table: str) -> str:
    never_null = {"places": "kind, siren", "former": "name", "postcodes": "postcode"}[table]
    return f"COPY staged_{table} FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL ({never_null}))"
