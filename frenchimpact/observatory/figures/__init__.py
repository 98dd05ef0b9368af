"""The figures of the observatory: what each is, and what a look at all of them gives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.observatory.figures import barriers, counts, delays, families, money, solutions
from frenchimpact.observatory.figures.definition import COUNTRY, REGION, Definition, Value

__all__ = [
    "COUNTRY",
    "DEFINITIONS",
    "QUESTIONS",
    "REGION",
    "Definition",
    "Question",
    "Value",
    "find_definition",
    "find_definitions",
    "look",
]

DEFINITIONS: Mapping[str, Definition] = {one.code: one for room in (money, counts, delays, barriers, solutions) for one in room.DEFINITIONS}


@dataclass(frozen=True)
class Question:
    """What people ask, and the figures that answer, the first one put forward."""

    code: str
    words: Text
    figures: tuple[str, ...]


def _of(question: str) -> tuple[str, ...]:
    return tuple(code for code, one in DEFINITIONS.items() if one.question == question)


QUESTIONS = (
    Question(money.QUESTION, _("Combien d’argent, pour quoi, et où ?"), _of(money.QUESTION)),
    Question(counts.QUESTION, _("Combien de projets, et à quel stade ?"), _of(counts.QUESTION)),
    Question(delays.QUESTION, _("Combien de temps prennent les dossiers ?"), _of(delays.QUESTION)),
    Question(barriers.QUESTION, _("Quels freins, et qu’en advient-il ?"), _of(barriers.QUESTION)),
    Question(families.QUESTION, _("Qu’est-ce qui change pour les gens ?"), families.FORWARD),
    Question(solutions.QUESTION, _("Quelles solutions se diffusent ?"), _of(solutions.QUESTION)),
)


def look() -> Iterator[Value]:
    """Every public figure, now."""
    for room in (money, counts, delays, barriers, families, solutions):
        yield from room.look()


def find_definitions(codes: Iterable[str]) -> dict[str, Definition]:
    """The definitions of these figures, in their order; what nothing defines is left out."""
    wanted = list(codes)
    others = families.find_all([code for code in wanted if code not in DEFINITIONS])
    return {code: one for code in wanted if (one := DEFINITIONS.get(code) or others.get(code))}


def find_definition(code: str) -> Definition | None:
    """The definition of a figure; None when there is none of that name."""
    return find_definitions([code]).get(code)
