"""The desk of barriers: « proches de votre situation » over twenty thousand published answers."""

import datetime as dt
import os
from collections.abc import Iterator
from typing import Any

from django.db import connection

from bench import database
from bench.database import say
from bench.measure import Result, pairs
from bench.site import Site
from bench.words import Writer
from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.synonyms import load_synonyms
from frenchimpact.barriers.models import OutcomeKind, Precedent
from frenchimpact.barriers.queries import near
from frenchimpact.core import clock

PRECEDENTS = int(os.environ.get("BENCH_PRECEDENTS", "20000"))
ROUNDS = 60
PAGE = "/freins/proches/"
# What comes back: what a line shows, and nothing of the page.
_LINES = (
    "SELECT p.id, p.slug, p.title, p.question, p.after, p.outcome, p.state FROM ({near}) found"
    " JOIN barriers_precedent p USING (id) ORDER BY p.state <> 'valid', found.score DESC"
)


def _filled() -> str:
    """A database with so many answers and the shipped synonyms, made once."""
    name = f"precedents_{PRECEDENTS}_{database.version()}"
    if not database.exists(name):
        say(f"Writing {PRECEDENTS} published answers…")
        database.clone(database.ground(), f"{name}_draft")
        database.use(f"{name}_draft")
        load_synonyms()
        writer, now = Writer(7), clock.now()
        author, jurist = (User.objects.create(email=f"{one}@bench.test") for one in ("author", "jurist"))
        for first in range(0, PRECEDENTS, 1000):
            Precedent.objects.bulk_create(_answer(writer, first + n, author, jurist, now) for n in range(min(1000, PRECEDENTS - first)))
        connection.close()
        with database.connect(f"{name}_draft") as raw:
            raw.execute("VACUUM ANALYZE")
        database.rename(f"{name}_draft", name)
    database.use(name)
    return name


def _answer(writer: Writer, number: int, author: User, jurist: User, now: dt.datetime) -> Precedent:
    return Precedent(
        reference=f"R-2026-{number:05}",
        slug=f"reponse-{number}",
        title=writer.sentence(5, 9),
        situation=writer.sentence(40, 80),
        question=writer.sentence(15, 25),
        answer=writer.sentence(60, 140),
        outcome=OutcomeKind.values[number % len(OutcomeKind.values)],
        # One in twenty no longer holds.
        state=Precedent.State.EXPIRED if number % 20 == 0 else Precedent.State.VALID,
        created_by=author,
        validated_by=jurist,
        published_at=now,
        checked_on=clock.today(),
        valid_until=clock.today() + dt.timedelta(days=365),
    )


def barriers_near() -> Iterator[Result]:
    """The closest answers of a sentence: the whole page through HTTP, and the query alone, by the SQL that finds the same rows."""
    name = _filled()
    writer = Writer(11)
    texts = [writer.sentence(12, 24) for _ in range(30)]
    asked = {text: near.given_for(text, None, near.LIMIT) for text in texts}
    statement = _LINES.format(near=near.STATEMENT)
    site = Site()
    with database.connect(name) as raw:

        def floor(text: str) -> Any:
            return raw.execute(statement, asked[text], prepare=True).fetchall()

        for text in texts[:5]:
            same = [row[0] for row in floor(text)] == [one.precedent.pk for one in near.near_precedents(text)]
            if not same:
                raise AssertionError(f"Other rows than the floor for {text!r}.")
        yield pairs("barriers_near", floor, lambda text: site.get(PAGE, q=text), texts, rounds=ROUNDS, target=3.0, note="the whole page")
        yield pairs("barriers_near_rows", floor, near.near_precedents, texts, rounds=ROUNDS, target=3.0, note="the rows alone")
