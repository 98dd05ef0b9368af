"""The ladder of solutions with its criteria: a question for each way, who decides, what it takes, what it cannot do. Read from the top."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Channel


@dataclass(frozen=True)
class Rung:
    """One way to lift a barrier. The first whose answer is yes is the one to try."""

    channel: str
    question: str
    who: str
    criteria: str
    source: str = ""

    @property
    def words(self) -> str:
        """Its name."""
        return str(Channel(self.channel).label)


def ladder() -> list[Rung]:
    """From the lightest to the heaviest."""
    return [
        Rung(
            Channel.EXISTING_LAW,
            _("Le texte le permet-il déjà, s’il est bien lu ?"),
            _("L’administration compétente, par une lettre"),
            _("Environ quatre demandes sur dix sont possibles à droit constant : cherchez ici d’abord."),
            _("Bilan de France Expérimentation"),
        ),
        Rung(
            Channel.SECURING,
            _("Le texte est-il permis mais incertain, au point qu’un contrôle ferait peur ?"),
            _("L’administration compétente, par une position écrite qui l’engage"),
            _("Rescrit ou prise de position formelle : la situation doit être décrite exactement, et reste la même."),
            _("Code des relations entre le public et l’administration, art. L. 124-1"),
        ),
        Rung(
            Channel.PRACTICE,
            _("Est-ce une habitude, une circulaire ou un formulaire, et non un texte, qui bloque ?"),
            _("Le service qui a cette habitude, ou celui au-dessus de lui"),
            _("Aucun texte ne l’impose. Une circulaire non publiée ne peut être opposée à la personne."),
            _("Code des relations entre le public et l’administration, art. L. 312-2 et R. 312-7"),
        ),
        Rung(
            Channel.PREFECT,
            _("Une décision individuelle du préfet peut-elle écarter une règle de l’État, pour ce seul cas ?"),
            _("Le préfet"),
            _(
                "Décision individuelle, dans sa compétence ; règle de l’État seulement ; intérêt général et circonstances locales ;"
                " pour alléger, raccourcir ou faciliter ; compatible avec l’Union européenne ;"
                " sans atteinte à la défense, à la sécurité, ni disproportionnée. Matières énumérées."
            ),
            _("Décret n° 2020-412 du 8 avril 2020"),
        ),
        Rung(
            Channel.STATE_REGULATORY,
            _("Faut-il déroger à un décret ou à un arrêté, pour un temps, sur un territoire ?"),
            _("Le cabinet du Premier ministre arbitre ; DITP et DGE instruisent, les ministères donnent un avis"),
            _(
                "Appel permanent. Projet innovant à dimension économique ; temporaire, situé, évalué."
                " Exclut les normes européennes, celles des collectivités et celles des autorités indépendantes."
            ),
            _("France Expérimentation ; Constitution, art. 37-1"),
        ),
        Rung(
            Channel.STATE_LEGISLATIVE,
            _("Faut-il déroger à une loi, pour un temps ?"),
            _("Le Parlement"),
            _("Seulement dans un projet de loi, le plus souvent par un appel thématique : le calendrier est le sien."),
            _("Constitution, art. 37-1"),
        ),
        Rung(
            Channel.LOCAL,
            _("Une collectivité peut-elle déroger à ce qui règle sa compétence ?"),
            _("Son assemblée, par une délibération motivée"),
            _("Objet et durée fixés. À la fin : arrêt, prolongation, généralisation, ou maintien dans certaines collectivités."),
            _("Constitution, art. 72 al. 4 ; loi organique n° 2021-467"),
        ),
        Rung(
            Channel.AMENDMENT,
            _("La règle est-elle mauvaise pour tous, sans qu’un essai soit utile ?"),
            _("Le ministère, ou le Parlement"),
            _("Changement général, sans expérimentation : il se prépare par une note aux décideurs, nourrie de plusieurs cas."),
        ),
        Rung(
            Channel.NONE,
            _("Aucune de ces voies ?"),
            _("Le guichet, qui l’explique"),
            _("Une réponse négative a une raison, un texte, et dit ce qui reste possible."),
        ),
    ]
