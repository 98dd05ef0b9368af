"""What is read about juries, files, rankings and decisions."""

from frenchimpact.reviews.queries.files import (
    Evaluation,
    desk_of,
    find_evaluation,
    find_review,
    grid_of,
    others_on,
    sheet_of,
    title_of,
)
from frenchimpact.reviews.queries.juries import (
    Named,
    find_jury,
    find_seat,
    flags_of,
    juries_for,
    jurors_of,
    latest_declarations,
    names_to_declare,
    regions_of,
    seats_for,
    themes_of,
)
from frenchimpact.reviews.queries.ranking import Line, Ranking, ranking_of, scale_of

__all__ = [
    "Evaluation",
    "Line",
    "Named",
    "Ranking",
    "desk_of",
    "find_evaluation",
    "find_jury",
    "find_review",
    "find_seat",
    "flags_of",
    "grid_of",
    "juries_for",
    "jurors_of",
    "latest_declarations",
    "names_to_declare",
    "others_on",
    "ranking_of",
    "regions_of",
    "scale_of",
    "seats_for",
    "sheet_of",
    "themes_of",
    "title_of",
]
