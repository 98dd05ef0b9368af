"""Reading and running methods."""

from frenchimpact.methods.engine import Unsound
from frenchimpact.methods.queries.evidence import evidence_words
from frenchimpact.methods.queries.keeping import Result, Sent, calculation_sent, declare_keeping, ways_to_keep
from frenchimpact.methods.queries.registry import (
    Change,
    calculation_of,
    changes,
    converted,
    drafts_for,
    find_latest,
    find_version,
    folder_of,
    indicators_in_force,
    latest_of,
    latest_saying,
    latest_versions,
    problems_here,
    themes,
    versions_shown,
)
from frenchimpact.methods.queries.runs import RunIn, run_method
from frenchimpact.methods.wording import unit_words

__all__ = [
    "Change",
    "Result",
    "RunIn",
    "Sent",
    "Unsound",
    "calculation_of",
    "calculation_sent",
    "changes",
    "converted",
    "declare_keeping",
    "drafts_for",
    "evidence_words",
    "find_latest",
    "find_version",
    "folder_of",
    "indicators_in_force",
    "latest_of",
    "latest_saying",
    "latest_versions",
    "problems_here",
    "run_method",
    "themes",
    "unit_words",
    "versions_shown",
    "ways_to_keep",
]
