"""Reading projects, by noun."""

from frenchimpact.projects.queries.drafts import (
    declaration_by_key,
    declarations_of,
    duplicates_of,
    find_declaration,
    find_structure,
    structures_like,
)
from frenchimpact.projects.queries.places import place_choices, places_by_keys, places_like
from frenchimpact.projects.queries.readings import (
    Round,
    find_for_decision,
    find_readable,
    find_reading,
    queue_for,
    rounds_of,
    waiting_count,
)
from frenchimpact.projects.queries.sheets import (
    PassportLine,
    audiences_of,
    completeness,
    find_project,
    find_public_project,
    find_space,
    passport_lines,
    projects_of,
    public_projects,
    shown_team,
    visible_sections,
)
from frenchimpact.projects.queries.spaces import NextAction, find_invitation, invitation_by_key, next_actions, timeline

__all__ = [
    "NextAction",
    "PassportLine",
    "Round",
    "audiences_of",
    "completeness",
    "declaration_by_key",
    "declarations_of",
    "duplicates_of",
    "find_declaration",
    "find_for_decision",
    "find_invitation",
    "find_project",
    "find_public_project",
    "find_readable",
    "find_reading",
    "find_space",
    "find_structure",
    "invitation_by_key",
    "next_actions",
    "passport_lines",
    "place_choices",
    "places_by_keys",
    "places_like",
    "projects_of",
    "public_projects",
    "queue_for",
    "rounds_of",
    "shown_team",
    "structures_like",
    "timeline",
    "visible_sections",
    "waiting_count",
]
