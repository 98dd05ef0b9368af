"""The fields of an aid in words, by group, and how they say where they come from."""

from django.utils.translation import gettext_lazy

from frenchimpact.core.errors import Text

# Where a value comes from when a person wrote it: a feed never writes over it. When a feed gave it: « source:<code of the feed> ».
BY_PERSON, FEED = "person", "source:"
FIELD_WORDS: dict[str, Text] = {
    "title": gettext_lazy("Titre"),
    "promise": gettext_lazy("En une phrase"),
    "description": gettext_lazy("Description"),
    "funder": gettext_lazy("Financeur"),
    "partners": gettext_lazy("Partenaires"),
    "programmes": gettext_lazy("Programmes"),
    "generic": gettext_lazy("Variante locale de"),
    "is_generic": gettext_lazy("Aide générique"),
    "places": gettext_lazy("Lieux"),
    "rules": gettext_lazy("Conditions"),
    "eligibility": gettext_lazy("Conditions en mots"),
    "instruments": gettext_lazy("Nature"),
    "origin": gettext_lazy("D’où vient l’argent"),
    "regime": gettext_lazy("Aide d’État"),
    "ticket_min": gettext_lazy("Montant minimum"),
    "ticket_max": gettext_lazy("Montant maximum"),
    "rate_max": gettext_lazy("Taux maximum"),
    "own_funds_times": gettext_lazy("Plafond lié aux fonds propres"),
    "amounts_note": gettext_lazy("À savoir sur les montants"),
    "rhythm": gettext_lazy("Rythme"),
    "opens_on": gettext_lazy("Ouverture"),
    "closes_on": gettext_lazy("Fermeture"),
    "next_opens_on": gettext_lazy("Prochaine ouverture"),
    "next_closes_on": gettext_lazy("Prochaine fermeture"),
    "way": gettext_lazy("Comment l’obtenir"),
    "apply_url": gettext_lazy("Adresse où la demander"),
    "source_url": gettext_lazy("Site"),
    "contact": gettext_lazy("Contact"),
    "contact_email": gettext_lazy("Adresse électronique du service"),
    "steps": gettext_lazy("Étapes"),
    "documents": gettext_lazy("Documents"),
}
GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (gettext_lazy("Ce que c’est"), ("title", "promise", "description", "funder", "partners", "programmes", "generic", "is_generic")),
    (gettext_lazy("À qui elle s’adresse"), ("places", "rules", "eligibility")),
    (
        gettext_lazy("Combien"),
        ("instruments", "origin", "regime", "ticket_min", "ticket_max", "rate_max", "own_funds_times", "amounts_note"),
    ),
    (gettext_lazy("Quand"), ("rhythm", "opens_on", "closes_on", "next_opens_on", "next_closes_on")),
    (gettext_lazy("Comment la demander"), ("way", "apply_url", "source_url", "contact", "contact_email", "steps", "documents")),
)
