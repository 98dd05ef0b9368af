"""Words that offers and requests share (domain 3h)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Days without a word after which an offer sleeps, hidden; who offers is asked before.
DORMANT_DAYS, STILL_DAYS = 90, 75


class What(models.TextChoices):
    """What is given or sought: services, means, technologies and know-how."""

    EXPERTISE = "expertise", _("Expertise")
    SKILLS = "skills_patronage", _("Mécénat de compétences")
    PLACE = "place", _("Lieu")
    EQUIPMENT = "equipment", _("Matériel")
    SOFTWARE = "software", _("Logiciel")
    DATA = "data", _("Données")
    PURCHASING = "purchasing", _("Achats")
    MENTORING = "mentoring", _("Mentorat")
    TRAINING = "training", _("Formation")
    LEGAL = "legal", _("Juridique")


class Price(models.TextChoices):
    """What it costs, from the lightest."""

    FREE = "free", _("Gratuit")
    SOLIDARITY = "solidarity", _("Tarif solidaire")
    MARKET = "market", _("Tarif du marché")


class Asker(models.TextChoices):
    """Who may ask."""

    PROJECT = "project", _("Projets")
    STRUCTURE = "structure", _("Structures")
    TERRITORY = "territory", _("Territoires")
