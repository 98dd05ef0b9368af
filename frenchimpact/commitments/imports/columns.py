"""Columns of files of grants as authorities name them, whatever their version, order, capitals, accents or blanks."""

import re
from collections.abc import Sequence

from frenchimpact.core.text import fold

# Our field → the names that publishers give it; the first is that of SCDL 2.1.1.
NAMES: dict[str, tuple[str, ...]] = {
    "funder_name": (
        "nomAttribuant",
        "attribuant",
        "nom de l'attribuant",
        "nom attribuant",
        "organisme attribuant",
        "collectivité",
        "nom collectivité",
        "financeur",
    ),
    "funder_number": (
        "idAttribuant",
        "id attribuant",
        "siret attribuant",
        "siretAttribuant",
        "identifiant attribuant",
        "numéro siret attribuant",
        "siret de l'attribuant",
        "siret collectivité",
    ),
    "on": (
        "dateConvention",
        "date convention",
        "date de la convention",
        "date de convention",
        "date",
        "date décision",
        "date de décision",
        "date de la décision",
        "date d'attribution",
        "date de signature",
        "date délibération",
        "date de délibération",
        "date vote",
    ),
    "decision": (
        "referenceDecision",
        "référence décision",
        "référence de la décision",
        "numéro délibération",
        "n° délibération",
        "délibération",
        "numéro de décision",
        "référence",
    ),
    "beneficiary_name": (
        "nomBeneficiaire",
        "nom bénéficiaire",
        "nom du bénéficiaire",
        "bénéficiaire",
        "raison sociale",
        "nom de l'organisme bénéficiaire",
        "organisme bénéficiaire",
        "association",
        "tiers",
    ),
    "beneficiary_number": (
        "idBeneficiaire",
        "id bénéficiaire",
        "siret bénéficiaire",
        "siretBeneficiaire",
        "identifiant bénéficiaire",
        "numéro siret",
        "n° siret",
        "siret",
        "siret du bénéficiaire",
    ),
    "rna": ("rnaBeneficiaire", "rna", "rna bénéficiaire", "numéro rna"),
    "title": ("objet", "objet de la subvention", "objet subvention", "objet du dossier", "libellé", "intitulé", "projet"),
    "amount": (
        "montant",
        "montant total",
        "montant subvention",
        "montant de la subvention",
        "montant attribué",
        "montant voté",
        "montant accordé",
        "montant en euros",
        "montant (€)",
        "montant en €",
    ),
    "nature": ("nature", "nature de la subvention", "nature subvention"),
    "conditions": ("conditionsVersement", "conditions de versement", "conditions versement", "modalités de versement"),
    "period": (
        "datesPeriodeVersement",
        "dates période versement",
        "datesVersement",
        "date de versement",
        "dateVersement",
        "date versement",
        "période de versement",
        "dates ou période de versement",
    ),
    "rae": ("idRAE", "id rae", "numeroReferencement", "numéro unique de référencement au RAE"),
    "notified": ("notificationUE", "notification ue"),
    "share": ("pourcentageSubvention", "pourcentage subvention", "pourcentage", "pourcentage de la subvention"),
    "scheme": ("dispositifAide", "dispositif aide", "dispositif", "dispositif d'aide"),
}
# Added by us to the list of refused lines; left unread when that list comes back.
REPORT = ("ligne", "motif")


def key_of(name: str) -> str:
    """A name without what publishers change in it."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


_KEYS = {key_of(name): field for field, names in NAMES.items() for name in names}


def _ways(name: str) -> set[str]:
    """A name as the reader of tables would see it: lower case, with and without accents, underscores or apostrophes."""
    found = set()
    for one in {name, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)}:
        for plain in (one.lower(), fold(one)):
            found |= {plain, plain.replace(" ", "_"), plain.replace(" ", ""), plain.replace("'", "’")}
    return found


KNOWN = {way for names in NAMES.values() for name in names for way in _ways(name)}


def mapping_of(header: Sequence[str]) -> dict[str, int]:
    """Our fields, each with its place in the header; the first column that bears a name of it."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        field = _KEYS.get(key_of(name))
        if field and field not in found:
            found[field] = place
    return found
