"""The legal moves of a thing, as one readable table: verb, from-states, to-state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import OutOfTurn


@dataclass(frozen=True)
class Flow:
    """`moves[verb] = (states it may start from, state it leads to)`. Effects live in actions."""

    moves: Mapping[str, tuple[Sequence[str], str]]

    def step(self, verb: str, state: str) -> str:
        """The state after the move. Raises OutOfTurn when the move is not legal from there."""
        sources, target = self.moves[verb]
        if state not in sources:
            raise OutOfTurn(_("Cette étape n’est plus possible : l’état a changé entre-temps. Rechargez la page pour voir où on en est."))
        return target

    def can(self, verb: str, state: str) -> bool:
        """Whether the move is legal from that state."""
        return state in self.moves[verb][0]

    def verbs(self, state: str) -> list[str]:
        """The moves that are legal from that state, in the table's order."""
        return [verb for verb, (sources, _target) in self.moves.items() if state in sources]

    def states(self) -> set[str]:
        """Every state named in the table."""
        return {state for sources, target in self.moves.values() for state in (*sources, target)}

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the generated documentation."""
        arrows = [f"    {source} --> {target}: {verb}" for verb, (sources, target) in self.moves.items() for source in sources]
        return "\n".join(["stateDiagram-v2", *arrows])
