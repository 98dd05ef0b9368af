"""The register of processing: for each room what it keeps about people for, on what ground, for whom and how long.

A table that names a person belongs to the processing of its room. What it holds is read from models and holdings, never typed twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.holdings import Holding, holdings


class Basis(Enum):
    """The ground that the law asks for (GDPR, article 6)."""

    PUBLIC_TASK = "6.1.e"
    SERVICE = "6.1.b"
    CONSENT = "6.1.a"
    LAW = "6.1.c"
    INTEREST = "6.1.f"


class Keep(Enum):
    """How long; what ends by itself has its `declare_ending` in the room that keeps it."""

    DAYS = "days"
    ACCOUNT = "account"
    YEAR = "year"
    EVENT = "event"
    CONSENT = "consent"
    SHEET = "sheet"
    CASE = "case"
    DECISION = "decision"
    MONEY = "money"
    PUBLIC = "public"


BASES: dict[Basis, Text] = {
    Basis.PUBLIC_TASK: _("Mission d’intérêt public (RGPD, article 6.1.e)"),
    Basis.SERVICE: _("Exécution du service que vous demandez (RGPD, article 6.1.b)"),
    Basis.CONSENT: _("Votre consentement (RGPD, article 6.1.a)"),
    Basis.LAW: _("Obligation légale (RGPD, article 6.1.c)"),
    Basis.INTEREST: _("Intérêt légitime : preuve et sécurité (RGPD, article 6.1.f)"),
}
KEEPS: dict[Keep, Text] = {
    Keep.DAYS: _("Quelques jours, puis supprimé"),
    Keep.ACCOUNT: _("Tant que le compte existe ; effacé à votre demande, ou après trois ans sans visite et un avertissement"),
    Keep.YEAR: _("Un an, puis supprimé"),
    Keep.EVENT: _("Un an après l’événement, ou jusqu’à votre demande ; ce qui est écrit reste sans nom"),
    Keep.CONSENT: _("Jusqu’à ce que vous retiriez votre accord"),
    Keep.SHEET: _("Tant que la fiche vit ; son histoire est gardée sans votre nom si vous l’effacez"),
    Keep.CASE: _("Cinq ans après la réponse, puis anonymisé"),
    Keep.DECISION: _(
        "Dix ans après une décision favorable, deux ans sinon : une personne trie alors avec l’archiviste ;"
        " gardé sans votre nom si vous l’effacez"
    ),
    Keep.MONEY: _(
        "Dix ans au moins, comme l’exigent les règles des aides d’État et de la comptabilité ; une personne trie ensuite avec l’archiviste"
    ),
    Keep.PUBLIC: _("Sans limite : acte public, ou trace qui ne se réécrit pas ; sans votre nom si vous l’effacez"),
}


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One line of the register. `room` is the label of the room; `exceptions` are the tables that end otherwise."""

    room: str
    title: Text
    purpose: Text
    people: Text
    recipients: Text
    basis: Basis
    keep: Keep
    exceptions: dict[str, Keep]
    # What is open to all of it, in words; empty when nothing is.
    published: Text = ""

    @property
    def tables(self) -> list[Holding]:
        """What it keeps, as the rooms declare it."""
        return [one for one in holdings() if one.model._meta.app_label == self.room]

    def keep_of(self, holding: Holding) -> Keep:
        """How long that table is kept."""
        return self.exceptions.get(holding.model.__name__, self.keep)

    @property
    def keeps(self) -> list[Text]:
        """Every length that applies, the usual one first, without repeating."""
        found = dict.fromkeys([self.keep, *(self.keep_of(one) for one in self.tables)])
        return [KEEPS[one] for one in found]


_register: dict[str, Processing] = {}


def declare_processing(one: Processing) -> None:
    """Add a line to the register. Raises ValueError when its room has one."""
    if one.room in _register:
        raise ValueError(f"{one.room} has its line in the register already.")
    _register[one.room] = one


def register() -> tuple[Processing, ...]:
    """Every line, in the order of its declaration."""
    return tuple(_register.values())


def processing_of(label: str) -> Processing | None:
    """The line of a room, or None."""
    return _register.get(label)


def undeclared(models: Iterable[Holding]) -> list[str]:
    """Tables that nobody said the purpose of."""
    return [one.model._meta.label for one in models if one.model._meta.app_label not in _register]


def purposes() -> list[tuple[Text, Text, Text, Text]]:
    """The register in short: what for, which data, on what ground, how long."""
    return [
        (one.purpose, ", ".join(str(table.title) for table in one.tables), BASES[one.basis], " · ".join(str(words) for words in one.keeps))
        for one in register()
    ]
