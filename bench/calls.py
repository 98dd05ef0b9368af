"""The operators' table of a call with 5,000 files: filtered, counted by state, paged."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client

from bench import database
from bench.database import connect
from bench.measure import Result, pairs
from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries
from frenchimpact.calls.models import Application, Call, Cohort, Question
from frenchimpact.calls.queries import Asked
from frenchimpact.core import clock
from frenchimpact.organisations.models import Assignment, Organisation

FILES = 5_000
STATES = ["submitted", "complete", "incomplete", "admissible", "under_review", "jury", "granted", "refused"]
# What the page shows, by the shortest SQL: how many in each state, then fifty rows.
_COUNTS = """
SELECT a.state, count(*) FROM calls_application a JOIN organisations_organisation o ON o.id = a.organisation_id
WHERE a.call_id = %(call)s AND NOT a.is_test AND a.submitted_at IS NOT NULL AND (%(q)s = '' OR o.name_fold LIKE '%%' || %(q)s || '%%')
GROUP BY a.state
"""
# The page first, then what each line counts: required answers and those given, what is asked again, silent members, the jury's opinions.
_ROWS = """
WITH page AS (
  SELECT a.id FROM calls_application a JOIN organisations_organisation o ON o.id = a.organisation_id
  WHERE a.call_id = %(call)s AND NOT a.is_test AND a.submitted_at IS NOT NULL AND a.state = ANY(%(states)s)
    AND (%(q)s = '' OR o.name_fold LIKE '%%' || %(q)s || '%%')
  ORDER BY a.submitted_at, a.id LIMIT 50 OFFSET %(skip)s
)
SELECT a.*, o.*, c.*, r.*, h.*, s.asked, s.given,
  (SELECT array_agg(q.key) FROM calls_question q WHERE q.form_id = a.form_id AND q.is_required),
  (SELECT array_agg(i.key) FROM calls_correctionitem i JOIN calls_correctionrequest e ON e.id = i.request_id
    WHERE e.application_id = a.id AND e.answered_at IS NULL AND e.closed_at IS NULL),
  (SELECT count(*) FROM calls_partner p WHERE p.application_id = a.id AND p.confirmed_at IS NULL),
  (SELECT count(*) FROM reviews_assignment n WHERE n.application_id = a.id AND n.ended_at IS NULL),
  (SELECT count(*) FROM reviews_review v WHERE v.application_id = a.id AND v.sent_at IS NOT NULL), j.total
FROM page JOIN calls_application a USING (id) JOIN organisations_organisation o ON o.id = a.organisation_id
JOIN calls_cohort h ON h.id = a.cohort_id LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place r ON r.id = c.region_id
LEFT JOIN reviews_juryopinion j ON j.application_id = a.id
LEFT JOIN LATERAL (
  SELECT jsonb_path_query_array(t.content, '$.sections[*].questions[*].key') AS asked,
    jsonb_path_query_array(t.content, '$.sections[*].questions[*] ? (@.words != "").key') AS given
  FROM calls_snapshot t WHERE t.application_id = a.id ORDER BY t.number DESC LIMIT 1
) s ON TRUE
ORDER BY a.submitted_at, a.id
"""


def _write() -> tuple[Call, User]:
    """One call, its files, and who works on them."""
    operator = User.objects.create(email="operateur@bench.example", full_name="Opératrice")
    Assignment.objects.create(user=operator, role=Assignment.Role.OPERATOR)
    office = {"office_name": "Bureau", "office_address": "1 rue", "office_email": "bureau@bench.example"}
    call = actions.create_call(by=operator, title="Appel", summary="Un appel.", kind=Call.Kind.PERMANENT, **office)
    form = call.forms.get()
    section = actions.set_section(form=form, title="Dossier")
    actions.set_question(section=section, label="Mission", kind=Question.Kind.TEXT)
    actions.publish_form(form=form, change_note="", by=operator)
    now = clock.now()
    opens, closes = now - dt.timedelta(days=100), now + dt.timedelta(days=100)
    cohort = actions.set_cohort(call=call, by=operator, title="Session", opens_at=opens, closes_at=closes, regime=Cohort.Regime.EXAMEN)
    actions.publish_call(call=call, by=operator)
    call.refresh_from_db()
    holders = Organisation.objects.bulk_create(
        Organisation(
            name=f"Structure {number} {'des rives' if number % 7 == 0 else 'du lac'}", slug=f"structure-{number}", kinds=["association"]
        )
        for number in range(FILES)
    )
    Application.objects.bulk_create(
        Application(
            reference=f"C-2026-{number:05d}",
            call=call,
            cohort=cohort,
            form=form,
            organisation=holder,
            lead=operator,
            state=state,
            submitted_at=now - dt.timedelta(minutes=number),
            submitted_by=operator,
        )
        for (number, holder), state in zip(enumerate(holders), itertools.cycle(STATES), strict=False)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE calls_application, organisations_organisation")
    return call, operator


def instruction() -> Iterator[Result]:
    """The table's rows and counts by the shortest SQL for the same; then its whole page, written and sent."""
    database.clone(database.ground(), "calls")
    database.use("calls")
    call, operator = _write()
    asks: list[dict[str, Any]] = [
        {"etat": tab, "q": q, "page": page} for tab, page in (("tous", 1), ("tous", 40), ("a-traiter", 3)) for q in ("", "rives")
    ]
    client = Client()
    client.force_login(operator)
    with connect("calls") as raw:

        def floor(asked: dict[str, Any]) -> object:
            states = [str(one) for one in queries.TABS[asked["etat"]][1]]
            given = {"call": call.pk, "q": asked["q"], "states": states, "skip": 50 * (asked["page"] - 1)}
            return raw.execute(_COUNTS, given).fetchall(), raw.execute(_ROWS, given).fetchall()

        yield pairs("instruction_rows", floor, lambda asked: queries.listing(call, Asked.of(asked), operator), asks, rounds=60, target=3)
        address = f"/mon-espace/appels/{call.slug}/candidatures/"
        yield pairs(
            "instruction_page",
            floor,
            lambda asked: client.get(address, asked, headers={"host": "127.0.0.1"}).content,
            asks,
            rounds=30,
            note="whole page, signed in",
        )
