"""What people type about an organisation: cleaned, never saved."""

from frenchimpact.organisations.forms.people import (
    ROLE_WORDS,
    ClaimMailForm,
    ClaimReviewForm,
    CodeForm,
    InviteForm,
    JoinForm,
    MandateForm,
    PairForm,
    ReasonForm,
    RoleForm,
)
from frenchimpact.organisations.forms.sheets import LogoForm, OrganisationForm, shown

__all__ = [
    "ROLE_WORDS",
    "ClaimMailForm",
    "ClaimReviewForm",
    "CodeForm",
    "InviteForm",
    "JoinForm",
    "LogoForm",
    "MandateForm",
    "OrganisationForm",
    "PairForm",
    "ReasonForm",
    "RoleForm",
    "shown",
]
