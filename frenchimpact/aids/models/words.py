"""The words of money: instruments, origins of the money, State-aid regimes. Kept short and stable: files and laws use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.TextChoices):
    """The form that help takes."""

    GRANT = "subvention", _("Subvention")
    PRIZE = "prix", _("Prix ou dotation")
    RECOVERABLE_ADVANCE = "avance_recuperable", _("Avance récupérable")
    LOAN = "pret", _("Prêt")
    PARTICIPATING_LOAN = "pret_participatif", _("Prêt participatif")
    GUARANTEE = "garantie", _("Garantie")
    HONOUR_LOAN = "pret_honneur", _("Prêt d’honneur")
    EQUITY = "fonds_propres", _("Fonds propres")
    QUASI_EQUITY = "quasi_fonds_propres", _("Quasi-fonds propres")
    IMPACT_CONTRACT = "contrat_impact", _("Contrat à impact")
    PATRONAGE_MONEY = "mecenat_financier", _("Mécénat financier")
    PATRONAGE_KIND = "mecenat_nature", _("Mécénat en nature")
    PATRONAGE_SKILLS = "mecenat_competences", _("Mécénat de compétences")
    CROWD_GIFT = "participatif_don", _("Financement participatif : don")
    CROWD_LOAN = "participatif_pret", _("Financement participatif : prêt")
    CROWD_EQUITY = "participatif_capital", _("Financement participatif : capital")
    PROCUREMENT = "marche_public", _("Marché public")
    RESPONSIBLE_ORDER = "commande_responsable", _("Commande responsable")
    VOLUNTEERING = "benevolat_valorise", _("Bénévolat valorisé")
    ENGINEERING = "ingenierie", _("Ingénierie et conseil")
    INFORMATION = "information", _("Information")


# What is given back, or guaranteed: under a de minimis regime it counts for less than its amount.
LENT = {
    Instrument.RECOVERABLE_ADVANCE,
    Instrument.LOAN,
    Instrument.PARTICIPATING_LOAN,
    Instrument.GUARANTEE,
    Instrument.HONOUR_LOAN,
    Instrument.CROWD_LOAN,
}


class Origin(models.TextChoices):
    """Where the money comes from first, whoever hands it over."""

    STATE = "public_etat", _("État")
    AUTHORITY = "public_collectivite", _("Collectivité")
    EUROPE = "public_ue", _("Union européenne")
    OPERATOR = "public_operateur", _("Opérateur public")
    BANK = "prive_banque", _("Banque")
    FUND = "prive_fonds", _("Fonds privé")
    COMPANY = "prive_entreprise", _("Entreprise")
    FOUNDATION = "prive_fondation", _("Fondation")
    CITIZENS = "prive_citoyens", _("Particuliers")
    MIXED = "mixte", _("Public et privé")

    @property
    def is_public(self) -> bool | None:
        """Public money, private money, or both (None)."""
        return None if self == Origin.MIXED else self.value.startswith("public_")


class Regime(models.TextChoices):
    """Under which law of State aid the help is given."""

    NONE = "none", _("Hors aides d’État (activité non économique)")
    DE_MINIMIS = "de_minimis_general", _("De minimis général")
    DE_MINIMIS_SIEG = "de_minimis_sieg", _("De minimis SIEG")
    GBER = "rgec", _("Régime exempté (RGEC)")
    NOTIFIED = "notified", _("Régime notifié")
    UNKNOWN = "unknown", _("Non précisé")
