"""The only code that writes about juries and decisions."""

from frenchimpact.reviews.actions.juries import Tie, appoint_juror, compose_jury, declare_ties, open_jury, recuse, remove_juror
from frenchimpact.reviews.actions.readings import (
    assign_automatically,
    assign_by_hand,
    fields_of,
    free_reader,
    plan_for,
    save_review,
    send_review,
    start_review,
)

__all__ = [
    "Tie",
    "appoint_juror",
    "assign_automatically",
    "assign_by_hand",
    "compose_jury",
    "declare_ties",
    "fields_of",
    "free_reader",
    "open_jury",
    "plan_for",
    "recuse",
    "remove_juror",
    "save_review",
    "send_review",
    "start_review",
]
