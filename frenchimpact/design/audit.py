"""The accessibility audit as data (RGAA 4.1.2): a sample of pages, each of the 106 criteria answered on each, and the rate that follows.

`audit.json` is written by who inspected; nothing here rounds in favour of anybody. `c` holds, `nc` does not, `na` does not apply.
"""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import number_format

HERE = Path(__file__).parent
# How a criterion was judged: by axe in the suite, by a script of ours, by somebody who looked, tried the keyboard and read the tree.
HOWS = ("axe", "script", "look")
ANSWERS = ("c", "nc", "na")


@dataclass(frozen=True)
class Sampled:
    """A page of the sample, and in which role of the demonstration it is seen; none: a visitor."""

    key: str
    title_fr: str
    title_en: str
    path: str
    role: str = ""

    @property
    def title(self) -> str:
        """In the language of the moment."""
        return self.title_en if translation.get_language() == "en" else self.title_fr


@dataclass(frozen=True)
class Criterion:
    """One of the 106, and what was found on each page."""

    number: str
    topic: str
    title: str
    how: str
    answers: dict[str, str]
    note_fr: str = ""
    note_en: str = ""

    @property
    def note(self) -> str:
        """In the language of the moment."""
        return self.note_en if translation.get_language() == "en" else self.note_fr

    @property
    def answer(self) -> str:
        """For the whole sample: it fails as soon as one page fails."""
        found = set(self.answers.values())
        return next(one for one in ("nc", "c", "na") if one in found)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HERE / "audit.json").read_text(encoding="utf-8"))
    return data


def pages() -> list[Sampled]:
    """The sample."""
    return [Sampled(**one) for one in _data()["pages"]]


def made_on() -> dt.date:
    """The day of the inspection."""
    return dt.date.fromisoformat(str(_data()["made_on"]))


@cache
def criteria() -> list[Criterion]:
    """All of them, in order."""
    written: dict[str, dict[str, Any]] = _data()["answers"]
    keys = [one.key for one in pages()]
    found = []
    for one in json.loads((HERE / "rgaa.json").read_text(encoding="utf-8")):
        said = written[one["number"]]
        apart: dict[str, list[str]] = said.get("apart", {})
        answers = {key: next((answer for answer, names in apart.items() if key in names), str(said["answer"])) for key in keys}
        found.append(
            Criterion(
                one["number"],
                one["topic"],
                one["title"],
                str(said["how"]),
                answers,
                str(said.get("note_fr", "")),
                str(said.get("note_en", "")),
            )
        )
    return found


@dataclass(frozen=True)
class Rate:
    """How many criteria hold, among those that apply."""

    held: int
    failing: int
    apart: int

    @property
    def applicable(self) -> int:
        """Those that apply."""
        return self.held + self.failing

    @property
    def percent(self) -> float:
        """Cut to two decimals, never rounded up."""
        return int(10_000 * self.held / self.applicable) / 100 if self.applicable else 0.0


def in_words(percent: float) -> str:
    """As the language writes it: two decimals, nothing rounded."""
    return number_format(percent, decimal_pos=2)


def rate() -> Rate:
    """Of the whole sample, as the declaration must say it."""
    counts = Counter(one.answer for one in criteria())
    return Rate(counts["c"], counts["nc"], counts["na"])


def mean_rate() -> float:
    """The mean of the rates of the pages, which the declaration may add."""
    rates = []
    for page in pages():
        counts = Counter(one.answers[page.key] for one in criteria())
        rates.append(Rate(counts["c"], counts["nc"], counts["na"]).percent)
    return int(100 * sum(rates) / len(rates)) / 100


def state() -> str:
    """« total » only when every applicable criterion holds, « partial » from a half on, « none » below."""
    found = rate()
    if not found.failing:
        return "total"
    return "partial" if found.percent >= 50 else "none"
