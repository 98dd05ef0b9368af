"""Who may do what in the common pages of the space."""

from frenchimpact.organisations.rules import Anyone, is_admin, is_operator


def can_mend_mail(user: Anyone) -> bool:
    """Those who run the programme or the machines."""
    return is_operator(user) or is_admin(user)
