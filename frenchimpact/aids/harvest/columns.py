"""Columns of files of aids: those of the State's form, what they are for people who never read it, and how others name them."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.harvest.state import COLUMNS, GENERIC_COLUMNS, PROFESSIONAL_COLUMNS, VARIANT_COLUMNS
from frenchimpact.core.errors import Text
from frenchimpact.core.text import fold

# In the order in which people look for them.
WORDS: dict[str, Text] = {
    "titre": _("Nom de l’aide"),
    "porteurs": _("Qui la donne"),
    "types_aides": _("Quel type d’aide"),
    "description": _("Ce qu’elle est"),
    "eligibilite": _("À quelles conditions"),
    "cibles": _("Pour qui : associations, professionnels, secteur public, particuliers"),
    "eligibilite_geographique": _("Où : codes ou noms de lieux"),
    "eligibilite_geographique_exclusions": _("Où elle ne s’applique pas"),
    "promesse": _("Ce qu’elle permet, en une phrase"),
    "url_source": _("Adresse de sa page"),
    "date_ouverture": _("Date d’ouverture"),
    "date_cloture": _("Date de clôture"),
    "date_mise_a_jour": _("Date de mise à jour"),
    "programmes_parents": _("Programmes dont elle relève"),
    "id": _("Son identifiant chez qui la publie"),
    GENERIC_COLUMNS[0]: _("Si elle a des variantes locales"),
    VARIANT_COLUMNS[0]: _("L’aide générique dont elle est la variante"),
    "base_juridique": _("Base juridique"),
    "eligibilite_effectif_minimal": _("Effectif minimal"),
    "eligibilite_effectif_maximal": _("Effectif maximal"),
    "eligibilite_categorie_taille_entreprise": _("Tailles d’entreprise"),
    "eligibilite_annees_existence_minimal": _("Années d’existence au moins"),
    "eligibilite_forme_juridique": _("Formes juridiques"),
    "eligibilite_forme_juridique_exclusions": _("Formes juridiques exclues"),
    "ciblage_secteur_activite": _("Secteurs d’activité"),
    "ciblage_naf": _("Codes NAF"),
    "ciblage_naf_exclusions": _("Codes NAF exclus"),
    "chainage_paiement": _("Avec quelles aides elle s’enchaîne"),
}
# Without them, no line can be taken. An identifier may lack: the name and the funder make one.
NEEDED = ("titre", "porteurs", "types_aides", "description", "eligibilite", "cibles", "eligibilite_geographique")
ALL = (*COLUMNS, *PROFESSIONAL_COLUMNS, GENERIC_COLUMNS[0], VARIANT_COLUMNS[0])
# Names that interfaces give to the same columns.
_SAME = {name: names[0] for names in (GENERIC_COLUMNS, VARIANT_COLUMNS) for name in names[1:]}
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("identifiant", "identifiant de l'aide", "reference", "code"),
    "titre": ("nom du dispositif", "nom de l'aide", "intitule", "intitule de l'aide", "intitule du dispositif", "libelle", "nom", "aide"),
    "promesse": ("accroche", "resume", "en une phrase"),
    "description": ("descriptif", "presentation", "objectifs", "contenu", "objet"),
    "eligibilite": ("conditions", "conditions d'eligibilite", "criteres", "criteres d'eligibilite", "conditions d'attribution"),
    "types_aides": ("type d'aide", "types d'aide", "type", "nature", "nature de l'aide", "forme de l'aide"),
    "porteurs": ("porteur", "financeur", "financeurs", "organisme", "attribuant", "qui finance", "structure porteuse"),
    "programmes_parents": ("programme", "programmes", "plan", "dispositif parent"),
    "url_source": ("url", "lien", "site", "site internet", "page web", "adresse internet", "lien vers l'aide"),
    "cibles": ("cible", "beneficiaires", "beneficiaire", "publics", "public", "public cible", "destinataires", "pour qui"),
    "eligibilite_geographique": ("territoire", "territoires", "perimetre", "perimetre geographique", "zone", "zone geographique", "lieu"),
    "eligibilite_geographique_exclusions": ("territoires exclus", "hors", "perimetre exclu"),
    "date_ouverture": ("ouverture", "date de debut", "debut", "date d'ouverture"),
    "date_cloture": ("cloture", "date de fin", "fin", "date limite", "date de cloture", "echeance", "date limite de depot"),
    "date_mise_a_jour": ("mise a jour", "date de mise a jour", "maj", "mis a jour le"),
    "base_juridique": ("base legale", "regime d'aide", "regime juridique"),
}
_KEYS = {re.sub(r"[^a-z0-9]", "", fold(name)): ours for ours in ALL for name in (ours, *_NAMES.get(ours, ()))}


def exact_columns(header: Sequence[str]) -> dict[str, int]:
    """The columns that bear the very name of the form, each with its place; the first of those that bear it."""
    return {_SAME.get(name, name): header.index(name) for name in (*_SAME, *ALL) if name in header}


def guessed_columns(header: Sequence[str]) -> dict[str, int]:
    """The same, with those that others name otherwise: only ever proposed, a person confirms it."""
    found = exact_columns(header)
    for place, name in enumerate(header):
        ours = _KEYS.get(re.sub(r"[^a-z0-9]", "", fold(name)))
        if ours and ours not in found and place not in found.values():
            found[ours] = place
    return found
