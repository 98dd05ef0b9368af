"""Periods in words."""

import datetime as dt

from frenchimpact.design.period_words import period_name, period_words


def test_periods_in_words() -> None:
    assert period_words(dt.date(2026, 12, 31)) == "en 2026"
    assert period_words(dt.date(2026, 9, 30), "quarter") == "au 3e trimestre 2026"
    assert period_words(dt.date(2026, 6, 30), "month") == "en juin 2026"
    assert period_words(dt.date(2026, 6, 12)) == "à la date du 12 juin 2026"
    assert (period_name(dt.date(2026, 12, 31)), period_name(dt.date(2026, 12, 31), "quarter")) == ("2026", "4e trimestre 2026")
