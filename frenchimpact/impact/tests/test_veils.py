"""What is kept of few people from one read to the next is of the sums that are read, whoever changed them and in whichever process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure, VeilBox, VeilStamp
from frenchimpact.impact.queries import figures, nation
from frenchimpact.impact.queries.veils import veils
from frenchimpact.impact.suppression import Cut
from frenchimpact.impact.tests.factories import make_followed, make_measure


def people(place: Place, value: int) -> Followed:
    followed = make_followed("beneficiaires_directs", places={place: 100})
    make_measure(followed, value, place=place)
    return followed


def told(places: frozenset[int] | None = None) -> Decimal | None:
    (one,) = figures(Cut(places) if places else nation(), years=[2025])
    return one.value


def correct(followed: Followed, value: int) -> None:
    Measure.objects.filter(followed=followed).update(value=value)


@pytest.mark.django_db
def test_a_change_moves_figures_at_once_and_few_people_when_three_did() -> None:
    chambery = make_places()["commune:73065"]
    many = people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6)]
    assert told() == 40
    few.append(people(chambery, 5))
    assert told() == 55
    correct(many, 50)
    assert told() == 65
    # What one of the three changes is not told by the difference; what all three do is.
    correct(few[0], 9)
    assert told() == 65
    people(chambery, 7)
    assert told() == 65
    correct(few[1], 7)
    correct(few[2], 6)
    assert told() == 72
    # One that counts enough by itself is told at once; those whom it leaves are not.
    correct(few[0], 20)
    assert told() == 70
    assert (VeilBox.objects.count(), VeilBox.objects.filter(closed_at=None).count()) == (2, 0)


@pytest.mark.django_db
def test_who_writes_nothing_down_publishes_nothing_new_and_keeps_nothing() -> None:
    """Another process is writing down what it publishes: this one says what was published before."""
    chambery = make_places()["commune:73065"]
    people(chambery, 40)
    for value in (4, 6, 5):
        people(chambery, value)
    with another_session() as session:
        session.execute("SELECT pg_advisory_lock(hashtext('impact.veils'))")
        assert told() == 40
        session.execute("SELECT pg_advisory_unlock(hashtext('impact.veils'))")
        assert told() == 55


@contextmanager
def another_session() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    where = connection.settings_dict
    with psycopg.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"], autocommit=True) as session:
        yield session


@pytest.mark.django_db
def test_what_did_not_change_is_not_read_again() -> None:
    chambery = make_places()["commune:73065"]
    many = people(chambery, 40)
    for value in (4, 6, 5):
        people(chambery, value)
    assert told() == 55

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert told() is not None
        return len(asked)

    # What was written down is read again once.
    first = statements()
    few = statements()
    assert few < first
    assert statements() == few
    correct(many, 41)
    assert statements() == few
    people(chambery, 3)
    assert statements() == first


@pytest.mark.django_db
def test_a_change_that_is_given_up_leaves_nothing_behind() -> None:
    chambery = make_places()["commune:73065"]
    people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6, 5)]
    assert told() == 55
    with transaction.atomic():
        correct(few[0], 20)
        assert told() == 60
        transaction.set_rollback(True)
    assert told() == 55
    correct(few[0], 30)
    assert told() == 70


@pytest.mark.django_db
def test_what_changed_since_the_sums_were_read_is_not_put_under_them() -> None:
    chambery = make_places()["commune:73065"]
    followed = people(chambery, 4)
    key = (followed.indicator_id, 2025)
    stamp = VeilStamp.objects.get().stamp
    correct(followed, 5)
    assert veils({key: stamp}) is None
    assert veils({key: VeilStamp.objects.get().stamp}) is not None


READER = """
import sys
import django
django.setup()
from frenchimpact.impact.queries import figures, nation
for line in sys.stdin:
    print(*(one.value for one in figures(nation(), years=[2025])), flush=True)
"""


@contextmanager
def another_process() -> Iterator[subprocess.Popen[str]]:
    """One that reads the figure of the country each time a line is sent to it."""
    where = connection.settings_dict
    url = f"postgresql://{quote(where['USER'])}@/{where['NAME']}?host={quote(where['HOST'], safe='')}"
    variables = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", READER], cwd=settings.ROOT, env=variables, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        if process.stdin:
            process.stdin.close()


@pytest.mark.django_db(transaction=True)
def test_a_change_moves_the_figures_of_another_process_at_once() -> None:
    chambery = make_places()["commune:73065"]
    many = people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6, 5)]
    with another_process() as other:

        def read() -> Decimal:
            assert other.stdin
            assert other.stdout
            other.stdin.write("\n")
            other.stdin.flush()
            return Decimal(other.stdout.readline())

        assert read() == told() == 55
        correct(many, 50)
        assert read() == told() == 65
        correct(few[0], 60)
        assert read() == told() == 110
        for value in (7, 3, 4):
            people(chambery, value)
        # Whoever reads first publishes them; both say the same.
        assert read() == told()
        correct(few[1], 11)
        assert read() == told()
