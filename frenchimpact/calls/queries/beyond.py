"""What rooms above tell this one: links where an applicant follows a file, published results, where juries stand, labels."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, Protocol

from django.db.models.expressions import Combinable

from frenchimpact.calls.models import Application, Call
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone


class Hides(Protocol):
    """What takes out of a text everything that tells who applies."""

    def hide(self, text: str) -> str:
        """The text without it."""


type Shown = Callable[[Anyone, Application], list[tuple[str, str]]]
type Results = Callable[[Iterable[Call]], dict[int, tuple[str, str]]]
type Veil = Callable[[Application, Mapping[str, Any]], Hides]
type Held = Callable[[Organisation, str], list[str]]
type Usage = Callable[[Call], dict[str, tuple[int, int]]]
type Reading = Callable[[Application], str]
type Columns = Callable[[], Mapping[str, Combinable]]
type Section = Callable[[Call], Any]
type Kinds = Callable[[], list[tuple[str, str]]]

_shown: list[Shown] = []
_usages: list[Usage] = []
_results: list[Results] = []
_veils: list[Veil] = []
_held: list[Held] = []
_kinds: list[Kinds] = []
_columns: list[Columns] = []
_readings: list[Reading] = []
_sections: dict[str, Section] = {}


def show_when_following(shown: Shown) -> None:
    """Declare links for that page: `shown(user, application)` gives pairs (words, address). Called in `apps.ready()`."""
    _shown.append(shown)


def shown_when_following(user: Anyone, application: Application) -> list[tuple[str, str]]:
    """The links that other rooms declared, in their order."""
    return [link for shown in _shown for link in shown(user, application)]


def tell_results(results: Results) -> None:
    """Declare where results are: `results(calls)` gives, by key of the call, pairs (words, address). Called in `apps.ready()`."""
    _results.append(results)


def results_of_calls(calls: Iterable[Call]) -> dict[int, tuple[str, str]]:
    """Of these calls, those that have published results: words and address, by key."""
    asked = list(calls)
    return {key: link for results in _results for key, link in results(asked).items()}


def tell_section(template: str, read: Section) -> None:
    """Declare a section of the public page of a call. The template is given `found`, what `read` found. Called in `apps.ready()`."""
    _sections[template] = read


def sections_of(call: Call) -> list[tuple[str, Any]]:
    """The sections that other rooms have something for: (template, what they read)."""
    read = [(template, found_of(call)) for template, found_of in _sections.items()]
    return [(template, found) for template, found in read if found is not None]


def tell_veil(veil: Veil) -> None:
    """Declare how the texts of a file are made anonymous: `veil(application, content)` gives what hides. Called in `apps.ready()`."""
    _veils.append(veil)


def veil_over(application: Application, content: Mapping[str, Any]) -> Callable[[str], str]:
    """What takes out of a text everything that tells who applies."""
    hides = [veil(application, content) for veil in _veils]
    return lambda text: reduce(lambda found, one: one.hide(found), hides, text)


def tell_labels_held(held: Held) -> None:
    """Declare a register: `held(organisation, kind)` gives the references of the labels that the organisation holds today.

    `kind` is the code of a kind of labels; empty means any. Called in `apps.ready()`.
    """
    _held.append(held)


def labels_held(organisation: Organisation, kind: str) -> list[str] | None:
    """The labels that the organisation holds; None when no register was declared."""
    return [reference for held in _held for reference in held(organisation, kind)] if _held else None


def tell_kinds_of_labels(kinds: Kinds) -> None:
    """Declare a register: `kinds()` gives the code and the words of each kind of label that a call may lead to."""
    _kinds.append(kinds)


def kinds_of_labels() -> list[tuple[str, str]]:
    """The kinds of labels that a call may lead to: code, words in the language in force."""
    return [kind for kinds in _kinds for kind in kinds()]


def tell_usage(usage: Usage) -> None:
    """Declare what juries used: `usage(call)` gives, by key of question, how many opinions rest on its answer, and out of how many.

    Nothing before a session is over. Called in `apps.ready()`.
    """
    _usages.append(usage)


def usage_of(call: Call) -> dict[str, tuple[int, int]]:
    """What juries used of each question of the call, by key; empty when no session told it yet."""
    return {key: one for usage in _usages for key, one in usage(call).items()}


def tell_columns(columns: Columns) -> None:
    """Declare what a jury adds to each file of the operators' table: `columns()` gives expressions over applications, by name.

    There is one, "jury", as JSON: "sent" (opinions sent), "readers" (opinions awaited, those included), "mark" (the total that the
    session established, as text). Called in `apps.ready()`.
    """
    _columns.append(columns)


def columns_beyond() -> dict[str, Combinable]:
    """The expressions that other rooms declared."""
    return {name: one for columns in _columns for name, one in columns().items()}


def tell_reading(reading: Reading) -> None:
    """Declare where a file is shown as a jury will read it: `reading(application)` gives the address. Called in `apps.ready()`."""
    _readings.append(reading)


def reading_address(application: Application) -> str:
    """Where the file is shown as a jury will read it; empty when no room of juries is there."""
    return next((reading(application) for reading in _readings), "")
