"""The words of barriers: what blocks, at which level, by which way it is lifted, what came of it. Kept stable: exports use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Nature(models.TextChoices):
    """What kind of rule or habit blocks."""

    LAW = "loi", _("Une loi")
    DECREE = "decret_arrete", _("Un décret ou un arrêté")
    CIRCULAR = "circulaire_doctrine", _("Une circulaire ou une doctrine")
    PRACTICE = "pratique_administrative", _("Une pratique administrative")
    DELAY = "delai", _("Un délai")
    STANDARD = "norme_technique_privee", _("Une norme technique privée")
    EUROPE = "droit_ue", _("Le droit de l’Union européenne")
    LOCAL = "acte_local", _("Une décision locale")
    COORDINATION = "articulation_administrations", _("Plusieurs administrations à accorder")
    PROCUREMENT = "commande_publique", _("La commande publique")
    TAX = "fiscalite", _("La fiscalité")
    STATUS = "statut_agrement", _("Un statut ou un agrément")
    LABOUR = "droit_travail", _("Le droit du travail")
    INSURANCE = "assurance", _("L’assurance")
    LAND = "urbanisme_foncier", _("L’urbanisme ou le foncier")
    DATA = "donnees_si", _("Des données ou un système d’information")
    MONEY = "financement", _("Un manque de financement")
    UNKNOWN = "inconnu", _("Pas encore qualifié")


class Effect(models.TextChoices):
    """What the barrier does to the project."""

    BLOCKED = "blocked", _("Le projet est arrêté")
    SLOWED = "slowed", _("Le projet est ralenti")
    COST = "cost", _("Le projet coûte plus cher")
    RISK = "risk", _("Le projet court un risque juridique")
    UNKNOWN = "unknown", _("Pas encore dit")


class Level(models.TextChoices):
    """Who could change the rule."""

    MUNICIPAL = "municipal", _("La commune ou l’intercommunalité")
    DEPARTMENT = "department", _("Le département")
    REGION = "region", _("La région")
    STATE_LOCAL = "state_local", _("L’État dans les territoires")
    STATE = "state", _("L’État")
    PARLIAMENT = "parliament", _("Le Parlement")
    EUROPE = "europe", _("L’Union européenne")
    PRIVATE = "private", _("Un organisme privé")
    UNKNOWN = "unknown", _("Pas encore qualifié")


class Channel(models.TextChoices):
    """By which way the barrier may be lifted, from the lightest to the heaviest: the ladder of solutions."""

    EXISTING_LAW = "as_the_law_stands", _("Possible à droit constant")
    SECURING = "legal_securing", _("Sécurisation juridique (rescrit, position écrite)")
    PRACTICE = "practice_change", _("Changement de pratique")
    PREFECT = "prefect_derogation", _("Dérogation du préfet")
    STATE_REGULATORY = "state_experiment_regulatory", _("Expérimentation de l’État, par décret ou arrêté")
    STATE_LEGISLATIVE = "state_experiment_legislative", _("Expérimentation de l’État, par la loi")
    LOCAL = "local_experiment", _("Expérimentation d’une collectivité")
    AMENDMENT = "norm_amendment", _("Changement du texte")
    NONE = "refused", _("Aucune voie : réponse négative motivée")


class OutcomeKind(models.TextChoices):
    """What came of it."""

    CLARIFICATION = "clarification", _("Possible à droit constant")
    SECURING = "legal_securing", _("Position écrite de l’administration")
    PRACTICE = "practice_change", _("Pratique changée")
    PREFECT = "prefect_derogation", _("Dérogation du préfet")
    STATE_REGULATORY = "state_experiment_regulatory", _("Expérimentation de l’État (décret ou arrêté)")
    STATE_LEGISLATIVE = "state_experiment_legislative", _("Expérimentation de l’État (loi)")
    LOCAL_EXPERIMENT = "local_experiment", _("Expérimentation d’une collectivité")
    LOCAL_RULE = "local_rule_changed", _("Règle locale changée")
    AMENDMENT = "norm_amendment", _("Texte changé")
    REDIRECTED = "redirected", _("Orienté vers un autre service")
    REFUSED = "refused", _("Impossible, avec la raison")
    NO_REPLY = "no_reply", _("L’administration n’a pas répondu")
    WITHDRAWN = "withdrawn", _("Retiré par la personne")

    @property
    def is_experiment(self) -> bool:
        """Whether it opens something temporary, with an end that must not lapse unnoticed."""
        return self in EXPERIMENTS


EXPERIMENTS = (OutcomeKind.PREFECT, OutcomeKind.STATE_REGULATORY, OutcomeKind.STATE_LEGISLATIVE, OutcomeKind.LOCAL_EXPERIMENT)


class Opinion(models.TextChoices):
    """What a consulted administration says."""

    POSSIBLE = "favourable", _("C’est possible")
    CONDITIONS = "reserved", _("C’est possible à certaines conditions")
    IMPOSSIBLE = "unfavourable", _("Ce n’est pas possible")
    NOT_MINE = "no_competence", _("Ce n’est pas de mon ressort")


class Circle(models.TextChoices):
    """Who reads a message."""

    PERSON = "person", _("Usager")
    ADMINISTRATIONS = "administrations", _("Administrations")
    INTERNAL = "internal", _("Interne")


class Ending(models.TextChoices):
    """The decision that every experiment must end with."""

    GENERALISED = "generalised", _("Généralisée")
    EXTENDED = "extended", _("Prolongée")
    KEPT = "maintained_partially", _("Maintenue dans certains lieux")
    STOPPED = "stopped", _("Arrêtée")
