"""People and how they sign in: by a code and a link sent to their address, never by a password; then by what they hold."""

from frenchimpact.accounts.models.changes import AddressChange, Recovery
from frenchimpact.accounts.models.factors import Passkey, RecoveryCode, TotpDevice
from frenchimpact.accounts.models.looks import Look
from frenchimpact.accounts.models.people import PersonManager, User
from frenchimpact.accounts.models.proconnect import ProConnectLink
from frenchimpact.accounts.models.requests import ParkedForm, SignInRequest
from frenchimpact.accounts.models.sessions import Device, OpenSession, Tries

__all__ = [
    "AddressChange",
    "Device",
    "Look",
    "OpenSession",
    "ParkedForm",
    "Passkey",
    "PersonManager",
    "ProConnectLink",
    "Recovery",
    "RecoveryCode",
    "SignInRequest",
    "TotpDevice",
    "Tries",
    "User",
]
