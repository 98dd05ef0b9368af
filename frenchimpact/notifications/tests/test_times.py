"""Quiet hours and digest times, by the person's own clock."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.notifications import times
from frenchimpact.notifications.models import Habit, Rhythm, Zone

PARIS = Habit(zone=Zone.PARIS)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("habit", "instant", "leaves"),
    [
        (PARIS, utc(2026, 11, 25, 10, 0), utc(2026, 11, 25, 10, 0)),
        (PARIS, utc(2026, 11, 25, 21, 30), utc(2026, 11, 26, 6, 0)),
        (PARIS, utc(2026, 11, 26, 2, 0), utc(2026, 11, 26, 6, 0)),
        (PARIS, utc(2026, 11, 26, 6, 0), utc(2026, 11, 26, 6, 0)),
        # Summer time: two hours from UTC.
        (PARIS, utc(2026, 7, 1, 19, 30), utc(2026, 7, 2, 5, 0)),
        # The same instant is morning in Nouméa and evening in Tahiti.
        (Habit(zone=Zone.NOUMEA), utc(2026, 11, 25, 21, 30), utc(2026, 11, 25, 21, 30)),
        (Habit(zone=Zone.TAHITI), utc(2026, 11, 26, 8, 0), utc(2026, 11, 26, 17, 0)),
        # No quiet hours; quiet hours within a day.
        (Habit(quiet_from=dt.time(7), quiet_until=dt.time(7)), utc(2026, 11, 25, 23, 0), utc(2026, 11, 25, 23, 0)),
        (Habit(quiet_from=dt.time(12), quiet_until=dt.time(14)), utc(2026, 11, 25, 11, 30), utc(2026, 11, 25, 13, 0)),
    ],
)
def test_nothing_leaves_in_quiet_hours(habit: Habit, instant: dt.datetime, leaves: dt.datetime) -> None:
    assert times.after_quiet(instant, habit) == leaves


@pytest.mark.parametrize(
    ("habit", "rhythm", "after", "leaves"),
    [
        (PARIS, Rhythm.DAILY, utc(2026, 11, 25, 6, 0), utc(2026, 11, 25, 7, 0)),
        (PARIS, Rhythm.DAILY, utc(2026, 11, 25, 7, 0), utc(2026, 11, 26, 7, 0)),
        (PARIS, Rhythm.WEEKLY, utc(2026, 11, 25, 6, 0), utc(2026, 11, 30, 7, 0)),
        (PARIS, Rhythm.WEEKLY, utc(2026, 11, 30, 7, 0), utc(2026, 12, 7, 7, 0)),
        (Habit(zone=Zone.REUNION), Rhythm.DAILY, utc(2026, 11, 25, 6, 0), utc(2026, 11, 26, 4, 0)),
        # A digest asked for in the middle of quiet hours comes at their end.
        (Habit(digest_at=dt.time(22)), Rhythm.DAILY, utc(2026, 11, 25, 12, 0), utc(2026, 11, 26, 6, 0)),
    ],
)
def test_digests_come_at_their_time(habit: Habit, rhythm: str, after: dt.datetime, leaves: dt.datetime) -> None:
    assert times.next_digest(after, rhythm, habit) == leaves


hours = st.times().map(lambda time: time.replace(second=0, microsecond=0, tzinfo=None))


@given(
    st.sampled_from(Zone.values),
    hours,
    hours,
    hours,
    st.integers(0, 6),
    st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
    st.integers(0, 700 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + dt.timedelta(minutes=minutes)),
)
def test_a_digest_is_always_ahead_and_never_in_quiet_hours(
    zone: str, start: dt.time, end: dt.time, digest: dt.time, day: int, rhythm: str, now: dt.datetime
) -> None:
    habit = Habit(zone=zone, quiet_from=start, quiet_until=end, digest_at=digest, weekly_on=day)

    found = times.next_digest(now, rhythm, habit)

    assert now < found <= now + dt.timedelta(days=9)
    # The hour that the clocks skip in spring may be a quiet one: there the end of the quiet hours does not exist.
    skipped = times.local(found, habit).utcoffset() != times.local(found - dt.timedelta(hours=2), habit).utcoffset()
    assert skipped or not times.is_quiet(times.local(found, habit).time(), habit)
