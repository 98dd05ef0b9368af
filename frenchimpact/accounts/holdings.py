"""The account itself, and the sign-ins asked for its address."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import queries
from frenchimpact.accounts.models import SignInRequest, User
from frenchimpact.core import clock
from frenchimpact.core.holdings import Fate, Holding, declare_holding


def _erase_account(person: Any) -> int:
    """Name and address go; the account closes for good. The address may open a new one the next minute."""
    now = clock.now()
    # A domain that can never exist (RFC 2606): no message can leave for it.
    return User.objects.filter(pk=person.pk).update(
        full_name="", email=f"efface-{person.pk}@erased.invalid", is_active=False, erased_at=now
    )


declare_holding(
    Holding(
        model=User,
        title=_("Compte"),
        rows=lambda person: User.objects.filter(pk=person.pk),
        fields={
            "full_name": _("Nom"),
            "email": _("Adresse électronique"),
            "language": _("Langue"),
            "created_at": _("Ouvert le"),
        },
        fate=Fate.CLEARED,
        why=_("Le nom et l’adresse sont effacés, le compte est fermé. Un numéro reste, pour que l’histoire des décisions tienne."),
        erase=_erase_account,
    )
)
declare_holding(
    Holding(
        model=SignInRequest,
        title=_("Demandes de connexion"),
        rows=lambda person: queries.sign_ins_of_address(person.email),
        fields={"created_at": _("Date"), "reason": _("Raison"), "used_at": _("Utilisée le")},
        fate=Fate.DELETED,
        why=_("Les codes et les liens demandés sont supprimés."),
    )
)
