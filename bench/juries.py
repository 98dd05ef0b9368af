"""Juries: the ranking of a large call recomputed and shown; readers given to a thousand files."""

import datetime as dt
import random
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test import Client

from bench import database
from bench.measure import Result, pairs
from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Call, Cohort, Criterion, FormVersion
from frenchimpact.core import clock
from frenchimpact.organisations.models import Assignment, Organisation
from frenchimpact.reviews.assignment import Constraints, File, Reader, plan
from frenchimpact.reviews.models import Juror, Jury
from frenchimpact.reviews.queries import ranking_of

FILES, JURORS, CRITERIA, REVIEWS = 5_000, 60, 8, 4
SHOWN = 50
WITHIN = 10.0

# The first page of the ranking, from the marks.
_FLOOR = """
WITH means AS (
  SELECT r.application_id, s.criterion_id, avg(coalesce(s.revised, s.value)) AS mean, count(*) AS n
  FROM reviews_review r JOIN reviews_score s ON s.review_id = r.id
  WHERE r.jury_id = %(jury)s AND r.sent_at IS NOT NULL AND s.value IS NOT NULL
    AND NOT EXISTS (SELECT FROM reviews_recusal c
      WHERE c.juror_id = r.juror_id AND c.lifted_at IS NULL AND c.application_id = r.application_id)
  GROUP BY 1, 2
), totals AS (
  SELECT m.application_id, sum(c.weight * m.mean / c.scale) * 100 / sum(c.weight) AS total
  FROM means m JOIN calls_criterion c ON c.id = m.criterion_id GROUP BY 1 HAVING count(*) = 8 AND min(m.n) >= 2
)
SELECT a.reference, t.total, rank() OVER (ORDER BY t.total DESC) FROM totals t JOIN calls_application a ON a.id = t.application_id
ORDER BY t.total DESC, a.id LIMIT 50
"""


def _write() -> tuple[Jury, User]:
    """A call with its files, its jury and every mark: rows alone, as the product would have written them."""
    chance, now = random.Random(11), clock.now()
    people = User.objects.bulk_create(User(email=f"j{number}@bench.example", full_name=f"Juré {number}") for number in range(JURORS + 1))
    operator = people[-1]
    Assignment.objects.create(user=operator, role=Assignment.Role.OPERATOR)
    call = Call.objects.create(
        reference="A-2026-9000", slug="appel-bench", title="Appel", summary="Un appel.", kind=Call.Kind.PERMANENT, created_by=operator
    )
    form = FormVersion.objects.create(call=call, number=1)
    criteria = [Criterion.objects.create(call=call, code=f"c{n}", position=n, title=f"Critère {n}", weight=10 + n) for n in range(CRITERIA)]
    cohort = Cohort.objects.create(
        call=call, number=1, title="Session", opens_at=now - dt.timedelta(days=60), closes_at=now - dt.timedelta(days=1), regime="examen"
    )
    houses = Organisation.objects.bulk_create(
        Organisation(name=f"Structure {n}", slug=f"structure-bench-{n}", kinds=["association"], confirmed_at=now) for n in range(FILES)
    )
    Application.objects.bulk_create(
        Application(
            reference=f"C-2026-{n:05}",
            call=call,
            cohort=cohort,
            form=form,
            organisation=house,
            lead=operator,
            state="under_review",
            submitted_at=now,
            submitted_by=operator,
        )
        for n, house in enumerate(houses)
    )
    jury = Jury.objects.create(cohort=cohort)
    jurors = [Juror.objects.create(jury=jury, user=one, mandate_until=clock.today(), is_chair=n == 0) for n, one in enumerate(people[:-1])]
    files = list(Application.objects.filter(call=call).order_by("pk").values_list("pk", flat=True))
    reviews = [(jury.pk, juror.pk, file) for file in files for juror in chance.sample(jurors, REVIEWS)]
    with connection.cursor() as cursor:
        # The rows hold by construction: what the triggers check is not what is measured.
        cursor.execute("SET session_replication_role = replica")
        cursor.executemany(
            "INSERT INTO reviews_review (jury_id, juror_id, application_id, opinion, question, started_at, sent_at, marks, used)"
            " VALUES (%s, %s, %s, '', '', now(), now(), '{}', '{}')",
            reviews,
        )
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "INSERT INTO reviews_score (review_id, criterion_id, value, is_abstention, note)"
            " SELECT r.id, c.id, 1 + floor(random() * 5)::int, false, '' FROM reviews_review r CROSS JOIN calls_criterion c"
            " WHERE r.jury_id = %s AND c.call_id = %s",
            [jury.pk, call.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    assert len(criteria) == CRITERIA
    return jury, operator


def ranking() -> Iterator[Result]:
    """The first page of the ranking of 5,000 files with its disagreement map, by the plain SQL for the same fifty lines."""
    database.clone(database.ground(), "juries")
    database.use("juries")
    jury, operator = _write()
    client = Client(SERVER_NAME="localhost")
    client.force_login(operator)
    address = f"/mon-espace/jurys/{jury.pk}/seance/"
    with database.connect("juries") as raw:
        raw.execute("VACUUM ANALYZE")

        def floor(key: int) -> list[Any]:
            return raw.execute(_FLOOR, {"jury": key}).fetchall()

        rows, shown = floor(jury.pk), client.get(address).content.decode()
        if [one.reference for one in ranking_of(jury, limit=SHOWN).lines] != [row[0] for row in rows] or rows[0][0] not in shown:
            raise AssertionError("the floor and the page do not rank alike")
        yield pairs(
            "ranking",
            floor,
            lambda key: ranking_of(jury, limit=SHOWN),
            [jury.pk],
            rounds=15,
            target=2.0,
            note="recomputed from 160,000 marks",
        )
        yield pairs("ranking_page", floor, lambda key: client.get(address), [jury.pk], rounds=15, target=2.0, note="the whole page")


def readers() -> Iterator[Result]:
    """A thousand files given to sixty jurors, by the ten seconds that one is ready to wait."""
    chance = random.Random(3)
    themes, regions = [f"t{n}" for n in range(12)], [f"r{n}" for n in range(18)]
    files = [File(n, frozenset([chance.choice(themes)]), chance.choice(regions)) for n in range(1000)]
    people = [Reader(n, 60, frozenset(chance.sample(themes, 3)), chance.choice(regions)) for n in range(JURORS)]
    ties = {(chance.randrange(1000), chance.randrange(JURORS)) for _ in range(2000)}
    begun = time.perf_counter()
    pairs_found = plan(files, people, Constraints(3, ties)).pairs
    took = time.perf_counter() - begun
    ratio = took / WITHIN
    yield Result("readers", ratio, ratio, ratio, WITHIN * 1000, took * 1000, 1.0, f"{len(pairs_found)} readings")
