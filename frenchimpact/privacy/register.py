"""The register of processing as rows: for the public page, its files, and for the operators with every table."""

from typing import Any

from django.db.models import EmailField

from frenchimpact.accounts.models import User
from frenchimpact.core.holdings import Holding
from frenchimpact.core.processing import BASES, KEEPS, register

COLUMNS = ("traitement", "finalite", "base_legale", "personnes", "donnees", "destinataires", "publie", "conservation", "securite")
TABLE_COLUMNS = ("traitement", "table", "contenu", "colonnes", "rendu", "effacement", "conservation")
# The same for all: what docs/trust.md and docs/asvs.md prove.
SECURITY = "chiffrement en transit ; accès par rôle ; journal ; sauvegardes ; aucun tiers"


def rows() -> list[dict[str, Any]]:
    """One row a processing, in the language of the moment."""
    return [
        {
            "traitement": str(one.title),
            "finalite": str(one.purpose),
            "base_legale": str(BASES[one.basis]),
            "personnes": str(one.people),
            "donnees": [str(table.title) for table in one.tables],
            "destinataires": str(one.recipients),
            "publie": str(one.published),
            "conservation": [str(words) for words in one.keeps],
            "securite": str(SECURITY),
        }
        for one in register()
    ]


def table_rows() -> list[dict[str, Any]]:
    """One row a table that names a person: its columns read from the model."""
    return [
        {
            "traitement": str(one.title),
            "table": table.model._meta.label,
            "contenu": str(table.title),
            "colonnes": columns_of(table),
            "rendu": [str(words) for words in table.fields.values()],
            "effacement": str(table.why),
            "conservation": str(KEEPS[one.keep_of(table)]),
        }
        for one in register()
        for table in one.tables
    ]


def columns_of(holding: Holding) -> list[str]:
    """The columns that lead to a person, or hold an address, a name or a telephone of theirs."""
    telling = ("phone", "full_name", "address")
    fields = holding.model._meta.concrete_fields
    return [one.name for one in fields if isinstance(one, EmailField) or one.related_model is User or one.name in telling]
