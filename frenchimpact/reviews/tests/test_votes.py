"""What comes out of the voices."""

import pytest

from frenchimpact.reviews.scores import Verdict
from frenchimpact.reviews.votes import Said, opinion_of

FAV, RES, UNF, ELI, NOQ = Verdict.FAVOURABLE, Verdict.RESERVED, Verdict.UNFAVOURABLE, Verdict.ELIMINATED, Verdict.NO_QUORUM


@pytest.mark.parametrize(
    ("voices", "chair", "verdict", "said"),
    [
        ({"for": 3, "against": 1, "abstain": 4}, "against", UNF, Said("favourable", is_voted=True)),
        ({"for": 1, "against": 2}, "for", FAV, Said("unfavourable", is_voted=True)),
        ({"for": 2, "against": 2}, "for", UNF, Said("favourable", "for", is_voted=True)),
        ({"for": 2, "against": 2}, "against", FAV, Said("unfavourable", "against", is_voted=True)),
        ({"for": 2, "against": 2, "abstain": 1}, "abstain", FAV, Said("reserved", is_voted=True)),
        ({"for": 1, "against": 1}, "", FAV, Said("reserved", is_voted=True)),
        ({}, "", FAV, Said("favourable")),
        ({"abstain": 3}, "abstain", RES, Said("reserved")),
        ({}, "", UNF, Said("unfavourable")),
        ({}, "", ELI, Said("unfavourable")),
        ({}, "", NOQ, Said("")),
        ({"for": 1}, "for", NOQ, Said("favourable", is_voted=True)),
    ],
)
def test_the_opinion(voices: dict[str, int], chair: str, verdict: Verdict, said: Said) -> None:
    assert opinion_of(voices, chair, verdict) == said
