"""What is kept of few people from one read to the next is of the sums that are read, whoever changed them and in whichever process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure, VeilStamp
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
def test_a_change_of_few_people_moves_figures_at_once() -> None:
    chambery = make_places()["commune:73065"]
    people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6)]
    assert told() == 40
    third = people(chambery, 5)
    assert told() == 55
    correct(third, 9)
    assert told() == 59
    correct(third, 30)
    assert told() == 70
    correct(few[0], 20)
    assert told() == 90
    Followed.objects.filter(pk__in=[one.pk for one in few]).update(is_counted=False)
    assert told() == 70


@pytest.mark.django_db
def test_what_did_not_change_is_not_read_again() -> None:
    chambery = make_places()["commune:73065"]
    few = [people(chambery, value) for value in (4, 6, 5)]

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert told() == sum(one.measures.get().value or 0 for one in Followed.objects.all())
        return len(asked) - Followed.objects.count()

    first = statements()
    assert statements() == first - 1
    correct(few[0], 7)
    assert statements() == first


@pytest.mark.django_db
def test_a_change_that_is_given_up_leaves_nothing_behind() -> None:
    chambery = make_places()["commune:73065"]
    people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6, 5)]
    assert told() == 55
    with transaction.atomic():
        correct(few[0], 3)
        assert told() == 54
        transaction.set_rollback(True)
    correct(few[0], 9)
    assert told() == 60


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
    people(chambery, 40)
    few = [people(chambery, value) for value in (4, 6, 5)]
    with another_process() as other:

        def read() -> Decimal:
            assert other.stdin
            assert other.stdout
            other.stdin.write("\n")
            other.stdin.flush()
            return Decimal(other.stdout.readline())

        assert read() == told() == 55
        correct(few[0], 9)
        assert read() == told() == 60
        correct(few[1], 60)
        assert read() == told() == 100
        people(chambery, 7)
        assert read() == told() == 121
