"""Several people at the same moment: sums stay exact, and nobody waits for somebody who waits for them."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure, MeasureShare
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.impact.tests.test_sums import CODES, kept, recomputed

pytestmark = pytest.mark.django_db(transaction=True)


def write(seed: int, mine: list[Followed], shared: Followed, places: list[Place], ready: Barrier) -> None:
    """Values of one's own indicators, in any order, in transactions of several statements; and corrections of one that all correct."""
    chance = random.Random(seed)
    try:
        ready.wait(timeout=30)
        for month in range(1, 9):
            start = dt.date(2025, month, 1)
            with transaction.atomic():
                for followed in chance.sample(mine, len(mine)):
                    measure = make_measure(followed, chance.randint(0, 40), starts_on=start, ends_on=start.replace(day=28))
                    one, other = chance.sample(places, 2)
                    MeasureShare.objects.create(measure=measure, place=one, share=30)
                    MeasureShare.objects.create(measure=measure, place=other, share=70)
            Measure.objects.filter(followed=shared).update(value=chance.randint(0, 40), state=chance.choice(("submitted", "verified")))
            Followed.objects.filter(pk=shared.pk).update(is_counted=month % 3 != 0)
    finally:
        connection.close()


def test_many_writers_leave_exact_sums() -> None:
    places = list(make_places().values())
    sets = [[make_followed(code, places={places[-1]: 100}) for code in CODES] for _ in range(4)]
    shared = make_followed()
    make_measure(shared, 7, place=places[-1])
    ready = Barrier(len(sets))
    with ThreadPoolExecutor(len(sets)) as pool:
        done = [pool.submit(write, seed, mine, shared, places, ready) for seed, mine in enumerate(sets)]
        assert [one.result() for one in done] == [None] * len(sets)
    assert kept() == recomputed()
    assert Measure.objects.count() == 1 + 4 * len(CODES) * 8
