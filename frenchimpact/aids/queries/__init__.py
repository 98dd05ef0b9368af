"""Reading aids, and comparing them with projects."""

from frenchimpact.aids.explaining import Reason as AidReason
from frenchimpact.aids.judging import Side
from frenchimpact.aids.presenting import amounts, ceiling, deadline, natures
from frenchimpact.aids.provenance import names_of, origins_of
from frenchimpact.aids.queries.bits import mask
from frenchimpact.aids.queries.matches import Match, Matches, conditions_of, count_projects, match_aids, match_projects, side_of
from frenchimpact.aids.queries.naming import named, narrowed
from frenchimpact.aids.queries.tellings import side_of_answers, side_of_project, speaker_of, told_aids

__all__ = [
    "AidReason",
    "Match",
    "Matches",
    "Side",
    "amounts",
    "ceiling",
    "conditions_of",
    "count_projects",
    "deadline",
    "mask",
    "match_aids",
    "match_projects",
    "named",
    "names_of",
    "narrowed",
    "natures",
    "origins_of",
    "side_of",
    "side_of_answers",
    "side_of_project",
    "speaker_of",
    "told_aids",
]
