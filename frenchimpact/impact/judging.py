"""Whether a value may be taken: its period, its bounds, where it belongs, what it is made of, and how it stands beside what is there."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from frenchimpact.core.days import is_sensible
from frenchimpact.core.errors import Text
from frenchimpact.core.periods import MONTHS, first_of, is_closing
from frenchimpact.core.plausible import is_unlikely
from frenchimpact.core.quantities import LARGEST, PLACES, one_stop, quantity, shown
from frenchimpact.design.words import day
from frenchimpact.impact.models import Measure
from frenchimpact.methods.queries import unit_words

type Kind = Literal["unknown", "twice", "period", "bounds", "place", "parts", "sample", "absence", "stale", "unlikely", "reason"]
type Shares = tuple[tuple[int, Decimal], ...]
type Parts = tuple[tuple[str, str, Decimal], ...]

State, Absence = Measure.State, Measure.Absence
# What somebody else has looked at: changed for a reason that stays.
LOOKED_AT = (State.VERIFIED, State.DISPUTED, State.LOCKED)
# What is said beside a value.
# What is counted one by one: half a person is nobody.
WHOLE = frozenset(["personne", "foyer", "parcours", "site", "equipement", "territoire", "repas", "demarche"])
DETAILS = ("sample_size", "population", "sample_note", "counterfactual", "note", "source_id")


@dataclass(frozen=True, slots=True)
class Given:
    """A value for a period; None without `absence` takes back what was said of it.

    What is None is kept as it is there: `shares` (those of the project for a new value), `parts`, and the `details` that are not named.
    `seen` is the version that the page showed (0 for an empty cell): another one since then is a conflict.
    """

    followed_id: int
    starts_on: dt.date
    ends_on: dt.date
    value: Decimal | None
    absence: str = ""
    is_draft: bool = False
    shares: Shares | None = None
    parts: Parts | None = None
    details: Mapping[str, Any] | None = None
    is_confirmed: bool = False
    reason: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value was not taken, and what to do; `position` is its place among those given."""

    position: int
    kind: Kind
    message: Text
    theirs: Decimal | None = None


class About(NamedTuple):
    """What the database knows of a followed indicator; `before` is its last value before the first of those given."""

    project_id: int
    unit: str
    minimum: Decimal | None
    maximum: Decimal | None
    aggregation: str
    frequency: str
    dimensions: list[str]
    started_on: dt.date
    ended_on: dt.date | None
    method_version_id: int | None
    shares: Shares
    before: Decimal | None


class There(NamedTuple):
    """What is in the database for a period; `on` is the day it was written."""

    id: int
    starts_on: dt.date
    ends_on: dt.date
    value: Decimal | None
    absence: str
    state: str
    version: int
    details: Mapping[str, Any]
    shares: Shares
    parts: Parts
    on: dt.date


class Taken(NamedTuple):
    """A value to write, beside what."""

    given: Given
    there: There | None
    about: About


def judge(
    values: Sequence[Given], order: Sequence[int], abouts: Mapping[int, About], theres: Mapping[int, list[There]], today: dt.date
) -> tuple[list[Taken], list[Problem], int]:
    """Those to write, why the others cannot be, and how many say nothing new. `order`: by indicator, then in the order of time."""
    taken: list[Taken] = []
    problems: list[Problem] = []
    unchanged = 0
    for key, places in groupby(order, lambda place: values[place].followed_id):
        about, rows = abouts.get(key), _Rows(theres.get(key, []))
        previous = about.before if about else None
        last_end = dt.date.min
        for place in places:
            given = values[place]
            previous = rows.move_to(given.ends_on, previous)
            problem = _unknown(place) if about is None else _problem(place, given, about, rows, previous, last_end, today)
            last_end = max(last_end, given.ends_on)
            if problem is not None or about is None:
                problems += [problem] if problem else []
                continue
            there = rows.exact
            if given.value is not None and not given.is_draft:
                previous = rows.taken(given.value)
            if _is_same(given, there, today):
                unchanged += 1
            else:
                taken.append(Taken(given, there, about))
    problems = [replace(problem, message=one_stop(str(problem.message))) for problem in problems]
    problems.sort(key=lambda problem: problem.position)
    return taken, problems, unchanged


class _Rows:
    """The periods that are there, gone through in the order of time."""

    def __init__(self, rows: Sequence[There]) -> None:
        self.rows, self.at, self.skip = rows, 0, -1
        self.exact: There | None = None
        self.beside: There | None = None

    def move_to(self, ends_on: dt.date, previous: Decimal | None) -> Decimal | None:
        """On to the period that ends that day; the last value before it."""
        rows = self.rows
        while self.at < len(rows) and rows[self.at].ends_on < ends_on:
            row = rows[self.at]
            # The one whose value was replaced just now says nothing more.
            if row.value is not None and row.state != State.DRAFT and self.at != self.skip:
                previous = row.value
            self.at += 1
        found = rows[self.at] if self.at < len(rows) else None
        self.exact = found if found is not None and found.ends_on == ends_on else None
        self.beside = found if self.exact is None else None
        return previous

    def taken(self, value: Decimal) -> Decimal:
        """The period here has this value now."""
        self.skip = self.at
        return value

    def crossing(self, given: Given) -> There | None:
        """Another period that holds some of the same days."""
        if self.at and self.rows[self.at - 1].ends_on >= given.starts_on:
            return self.rows[self.at - 1]
        return self.beside if self.beside is not None and self.beside.starts_on <= given.ends_on else None


def _unknown(place: int) -> Problem:
    return Problem(place, "unknown", _("Cet indicateur n’est pas suivi, ou pas par ce projet."))


def _is_same(given: Given, row: There | None, today: dt.date) -> bool:
    """Whether it is what is there already. Said again once its period is over, an early value is its last word."""
    if row is None:
        return given.value is None and not given.absence
    if row.state == State.DRAFT and not given.is_draft and (given.value is not None or given.absence):
        return False
    is_last_word = row.value is not None and row.on <= row.ends_on < today
    return not is_last_word and _says_same(given, row)


def _says_same(given: Given, row: There) -> bool:
    if row.value != given.value or (given.value is None and row.absence != (given.absence or Absence.NOT_YET)):
        return False
    if given.shares is not None and sorted(given.shares) != sorted(row.shares):
        return False
    if given.parts is not None and sorted(given.parts) != sorted(row.parts):
        return False
    return all(row.details[name] == value for name, value in (given.details or {}).items())


def _problem(
    place: int, given: Given, about: About, rows: _Rows, previous: Decimal | None, last_end: dt.date, today: dt.date
) -> Problem | None:
    row = rows.exact
    if given.starts_on <= last_end:
        return Problem(place, "twice", _("Une valeur est déjà donnée plus haut pour cette période. Gardez-en une seule."))
    if words := misplaced(given.starts_on, given.ends_on, about, today) or _crossed(given, row, rows.crossing(given)):
        return Problem(place, "period", words)
    for kind, words in _told(given, about, row):
        if words:
            return Problem(place, kind, words)
    if row is not None and row.state not in (State.DRAFT,) and _says_same(given, row):
        return None
    there, version = (row.value, row.version) if row else (None, 0)
    if given.seen is not None and given.seen != version:
        words = _("Quelqu’un a écrit %(value)s entre-temps. Écrivez de nouveau la vôtre pour la remplacer.")
        return Problem(place, "stale", words % {"value": quantity(there, unit_words(about.unit))}, there)
    if row is not None and row.state in LOOKED_AT and not given.reason:
        words = _("Quelqu’un d’autre a regardé cette valeur (%(state)s). Dites pourquoi vous la corrigez : la raison restera visible.")
        return Problem(place, "reason", words % {"state": State(row.state).label.lower()})
    # The first period has none before it: it stands beside what it replaces.
    is_first = previous is None and row is not None and row.state != State.DRAFT
    previous = there if is_first else previous
    if there != given.value and not given.is_confirmed and is_unlikely(given.value, previous):
        words = _("La valeur précédente est %(value)s. Confirmez-vous %(new)s ?")
        if is_first:
            words = _("Ce nombre remplace %(value)s. Confirmez-vous %(new)s ?")
        if not previous:
            words = _("%(new)s est un nombre négatif. Le confirmez-vous ?")
        unit = unit_words(about.unit)
        return Problem(place, "unlikely", words % {"value": quantity(previous, unit), "new": quantity(given.value, unit)})
    return None


def _told(given: Given, about: About, row: There | None) -> Iterator[tuple[Kind, Text]]:
    """What is wrong with what is said, whatever is there; empty words when nothing is."""
    yield "bounds", out_of_bounds(given.value, about)
    yield "absence", _absence_words(given)
    yield "place", _shares_words(about.shares if given.shares is None and row is None else given.shares)
    yield "parts", _parts_words(given, about, row)
    yield "sample", _sample_words(given, row)


def misplaced(starts_on: dt.date, ends_on: dt.date, about: About, today: dt.date) -> Text:
    """What is wrong with a period; empty when it is whole, begun, and within what is followed."""
    if not (is_sensible(starts_on) and is_sensible(ends_on)):
        return _("Cette date est hors du raisonnable : vérifiez l’année.")
    if starts_on > ends_on:
        return _("La fin de la période vient avant son début.")
    if starts_on > today:
        return _("Cette période n’a pas commencé : une valeur se donne quand elle est mesurée.")
    if ends_on < about.started_on:
        return _("Le projet suit cet indicateur depuis le %(day)s : cette période est avant.") % {"day": day(about.started_on)}
    if about.ended_on is not None and starts_on > about.ended_on:
        return _("Le projet ne suit plus cet indicateur depuis le %(day)s : cette période est après.") % {"day": day(about.ended_on)}
    longest = MONTHS.get(about.frequency)
    if longest is None:
        return ""
    for name, months in MONTHS.items():
        if months <= longest and is_closing(ends_on, name) and first_of(ends_on, name) == starts_on:
            return ""
    if about.frequency == "month":
        return _("Cet indicateur se mesure par mois entier, du premier au dernier jour.")
    if about.frequency == "quarter":
        return _("Cet indicateur se mesure par trimestre entier (janvier à mars…), ou par mois entier.")
    return _("Cet indicateur se mesure par année entière, du 1er janvier au 31 décembre, ou par trimestre ou mois entier.")


def _crossed(given: Given, row: There | None, other: There | None) -> Text:
    """The period meets another one, or begins on another day than the one that is there."""
    other = row if row is not None and row.starts_on != given.starts_on else other
    if other is None:
        return ""
    words = _("Une valeur existe déjà du %(first)s au %(last)s : deux périodes ne se recouvrent pas. Corrigez celle-là.")
    return words % {"first": day(other.starts_on), "last": day(other.ends_on)}


def out_of_bounds(value: Decimal | None, about: About) -> Text:
    """What is wrong with a number, with the bounds in it."""
    if value is None:
        return ""
    low, high = about.minimum, about.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        unit = unit_words(about.unit)
        if low is not None and high is not None:
            found = {"low": shown(low), "high": quantity(high, unit)}
            return _("Cet indicateur va de %(low)s à %(high)s : ce nombre est impossible.") % found
        if low is not None:
            return _("Cet indicateur ne descend pas sous %(low)s : ce nombre est impossible.") % {"low": quantity(low, unit)}
        return _("Cet indicateur ne dépasse pas %(high)s : ce nombre est impossible.") % {"high": quantity(high, unit)}
    if not value.is_finite() or abs(value) >= LARGEST or value != round(value, PLACES):
        return _("Au plus seize chiffres avant la virgule et quatre après.")
    if about.unit in WHOLE and about.aggregation in ("sum", "distinct", "last") and value != value.to_integral_value():
        words = _("Cet indicateur se compte un par un (%(unit)s) : écrivez un nombre entier, pas %(value)s.")
        return words % {"unit": unit_words(about.unit), "value": shown(value)}
    return ""


def _absence_words(given: Given) -> Text:
    if given.absence and given.value is not None:
        return _("Donnez un nombre, ou dites pourquoi il n’y en a pas : pas les deux. Zéro est un nombre.")
    if given.absence and given.absence not in Absence.values:
        return _("Dites pourquoi il n’y a pas de valeur : %s.") % ", ".join(str(label).lower() for label in Absence.labels)
    return ""


def _shares_words(shares: Shares | None) -> Text:
    if shares is None:
        return ""
    if not shares:
        return _("Dites où cela a eu lieu : une commune, ou plusieurs lieux avec leurs parts.")
    if len({place for place, _share in shares}) != len(shares):
        return _("Un lieu est donné deux fois.")
    total = sum((share for _place, share in shares), Decimal())
    if total != 100 or any(not 0 < share <= 100 for _place, share in shares):
        return _("Les parts des lieux font %(total)s %% : elles doivent faire 100 %%.") % {"total": shown(total)}
    return ""


def _parts_words(given: Given, about: About, row: There | None) -> Text:
    parts = given.parts if given.parts is not None else row.parts if row else ()
    totals: dict[str, Decimal] = {}
    seen: set[tuple[str, str]] = set()
    for dimension, category, value in parts:
        if dimension not in about.dimensions:
            known = ", ".join(about.dimensions)
            words = _("Cet indicateur ne se ventile pas par « %(one)s ».") % {"one": dimension}
            return words + " " + (_("Il se ventile par : %s.") % known if known else _("Il ne se ventile pas."))
        if not category or (dimension, category) in seen:
            return _("Chaque catégorie d’une ventilation est nommée, une seule fois.")
        if wrong := out_of_bounds(value, about):
            return wrong
        seen.add((dimension, category))
        totals[dimension] = totals.get(dimension, Decimal()) + value
    if given.value is None or about.aggregation not in ("sum", "distinct", "last"):
        return ""
    over = [(name, total) for name, total in totals.items() if total > given.value]
    if not over:
        return ""
    found = {"name": over[0][0], "parts": shown(over[0][1]), "value": shown(given.value)}
    return _("La ventilation par « %(name)s » fait %(parts)s, plus que le total de %(value)s.") % found


def _sample_words(given: Given, row: There | None) -> Text:
    details = given.details or {}
    before = row.details if row else {}
    size, population = (details.get(name, before.get(name)) for name in ("sample_size", "population"))
    if size is not None and population is not None and size > population:
        return _("L’échantillon (%(size)s) ne peut pas être plus grand que l’ensemble (%(population)s).") % {
            "size": size,
            "population": population,
        }
    return ""
