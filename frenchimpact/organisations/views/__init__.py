"""The pages of the room: adding and keeping a sheet, its people. The public page of a sheet belongs to the atlas."""

from frenchimpact.organisations.views.entries import claim_decide, claims, join_request, organisation_claim, organisation_join
from frenchimpact.organisations.views.mandates import mandate, organisation_mandate_propose
from frenchimpact.organisations.views.members import (
    invitation,
    invitation_answer,
    my_organisations,
    organisation_invitations,
    organisation_invite,
    organisation_team,
    organisation_team_change,
)
from frenchimpact.organisations.views.merges import duplicate, duplicate_apart, duplicates, merge
from frenchimpact.organisations.views.registry import organisation_registry
from frenchimpact.organisations.views.sheets import organisation_add, organisation_confirm, organisation_edit, organisation_publication
from frenchimpact.organisations.views.suggestions import organisation_suggestions

__all__ = [
    "claim_decide",
    "claims",
    "duplicate",
    "duplicate_apart",
    "duplicates",
    "invitation",
    "invitation_answer",
    "join_request",
    "mandate",
    "merge",
    "my_organisations",
    "organisation_add",
    "organisation_claim",
    "organisation_confirm",
    "organisation_edit",
    "organisation_invitations",
    "organisation_invite",
    "organisation_join",
    "organisation_mandate_propose",
    "organisation_publication",
    "organisation_registry",
    "organisation_suggestions",
    "organisation_team",
    "organisation_team_change",
]
