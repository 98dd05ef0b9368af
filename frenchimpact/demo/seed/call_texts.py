"""The words of the two calls of the demonstration: all invented, but the five criteria of the second, which are those of 2018."""

from typing import Any

OFFICE = {
    "office_name": "Atelier national de l’innovation sociale, pôle des labels (service fictif)",
    "office_address": "12 rue de l’Exemple, 75011 Paris",
    "office_email": "labels@atelier-national.example",
    "office_phone": "01 00 00 00 00",
}
STRUCTURES: dict[str, Any] = {
    "title": "Label des structures d’accompagnement",
    "summary": "Pour les incubateurs, les ruches et les réseaux qui aident des projets d’utilité sociale à naître et à grandir.",
    "description": (
        "Le label dit aux porteurs de projet où trouver un accompagnement sérieux. Il vaut trois ans.\n\n"
        "L’appel reste ouvert toute l’année. Les dossiers sont jugés par sessions : un dossier déposé après la date limite passe à la "
        "suivante, avec votre accord. Chaque dossier est jugé face à un seuil : personne n’est classé contre les autres."
    ),
    "kind": "permanent",
    "applicant": "organisation",
    "label_kind": "structure",
    "silence_means": "rejection",
    "silence_months": 4,
    **OFFICE,
}
STRUCTURE_CRITERIA: list[dict[str, Any]] = [
    {
        "code": "ancrage",
        "title": "Ancrage sur le territoire",
        "weight": 15,
        "help": "La structure connaît-elle son territoire, et y travaille-t-elle avec d’autres ?",
        "anchors": {"0": "Aucun partenaire cité", "3": "Des partenaires nommés", "5": "Des actions communes, datées"},
    },
    {
        "code": "offre",
        "title": "Offre d’accompagnement",
        "weight": 20,
        "help": "L’offre est-elle claire : pour qui, combien de temps, à quel prix ?",
        "anchors": {"0": "Pas d’offre décrite", "3": "Une offre claire", "5": "Une offre claire, adaptée à chaque étape"},
    },
    {
        "code": "resultats",
        "title": "Résultats observés",
        "weight": 30,
        "help": "Que deviennent les projets accompagnés, trois ans après ?",
        "eliminatory_below": 2,
        "anchors": {"0": "Rien n’est suivi", "2": "Un suivi partiel", "5": "Un suivi complet et public"},
    },
    {
        "code": "equipe",
        "title": "Équipe et moyens",
        "weight": 20,
        "help": "L’équipe a-t-elle le temps et les compétences qu’il faut ?",
        "anchors": {"0": "Personne à plein temps", "3": "Une équipe stable", "5": "Une équipe stable et formée"},
    },
    {
        "code": "ouverture",
        "title": "Ouverture à tous les publics",
        "weight": 15,
        "help": "Les personnes éloignées des réseaux entrent-elles dans l’accompagnement ?",
        "anchors": {"0": "Sélection par réseau", "3": "Appels ouverts", "5": "Des personnes éloignées sont allées chercher et restent"},
    },
]
STRUCTURE_RULES: list[dict[str, Any]] = [
    {
        "code": "annee",
        "subject": "age",
        "question": "En quelle année votre structure a-t-elle été créée ?",
        "wanted": {"min": 1},
        "advice": "Une structure plus jeune obtient un premier label plus court : écrivez-nous avant de déposer.",
    },
    {
        "code": "type",
        "subject": "kind",
        "question": "Quel type de structure êtes-vous ?",
        "wanted": {
            "choices": [
                ["association", "Association"],
                ["cooperative", "Coopérative"],
                ["fondation", "Fondation"],
                ["societe", "Société commerciale"],
                ["collectivite", "Collectivité"],
                ["particulier", "Une personne, sans structure"],
            ],
            "codes": ["association", "cooperative", "fondation", "societe", "collectivite"],
            "words": "une structure, quelle que soit sa forme juridique",
        },
        "advice": "Créez d’abord une structure, ou rejoignez-en une.",
    },
    {
        "code": "accompagnement",
        "subject": "declared",
        "question": "Accompagnez-vous déjà au moins cinq projets par an ?",
        "wanted": {"answer": "yes"},
        "advice": "Un réseau proche peut vous aider à commencer : cherchez-le dans l’annuaire.",
    },
    {
        "code": "budget",
        "subject": "budget",
        "question": "Quel est votre budget annuel, en euros ?",
        "wanted": {"min": 30000},
        "advice": "En dessous, candidatez avec une structure plus grande.",
    },
]
STRUCTURE_FORM: list[dict[str, Any]] = [
    {
        "code": "conditions",
        "group": "check",
        "title": "Votre structure",
        "questions": [
            {"key": "nom", "label": "Nom de la structure", "kind": "line", "known_from": "organisation.name", "is_identifying": True},
            {
                "key": "siren",
                "label": "SIREN",
                "kind": "organisation",
                "known_from": "organisation.siren",
                "is_identifying": True,
                "is_required": False,
            },
            {"key": "commune", "label": "Commune du siège", "kind": "place", "known_from": "organisation.commune", "is_identifying": True},
            {
                "key": "site",
                "label": "Site internet",
                "kind": "line",
                "known_from": "organisation.website",
                "is_required": False,
                "is_identifying": True,
            },
            {
                "key": "contact",
                "label": "Courriel de contact",
                "kind": "line",
                "known_from": "organisation.email",
                "audience": "operator",
                "is_required": False,
            },
            {"key": "annee", "label": "Année de création", "kind": "number"},
            {"key": "budget", "label": "Budget annuel", "kind": "money"},
            {
                "key": "statuts",
                "label": "Statuts à jour",
                "kind": "file",
                "help": "Le document signé.",
                "audience": "operator",
                "is_required": False,
            },
        ],
    },
    {
        "code": "offre",
        "group": "describe",
        "title": "Votre offre d’accompagnement",
        "help": "Écrivez pour quelqu’un qui ne vous connaît pas.",
        "questions": [
            {
                "key": "presentation",
                "label": "Votre mission",
                "kind": "text",
                "max_length": 1500,
                "known_from": "organisation.description",
                "criterion": "offre",
            },
            {
                "key": "etapes",
                "label": "À quelles étapes intervenez-vous ?",
                "kind": "choices",
                "options": [["idee", "Idée"], ["amorcage", "Amorçage"], ["consolidation", "Consolidation"], ["essaimage", "Essaimage"]],
                "criterion": "offre",
            },
            {
                "key": "offres",
                "label": "Vos accompagnements",
                "kind": "table",
                "options": [["nom", "Nom"], ["duree", "Durée"], ["prix", "Prix pour le projet", "money"]],
                "min_rows": 1,
                "max_rows": 6,
                "help": "Un par ligne. Écrivez 0 si c’est gratuit.",
                "criterion": "offre",
            },
            {
                "key": "partenaires",
                "label": "Avec qui travaillez-vous sur votre territoire ?",
                "kind": "text",
                "max_length": 1500,
                "criterion": "ancrage",
            },
            {
                "key": "publics",
                "label": "Comment touchez-vous les personnes éloignées des réseaux ?",
                "kind": "text",
                "max_length": 1500,
                "criterion": "ouverture",
            },
        ],
    },
    {
        "code": "resultats",
        "group": "describe",
        "title": "Vos résultats",
        "questions": [
            {"key": "projets", "label": "Projets accompagnés l’an dernier", "kind": "number", "criterion": "resultats"},
            {"key": "survie", "label": "Projets en activité trois ans après", "kind": "indicator", "criterion": "resultats"},
            {
                "key": "equipe",
                "label": "Votre équipe : combien de personnes, quels métiers ?",
                "kind": "text",
                "max_length": 1200,
                "criterion": "equipe",
            },
            {
                "key": "subvention",
                "label": "Demandez-vous aussi une aide financière ?",
                "kind": "choice",
                "options": [["oui", "Oui"], ["non", "Non"]],
            },
            {
                "key": "montant",
                "label": "Montant demandé",
                "kind": "money",
                "condition_key": "subvention",
                "condition_values": ["oui"],
                "audience": "operator",
            },
        ],
    },
    {
        "code": "engagements",
        "group": "commit",
        "title": "Vos engagements",
        "questions": [
            {"key": "charte", "label": "Nous adhérons à la charte du label.", "kind": "honour"},
            {
                "key": "cer",
                "label": "Nous souscrivons au contrat d’engagement républicain.",
                "kind": "honour",
                "condition_key": "subvention",
                "condition_values": ["oui"],
                "help": "Demandé aux associations et fondations qui sollicitent une aide.",
            },
            {
                "key": "liens",
                "label": "Liens de vos dirigeants avec des membres du jury",
                "kind": "text",
                "max_length": 800,
                "is_required": False,
                "audience": "operator",
            },
        ],
    },
]
TERRITORIES: dict[str, Any] = {
    "title": "Territoires d’innovation sociale",
    "summary": "Pour un collectif qui choisit trois défis et réunit collectivités, entreprises de l’ESS et structures d’accompagnement.",
    "description": (
        "Un territoire n’est pas un échelon administratif : c’est un collectif, un périmètre et trois défis.\n\n"
        "Les dossiers sont classés par vagues, pour dix places. Chaque membre du collectif confirme par un lien, sans compte."
    ),
    "kind": "permanent",
    "applicant": "collective",
    "label_kind": "territoire",
    "silence_means": "rejection",
    "silence_months": 4,
    **OFFICE,
}
TERRITORY_CRITERIA: list[dict[str, Any]] = [
    {"code": "perimetre", "title": "Un périmètre pertinent", "weight": 15, "help": "Le périmètre a-t-il un sens pour les acteurs locaux ?"},
    {
        "code": "ecosysteme",
        "title": "Un écosystème et des entrepreneurs",
        "weight": 20,
        "help": "L’innovation sociale est-elle déjà là, et qui l’entraîne ?",
    },
    {
        "code": "strategie",
        "title": "Une stratégie ambitieuse",
        "weight": 30,
        "help": "Les trois défis répondent-ils aux besoins du territoire ?",
        "eliminatory_below": 2,
    },
    {"code": "gouvernance", "title": "Une gouvernance claire", "weight": 20, "help": "Qui décide, qui fait, qui paie ?"},
    {
        "code": "engagement",
        "title": "Un engagement dans la communauté",
        "weight": 15,
        "help": "Que partagera le territoire avec les autres ?",
    },
]
# What to do first, by criterion of either call.
NEXT_STEPS: dict[str, str] = {
    "ancrage": "Nommez trois partenaires locaux, et une action que vous menez déjà avec l’un d’eux.",
    "offre": "Écrivez votre offre sur une page : pour qui, combien de temps, à quel prix. Un projet accompagné la relit.",
    "resultats": "Rappelez les projets accompagnés il y a trois ans : en activité, arrêté, transformé. Notez-le dans un tableau.",
    "equipe": "Dites qui fait quoi, et combien de jours par mois. L’annuaire montre qui complète vos compétences.",
    "ouverture": "Tenez une permanence dans un centre social ou une mission locale de votre territoire.",
    "perimetre": "Tracez le périmètre avec les acteurs : où vont-ils déjà travailler, se soigner, se former ?",
    "ecosysteme": "Faites la liste des projets et des structures déjà là : l’annuaire les montre par territoire.",
    "strategie": "Choisissez trois défis ensemble, et mesurez pour chacun d’où vous partez.",
    "gouvernance": "Écrivez qui décide, qui fait et qui paie, et faites-le signer par chaque membre.",
    "engagement": "Choisissez un outil ou une visite à partager dès cette année avec un autre territoire.",
}
TERRITORY_RULES: list[dict[str, Any]] = [
    {
        "code": "collectif",
        "subject": "collective",
        "question": "Qui compose votre collectif ?",
        "wanted": {
            "kinds": {
                "authority": "une collectivité",
                "ess": "une entreprise ou une association de l’ESS",
                "support": "une structure d’accompagnement ou un financeur",
            }
        },
        "advice": "L’annuaire montre qui agit sur votre territoire.",
    },
    {
        "code": "defis",
        "subject": "declared",
        "question": "Avez-vous choisi trois défis ensemble ?",
        "wanted": {"answer": "yes"},
        "advice": "Réunissez le collectif avant d’écrire : le dossier part des défis.",
    },
    {
        "code": "label",
        "subject": "earlier_label",
        "question": "Votre territoire est-il déjà labellisé ?",
        "wanted": {"answer": "no"},
        "advice": "Un territoire déjà labellisé demande un renouvellement.",
    },
]
TERRITORY_FORM: list[dict[str, Any]] = [
    {
        "code": "collectif",
        "group": "check",
        "title": "Le collectif et sa gouvernance",
        "questions": [
            {
                "key": "chef-de-file",
                "label": "Structure chef de file",
                "kind": "line",
                "known_from": "organisation.name",
                "is_identifying": True,
            },
            {
                "key": "presentation",
                "label": "Présentation du collectif",
                "kind": "text",
                "max_length": 2000,
                "known_from": "organisation.description",
                "criterion": "gouvernance",
            },
            {"key": "gouvernance", "label": "Qui décide, et comment ?", "kind": "text", "max_length": 2000, "criterion": "gouvernance"},
        ],
    },
    {
        "code": "perimetre",
        "group": "describe",
        "title": "Le périmètre",
        "questions": [
            {"key": "territoire", "label": "Nom du territoire", "kind": "line", "is_identifying": True},
            {
                "key": "perimetre",
                "label": "Son périmètre",
                "kind": "perimeter",
                "help": "Des lieux officiels de tout niveau : communes, intercommunalités, départements, régions.",
                "is_identifying": True,
                "criterion": "perimetre",
            },
            {"key": "diagnostic", "label": "Ce qui va, ce qui ne va pas", "kind": "text", "max_length": 3000, "criterion": "ecosysteme"},
        ],
    },
    {
        "code": "defis",
        "group": "describe",
        "title": "Les trois défis",
        "help": "Trois, ni plus ni moins. Pour chacun : le problème, les personnes concernées, ce que vous voulez changer.",
        "questions": [
            {
                "key": "defis",
                "label": "Vos défis",
                "kind": "table",
                "options": [
                    ["titre", "Défi"],
                    [
                        "nature",
                        "Social, environnemental ou citoyen",
                        "choice",
                        [["social", "Social"], ["environnemental", "Environnemental"], ["citoyen", "Citoyen"]],
                    ],
                    ["probleme", "Problème"],
                    ["publics", "Personnes concernées"],
                    ["cible", "Ce que vous voulez changer en trois ans"],
                ],
                "min_rows": 3,
                "max_rows": 3,
                "criterion": "strategie",
            },
            {"key": "indicateur", "label": "Un indicateur pour le premier défi", "kind": "indicator", "criterion": "strategie"},
        ],
    },
    {
        "code": "engagement",
        "group": "commit",
        "title": "Ce que vous partagez",
        "questions": [
            {
                "key": "partage",
                "label": "Que partagerez-vous avec les autres territoires ?",
                "kind": "text",
                "max_length": 1500,
                "criterion": "engagement",
            },
            {"key": "budget", "label": "Budget d’animation sur trois ans", "kind": "money"},
            {
                "key": "plan",
                "label": "Plan de financement",
                "kind": "file",
                "help": "Remplissez le modèle, une ligne par action.",
                "is_required": False,
            },
            {"key": "honneur", "label": "Le collectif a lu et approuvé ce dossier.", "kind": "honour"},
        ],
    },
]
# As asked, as published, and the answer; the last one waits.
ENQUIRIES = (
    (
        "Bonjour, notre réseau a trois antennes dans trois départements. Faut-il un dossier par antenne ?",
        "Un réseau qui a plusieurs antennes dépose-t-il un dossier par antenne ?",
        "Non : un seul dossier, par la structure qui porte l’accompagnement. Décrivez chaque antenne dans « Votre offre ».",
    ),
    (
        "Nous avons changé de statut en mars : les résultats d’avant comptent-ils encore ?",
        "Après un changement de statut, les résultats antérieurs comptent-ils ?",
        "Oui, si l’équipe et l’activité sont les mêmes. Dites-le dans « Vos résultats » et joignez les nouveaux statuts.",
    ),
    ("Peut-on joindre des lettres de soutien, et combien ?", "", ""),
)
# The document that applicants fill in, by the question that asks for it.
TEMPLATES = {
    "plan": ("Plan de financement, modèle.csv", "Action;Dépenses prévues (€);Financement acquis (€);Financement recherché (€)\n;;;\n")
}
STRUCTURE_ANSWERS: dict[str, Any] = {
    "annee": "2016",
    "budget": "185000",
    "presentation": "Nous aidons des projets d’utilité sociale à trouver leur modèle et leurs premiers financements.",
    "etapes": ["idee", "amorcage"],
    "offres.0.nom": "Amorcer",
    "offres.0.duree": "9 mois",
    "offres.0.prix": "0",
    "offres.1.nom": "Consolider",
    "offres.1.duree": "6 mois",
    "offres.1.prix": "1200",
    "partenaires": "Deux communautés de communes, le réseau des régies de quartier et une banque coopérative.",
    "publics": "Des permanences dans les centres sociaux, et un appel à idées par an dans chaque vallée.",
    "projets": "24",
    "survie.name": "Part des projets en activité trois ans après",
    "survie.baseline": "58",
    "survie.baseline_on": "2023-12-31",
    "survie.target": "70",
    "survie.target_on": "2028-12-31",
    "survie.source": "Enquête annuelle auprès des projets accompagnés.",
    "equipe": "Quatre personnes : deux chargées d’accompagnement, une analyste financière, une coordinatrice.",
    "subvention": "non",
    "charte": "on",
}
TERRITORY_ANSWERS: dict[str, Any] = {
    "gouvernance": "Un comité de douze membres se réunit chaque mois. Les décisions se prennent à la majorité, une voix par structure.",
    "territoire": "Cluses, Arve et vallées",
    "perimetre": ["epci:200033116"],
    "perimetre.mots": "La vallée de l’Arve, de Cluses à Magland, et les hameaux qui y descendent travailler.",
    "diagnostic": "Des entreprises qui recrutent, des logements trop chers, et des bus qui s’arrêtent à dix-neuf heures.",
    "defis.0.titre": "Se déplacer sans voiture",
    "defis.0.nature": "environnemental",
    "defis.0.probleme": "Un habitant sur trois n’a pas de voiture ou ne peut pas la payer.",
    "defis.0.publics": "Jeunes sans permis, personnes âgées",
    "defis.0.cible": "Une solution à moins de dix minutes pour huit habitants sur dix",
    "defis.1.titre": "Bien manger près de chez soi",
    "defis.1.nature": "social",
    "defis.1.probleme": "Les producteurs vendent loin, les cantines achètent loin.",
    "defis.1.publics": "Écoles, foyers modestes",
    "defis.1.cible": "La moitié des repas des cantines venus de moins de 50 km",
    "defis.2.titre": "Décider ensemble",
    "defis.2.nature": "citoyen",
    "defis.2.probleme": "Peu d’habitants participent aux choix locaux.",
    "defis.2.publics": "Habitants des hameaux",
    "defis.2.cible": "Une assemblée d’habitants dans chaque commune",
    "partage": "Nos outils de diagnostic, et deux journées de visite par an.",
    "budget": "240000",
    "indicateur.name": "Habitants qui ont une solution à moins de dix minutes",
    "indicateur.baseline": "41",
    "indicateur.baseline_on": "2025-12-31",
    "indicateur.target": "80",
    "indicateur.target_on": "2029-12-31",
}
