"""The pages of accounts."""

from frenchimpact.accounts.views.address import address, address_confirm
from frenchimpact.accounts.views.in_place import in_place
from frenchimpact.accounts.views.passkeys import passkey_add, passkey_challenge, passkey_options, passkey_remove, passkey_sign_in
from frenchimpact.accounts.views.proconnect import (
    proconnect,
    proconnect_address,
    proconnect_back,
    proconnect_left,
    proconnect_link,
    proconnect_remove,
)
from frenchimpact.accounts.views.proofs import protect, prove, second
from frenchimpact.accounts.views.recovery import recovery, recovery_cancel
from frenchimpact.accounts.views.security import (
    close_everywhere,
    close_session,
    recovery_codes,
    security,
    totp_add,
    totp_remove,
)
from frenchimpact.accounts.views.settings import settings_page
from frenchimpact.accounts.views.sign_in import code, link, resume, sign_in, sign_out

__all__ = [
    "address",
    "address_confirm",
    "close_everywhere",
    "close_session",
    "code",
    "in_place",
    "link",
    "passkey_add",
    "passkey_challenge",
    "passkey_options",
    "passkey_remove",
    "passkey_sign_in",
    "proconnect",
    "proconnect_address",
    "proconnect_back",
    "proconnect_left",
    "proconnect_link",
    "proconnect_remove",
    "protect",
    "prove",
    "recovery",
    "recovery_cancel",
    "recovery_codes",
    "resume",
    "second",
    "security",
    "settings_page",
    "sign_in",
    "sign_out",
    "totp_add",
    "totp_remove",
]
