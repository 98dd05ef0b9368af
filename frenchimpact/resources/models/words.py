"""Words that programmes and tools share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a programme is (domain 4.9)."""

    INCUBATOR = "incubator", _("Incubateur")
    ACCELERATOR = "accelerator", _("Accélérateur")
    DLA = "dla", _("Dispositif local d’accompagnement")
    COUVEUSE = "couveuse", _("Couveuse")
    FACTORY = "factory", _("Fabrique à initiatives")
    TRAINING = "training", _("Formation")
    MENTORING = "mentoring", _("Mentorat")
    RESIDENCY = "residency", _("Résidence, tiers-lieu")


class Price(models.TextChoices):
    """What it costs to who comes in."""

    FREE = "free", _("Gratuit")
    FEE = "fee", _("Participation demandée")
    EQUITY = "equity", _("Part au capital")


class Need(models.TextChoices):
    """What a tool helps to do."""

    DIAGNOSIS = "diagnosis", _("Comprendre un besoin")
    MODEL = "model", _("Modèle économique")
    FINANCING = "financing", _("Financement")
    LEGAL = "legal", _("Statuts et contrats")
    GOVERNANCE = "governance", _("Gouvernance et équipe")
    IMPACT = "impact", _("Mesure de l’impact")
    PARTNERS = "partners", _("Partenaires")
    SCALING = "scaling", _("Changement d’échelle")


class Form(models.TextChoices):
    """What one gets."""

    GUIDE = "guide", _("Guide à lire")
    TEMPLATE = "template", _("Modèle à remplir")
    SPREADSHEET = "spreadsheet", _("Tableur")
    LEGAL = "legal", _("Modèle juridique")
    METHOD = "method", _("Méthode d’animation")
    SOFTWARE = "software", _("Logiciel")
    VIDEO = "video", _("Vidéo, cours en ligne")


class Licence(models.TextChoices):
    """What one may do with it."""

    CC0 = "cc0", _("Domaine public (CC0)")
    ETALAB = "etalab", _("Licence Ouverte 2.0")
    BY = "cc-by", _("CC BY : citer l’auteur")
    BY_SA = "cc-by-sa", _("CC BY-SA : citer, partager de même")
    BY_NC = "cc-by-nc", _("CC BY-NC : citer, sans vendre")
    FREE_SOFTWARE = "free-software", _("Licence de logiciel libre")
    READ = "read", _("À lire seulement : droits réservés")
