"""Fifty thousand offers before a hundred thousand requests: the matches of one, by the plain SQL of the same conditions."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection

from bench import database
from bench.measure import Result, pairs
from bench.rows import insert
from bench.scale import Scale
from frenchimpact.core import clock
from frenchimpact.offers.explaining import tell
from frenchimpact.offers.models import Offer, Request, What
from frenchimpact.offers.queries.offers import suited_offers, suited_requests

OFFERS = int(os.environ.get("BENCH_OFFERS", "50000"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "100000"))
TARGET, LIMIT = 3.0, 20
_KINDS = ", ".join(f"'{code}'" for code in What.values)
_PRICES = "ARRAY['free', 'solidarity', 'market']"
# What somebody would write by hand for the first page: what meets every condition or misses one, best first.
_HAND = """
SELECT {key}, q.* FROM (
  SELECT o.id AS offer, r.id AS request, o.confirmed_on, r.created_at,
    (CASE WHEN r.project_id IS NOT NULL THEN 'project' WHEN r.territory_id IS NOT NULL THEN 'territory' ELSE 'structure' END
      = ANY (o.who)) AS who,
    (r.project_id IS NULL OR o.stages = '{{}}' OR p.stage = ANY (o.stages)) AS stage,
    (NOT EXISTS (SELECT 1 FROM offers_offerplace l WHERE l.offer_id = o.id) OR o.is_remote AND r.may_be_remote
      OR EXISTS (SELECT 1 FROM offers_offerplace l JOIN geo_place lp ON lp.id = l.place_id WHERE l.offer_id = o.id
        AND (lp.level = 'pays' OR g.level = 'pays' OR l.place_id IN (g.id, g.epci_id, g.ept_id, g.department_id, g.region_id)
          OR g.id IN (lp.epci_id, lp.ept_id, lp.department_id, lp.region_id)))) AS place,
    (o.ends_on IS NULL OR o.ends_on >= coalesce(r.from_on, %(today)s::date))
      AND (o.starts_on IS NULL OR r.until_on IS NULL OR o.starts_on <= r.until_on) AS period,
    array_position(PRICES, o.price::text) <= array_position(PRICES, r.price::text) AS price,
    (o.capacity IS NULL OR o.capacity > o.engaged AND (r.quantity IS NULL OR r.unit = o.unit AND o.capacity - o.engaged >= r.quantity))
      AS capacity,
    cardinality(ARRAY(SELECT unnest(o.themes) INTERSECT SELECT unnest(r.themes))) AS themes
  FROM offers_offer o JOIN offers_request r ON r.what = o.what JOIN organisations_organisation h ON h.id = o.organisation_id
  LEFT JOIN projects_project p ON p.id = r.project_id LEFT JOIN geo_place g ON g.id = r.place_id
  WHERE {side} AND o.organisation_id IS DISTINCT FROM coalesce(r.organisation_id, p.organisation_id)
) q
WHERE (NOT who)::int + (NOT stage)::int + (NOT place)::int + (NOT period)::int + (NOT price)::int + (NOT capacity)::int <= 1
ORDER BY (who AND stage AND place AND period AND price AND capacity) DESC, themes DESC, {fresh} DESC LIMIT 20
""".replace("PRICES", _PRICES)
_OFFERS = _HAND.format(
    key="offer",
    fresh="confirmed_on",
    side="r.id = %(one)s AND o.state IN ('available', 'exhausted') AND o.confirmed_on >= %(today)s::date - 90"
    " AND h.is_published AND h.closed_on IS NULL",
)
_REQUESTS = _HAND.format(key="request", fresh="created_at", side="o.id = %(one)s AND r.state = 'open' AND r.expires_on >= %(today)s::date")


def _made(scale: Scale) -> str:
    """The database with so many of each, made if needed."""
    name = f"offers_{OFFERS}_{REQUESTS}_{scale.organisations}_{scale.projects}_{database.version()}"
    if not database.exists(name):
        source = scale.database()
        database.clone(source, f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _fill(raw)
        database.rename(f"{name}_draft", name)
    database.use(name)
    return name


def _fill(raw: psycopg.Connection[Any]) -> None:
    raw.execute("SET session_replication_role = replica")
    houses = "(SELECT id, row_number() OVER (ORDER BY id) AS at FROM organisations_organisation WHERE is_published LIMIT 5000) h"
    insert(
        raw,
        "offers_offer",
        {
            "reference": "'O-2026-' || n",
            "slug": "'offre-' || n",
            "organisation_id": "h.id",
            "state": "'available'",
            "what": f"(ARRAY[{_KINDS}])[1 + n % 10]",
            "title": "'Offre ' || n",
            "summary": "'Une offre'",
            "capacity": "CASE WHEN n % 3 = 0 THEN NULL ELSE 1 + n % 30 END",
            "unit": "'jours'",
            "price": f"({_PRICES})[1 + n % 3]",
            "who": "CASE WHEN n % 4 = 0 THEN ARRAY['project'] ELSE ARRAY['project', 'structure', 'territory'] END",
            "stages": "CASE WHEN n % 5 = 0 THEN ARRAY['experimentation'] ELSE ARRAY[]::varchar[] END",
            "is_remote": "n % 4 = 1",
            "ends_on": "CASE WHEN n % 6 = 0 THEN current_date + n % 300 END",
            "themes": "ARRAY['insertion_emploi']",
            "confirmed_on": "current_date - n % 100",
            "published_at": "now()",
        },
        f"generate_series(1, {OFFERS}) n JOIN {houses} ON h.at = 1 + n % 5000",
    )
    wide = "(SELECT id, row_number() OVER (ORDER BY id) AS at, count(*) OVER () AS n FROM geo_place WHERE level <> 'commune') g"
    insert(
        raw,
        "offers_offerplace",
        {"offer_id": "o.id", "place_id": "g.id"},
        f"offers_offer o JOIN {wide} ON g.at = 1 + o.id % g.n WHERE o.id % 3 > 0",
    )
    insert(
        raw,
        "offers_request",
        {
            "reference": "'BE-2026-' || p.id",
            "slug": "'demande-' || p.id",
            "state": "'open'",
            "project_id": "p.id",
            "what": f"(ARRAY[{_KINDS}])[1 + p.id % 10]",
            "title": "'Demande ' || p.id",
            "text": "'Il nous manque quelque chose'",
            "quantity": "1 + p.id % 8",
            "unit": "'jours'",
            "expires_on": "current_date + 90",
            "place_id": "(SELECT place_id FROM projects_projectplace l WHERE l.project_id = p.id ORDER BY l.id LIMIT 1)",
            "may_be_remote": "p.id % 2 = 0",
            "price": f"({_PRICES})[1 + p.id % 3]",
            "themes": "ARRAY['insertion_emploi']",
            "is_public": "true",
            "created_at": "now() - (p.id % 100) * interval '1 day'",
        },
        f"(SELECT id FROM projects_project ORDER BY id LIMIT {REQUESTS}) p",
    )
    raw.execute("SET session_replication_role = DEFAULT")
    raw.execute("VACUUM ANALYZE")


def offers_match(scale: Scale) -> Iterator[Result]:
    """The offers for a request with their reasons in words, then the requests for an offer."""
    name = _made(scale)
    today = clock.today()
    needs = list(Request.objects.select_related("project", "place").order_by("pk")[: 30 * 97 : 97])
    given = list(Offer.objects.filter(confirmed_on__gte=today).order_by("pk")[:30]) or list(Offer.objects.order_by("pk")[:30])
    with database.connect(name) as raw:
        connection.ensure_connection()
        servers = (raw.info.backend_pid, connection.connection.info.backend_pid)

        def told(found: Any) -> list[Any]:
            return [tell(one.meeting, one.offer, one.request) for one in found]

        cases: list[tuple[str, str, Any, Any]] = [
            ("offers_match_for_a_request", _OFFERS, needs, lambda one: told(suited_offers(one))),
            ("offers_match_for_an_offer", _REQUESTS, given, lambda one: told(suited_requests(one))),
        ]
        for case, statement, things, ours in cases:
            assert things, "nothing to measure"
            assert any(ours(one) for one in things), f"{case}: nothing meets"

            def floor(one: Any, statement: str = statement) -> object:
                return raw.execute(statement, {"one": one.pk, "today": today}).fetchall()

            yield pairs(case, floor, ours, things, rounds=min(scale.rounds, 40), target=TARGET, servers=servers)
