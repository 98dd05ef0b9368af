"""Reading organisations: one by its address, those that a new one may repeat, those that a person acts for."""

from frenchimpact.organisations.queries.export import EXPORT_COLUMNS, EXPORT_SQL, PUBLIC_EXPORT_SQL, export_rows
from frenchimpact.organisations.queries.likeness import similar_organisations
from frenchimpact.organisations.queries.members import members_for, organisations_for
from frenchimpact.organisations.queries.sheets import (
    Freshness,
    find_organisation,
    find_sheet,
    freshness,
    is_visible,
    last_change,
    was_public,
)

__all__ = [
    "EXPORT_COLUMNS",
    "EXPORT_SQL",
    "PUBLIC_EXPORT_SQL",
    "Freshness",
    "export_rows",
    "find_organisation",
    "find_sheet",
    "freshness",
    "is_visible",
    "last_change",
    "members_for",
    "organisations_for",
    "similar_organisations",
    "was_public",
]
