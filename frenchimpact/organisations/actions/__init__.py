"""The only code that writes organisations."""

from frenchimpact.organisations.actions.claims import (
    WrongCode,
    accept_claim,
    claim_by_mail,
    claim_by_review,
    prove_claim,
    refuse_claim,
    withdraw_claim,
)
from frenchimpact.organisations.actions.invitations import (
    NotYours,
    accept_invitation,
    check_invited,
    decline_invitation,
    invite_member,
    withdraw_invitation,
)
from frenchimpact.organisations.actions.joining import accept_join, ask_to_join, follow_join_requests, refuse_join, withdraw_join
from frenchimpact.organisations.actions.mandates import agree_mandate, decline_mandate, follow_mandates, propose_mandate, revoke_mandate
from frenchimpact.organisations.actions.members import change_member_role, remove_member
from frenchimpact.organisations.actions.merging import CHOICES, find_duplicates, merge_organisations, tell_apart, undo_merge
from frenchimpact.organisations.actions.proven import confirm_number
from frenchimpact.organisations.actions.registry import settle_registry, sheet_from_registry, verify, verify_waiting
from frenchimpact.organisations.actions.roles import give_role
from frenchimpact.organisations.actions.sheets import EDITABLE, RESERVED, create_organisation, make_slug, update_organisation
from frenchimpact.organisations.actions.states import (
    close_organisation,
    confirm_organisation,
    publish_organisation,
    reopen_organisation,
    unpublish_organisation,
)
from frenchimpact.organisations.referrers import moves, moves_back

__all__ = [
    "CHOICES",
    "EDITABLE",
    "RESERVED",
    "NotYours",
    "WrongCode",
    "accept_claim",
    "accept_invitation",
    "accept_join",
    "agree_mandate",
    "ask_to_join",
    "change_member_role",
    "check_invited",
    "claim_by_mail",
    "claim_by_review",
    "close_organisation",
    "confirm_number",
    "confirm_organisation",
    "create_organisation",
    "decline_invitation",
    "decline_mandate",
    "find_duplicates",
    "follow_join_requests",
    "follow_mandates",
    "give_role",
    "invite_member",
    "make_slug",
    "merge_organisations",
    "moves",
    "moves_back",
    "propose_mandate",
    "prove_claim",
    "publish_organisation",
    "refuse_claim",
    "refuse_join",
    "remove_member",
    "reopen_organisation",
    "revoke_mandate",
    "settle_registry",
    "sheet_from_registry",
    "tell_apart",
    "undo_merge",
    "unpublish_organisation",
    "update_organisation",
    "verify",
    "verify_waiting",
    "withdraw_claim",
    "withdraw_invitation",
    "withdraw_join",
]
