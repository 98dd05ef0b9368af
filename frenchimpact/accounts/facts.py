"""What can have happened to a person's account."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Fact):
    """An unknown address was confirmed: a person has an account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a ouvert son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """A person changed their name or language."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a changé son profil")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TotpAdded(Fact):
    """An application of codes now protects the account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a ajouté une application de codes à sa connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TotpRemoved(Fact):
    """The application of codes no longer protects the account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a retiré son application de codes")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Fact):
    """Ten new recovery codes; the earlier ones are void."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a créé de nouveaux codes de secours")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Fact):
    """One recovery code is spent."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("s’est connecté avec un code de secours")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class DeviceJoined(Fact):
    """Someone signed in from a browser never seen with this account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("s’est connecté depuis un nouveau navigateur")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SessionsClosed(Fact):
    """Some sessions of the person were ended from another one."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a fermé des sessions ouvertes ailleurs")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SecondStepRefused(Fact):
    """Too many wrong codes after the right mail code: somebody holds the mailbox, perhaps not the person."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a épuisé les essais de la deuxième étape de connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Fact):
    """A passkey now protects the account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a ajouté une clé d’accès à sa connexion")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Fact):
    """A passkey no longer protects the account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a retiré une clé d’accès")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PasskeySuspected(Fact):
    """A passkey's own count of signatures went back: somebody may hold a copy."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a une clé d’accès peut-être copiée")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProConnectLinked(Fact):
    """An identity of ProConnect opens the account from now on."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a relié ProConnect à son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ProConnectUnlinked(Fact):
    """ProConnect no longer opens the account."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a retiré ProConnect de son compte")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChangeAsked(Fact):
    """A new address waits for both mailboxes."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a demandé à changer d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChangeRefused(Fact):
    """One of the two mailboxes said no."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a refusé un changement d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Fact):
    """Both mailboxes said yes: the account has a new address."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a changé d’adresse")
    user_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Fact):
    """Who holds the mailbox says that all proofs are lost."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a demandé à retrouver son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryGranted(Fact):
    """An operator made sure of who asks; the delay runs."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a accordé le retour d’une personne dans son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryRefused(Fact):
    """An operator could not make sure of who asks."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a refusé le retour d’une personne dans son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCancelled(Fact):
    """The person stopped it."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a annulé la demande pour retrouver son compte")
    user_id: int
    recovery_id: int


@dataclass(frozen=True, kw_only=True)
class RecoveryUsed(Fact):
    """The delay was over: the lost proofs are gone."""

    about: ClassVar[str] = "accounts.User"
    words: ClassVar[Text] = _("a retrouvé son compte et retiré les moyens perdus")
    user_id: int
    recovery_id: int
