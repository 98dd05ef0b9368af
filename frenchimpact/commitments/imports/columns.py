"""Columns of files of grants as authorities name them, whatever their version, order, capitals, accents or blanks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.columns import Column
from frenchimpact.core.errors import Text
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
        "nom du financeur",
        "nom financeur",
        "nom de la collectivité",
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
        "n° siret attribuant",
        "n° siret de l'attribuant",
        "siret financeur",
        "siret du financeur",
        "n° siret du financeur",
        "siret de la collectivité",
        "n° siret de la collectivité",
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
        "date du vote",
        "date de vote",
        "date de la délibération",
        "date attribution",
        "date de l'attribution",
        "date signature",
        "voté le",
    ),
    "decision": (
        "referenceDecision",
        "référence décision",
        "référence de la décision",
        "numéro délibération",
        "n° délibération",
        "délibération",
        "numéro de décision",
        "n° de délibération",
        "numéro de délibération",
        "n° de décision",
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
        "nom de l'association",
        "nom association",
        "nom de l'organisme",
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
        "n° siret bénéficiaire",
        "n° siret du bénéficiaire",
        "numéro siret du bénéficiaire",
        "siret de l'association",
        "siret association",
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
        "montant alloué",
        "montant de l'aide",
        "montant octroyé",
        "somme allouée",
        "somme attribuée",
        "somme votée",
        "somme accordée",
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
# What each of them is, for people who never read the schema, in the order in which they look for them.
WORDS: dict[str, Text] = {
    "nomAttribuant": _("Qui donne"),
    "idAttribuant": _("SIRET de qui donne"),
    "nomBeneficiaire": _("Qui reçoit"),
    "idBeneficiaire": _("SIRET de qui reçoit"),
    "rnaBeneficiaire": _("Numéro RNA de l’association qui reçoit"),
    "montant": _("Montant, en euros"),
    "dateConvention": _("Date de la convention ou du vote"),
    "objet": _("Pour quoi faire"),
    "referenceDecision": _("Référence de la décision"),
    "nature": _("En argent ou en nature"),
    "conditionsVersement": _("Versement unique ou échelonné"),
    "datesPeriodeVersement": _("Dates du versement"),
    "pourcentageSubvention": _("Part du bénéficiaire dans la subvention"),
    "dispositifAide": _("Dispositif d’aide"),
    "idRAE": _("Numéro au répertoire des aides d’État"),
    "notificationUE": _("Notifiée à l’Union européenne"),
}
# The name in the schema of each of our fields, and back.
SCHEMA = {field: names[0] for field, names in NAMES.items()}
FIELDS = {name: field for field, name in SCHEMA.items()}


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


# What a heading that is none of the names above makes one think of: only ever proposed, a person confirms it.
_HINTS: tuple[tuple[str, str], ...] = (
    (r"(siret|siren|identifiant).*(attribu|financ|collectiv|donne)", "funder_number"),
    (r"siret|siren", "beneficiary_number"),
    (r"\brna\b", "rna"),
    (r"deliberation|decision|\bacte\b", "decision"),
    (r"(?<!\w)date.*(vers|paie)", "period"),
    (r"\bdate\b|\bvote\b.*\ble\b", "on"),
    (r"montant|somme|euros|subvention.*(\beur|€)", "amount"),
    (r"attribuant|financeur|collectivite|service", "funder_name"),
    (r"beneficiaire|association|organisme|structure|tiers|raison sociale", "beneficiary_name"),
    (r"objet|projet|libelle|intitule|action|motif de la subvention", "title"),
    (r"dispositif|programme", "scheme"),
    (r"nature", "nature"),
)


def guess_of(titles: Sequence[str]) -> dict[str, int]:
    """The same as `mapping_of`, with what the other headings seem to be."""
    found = mapping_of(titles)
    for place, title in enumerate(titles):
        words = fold(title)
        if place in found.values() or not words:
            continue
        hinted = next((field for pattern, field in _HINTS if re.search(pattern, words)), "")
        if hinted and hinted not in found:
            found[hinted] = place
    return found


# What is plainly a day, or plainly an amount, when no heading tells which column it is.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
_SUM = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d{1,2})?\s?(?:€|euros)?|\d{1,8}(?:[.,]\d{1,2})?\s?(?:€|euros)?")


def guess_by_content(columns: list[Column]) -> list[Column]:
    """The same columns; one that alone holds nothing but days, or amounts, is proposed when no heading said which it is."""
    found = columns
    kinds: tuple[tuple[str, Callable[[str], object]], ...] = (("dateConvention", _DAY.fullmatch), ("montant", _SUM.fullmatch))
    for ours, holds in kinds:
        if any(one.guess == ours for one in found):
            continue
        alone = [one for one in found if not one.guess and one.examples and all(map(holds, one.examples))]
        if len(alone) == 1:
            found = [replace(one, guess=ours) if one is alone[0] else one for one in found]
    return found
