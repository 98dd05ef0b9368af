"""Who writes what everyone reads: those who run the programme."""

from frenchimpact.organisations.rules import Anyone, is_operator


def can_write(user: Anyone) -> bool:
    """Operators, today."""
    return is_operator(user)
