"""Everything that changes a territory."""

from frenchimpact.territories.actions.founding import follow_label, found_missing
from frenchimpact.territories.actions.loading import load_territories
from frenchimpact.territories.actions.perimeters import set_perimeter, settle_communes

__all__ = ["follow_label", "found_missing", "load_territories", "set_perimeter", "settle_communes"]
