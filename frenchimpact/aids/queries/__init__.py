"""Reading aids, and comparing them with projects."""

from frenchimpact.aids.queries.matches import conditions_of, count_projects, match_aids, match_projects, side_of

__all__ = ["conditions_of", "count_projects", "match_aids", "match_projects", "side_of"]
