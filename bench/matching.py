"""Offers and projects brought together: one project before all aids, one aid before all projects, and the pages that show it."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction
from django.test import Client

from bench import database, offer_floors, offers
from bench.measure import Result, pairs, seconds
from bench.scale import Scale
from frenchimpact.aids.actions.catalogue import Ground
from frenchimpact.aids.forms.aids import AidForm, initial_of, keys
from frenchimpact.aids.judging import judge
from frenchimpact.aids.models import Aid, Face, Find, Terms
from frenchimpact.aids.queries.matches import conditions_of, count_projects, match_aids, queue_finds, side_of
from frenchimpact.aids.queries.reach import compile_draft
from frenchimpact.aids.queries.tellings import speaker_of, told_aids
from frenchimpact.core import clock
from frenchimpact.vocabularies.queries import choices

# What the page of one project may cost the database, what the live count may take in all, and the projects compared in a second.
WITHIN_MS, LIVE_MS, RATE = 30.0, 150.0, 20_000
ALL_FITS = ("suits", "to_check", "near", "apart")


@contextmanager
def timed_database() -> Iterator[list[float]]:
    """The milliseconds of each statement made meanwhile."""
    spent: list[float] = []

    def timed(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # its shape is the driver's
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(timed):
        yield spent


def database_ms(work: Callable[[], object], turns: int = 9) -> float:
    """The milliseconds of database that a work takes, the median of a few turns."""
    times = []
    for _turn in range(turns):
        with timed_database() as spent:
            work()
        times.append(sum(spent))
    return statistics.median(times)


def within(name: str, taken: float, limit: float, note: str = "") -> Result:
    """A time beside the one that it may take."""
    return Result(name, taken / limit, taken / limit, taken / limit, limit, taken, 1.0, note)


# ── One project before all aids ──────────────────────────────────────────────────────────────────
def _asked(face: Face, limit: int = 20) -> dict[str, Any]:
    side = side_of(face)
    return {**asdict(side), "places": face.places, "places_up": face.places_up, "today": clock.today(), "limit": limit}


def _answer(face: Face) -> object:
    side = side_of(face)
    return told_aids(match_aids(side).rows, side, speaker_of([]))


def matches(scale: Scale) -> Iterator[Result]:
    """The twenty aids that suit a project best with their reasons and the counts of all, by the plain SQL that finds the same twenty."""
    name = offers.made(scale)
    faces = list(Face.objects.filter(project__in=offers.cast().projects).order_by("pk"))
    with database.connect(name) as raw:

        def floor(face: Face) -> list[Any]:
            return raw.execute(offer_floors.AIDS, _asked(face), prepare=True).fetchall()

        for face in faces:
            _same_aids(face, floor(face))
        _same_as_the_judge(faces[:3])
        servers = (raw.info.backend_pid, server())
        yield pairs("matches_found", floor, lambda face: match_aids(side_of(face)), faces, rounds=scale.rounds, target=3.0, servers=servers)
        yield pairs("matches", floor, _answer, faces, rounds=scale.rounds, target=3.0, servers=servers, note="with their reasons in words")
    taken = max(database_ms(lambda face=face: _answer(face), turns=5) for face in faces)  # type: ignore[misc]  # bound now, for this face
    yield within(
        "matches_database", taken, WITHIN_MS, f"the slowest of {len(faces)} projects before {offers.AIDS} aids, its statements alone"
    )


def server() -> int:
    """The process of PostgreSQL behind the product."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _same_aids(face: Face, rows: list[Any]) -> None:
    """A ratio means nothing unless both find the same."""
    found = match_aids(side_of(face))
    if [row.pk for row in found.rows] != [row[0] for row in rows]:
        raise AssertionError(f"project {face.pk}: the floor finds other aids")
    if rows and rows[0][4] != found.counts["suits"] + found.counts["to_check"]:
        raise AssertionError(f"project {face.pk}: the floor counts {rows[0][4]} aids, ours {found.counts}")


def _same_as_the_judge(faces: list[Face]) -> None:
    """Every aid as the judge of one pair has it."""
    today = clock.today()
    terms = {one.pk: conditions_of(one) for one in Terms.objects.all()}
    for face in faces:
        side = side_of(face)
        for row in match_aids(side, fits=ALL_FITS, limit=None, only_open=False).rows:
            judged = judge(side, terms[row.pk], today)
            if (row.fit, row.score) != (judged.fit, judged.score):
                raise AssertionError(f"project {face.pk}, aid {row.pk}: the statement and the judge disagree")


# ── A new aid before all projects ────────────────────────────────────────────────────────────────
def finds(scale: Scale) -> Iterator[Result]:
    """What a published aid sets off: the projects that it suits kept for their teams, by the plain INSERT of the same; then the rate."""
    name = offers.made(scale)
    aids = [aid.terms for aid in offers.cast().aids]
    with database.connect(name) as raw:

        def floor(terms: Terms) -> int:
            with raw.transaction(force_rollback=True):
                return raw.execute(offer_floors.FINDS, {**_today(), "aid": terms.pk}, prepare=True).rowcount

        def ours(terms: Terms) -> int:
            with transaction.atomic():
                count = queue_finds(terms)
                transaction.set_rollback(True)
            return count

        for terms in aids:
            if floor(terms) != ours(terms):
                raise AssertionError(f"aid {terms.pk}: the floor keeps other projects")
        servers = (raw.info.backend_pid, server())
        yield pairs("finds", floor, ours, aids, rounds=max(6, scale.rounds // 3), target=3.0, servers=servers)
    times = sorted(seconds(ours, terms) for terms in aids)
    total = Face.objects.count()
    slowest = max(times)
    rate = total / slowest
    note = f"{total / statistics.median(times):.0f} projects/s, {rate:.0f} for the slowest of {len(aids)} aids, its finds queued"
    yield Result("finds_rate", RATE / rate, RATE / rate, RATE / rate, total / RATE * 1000, slowest * 1000, 1.0, note)
    if Find.objects.exists():
        raise AssertionError("the bench left finds behind")


def _today() -> dict[str, Any]:
    return {"today": clock.today()}


# ── A rule being edited ──────────────────────────────────────────────────────────────────────────
def reach(scale: Scale) -> Iterator[Result]:
    """What the editor shows while a rule is written: the panel of counts and examples, asked as the page asks it, by its 150 ms."""
    offers.made(scale)
    people = offers.cast()
    client = Client()
    client.force_login(people.funder)
    forms = [_form(aid) for aid in people.aids[:12]]

    def panel(given: tuple[str, dict[str, Any]]) -> str:
        answer = client.post(given[0], given[1], headers={"host": "127.0.0.1", "hx-request": "true"})
        if answer.status_code != 200:
            raise AssertionError(f"{given[0]} answers {answer.status_code}")
        return answer.content.decode()

    _same_counts(people.aids[0], panel(forms[0]))
    times = [(statistics.median(seconds(panel, form) for _turn in range(5)), form) for form in forms]
    taken = sorted(time for time, _form in times)
    spent = statistics.median(database_ms(lambda form=form: panel(form), turns=1) for form in forms)  # type: ignore[misc]  # bound now
    projects = Face.objects.filter(is_public=True).count()
    note = f"{projects} projects; slowest of {len(forms)} aids {taken[-1] * 1000:.0f} ms; database {spent:.0f} ms"
    middle = statistics.median(taken) * 1000
    yield Result("reach", middle / LIVE_MS, taken[0] * 1000 / LIVE_MS, taken[-1] * 1000 / LIVE_MS, LIVE_MS, middle, 1.0, note)


def _form(aid: Aid) -> tuple[str, dict[str, Any]]:
    """An aid of the funder as its editor sends it, a theme asked for and one bound moved."""
    form = AidForm(aid=aid, initial=initial_of(aid))
    values = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", [])}
    places = {"places": keys(row.place for row in aid.aid_places.all() if not row.is_excluded)}
    asked = {"themes": values.get("themes") or [code for code, _words in choices("theme")][:2], "budget_max": "250000", "preview": "1"}
    return f"/mon-espace/financeur/aides/{aid.reference}/", {**values, **places, **asked}


def _same_counts(aid: Aid, shown: str) -> None:
    """The panel counts what the ready statement counts."""
    form = AidForm(data=_form(aid)[1], aid=aid)
    form.is_valid()
    ground = Ground(tuple(row.place for row in aid.aid_places.all() if not row.is_excluded), ())
    counts = count_projects(compile_draft(ground, form.conditions()), as_public=True).counts
    told = re.sub(r"[\s\u202f\xa0]", "", shown)
    for fit in ("suits", "to_check"):
        if f"{counts[fit]}" not in told:
            raise AssertionError(f"{aid.reference}: the panel does not show {counts[fit]}")
