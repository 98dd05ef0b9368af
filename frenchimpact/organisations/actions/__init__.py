"""The only code that writes organisations."""

from frenchimpact.organisations.actions.sheets import EDITABLE, RESERVED, create_organisation, make_slug, update_organisation
from frenchimpact.organisations.actions.states import (
    close_organisation,
    confirm_organisation,
    publish_organisation,
    reopen_organisation,
    unpublish_organisation,
)

__all__ = [
    "EDITABLE",
    "RESERVED",
    "close_organisation",
    "confirm_organisation",
    "create_organisation",
    "make_slug",
    "publish_organisation",
    "reopen_organisation",
    "unpublish_organisation",
    "update_organisation",
]
