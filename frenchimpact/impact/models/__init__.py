"""Tables of impact, by noun."""

from frenchimpact.impact.models.changes import Change, ChangeEdition, ChangeLink, ChangePart, Kind

__all__ = ["Change", "ChangeEdition", "ChangeLink", "ChangePart", "Kind"]
