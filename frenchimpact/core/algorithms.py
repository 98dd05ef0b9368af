"""What weighs in a decision, or orders what somebody is shown: declared once, told on a public page, held to the code by a test.

The law asks to say how far and how a treatment weighs, on which data, with which parameters and weights, by which operations
(code des relations entre le public et l’administration, L. 311-3-1 and R. 311-3-1-2). Weights are read from the code, never copied.
"""

from dataclasses import dataclass, field

from django.utils.module_loading import import_string

from frenchimpact.core.errors import Text


@dataclass(frozen=True, kw_only=True)
class Algorithm:
    """One of them. `code` are the modules that do it; `weights` are words and the dotted name of the constant that holds each value."""

    key: str
    title: Text
    # What it does, and how far it weighs.
    purpose: Text
    data: Text
    operations: Text
    decides: Text
    contest: Text
    code: tuple[str, ...]
    weights: tuple[tuple[Text, str], ...] = ()
    # Whether a decision about somebody may follow from it; the others only order what is read.
    is_individual: bool = False
    pages: tuple[tuple[Text, str], ...] = field(default=())

    @property
    def parameters(self) -> list[tuple[Text, str]]:
        """Each weight with the value that the code uses today."""
        return [(words, _said(import_string(name))) for words, name in self.weights]


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


_algorithms: dict[str, Algorithm] = {}


def declare_algorithm(one: Algorithm) -> None:
    """Add it to the page. Raises ValueError when its key is taken."""
    if one.key in _algorithms:
        raise ValueError(f"{one.key} is declared twice.")
    _algorithms[one.key] = one


def algorithms() -> tuple[Algorithm, ...]:
    """All of them, those that may weigh in a decision first."""
    return tuple(sorted(_algorithms.values(), key=lambda one: not one.is_individual))
