"""What is wrong in a method or in the values given to it, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from frenchimpact.core.errors import Text


@dataclass(frozen=True)
class Problem:
    """One thing to correct: `where` is a formula, an input or a file as its author knows it (« formulas/total »)."""

    where: str
    words: Text

    def __str__(self) -> str:
        return f"{self.where} : {self.words}" if self.where else str(self.words)


class Unsound(Exception):
    """A method cannot be read or run, or a value cannot be taken. Every problem is told, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)
