"""The codes that masks are made of and that are part of the code: their place is their bit. `aids_mask` in the database has the same lists.

A code is added at the end, never taken out nor moved: masks already written keep their meaning. Themes and publics are data: see `Bit`.
"""

FORMS = (
    "association",
    "cooperative",
    "mutuelle",
    "fondation",
    "societe_ess",
    "entreprise",
    "collectivite",
    "administration",
    "enseignement_recherche",
    "groupe",
    "sans_structure",
)
STAGES = (
    "besoin",
    "idee",
    "amorcage",
    "experimentation",
    "consolidation",
    "essaimage",
    "changement_echelle",
    "solution_nationale",
    "pause",
)
INSTRUMENTS = (
    "subvention",
    "prix",
    "avance_recuperable",
    "pret",
    "pret_participatif",
    "garantie",
    "pret_honneur",
    "fonds_propres",
    "quasi_fonds_propres",
    "contrat_impact",
    "mecenat_financier",
    "mecenat_nature",
    "mecenat_competences",
    "participatif_don",
    "participatif_pret",
    "participatif_capital",
    "marche_public",
    "commande_responsable",
    "benevolat_valorise",
    "ingenierie",
    "information",
)
LISTS: dict[str, tuple[str, ...]] = {"form": FORMS, "stage": STAGES, "instrument": INSTRUMENTS}
