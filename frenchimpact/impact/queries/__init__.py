"""Reading what projects and territories change, by noun."""

from frenchimpact.impact.queries.changes import (
    Part,
    Theory,
    change_of,
    content_of,
    find_holder,
    find_kind,
    find_part,
    find_public,
    find_space,
    public_change,
    public_theories,
    side_of,
    theory_of,
)
from frenchimpact.impact.queries.figure_sheets import COLUMNS, Sheet, Year, figures_of_year, find_sheet
from frenchimpact.impact.queries.figures import Figure, figures, nation, perimeter, portfolio, told
from frenchimpact.impact.queries.machine_values import MeasureIn, MeasuresIn, Unread, key_by_secret, read_given
from frenchimpact.impact.queries.portfolios import declare_source, portfolios_of
from frenchimpact.impact.queries.proofs import Evidence, evidence_of, who_looked
from frenchimpact.impact.queries.public_measures import published_of
from frenchimpact.impact.queries.published import PUBLISHED, hidden_measures, published_figures, published_measures
from frenchimpact.impact.queries.territory_figures import territory_figures
from frenchimpact.impact.suppression import hidden_parts

__all__ = [
    "COLUMNS",
    "PUBLISHED",
    "Evidence",
    "Figure",
    "MeasureIn",
    "MeasuresIn",
    "Part",
    "Sheet",
    "Theory",
    "Unread",
    "Year",
    "change_of",
    "content_of",
    "declare_source",
    "evidence_of",
    "figures",
    "figures_of_year",
    "find_holder",
    "find_kind",
    "find_part",
    "find_public",
    "find_sheet",
    "find_space",
    "hidden_measures",
    "hidden_parts",
    "key_by_secret",
    "nation",
    "perimeter",
    "portfolio",
    "portfolios_of",
    "public_change",
    "public_theories",
    "published_figures",
    "published_measures",
    "published_of",
    "read_given",
    "side_of",
    "territory_figures",
    "theory_of",
    "told",
    "who_looked",
]
