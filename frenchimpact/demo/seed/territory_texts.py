"""What the invented collective of the demonstration wrote: three challenges, ten aims, a plan, promises. Every word is ours."""

from typing import Any

MEMBERS: tuple[tuple[str, str, str], ...] = (
    # Name, what it counts as, role. Those of the directory are linked to their sheet.
    ("Syndicat des vallées douces", "authority", "steering"),
    ("L’Établi des voisins", "ess", "partner"),
    ("Sentiers numériques", "ess", "partner"),
    ("Le Potager des écoles", "ess", "partner"),
    ("Terres de la Leysse", "ess", "partner"),
    ("Tremplin des Cimes", "support", "support"),
    ("Pépinière du Granier", "support", "support"),
    ("Fonds Belledonne partagée", "support", "funder"),
    ("Laboratoire Montagne et société", "research", "observer"),
    ("Les Petites Mains de Cognin", "ess", "partner"),
    ("Centre social des Hauts (structure fictive)", "other", "partner"),
)
CHALLENGES: tuple[dict[str, Any], ...] = (
    {
        "title": "Une économie circulaire et inclusive",
        "kinds": ["environmental", "social"],
        "themes": ["economie_circulaire_reemploi", "insertion_emploi"],
        "publics": ["demandeurs-emploi"],
        "sdgs": [12, 8],
        "problem": "Chaque année, 9 000 tonnes d’objets finissent en déchèterie, dont un tiers pourrait resservir. "
        "Les métiers de la réparation, eux, ne trouvent pas preneur.",
        "tried": "Une première recyclerie a ouvert en 2019. Elle refuse des dons, faute de place, six mois par an.",
        "publics_words": "Ménages modestes, personnes éloignées de l’emploi",
        "baseline": "205 tonnes détournées en 2024, par une seule recyclerie.",
        "target": "400 tonnes détournées en 2028, et soixante personnes en parcours d’insertion.",
        "help_sought": "Un local de 600 m² accessible aux camions, et un avis sur le transport de déchets par une association.",
        "aims": (
            "Détourner de la benne ce qui peut resservir",
            "Former aux métiers de la réparation",
            "Faire entrer le réemploi dans les achats publics",
            "Partager outils et véhicules entre voisins",
        ),
    },
    {
        "title": "Le numérique pour tous",
        "kinds": ["social"],
        "themes": ["numerique_inclusion"],
        "publics": ["seniors", "residents-qpv-frr"],
        "sdgs": [10, 4],
        "problem": "Un habitant sur cinq renonce à une démarche parce qu’elle se fait en ligne.",
        "tried": "Des permanences existent dans quatre communes, sans lien entre elles.",
        "publics_words": "Personnes âgées, habitants des quartiers et des hameaux",
        "baseline": "610 personnes formées en 2024.",
        "target": "2 000 personnes formées par an en 2028, dans toutes les communes.",
        "help_sought": "Des ordinateurs de moins de six ans, et des bénévoles deux heures par semaine.",
        "aims": (
            "Un lieu d’aide à moins de vingt minutes de chacun",
            "Former les agents et les bénévoles qui accompagnent",
            "Équiper ceux qui n’ont pas d’ordinateur",
        ),
    },
    {
        "title": "Se nourrir, et se retrouver",
        "kinds": ["social", "citizen"],
        "themes": ["alimentation_durable_circuits_courts", "lien_social_vivre_ensemble"],
        "publics": ["familles"],
        "sdgs": [2, 11],
        "problem": "Les producteurs vendent loin, les cantines achètent loin, et beaucoup mangent seuls.",
        "tried": "Un groupement d’achat de trois cantines, arrêté faute de transporteur.",
        "publics_words": "Écoles, foyers modestes, personnes seules",
        "baseline": "Pas encore de mesure : l’enquête dans les cantines commence cet automne.",
        "target": "La moitié des repas des cantines venus de moins de 50 km en 2028.",
        "help_sought": "Un véhicule réfrigéré le mardi et le jeudi.",
        "aims": (
            "Relier les fermes et les cantines",
            "Ouvrir des tables où l’on mange ensemble",
            "Apprendre à cuisiner ce qui pousse ici",
        ),
    },
)
# Aim (challenge.aim), title, owner, state, start and end in days from today, progress, what blocks and what would unblock.
ACTIONS: tuple[dict[str, Any], ...] = (
    {
        "aim": "1.1",
        "title": "Ouvrir la recyclerie n° 2",
        "owner": "L’Établi des voisins",
        "state": "in_progress",
        "days": (-240, 120),
        "progress": 60,
    },
    {
        "aim": "1.3",
        "title": "Charte des achats sobres",
        "owner": "Syndicat des vallées douces",
        "state": "done",
        "days": (-280, -30),
        "progress": 100,
    },
    {
        "aim": "1.2",
        "title": "École de la réparation",
        "owner": "Les Petites Mains de Cognin",
        "state": "in_progress",
        "days": (-150, 300),
        "progress": 35,
    },
    {
        "aim": "1.1",
        "title": "Collecte des encombrants à vélo",
        "owner": "L’Établi des voisins",
        "state": "blocked",
        "days": (-120, 90),
        "progress": 20,
        "blocked_by": "Le transport de déchets demande une déclaration que la préfecture n’a jamais traitée pour un vélo-cargo.",
        "unblocked_by": "Un écrit qui dit si la déclaration est nécessaire, et sous quelle forme.",
    },
    {
        "aim": "1.4",
        "title": "Bibliothèque d’outils dans six communes",
        "owner": "L’Établi des voisins",
        "state": "to_start",
        "days": (60, 400),
        "progress": 0,
    },
    {
        "aim": "2.1",
        "title": "Un bus qui aide aux démarches",
        "owner": "Sentiers numériques",
        "state": "in_progress",
        "days": (-200, 200),
        "progress": 50,
    },
    {
        "aim": "2.2",
        "title": "Former 80 aidants numériques",
        "owner": "Sentiers numériques",
        "state": "in_progress",
        "days": (-210, -12),
        "progress": 80,
    },
    {
        "aim": "2.3",
        "title": "Ordinateurs remis en état",
        "owner": "Centre social des Hauts (structure fictive)",
        "state": "in_progress",
        "days": (-90, 250),
        "progress": 40,
    },
    {
        "aim": "2.1",
        "title": "Carte des lieux d’aide",
        "owner": "Sentiers numériques",
        "state": "done",
        "days": (-250, -100),
        "progress": 100,
    },
    {
        "aim": "3.1",
        "title": "Tournée de livraison vers les cantines",
        "owner": "Terres de la Leysse",
        "state": "to_start",
        "days": (30, 360),
        "progress": 0,
    },
    {
        "aim": "3.2",
        "title": "Trois tables de quartier",
        "owner": "Le Potager des écoles",
        "state": "in_progress",
        "days": (-60, 300),
        "progress": 25,
    },
    {
        "aim": "3.3",
        "title": "Ateliers de cuisine à l’école",
        "owner": "Le Potager des écoles",
        "state": "to_start",
        "days": (20, 320),
        "progress": 0,
    },
)
# Challenge, action or none, name, unit, common code, keeper, values by year, target at the end of 2028.
WRITTEN_IN = 2026
INDICATORS: tuple[dict[str, Any], ...] = (
    {
        "challenge": 1,
        "action": 1,
        "name": "Tonnes détournées de la benne",
        "unit": "tonnes",
        "common": "dechets-evites",
        "values": {2024: 205, 2025: 262},
        "this_year": 301,
        "target": 400,
        "source": "Pesées à l’entrée des recycleries",
        # Text, since the first of January of so many years ago, why it changed.
        "methods": (
            ("Ce qui entre dans les recycleries est pesé ; les dons faits à domicile ne le sont pas.", 2, ""),
            (
                "Ce qui entre dans les recycleries est pesé, et les dons faits à domicile sont estimés par objet.",
                0,
                "Les tournées à domicile ont commencé : sans elles, un cinquième des tonnes manquerait.",
            ),
        ),
    },
    {
        "challenge": 1,
        "action": 3,
        "name": "Personnes en parcours d’insertion",
        "unit": "personnes",
        "common": "personnes-en-insertion",
        "values": {},
        # By quarter; the one that has just ended is awaited.
        "quarters": (18, 22, 26, 31),
        "this_year": None,
        "target": 60,
        "source": "Contrats signés",
    },
    {
        "challenge": 2,
        "action": 7,
        "name": "Personnes formées au numérique",
        "unit": "personnes",
        "common": "personnes-accompagnees",
        "values": {2024: 610, 2025: 940},
        "this_year": 1240,
        "target": 2000,
        "source": "Feuilles d’émargement",
    },
    {
        "challenge": 2,
        "action": 8,
        "name": "Ordinateurs donnés",
        "unit": "ordinateurs",
        "common": "",
        "values": {2024: 40, 2025: 96},
        "this_year": 118,
        "target": 300,
        "source": "Bons de remise",
    },
    {
        "challenge": 3,
        "action": 10,
        "name": "Part des repas de cantine venus de moins de 50 km",
        "unit": "%",
        "common": "",
        "values": {},
        "this_year": None,
        "target": 50,
        "source": "Enquête annuelle dans les cantines",
    },
    {
        "challenge": 3,
        "action": 11,
        "name": "Convives aux tables de quartier",
        "unit": "personnes",
        "common": "",
        "values": {2025: 120},
        "this_year": 310,
        "target": 900,
        "source": "Comptage à chaque repas",
    },
)
# Action number, year from now, funder, unit, planned, secured, spent.
BUDGET: tuple[tuple[int, int, str, str, int, int, int], ...] = (
    (1, 0, "Fonds Belledonne partagée", "eur", 120_000, 84_000, 61_500),
    (1, 1, "Syndicat des vallées douces", "eur", 60_000, 60_000, 0),
    (1, 0, "L’Établi des voisins", "days", 80, 80, 52),
    (3, 0, "Fonds Belledonne partagée", "eur", 35_000, 35_000, 18_200),
    (4, 0, "Syndicat des vallées douces", "eur", 18_000, 9_000, 2_400),
    (6, 0, "Syndicat des vallées douces", "eur", 90_000, 90_000, 71_000),
    (6, 1, "Fonds Belledonne partagée", "eur", 45_000, 20_000, 0),
    (7, 0, "Sentiers numériques", "days", 60, 60, 48),
    (8, 0, "Fonds Belledonne partagée", "eur", 22_000, 22_000, 9_100),
    (10, 1, "Syndicat des vallées douces", "eur", 48_000, 0, 0),
    (11, 0, "Terres de la Leysse", "days", 40, 40, 12),
)
PARTIES: tuple[tuple[str, str, str], ...] = (
    ("territory", "Collectif Savoie solidaire", "Collectif Savoie solidaire"),
    ("state", "L’État, préfecture de la Savoie (engagements fictifs)", ""),
    ("association", "L’opérateur du programme (engagements fictifs)", ""),
    ("funder", "Fonds Belledonne partagée", "Fonds Belledonne partagée"),
)
# Party number, title, unit, quantity, delivered, due in days, state, proof, owner.
COMMITMENTS: tuple[tuple[int, str, str, int | None, int | None, int, str, str, str], ...] = (
    (1, "Réunir le comité de pilotage chaque trimestre", "times", 4, 3, 60, "in_progress", "", "Chloé Martinet"),
    (1, "Publier le bilan de la première année", "", None, None, -20, "kept", "Bilan publié sur la page du territoire.", "Chloé Martinet"),
    (1, "Ouvrir nos réunions à deux habitants tirés au sort", "", None, None, -45, "promised", "", "Syndicat des vallées douces"),
    (1, "Accueillir une visite d’apprentissage", "times", 1, None, 150, "promised", "", "L’Établi des voisins"),
    (
        2,
        "Un agent référent qui répond sous dix jours",
        "",
        None,
        None,
        -90,
        "kept",
        "Nom et adresse donnés au collectif le jour de la signature.",
        "Préfecture",
    ),
    (2, "Dire par écrit si un vélo-cargo peut transporter des encombrants", "", None, None, -15, "in_progress", "", "Préfecture"),
    (2, "Accès à un hacker public pour deux freins", "times", 2, 1, 120, "in_progress", "", "Préfecture"),
    (3, "Ingénierie du plan de financement", "days", 12, 9, -5, "in_progress", "", "Gaëlle Le Goff"),
    (
        3,
        "Une visite d’apprentissage dans un autre territoire",
        "times",
        1,
        1,
        -60,
        "kept",
        "Visite faite à deux, compte rendu partagé.",
        "Gaëlle Le Goff",
    ),
    (4, "Aide à l’animation du collectif", "eur_year", 25_000, 25_000, -30, "kept", "Versement reçu le premier du mois.", "Inès Vautrin"),
    (4, "Avance pour l’aménagement de la recyclerie", "eur", 84_000, 61_500, 45, "in_progress", "", "Inès Vautrin"),
    (4, "Prêter une salle à Chambéry pour les comités", "times", 4, None, 75, "proposed", "", "Inès Vautrin"),
)
AGREEMENT = (
    "Convention de la Cluse et des lacs solidaires",
    "Trois ans pour trois défis. Chaque partie promet ce qu’elle peut tenir, et dit chaque année ce qu’elle a tenu.",
    180_000,
)
# Days from today, kind, title, place, agenda, minutes, decisions.
MEETINGS: tuple[tuple[int, str, str, str, str, str, tuple[str, ...]], ...] = (
    (
        -110,
        "steering",
        "Comité de pilotage de l’été",
        "Maison des associations, Chambéry",
        "Où en sont les douze actions ; le local de la recyclerie ; la déclaration des vélos-cargos.",
        "Onze actions sur douze avancent. Le propriétaire du local attend un engagement de trois ans.",
        (
            "Le syndicat garantit le loyer du local pendant trois ans.",
            "Demander par écrit à la préfecture ce que doit déclarer un vélo-cargo.",
        ),
    ),
    (
        -25,
        "working",
        "Groupe « cantines »",
        "École des Sources (lieu fictif)",
        "Tournées, froid, calendrier des menus.",
        "Quatre fermes et sept cantines sont prêtes. Il manque un véhicule réfrigéré le mardi.",
        ("Chercher un véhicule partagé avant le printemps.",),
    ),
    (10, "steering", "Comité de pilotage de l’hiver", "Maison des associations, Chambéry", "", "", ()),
)
# Action number or 0, kind, title, text, state, answer, how many days ago.
REQUESTS: tuple[tuple[int, str, str, str, str, str, int], ...] = (
    (
        4,
        "barrier",
        "Transporter des encombrants à vélo",
        "Nous voulons collecter des meubles à vélo-cargo. Personne ne sait dire si la déclaration de transport de déchets s’applique.",
        "sent",
        "",
        21,
    ),
    (
        1,
        "engineering",
        "Plan de financement de la recyclerie n° 2",
        "Douze jours pour bâtir un plan à trois ans et le présenter aux financeurs.",
        "accepted",
        "Neuf jours sont déjà faits. Les trois derniers attendent le devis du bailleur.",
        200,
    ),
    (
        0,
        "expedition",
        "Voir une tournée de cantines qui marche",
        "Deux jours dans un territoire qui livre vingt cantines.",
        "done",
        "Visite faite.",
        120,
    ),
)
# Text, due in days, state, reason.
RECOMMENDATIONS: tuple[tuple[str, int, str, str], ...] = (
    ("Donner à chaque indicateur une personne qui le tient et une remplaçante.", 45, "doing", ""),
    ("Inviter deux habitants tirés au sort au comité de pilotage.", 20, "to_do", ""),
    (
        "Ouvrir un compte commun pour les trois défis.",
        -40,
        "set_aside",
        "Les associations gardent leurs comptes ; le plan suffit à les lire ensemble.",
    ),
)
# Challenge, kind, name, address, text, how many days ago.
PROPOSALS: tuple[tuple[int, str, str, str, str, int], ...] = (
    (
        1,
        "offer",
        "Martine Veyrat",
        "martine.veyrat@demo.test",
        "Un hangar de 500 m² se libère en mars à la sortie de l’autoroute. Venez le voir.",
        4,
    ),
    (
        3,
        "solution",
        "Les Barques du Nord",
        "equipage@demo.test",
        "Nous livrons quatorze cantines avec un camion loué à l’heure. Nos feuilles de tournée sont à vous.",
        9,
    ),
)
LIGHTS = (
    ("green", ""),
    ("green", "Deux communes de plus que prévu."),
    ("orange", "Sans véhicule réfrigéré, les tournées n’ont pas commencé."),
)
NARRATIVE = (
    "La première année a servi à tenir ce qui était promis : une recyclerie qui ne refuse plus de dons, un bus qui aide aux démarches, "
    "une charte que onze communes ont signée.\n\nCe qui n’a pas marché : les cantines. "
    "Nous avons cherché un transporteur avant d’avoir les menus. "
    "Nous faisons maintenant l’inverse."
)
CONCLUSION = "Deux défis sur trois avancent au rythme prévu. Le troisième est repris autrement : un plan court l’accompagne."
IMPROVEMENT = ("Trouver un véhicule réfrigéré deux jours par semaine.", "Compter les repas locaux dans trois cantines pilotes.")
