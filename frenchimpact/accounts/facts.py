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
