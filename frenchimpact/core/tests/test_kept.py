"""A queryset whose SQL is written once answers like the queryset, at the time that it is, or says why it cannot."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.core.kept import kept
from frenchimpact.core.rows import among, is_among

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def session(key: str, ends: dt.timedelta) -> Session:
    return Session.objects.create(session_key=key, session_data="", expire_date=clock.now() + ends)


def permissions() -> list[Permission]:
    types = [ContentType.objects.create(app_label="tests", model=name) for name in ("one", "two")]
    names = (("100 % à %s", types[0]), ("lit", types[1]), ("écrit", types[1]))
    return [Permission.objects.create(name=name, codename=name, content_type=type_) for name, type_ in names]


def test_it_is_written_once_and_asked_with_other_values() -> None:
    built = []

    @kept
    def one(key: str) -> QuerySet[Session]:
        built.append(key)
        return Session.objects.filter(session_key=key)

    session("a", HOUR)
    session("b", HOUR)
    with CaptureQueriesContext(connection) as asked:
        assert [[row.pk for row in one(key=key)] for key in ("a", "b", "c")] == [["a"], ["b"], []]
    assert len(asked) == 3
    assert len(built) == 1


def test_the_clock_is_read_each_time() -> None:
    alive = kept(lambda: Session.objects.filter(expire_date__gt=clock.now()).values_list("pk", flat=True))
    session("a", HOUR)
    assert alive() == ["a"]
    token = clock.shift(2 * HOUR)
    try:
        assert alive() == []
        session("b", HOUR)
        assert alive() == ["b"]
    finally:
        clock.restore(token)
    assert sorted(alive()) == ["a", "b"]


def test_days_and_moments_are_values_too() -> None:
    before = kept(lambda day, end: Session.objects.filter(expire_date__date__gte=day, expire_date__lt=end))
    ends = session("a", HOUR).expire_date
    today = ends.date()
    assert [row.pk for row in before(day=today - dt.timedelta(days=1), end=ends + HOUR)] == ["a"]
    assert before(day=today - dt.timedelta(days=1), end=ends) == []
    assert before(day=today + dt.timedelta(days=2), end=ends + HOUR) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda ids: Permission.objects.filter(pk__in=among(ids)).select_related("content_type").only("name", "content_type__model"),
        lambda ids: Permission.objects.filter(is_among("pk", ids) & ~Q(name="100 % à %s")),
        lambda ids: Permission.objects.filter(pk__in=among(ids)).values_list("pk", "content_type__model"),
        lambda ids: Permission.objects.filter(pk__in=among(ids)).values("name"),
        lambda ids: Permission.objects.filter(pk__in=among(ids)).order_by("pk").values_list("name", flat=True)[:2],
        lambda ids: Permission.objects.filter(pk__in=among(ids), name__contains="%").annotate(what=Value("50 %")).values_list("what"),
        lambda ids: (
            Permission.objects.filter(pk__in=among(ids))
            .values_list("name")
            .union(Permission.objects.exclude(pk__in=among(ids)).filter(codename="lit").values_list("codename"))
            .order_by("name")
        ),
    ],
    ids=["models", "or", "tuples", "dicts", "values", "percent", "union"],
)
def test_it_gives_what_the_queryset_gives(build: Callable[[list[int]], QuerySet[Any, Any]]) -> None:
    made = permissions()
    asked = kept(build)
    for ids in ([], [made[0].pk], [one.pk for one in made]):
        assert sorted(map(str, asked(ids=ids))) == sorted(map(str, build(ids)))


def test_what_is_followed_is_there_and_what_was_left_out_is_read_when_wanted() -> None:
    made = permissions()
    asked = kept(lambda pk: Permission.objects.filter(pk=pk).select_related("content_type").only("name", "content_type__model"))
    (found,) = asked(pk=made[1].pk)
    with CaptureQueriesContext(connection) as queries:
        assert (found.name, found.content_type.model) == ("lit", "two")
    assert len(queries) == 0
    assert found.codename == "lit"


@pytest.mark.parametrize(
    ("build", "values", "why"),
    [
        (lambda: Session.objects.filter(expire_date__gt=clock.now() - HOUR), {}, "neither the time"),
        (lambda: Session.objects.filter(session_key=Session.objects.count()), {}, "its answer of today"),
        (lambda key: Session.objects.all(), {"key": "a"}, "key: not as such"),
        (lambda ids: Permission.objects.filter(pk__in=ids), {"ids": [1, 2]}, "ids: not as such"),
        (lambda key: Session.objects.filter(session_key=key.upper() + "b"), {"key": "a"}, "key: not as such"),
        (lambda key: Session.objects.filter(session_key=key), {"key": None}, "write one for each"),
        (lambda is_old: Session.objects.all(), {"is_old": True}, "write one for each"),
        (lambda: ContentType.objects.prefetch_related("permission_set"), {}, "prefetched"),
    ],
    ids=["moment", "query", "unused", "list", "changed", "none", "bool", "prefetch"],
)
def test_what_would_be_kept_by_mistake_is_refused(build: Callable[..., Any], values: dict[str, Any], why: str) -> None:
    with pytest.raises(TypeError, match=why):
        kept(build)(**values)


def test_keys_on_one_side_of_an_or_are_looked_up_by_index() -> None:
    rows = Permission.objects.filter(is_among("pk", [1, 2]) | (Q(content_type_id=3) & is_among("pk", [3])))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Seq Scan" not in rows.explain()
