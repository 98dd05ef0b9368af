"""The pages of the room: adding and keeping a sheet, its people. The public page of a sheet belongs to the atlas."""

from frenchimpact.organisations.views.sheets import organisation_add, organisation_confirm, organisation_edit, organisation_publication

__all__ = ["organisation_add", "organisation_confirm", "organisation_edit", "organisation_publication"]
