"""Who sees what the programme keeps about people, and who decides that something must be kept."""

from typing import Any

from frenchimpact.organisations.rules import is_operator


def can_watch_data(user: Any, thing: Any = None) -> bool:
    """The operators."""
    return is_operator(user)
