"""The dates of the law, as worked out by hand (no computation of ours in the expected values)."""

import datetime as dt

import pytest

from frenchimpact.calls import delays


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "implicit"),
    [
        ("2026-02-01", "2026-04-01"),
        ("2026-07-10", "2026-09-10"),
        # Month ends: there is no 31 February, and 2024 is a leap year.
        ("2025-12-31", "2026-02-28"),
        ("2023-12-31", "2024-02-29"),
        ("2026-01-15", "2026-03-15"),
    ],
)
def test_silence_becomes_a_decision(received: str, implicit: str) -> None:
    assert delays.implicit_on(day(received), 2) == day(implicit)
    assert delays.implicit_if_rejection(day(received), 2) == day(implicit)


def test_an_incomplete_file_suspends_a_clock_to_rejection() -> None:
    # Notice on 25 January, documents on 10 February: 16 days.
    assert delays.implicit_if_rejection(day("2026-01-15"), 2, [(day("2026-01-25"), day("2026-02-10"))]) == day("2026-03-31")


def test_an_incomplete_file_starts_a_clock_to_acceptance_when_it_is_whole() -> None:
    assert delays.implicit_if_acceptance(day("2026-02-10"), 2) == day("2026-04-10")


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        # 11 May 2026 is a Monday.
        ("2026-03-10", "2026-05-11"),
        # 14 May 2026 is Ascension Day: carried to the 15th.
        ("2026-03-13", "2026-05-15"),
        ("2026-02-28", "2026-04-29"),
        # 28 February + 1 day is Monday 1 March 2027.
        ("2026-12-31", "2027-03-01"),
        # The implicit rejection of 15 March: 16 May is a Saturday.
        ("2026-03-15", "2026-05-18"),
    ],
)
def test_last_day_to_sue(notified: str, last: str) -> None:
    assert delays.last_day_to_sue(day(notified)) == day(last)


def test_a_delay_that_ends_on_a_holiday_after_a_weekend() -> None:
    # Saturday 4, Easter Sunday 5, Easter Monday 6 April 2026.
    assert delays.next_working_day(day("2026-04-04")) == day("2026-04-07")
    # 8 May 2026 is a Friday and a holiday.
    assert delays.next_working_day(day("2026-05-08")) == day("2026-05-11")


def test_eleven_holidays_a_year() -> None:
    assert all(len(delays.public_holidays(year)) >= 10 for year in range(2020, 2041))
    assert day("2027-05-06") in delays.public_holidays(2027), "Ascension 2027"
    assert day("2028-06-05") in delays.public_holidays(2028), "Whit Monday 2028"
