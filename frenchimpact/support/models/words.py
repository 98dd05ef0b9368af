"""Words of support: on what a project is helped, and how it ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axis(models.TextChoices):
    """What a project is helped on: the parts of the Pass, and what a shared diagnosis looks at."""

    FINANCING = "financing", _("Financement de la croissance")
    BARRIERS = "barriers", _("Freins réglementaires")
    IMPACT = "impact", _("Mesure de l’impact")
    PARTNERS = "partners", _("Partenaires privés et publics")
    MODEL = "model", _("Modèle économique")
    GOVERNANCE = "governance", _("Gouvernance et équipe")
    SCALING = "scaling", _("Changement d’échelle")
    OTHER = "other", _("Autre")


class Ending(models.TextChoices):
    """What became of the project at the end of its support."""

    GROWN = "grown", _("Le projet a grandi")
    SPREAD = "spread", _("La solution est reprise ailleurs")
    STEADY = "steady", _("Le projet tient, sans grandir")
    STOPPED = "stopped", _("Le projet s’est arrêté")
    LEFT = "left", _("L’accompagnement s’est interrompu")
