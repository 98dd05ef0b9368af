"""The queue of the desk over a hundred thousand cases: its rows and the counts of its tabs, by the shortest SQL for the same."""

import os
from collections.abc import Iterator
from typing import Any

from django.test import Client

from bench import database
from bench.database import say
from bench.measure import Result, pairs
from bench.rows import insert
from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.queries import queue
from frenchimpact.barriers.queries.queue import Asked
from frenchimpact.core import clock
from frenchimpact.core.search_words import understand
from frenchimpact.organisations.models import Assignment

CASES = int(os.environ.get("BENCH_CASES", "100000"))
_WHERE = """FROM barriers_case c WHERE (c.person_id IS NULL OR c.person_id <> %(me)s) AND upper(c.email) <> upper(%(email)s)
  AND NOT EXISTS (SELECT FROM barriers_assigned a WHERE a.case_id = c.id AND a.user_id = %(me)s AND a.ties <> '')
  AND (NOT %(late)s OR (c.next_on < %(today)s AND c.closed_at IS NULL)) AND (%(nature)s = '' OR c.nature = %(nature)s)"""
_WORDS = " AND (c.words @@ to_tsquery('public.fr', %(words)s) OR upper(c.reference) = upper(%(q)s) OR upper(c.email) = upper(%(q)s))"
_COUNTS = "SELECT c.state, count(*) {where} GROUP BY c.state"
_ROWS = """WITH page AS MATERIALIZED (SELECT c.id {where} AND c.closed_at IS NULL AND (%(open)s OR c.state = ANY(%(states)s))
  AND (%(on)s::date IS NULL OR (c.next_on, c.id) > (%(on)s::date, %(after)s)) ORDER BY c.next_on, c.id LIMIT 51)
SELECT c.reference, c.title, c.state, c.nature, c.channel, c.next_on, c.next_what, c.received_at, p.name, r.name, u.full_name,
  (SELECT json_agg(json_build_array(s.since, s.until, s.reason)) FROM barriers_pause s WHERE s.case_id = c.id),
  (SELECT json_agg(json_build_array(w.full_name, a.state, a.role)) FROM barriers_assigned a JOIN accounts_user w ON w.id = a.user_id
    WHERE a.case_id = c.id AND a.state IN ('proposed', 'accepted'))
FROM page JOIN barriers_case c USING (id) LEFT JOIN geo_place p ON p.id = c.place_id LEFT JOIN geo_place r ON r.id = p.region_id
  LEFT JOIN accounts_user u ON u.id = c.owner_id ORDER BY c.next_on, c.id LIMIT 50"""
# Seven in ten are over; those that are open are due from two months ago to four months from now.
_OVER = "n % 10 < 7"


def _write(raw: Any) -> None:
    raw.execute("SET session_replication_role = replica")
    case = {
        "id": "n",
        "reference": "'F-2026-' || lpad(n::text, 6, '0')",
        "state": f"CASE WHEN {_OVER} THEN (ARRAY['closed', 'duplicate', 'withdrawn'])[1 + n % 3] ELSE"
        " (ARRAY['received', 'triage', 'qualified', 'assigned', 'in_consultation', 'needs_information', 'outcome'])[1 + n % 7] END",
        "duplicate_of_id": f"CASE WHEN {_OVER} AND n % 3 = 1 THEN 2 END",
        "way": "'form'",
        "email": "'personne' || n || '@bench.example'",
        "language": "'fr'",
        "title": "(ARRAY['Licence de transport', 'Garantie du réemploi', 'Compost partagé', 'Cantine solidaire'])[1 + n % 4] || ' ' || n",
        "wish": "'Nous voulons le faire dans le quartier numéro ' || n % 900",
        "obstacle": "'On nous dit que la règle ' || n % 300 || ' l’interdit.'",
        "nature": "(ARRAY['loi', 'decret_arrete', 'pratique_administrative', 'inconnu'])[1 + n % 4]",
        "level": "'state'",
        "effect": "'blocked'",
        "place_id": "(SELECT id FROM geo_place WHERE level = 'region' ORDER BY id OFFSET n % 13 LIMIT 1)",
        "next_on": f"CASE WHEN NOT ({_OVER}) THEN current_date - 60 + (n * 7919) % 180 END",
        "next_what": "'Trier'",
        "received_at": "now() - n % 300 * interval '1 day'",
        "closed_at": f"CASE WHEN {_OVER} THEN now() END",
        "version": "1",
        "link_serial": "1",
    }
    insert(raw, "barriers_case", case, f"generate_series(1, {CASES}) n")
    pause = {"case_id": "n", "reason": "'Précision demandée'", "since": "current_date - 90", "until": "current_date - 80"}
    insert(raw, "barriers_pause", pause, f"generate_series(1, {CASES}, 5) n")
    raw.execute("SELECT setval(pg_get_serial_sequence('barriers_case', 'id'), %s)", [CASES])


def _filled() -> str:
    name = f"desk_{CASES}_{database.version()}"
    if not database.exists(name):
        say(f"Writing {CASES} cases…")
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _write(raw)
            raw.execute("VACUUM ANALYZE barriers_case, barriers_pause, barriers_assigned")
        database.rename(f"{name}_draft", name)
    return name


def barriers_queue() -> Iterator[Result]:
    """The first page, one far down, those late, those of a kind, those that say words: the same rows, checked."""
    name = _filled()
    database.clone(name, "desk_queue")
    database.use("desk_queue")
    operator = User.objects.create(email="operatrice@bench.example", full_name="Opératrice")
    Assignment.objects.create(user=operator, role=Assignment.Role.OPERATOR)
    far = Case.objects.filter(closed_at=None).order_by("next_on", "pk")[int(CASES * 0.15)]
    asks = [
        {},
        {"apres": f"{far.next_on}.{far.pk}"},
        {"retard": "1"},
        {"etat": "a-trier", "nature": "loi"},
        {"q": "compost"},
    ]
    client = Client()
    client.force_login(operator)
    with database.connect("desk_queue") as raw:

        def floor(given: dict[str, str]) -> tuple[Any, Any]:
            asked = Asked.of(given)
            on, _dot, after = asked.after.partition(".")
            values = {
                "me": operator.pk,
                "email": operator.email,
                "late": asked.late,
                "today": clock.today(),
                "nature": asked.nature,
                "q": asked.q,
                "words": understand(asked.q).query if asked.q else None,
                "open": asked.tab == "ouverts",
                "states": [str(one) for one in queue.TABS[asked.tab][1]],
                "on": on or None,
                "after": int(after or 0),
            }
            where = _WHERE + (_WORDS if asked.q else "")
            return raw.execute(_COUNTS.format(where=where), values).fetchall(), raw.execute(_ROWS.format(where=where), values).fetchall()

        for given in asks:
            counts, rows = floor(given)
            ours = queue.listing(operator, Asked.of(given))
            if [one[0] for one in rows] != [one.case.reference for one in ours.rows]:
                raise AssertionError(f"{given}: other rows than the floor's")
            if sum(n for _state, n in counts) != ours.counts["ouverts"] + ours.counts[queue.DONE]:
                raise AssertionError(f"{given}: other counts than the floor's")
        yield pairs("barriers_queue_rows", floor, lambda given: queue.listing(operator, Asked.of(given)), asks, rounds=60, target=3)
        yield pairs(
            "barriers_queue",
            floor,
            lambda given: client.get("/mon-espace/freins/", given, headers={"host": "127.0.0.1"}).content,
            asks,
            rounds=40,
            target=3,
            note="whole page, signed in",
        )
