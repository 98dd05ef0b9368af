"""The account itself, and the sign-ins asked for its address."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import queries
from frenchimpact.accounts.actions import close_other_sessions
from frenchimpact.accounts.models import (
    AddressChange,
    Device,
    Look,
    OpenSession,
    Passkey,
    ProConnectLink,
    Recovery,
    RecoveryCode,
    SignInRequest,
    TotpDevice,
    User,
)
from frenchimpact.core import clock
from frenchimpact.core.holdings import Fate, declare_holding


def _erase_account(person: Any) -> int:
    """Name and address go; the account closes for good. The address may open a new one the next minute."""
    now = clock.now()
    # A domain that can never exist (RFC 2606): no message can leave for it.
    return User.objects.filter(pk=person.pk).update(
        full_name="", email=f"efface-{person.pk}@erased.invalid", is_active=False, erased_at=now
    )


declare_holding(
    model=User,
    title=_("Compte"),
    of=("pk",),
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
declare_holding(
    model=SignInRequest,
    title=_("Demandes de connexion"),
    rows=lambda person: queries.sign_ins_of_address(person.email),
    fields={"created_at": _("Date"), "reason": _("Raison"), "used_at": _("Utilisée le")},
    fate=Fate.DELETED,
    why=_("Les codes et les liens demandés sont supprimés."),
)
declare_holding(
    model=TotpDevice,
    title=_("Application de codes"),
    of=("user",),
    fields={"created_at": _("Ajoutée le"), "used_at": _("Utilisée le")},
    fate=Fate.DELETED,
    why=_("L’application de codes ne sert plus."),
)
declare_holding(
    model=Passkey,
    title=_("Clés d’accès"),
    of=("user",),
    fields={"name": _("Nom"), "created_at": _("Ajoutée le"), "used_at": _("Utilisée le")},
    fate=Fate.DELETED,
    why=_("Les clés d’accès ne servent plus. Vous pouvez aussi les effacer de vos appareils."),
)
declare_holding(
    model=RecoveryCode,
    title=_("Codes de secours"),
    of=("user",),
    fields={"created_at": _("Créé le"), "used_at": _("Utilisé le")},
    fate=Fate.DELETED,
    why=_("Les codes de secours ne servent plus."),
)
declare_holding(
    model=Device,
    title=_("Navigateurs reconnus"),
    of=("user",),
    fields={"created_at": _("Première connexion"), "seen_at": _("Dernière connexion")},
    fate=Fate.DELETED,
    why=_("Les navigateurs reconnus sont oubliés."),
)


def _close_sessions(person: Any) -> int:
    """Every browser is out, this one included."""
    return close_other_sessions(person=person, but="", by=None)


declare_holding(
    model=OpenSession,
    title=_("Connexions ouvertes"),
    of=("user",),
    fields={
        "browser": _("Navigateur"),
        "system": _("Système"),
        "way": _("Comment"),
        "opened_at": _("Ouverte le"),
        "seen_at": _("Vue le"),
    },
    fate=Fate.DELETED,
    why=_("Toutes les connexions sont fermées."),
    erase=_close_sessions,
)
declare_holding(
    model=ProConnectLink,
    title=_("ProConnect"),
    of=("user",),
    fields={
        "sub": _("Identifiant chez ProConnect"),
        "siret_hint": _("SIRET transmis"),
        "created_at": _("Relié le"),
        "used_at": _("Utilisé le"),
    },
    fate=Fate.DELETED,
    why=_("ProConnect n’ouvre plus le compte."),
)
declare_holding(
    model=AddressChange,
    title=_("Changements d’adresse"),
    of=("user",),
    fields={"new_email": _("Nouvelle adresse"), "created_at": _("Demandé le"), "closed_at": _("Terminé le")},
    fate=Fate.DELETED,
    why=_("Les changements d’adresse demandés sont supprimés."),
)
declare_holding(
    model=Recovery,
    title=_("Demandes pour retrouver le compte"),
    of=("user",),
    fields={
        "reason": _("Raison"),
        "state": _("État"),
        "asked_at": _("Demandée le"),
        "decided_at": _("Décidée le"),
        "how": _("Vérification"),
    },
    fate=Fate.DELETED,
    why=_("Les demandes pour retrouver le compte sont supprimées."),
)
declare_holding(
    model=Look,
    title=_("Regards sur le site avec vos yeux, ou par vous avec ceux d’une autre personne"),
    of=("person", "by"),
    fields={
        "reason": _("Raison"),
        "began_at": _("Commencé le"),
        "ended_at": _("Fini le"),
        "ended_how": _("Comment"),
    },
    fate=Fate.NAMELESS,
    why=_("La trace de qui a regardé, et pourquoi, reste. Elle mène à une personne sans nom."),
)
