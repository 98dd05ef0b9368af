"""What can have happened to a person's account."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


class AccountFact(Fact):
    """Something of a person's account: who watches over security looks for it."""

    about: ClassVar[str] = "accounts.User"
    is_security: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PersonJoined(AccountFact):
    """An unknown address was confirmed: a person has an account."""

    words: ClassVar[Text] = _("a ouvert son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """A person changed their name or language."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a changé son profil")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TotpAdded(AccountFact):
    """An application of codes now protects the account."""

    words: ClassVar[Text] = _("a ajouté une application de codes à sa connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TotpRemoved(AccountFact):
    """The application of codes no longer protects the account."""

    words: ClassVar[Text] = _("a retiré son application de codes")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(AccountFact):
    """Ten new recovery codes; the earlier ones are void."""

    words: ClassVar[Text] = _("a créé de nouveaux codes de secours")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(AccountFact):
    """One recovery code is spent."""

    words: ClassVar[Text] = _("s’est connecté avec un code de secours")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class DeviceJoined(AccountFact):
    """Someone signed in from a browser never seen with this account."""

    words: ClassVar[Text] = _("s’est connecté depuis un nouveau navigateur")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsClosed(AccountFact):
    """Some sessions of the person were ended from another one."""

    words: ClassVar[Text] = _("a fermé des sessions ouvertes ailleurs")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondStepRefused(AccountFact):
    """Too many wrong codes after the right mail code: somebody holds the mailbox, perhaps not the person."""

    words: ClassVar[Text] = _("a épuisé les essais de la deuxième étape de connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(AccountFact):
    """A passkey now protects the account."""

    words: ClassVar[Text] = _("a ajouté une clé d’accès à sa connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(AccountFact):
    """A passkey no longer protects the account."""

    words: ClassVar[Text] = _("a retiré une clé d’accès")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeySuspected(AccountFact):
    """A passkey's own count of signatures went back: somebody may hold a copy."""

    words: ClassVar[Text] = _("a une clé d’accès peut-être copiée")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProConnectLinked(AccountFact):
    """An identity of ProConnect opens the account from now on."""

    words: ClassVar[Text] = _("a relié ProConnect à son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProConnectUnlinked(AccountFact):
    """ProConnect no longer opens the account."""

    words: ClassVar[Text] = _("a retiré ProConnect de son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChangeAsked(AccountFact):
    """A new address waits for both mailboxes."""

    words: ClassVar[Text] = _("a demandé à changer d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChangeRefused(AccountFact):
    """One of the two mailboxes said no."""

    words: ClassVar[Text] = _("a refusé un changement d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChanged(AccountFact):
    """Both mailboxes said yes: the account has a new address."""

    words: ClassVar[Text] = _("a changé d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(AccountFact):
    """Who holds the mailbox says that all proofs are lost."""

    words: ClassVar[Text] = _("a demandé à retrouver son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryGranted(AccountFact):
    """An operator made sure of who asks; the delay runs."""

    words: ClassVar[Text] = _("a accordé le retour d’une personne dans son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryRefused(AccountFact):
    """An operator could not make sure of who asks."""

    words: ClassVar[Text] = _("a refusé le retour d’une personne dans son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCancelled(AccountFact):
    """The person stopped it."""

    words: ClassVar[Text] = _("a annulé la demande pour retrouver son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryUsed(AccountFact):
    """The delay was over: the lost proofs are gone."""

    words: ClassVar[Text] = _("a retrouvé son compte et retiré les moyens perdus")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class LookBegun(AccountFact):
    """An administrator sees the site as the person does, and can write nothing."""

    words: ClassVar[Text] = _("a commencé à regarder le site avec les yeux d’une personne")
    user_id: int
    look_id: int


@dataclass(frozen=True, kw_only=True)
class LookEnded(AccountFact):
    """It is over: by a button, a sign-out, its time, a role or an account that ended."""

    words: ClassVar[Text] = _("a fini de regarder le site avec les yeux d’une personne")
    user_id: int
    look_id: int
