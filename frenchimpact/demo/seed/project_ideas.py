"""What the invented projects of the demonstration are about, where, and by whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """One kind of project, which several places try in their own way."""

    names: tuple[str, str, str]
    need: str
    problem: str
    answer: str
    wish: str
    novelty: str
    themes: tuple[str, ...]
    publics: tuple[str, ...]
    sdgs: tuple[int, ...]

    def name(self, place: str, number: int) -> str:
        """Its name in a place."""
        base = self.names[(number // len(IDEAS)) % 3]
        return f"{base} – {place}"

    def need_name(self, place: str) -> str:
        """Its name when nobody carries it yet."""
        return f"{self.need} – {place}"


IDEAS = [
    Idea(
        ("Le Vélo des aînés", "Les Triporteurs du bourg", "Roulez ensemble"),
        "Sortir de chez soi sans voiture",
        "Des personnes âgées ne sortent plus parce que l’arrêt de bus est trop loin.",
        "Des voisins formés les emmènent en triporteur au marché, chez le médecin ou au cinéma.",
        "Un service porté par des voisins, avec un véhicule léger et une assurance commune.",
        "Les trajets sont choisis par les personnes elles-mêmes, et payés selon leurs moyens.",
        ("mobilite_douce_partagee", "bien_vieillir_autonomie"),
        ("seniors",),
        (3, 11),
    ),
    Idea(
        ("La Légumerie commune", "Du champ à la cantine", "Les Bocaux solidaires"),
        "Des légumes d’ici dans les cantines",
        "Un tiers des légumes des maraîchers d’ici reste au champ, hors calibre.",
        "Une légumerie d’insertion les prépare pour les cantines des communes voisines.",
        "Un atelier partagé entre communes, qui lave et coupe ce que les champs laissent.",
        "Les cantines s’engagent sur trois ans, ce qui permet d’embaucher.",
        ("alimentation_durable_circuits_courts", "insertion_emploi"),
        ("salaries-en-insertion",),
        (2, 12),
    ),
    Idea(
        ("La Fabrique du réemploi", "Seconde Main, premier métier", "La Matériauthèque"),
        "Réemployer les matériaux des chantiers",
        "Les chantiers jettent des portes, des fenêtres et du carrelage encore bons.",
        "Une équipe les démonte, les trie et les revend aux habitants et aux artisans.",
        "Un lieu de tri et de vente, ouvert aux artisans et aux habitants.",
        "Le démontage est prévu dès l’appel d’offres, avec les communes.",
        ("economie_circulaire_reemploi",),
        ("demandeurs-emploi",),
        (8, 12),
    ),
    Idea(
        ("Le Bus des démarches", "Clic de proximité", "Les Aidants du numérique"),
        "Faire ses démarches près de chez soi",
        "Une personne sur six renonce à un droit parce que tout se fait en ligne.",
        "Un bus équipé passe chaque semaine avec deux personnes qui aident, sans jamais faire à la place.",
        "Un passage régulier, dans chaque bourg, avec des personnes formées.",
        "Les habitants aidés deviennent à leur tour des relais formés.",
        ("numerique_inclusion", "lutte_exclusions_pauvrete"),
        ("habitants-ruraux", "seniors"),
        (10,),
    ),
    Idea(
        ("L’Appartement passerelle", "Un toit, un cap", "La Colocation des possibles"),
        "Se loger en arrivant pour un emploi",
        "Des jeunes en apprentissage refusent un contrat faute de logement pour quelques mois.",
        "Des logements vides deviennent des colocations meublées, louées au mois et suivies.",
        "Un bailleur et une association qui louent au mois, près des centres de formation.",
        "Le propriétaire est garanti par un fonds commun aux entreprises qui embauchent.",
        ("logement_habitat",),
        ("jeunes", "etudiants"),
        (11,),
    ),
    Idea(
        ("Les Devoirs en fête", "L’École du soir", "Cap Réussite"),
        "De l’aide aux devoirs après seize heures",
        "Dans le quartier, un élève sur quatre quitte le collège sans solution.",
        "Parents, étudiants et professeurs animent ensemble quatre soirs par semaine un lieu ouvert à tous.",
        "Un lieu calme, ouvert quatre soirs, avec des adultes volontaires.",
        "Les parents décident du programme et sont formés avec les étudiants.",
        ("reussite_educative",),
        ("enfants", "familles"),
        (4,),
    ),
    Idea(
        ("La Maison du répit", "Souffler un peu", "Le Relais des aidants"),
        "Du répit pour les aidants",
        "Des milliers d’aidants ne prennent aucun jour de repos dans l’année.",
        "Une maison accueille leur proche deux jours par semaine, avec des professionnels et des pairs.",
        "Un accueil de jour souple, près de chez soi, sans dossier à remplir.",
        "Les horaires suivent ceux des aidants qui travaillent.",
        ("sante_handicap", "bien_vieillir_autonomie"),
        ("aidants", "personnes-en-situation-de-handicap"),
        (3,),
    ),
    Idea(
        ("Soleil partagé", "Les Toits citoyens", "Watt commun"),
        "Produire ensemble son électricité",
        "La facture d’énergie pèse plus d’un mois de revenu pour les ménages modestes du quartier.",
        "Les habitants équipent les toits publics et partagent l’électricité, à prix stable.",
        "Une société de quartier qui équipe les toits de l’école et du gymnase.",
        "Une part est réservée aux ménages modestes, sans apport.",
        ("transition_energetique",),
        ("tous-publics",),
        (7, 13),
    ),
    Idea(
        ("Le Comptoir des voisins", "Le Café des possibles", "La Place du village"),
        "Un lieu pour se retrouver",
        "Le dernier commerce a fermé : il n’y a plus d’endroit où se croiser.",
        "Un café associatif réunit épicerie, poste, ateliers et bureaux, tenu par les habitants.",
        "Un lieu ouvert toute la semaine, tenu par les habitants.",
        "Chaque service paie une part du loyer : aucun ne tiendrait seul.",
        ("cohesion_territoriale", "lien_social_vivre_ensemble"),
        ("habitants-ruraux",),
        (11,),
    ),
    Idea(
        ("La Rivière aux habitants", "Haies vivantes", "Les Gardiens du marais"),
        "Soigner la rivière avec les habitants",
        "La rivière s’assèche l’été et les berges s’effondrent à chaque crue.",
        "Riverains, agriculteurs et écoles plantent, entretiennent et mesurent ensemble.",
        "Un groupe de riverains formés, avec un technicien à mi-temps.",
        "Les mesures des habitants servent aux décisions du syndicat de rivière.",
        ("transition_ecologique_biodiversite",),
        ("planete",),
        (6, 15),
    ),
    Idea(
        ("En scène, les quartiers", "La Fanfare sans frontières", "Le Stade pour toutes"),
        "Du sport et de la culture pour toutes",
        "Les filles quittent les clubs à douze ans, faute de créneaux et de confiance.",
        "Des artistes et des éducatrices ouvrent des créneaux choisis par elles, en soirée.",
        "Des créneaux réservés, des vestiaires sûrs, des animatrices formées.",
        "Ce sont les adolescentes qui choisissent les disciplines et les horaires.",
        ("culture_sport", "egalite_femmes_hommes"),
        ("jeunes", "femmes"),
        (5, 10),
    ),
    Idea(
        ("L’Assemblée du quartier", "Budget de rue", "Paroles d’habitants"),
        "Décider ensemble du budget du quartier",
        "Moins d’une personne sur quatre vote dans le quartier, et personne ne vient aux réunions.",
        "Des habitants tirés au sort, payés et formés, décident d’une part du budget.",
        "Une assemblée tirée au sort, avec un vrai budget.",
        "Le tirage au sort et l’indemnité font venir ceux que l’on n’entend jamais.",
        ("citoyennete_democratie",),
        ("residents-qpv-frr",),
        (16,),
    ),
]

NAMES = [
    "Amina Boulanger",
    "Baptiste Leroy",
    "Camille Perrin",
    "Driss Haddad",
    "Elsa Fontaine",
    "Fabrice Mounier",
    "Gwenaël Riou",
    "Hortense Vidal",
    "Inès Carpentier",
    "Joris Delmas",
    "Kenza Morel",
    "Lucien Payet",
    "Maëlle Quéré",
    "Nassim Barbier",
    "Ophélie Grondin",
    "Paul Tessier",
    "Rokia Sissoko",
    "Sylvain Marty",
    "Théa Lacroix",
    "Yann Colas",
]

# INSEE codes of communes, from everywhere.
PLACES = [
    "73065",
    "59350",
    "13055",
    "97411",
    "35238",
    "73011",
    "67482",
    "31555",
    "97209",
    "44109",
    "73008",
    "76540",
    "33063",
    "97302",
    "63113",
    "69123",
    "29019",
    "73248",
    "34172",
    "54395",
    "93066",
    "97120",
    "38185",
    "46102",
    "2A004",
    "73054",
    "21231",
    "62498",
    "64102",
    "97611",
    "86194",
    "80021",
    "73179",
    "83137",
    "56121",
    "42218",
    "49007",
    "97416",
    "25056",
    "24322",
    "14118",
    "75056",
    "58194",
    "73171",
    "37261",
    "2B033",
    "93048",
    "51454",
    "12202",
    "97311",
]
