"""What the voices of a jury say of one file, and what a settled tie leads to. Pure: no table.

The majority of the voices for and against makes the opinion. When they are equal, the chair's voice prevails if it is one of
them; otherwise the jury is divided, and its opinion is reserved. When nobody was for nor against, the scores speak: a file
that passed without debate. Without a quorum of scores either, there is no opinion.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from frenchimpact.reviews.scores import Verdict

FAVOURABLE, RESERVED, UNFAVOURABLE = "favourable", "reserved", "unfavourable"
_BY_SCORES = {
    Verdict.FAVOURABLE: FAVOURABLE,
    Verdict.RESERVED: RESERVED,
    Verdict.UNFAVOURABLE: UNFAVOURABLE,
    Verdict.ELIMINATED: UNFAVOURABLE,
}


@dataclass(frozen=True)
class Said:
    """The opinion that comes out, empty when there is none; the chair's casting vote when it decided; whether anybody voted."""

    proposal: str
    casting_vote: str = ""
    is_voted: bool = False


def opinion_of(voices: Mapping[str, int], chair: str, verdict: Verdict) -> Said:
    """The opinion, from how many chose what, what the chair chose, and what the scores say."""
    for_it, against = voices.get("for", 0), voices.get("against", 0)
    if for_it != against:
        return Said(FAVOURABLE if for_it > against else UNFAVOURABLE, is_voted=True)
    if not for_it:
        return Said(_BY_SCORES.get(verdict, ""))
    if chair in {"for", "against"}:
        return Said(FAVOURABLE if chair == "for" else UNFAVOURABLE, chair, is_voted=True)
    return Said(RESERVED, is_voted=True)
