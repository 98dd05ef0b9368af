"""The algorithms of the platform, for the page that the law asks for. A test finds those that the code has and this list lacks."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.algorithms import Algorithm, declare_algorithm

HUMAN = _("Une personne nommée décide, écrit ses motifs, et peut s’écarter de l’ordre proposé.")
READER = _("Personne ne décide à votre place : la liste est un ordre de lecture, rien n’est caché.")
OPERATOR = _("Une personne de l’équipe du programme regarde chaque paire et tranche ; rien n’est fusionné tout seul.")
APPEAL = _("La lettre de décision donne les voies de recours ; le bouton « Former un recours » est dans le dossier.")
WRITE = _("Écrivez à l’équipe du programme : une personne répond et corrige la fiche ou la règle.")

declare_algorithm(
    Algorithm(
        key="jury",
        title=_("Classement des candidatures d’un appel"),
        purpose=_("Additionner les notes des jurés et ranger les dossiers. Le jury délibère sur ce classement."),
        data=_("Les notes données par chaque juré sur chaque critère ; les déports, qui retirent les notes du juré concerné."),
        operations=_(
            "Total sur 100 : somme des poids multipliés par la moyenne de chaque critère, divisée par le haut de son échelle, puis par la"
            " somme des poids. Une note absente reste absente. Un critère éliminatoire sous son seuil écarte du rang. Les égalités sont"
            " montrées et tranchées par le jury."
        ),
        decides=HUMAN,
        contest=APPEAL,
        code=("frenchimpact.reviews.scores", "frenchimpact.reviews.queries.ranking"),
        is_individual=True,
        pages=((_("Les critères et leurs poids sont sur la page de chaque appel"), "/appels/"),),
    )
)
declare_algorithm(
    Algorithm(
        key="eligibility",
        title=_("Conditions d’un appel (« suis-je prêt ? »)"),
        purpose=_("Dire à chacun, avant de candidater, quelles conditions de l’appel il remplit. Le résultat n’est pas transmis."),
        data=_("Les réponses données sur la page, qui restent dans son adresse."),
        operations=_("Chaque condition est comparée à la réponse : remplie, presque, non remplie, ou inconnue. Il n’y a pas de total."),
        decides=_("La recevabilité est décidée par une personne sur le dossier déposé, jamais par ce calcul."),
        contest=APPEAL,
        code=("frenchimpact.calls.eligibility", "frenchimpact.calls.preparedness"),
        is_individual=True,
        weights=((_("Écart toléré pour « presque », en part du montant"), "frenchimpact.calls.eligibility.NEAR_SHARE"),),
    )
)
declare_algorithm(
    Algorithm(
        key="assignment",
        title=_("Répartition des dossiers entre jurés"),
        purpose=_("Proposer qui lit quoi, sans lien d’intérêt et à charge égale."),
        data=_("Les liens déclarés, les thèmes connus de chaque juré, sa région, le nombre de dossiers qu’il accepte."),
        operations=_(
            "Un programme linéaire en nombres entiers cherche la répartition de moindre coût ; aucun lien n’est jamais permis."
            " À égalité, un ordre fixe : la même question donne toujours la même réponse."
        ),
        decides=HUMAN,
        contest=_("Un juré se déporte d’un clic ; un candidat le signale dans un recours."),
        code=("frenchimpact.reviews.assignment",),
        is_individual=True,
        weights=(
            (_("Coût d’un lecteur qui manque"), "frenchimpact.reviews.assignment._SHORT"),
            (_("Coût d’un dossier dont personne ne connaît le thème"), "frenchimpact.reviews.assignment._UNKNOWN_THEME"),
            (_("Coût d’un dossier d’écart avec la part juste"), "frenchimpact.reviews.assignment._UNEQUAL"),
            (_("Coût d’un autre thème"), "frenchimpact.reviews.assignment._OTHER_THEME"),
            (_("Coût de la même région"), "frenchimpact.reviews.assignment._SAME_REGION"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="routing",
        title=_("Orientation d’un frein vers un hacker public"),
        purpose=_("Proposer qui peut suivre le dossier. La personne proposée accepte ou refuse."),
        data=_("Le sujet, les thèmes et le lieu du frein ; les sujets, thèmes, service, territoire et places libres de chaque hacker."),
        operations=_(
            "Les points s’ajoutent. Qui a un lien, a décliné, est absent ou n’a plus de place n’est pas proposé, et l’on dit pourquoi."
        ),
        decides=HUMAN,
        contest=_("Dans le suivi du frein, demandez un autre interlocuteur : une personne de l’équipe répond."),
        code=("frenchimpact.barriers.queries.routing",),
        is_individual=True,
        weights=(
            (_("Suit ce sujet"), "frenchimpact.barriers.queries.routing.SUBJECT_WEIGHT"),
            (_("Un point par thème commun, au plus"), "frenchimpact.barriers.queries.routing.THEMES_MOST"),
            (_("Travaille là où la règle se décide"), "frenchimpact.barriers.queries.routing.SERVICE_WEIGHT"),
            (_("Suit ce territoire"), "frenchimpact.barriers.queries.routing.PLACE_WEIGHT"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="deminimis",
        title=_("Place qui reste au titre des aides de minimis, et cumuls d’un plan"),
        purpose=_("Calculer ce qu’une entreprise peut encore recevoir, et les règles de cumul qu’un plan dépasse."),
        data=_("Les aides reçues par l’entreprise unique : montant, jour, règlement. Aucune donnée sur une personne."),
        operations=_(
            "Somme des aides dont le jour tombe dans les trois ans qui précèdent, bornes comprises ; comparée au plafond du règlement."
            " Les cumuls comparent la somme des aides aux parts permises."
        ),
        decides=_("Le financeur décide ; la plateforme montre le calcul, ligne par ligne."),
        contest=WRITE,
        code=("frenchimpact.financing.deminimis", "frenchimpact.financing.cumulation"),
        is_individual=True,
        weights=((_("Années qui comptent"), "frenchimpact.financing.deminimis.YEARS"),),
    )
)
declare_algorithm(
    Algorithm(
        key="aids",
        title=_("Aides qui conviennent à un projet"),
        purpose=_("Comparer un projet aux conditions des aides et ranger les aides. Ne décide d’aucune aide."),
        data=_(
            "Forme, étape, thèmes, publics, lieux, budget, montant, ancienneté, emplois et preuves du projet ; les conditions des aides."
        ),
        operations=_(
            "D’abord les aides dont le moins de conditions manque, puis celles dont le moins est inconnu ; à égalité, les points, puis la"
            " date de fin la plus proche. Les aides voisines d’une autre sont celles qui partagent ses conditions."
        ),
        decides=_("Le financeur décide de chaque demande."),
        contest=_("Sur la fiche de chaque aide : « Contester ce résultat »."),
        code=(
            "frenchimpact.aids.judging",
            "frenchimpact.aids.explaining",
            "frenchimpact.aids.queries.matches",
            "frenchimpact.aids.queries.comparing",
            "frenchimpact.aids.queries.catalogue",
        ),
        weights=(
            (_("Thème commun"), "frenchimpact.aids.judging.THEME_WEIGHT"),
            (_("Public commun"), "frenchimpact.aids.judging.PUBLIC_WEIGHT"),
            (_("Souhait du financeur"), "frenchimpact.aids.judging.WISH_WEIGHT"),
            (_("Proximité du territoire"), "frenchimpact.aids.judging.NEARNESS_WEIGHT"),
        ),
        pages=((_("Tout le détail, et un essai avec sa trace"), "/matching/"),),
    )
)
declare_algorithm(
    Algorithm(
        key="offers",
        title=_("Offres qui répondent à une demande"),
        purpose=_("Ranger les offres, et dire ce qui manque. Chaque côté accepte ou refuse."),
        data=_("Pour qui, étape, lieu, période, prix, quantité, thèmes ; aucune donnée sur une personne."),
        operations=_(
            "Six conditions, chacune remplie, inconnue ou non remplie. L’ordre : le moins de conditions non remplies, puis d’inconnues,"
            " puis le plus de thèmes communs, puis la plus récemment confirmée. Il n’y a pas de points."
        ),
        decides=READER,
        contest=WRITE,
        code=("frenchimpact.offers.queries.matching", "frenchimpact.offers.queries.offers", "frenchimpact.offers.signs"),
    )
)
declare_algorithm(
    Algorithm(
        key="support",
        title=_("Structures qui peuvent accompagner"),
        purpose=_("Ranger les structures par leurs raisons de convenir."),
        data=_("Lieux, thèmes, label en cours, accompagnements déjà menés sur le même besoin."),
        operations=_("La somme des raisons, dont chacune est montrée ; à égalité, l’ordre alphabétique."),
        decides=READER,
        contest=WRITE,
        code=("frenchimpact.support.queries.finding",),
        weights=(
            (_("Raison qui convient"), "frenchimpact.support.queries.finding.SUITS_WEIGHT"),
            (_("Inconnue"), "frenchimpact.support.queries.finding.UNKNOWN_WEIGHT"),
            (_("Raison qui diffère"), "frenchimpact.support.queries.finding.DIFFERS_WEIGHT"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="solutions",
        title=_("Solutions qui conviennent à un défi, et projets proches"),
        purpose=_("Ranger des solutions éprouvées ailleurs pour un territoire."),
        data=_("Thèmes, publics, population, milieu, acteurs présents, territoires comparables ; thèmes, publics et étape des projets."),
        operations=_(
            "Le poids de ce qui convient, moins celui de ce qui ne convient pas ; l’inconnu ne compte pas. Les raisons sont montrées."
        ),
        decides=READER,
        contest=WRITE,
        code=(
            "frenchimpact.solutions.queries.fitting",
            "frenchimpact.solutions.queries.suited",
            "frenchimpact.territories.queries.matches",
        ),
        weights=(
            (_("Poids des solutions, par sujet"), "frenchimpact.solutions.queries.fitting.WEIGHTS"),
            (_("Projet : chaque thème commun"), "frenchimpact.territories.queries.matches.THEME_WEIGHT"),
            (_("Projet : chaque public commun"), "frenchimpact.territories.queries.matches.PUBLIC_WEIGHT"),
            (_("Projet : déjà éprouvé"), "frenchimpact.territories.queries.matches.PROVEN_WEIGHT"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="similar_territories",
        title=_("Territoires comparables"),
        purpose=_("Choisir avec qui un territoire se compare."),
        data=_("Population, habitants par commune, thèmes des défis."),
        operations=_("Une ressemblance sur 100, somme des trois parts ; les plus proches sont montrés avec leurs raisons."),
        decides=READER,
        contest=WRITE,
        code=("frenchimpact.territories.queries.similar",),
        weights=(
            (_("Population"), "frenchimpact.territories.queries.similar._POPULATION"),
            (_("Habitants par commune"), "frenchimpact.territories.queries.similar._SPREAD"),
            (_("Thèmes"), "frenchimpact.territories.queries.similar._THEMES"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="near_answers",
        title=_("Réponses publiées proches d’une situation, et freins semblables"),
        purpose=_("Montrer ce qui a déjà été répondu, pendant que l’on écrit."),
        data=_("Les mots écrits, le lieu ; les réponses publiées. La phrase n’est pas gardée."),
        operations=_(
            "Les mots rares comptent plus que les mots courants, selon l’endroit où ils sont (titre, question, réponse). Si l’encodeur est"
            " installé, la proximité de sens est ajoutée ; il tourne ici, sans réseau."
        ),
        decides=READER,
        contest=WRITE,
        code=("frenchimpact.barriers.queries.near", "frenchimpact.barriers.queries.cases", "frenchimpact.barriers.closeness"),
        weights=(
            (_("Ressemblance d’un mot mal écrit"), "frenchimpact.barriers.queries.near.ALIKE"),
            (_("Part du meilleur au-dessous de laquelle rien n’est montré"), "frenchimpact.barriers.queries.near.FAR"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="duplicates",
        title=_("Doublons : structures, projets, aides, engagements"),
        purpose=_("Signaler deux fiches qui pourraient être la même."),
        data=_("Noms, numéros officiels, communes, montants et dates ; aucune donnée sur une personne."),
        operations=_(
            "Même numéro, ou noms assez ressemblants (trigrammes) dans la même commune, ou mêmes montants et parties à une période proche."
        ),
        decides=OPERATOR,
        contest=WRITE,
        code=(
            "frenchimpact.organisations.actions.merging",
            "frenchimpact.organisations.queries.likeness",
            "frenchimpact.projects.queries.drafts",
            "frenchimpact.aids.actions.twins",
            "frenchimpact.commitments.queries.twins",
        ),
        weights=(
            (_("Ressemblance des noms de structures"), "frenchimpact.organisations.queries.likeness._ALIKE"),
            (_("Ressemblance des titres d’aides"), "frenchimpact.aids.actions.twins.LIKENESS"),
            (_("Écart toléré entre deux montants"), "frenchimpact.commitments.queries.twins.ALIKE"),
        ),
    )
)
declare_algorithm(
    Algorithm(
        key="search",
        title=_("Recherche et « ce qui existe pour moi »"),
        purpose=_("Ranger les fiches et les lieux qui répondent à des mots ou à trois réponses."),
        data=_("Les mots et le lieu demandés ; les fiches publiées."),
        operations=_(
            "L’exact d’abord, puis le début du mot, puis le proche ; à égalité, le plus près, puis la population ou la fraîcheur."
        ),
        decides=READER,
        contest=WRITE,
        code=("frenchimpact.atlas.for_me", "frenchimpact.atlas.queries", "frenchimpact.geo.queries.search"),
    )
)
