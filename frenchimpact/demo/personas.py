"""The eight people of the demonstration: who they are, what they see, a few things to try."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text


@dataclass(frozen=True)
class Try:
    """One thing to try, with its page; shown only where that page exists."""

    words: Text
    path: str


@dataclass(frozen=True)
class Persona:
    """One invented person, and the role by which the demonstration lets anyone in as them."""

    role: str
    email: str
    name: str
    title: Text
    icon: str
    tries: tuple[Try, ...]


_MAILS = Try(_("Lire ses mails"), "/demo/boite-mail/")
_QUEUE = Try(_("Lire un projet à qualifier"), "/mon-espace/lecture/")
_DATA = Try(_("Télécharger ou effacer ses données"), "/mon-espace/donnees/")

PERSONAS = (
    Persona(
        "projet",
        "awa@demo.test",
        "Awa Diarra",
        _("Porteuse de projet"),
        "lightbulb",
        (
            Try(_("Déclarer un projet en quatre étapes"), "/projets/declarer/"),
            Try(_("Signaler un frein, et suivre la réponse"), "/freins/signaler/"),
            Try(_("Répondre par mail à une question des lecteurs"), "/demo/boite-mail/?a=awa@demo.test"),
            Try(_("Écrire à qui l’accompagne et à qui l’aide, sur le site ou par mail"), "/mon-espace/messages/"),
            Try(_("Tenir son plan de financement, dans l’espace de son projet"), "/mon-espace/projets/"),
            Try(_("Dire ce que son projet change, et comment"), "/mon-espace/projets/"),
            Try(_("Donner ce que son projet mesure, année par année"), "/mon-espace/projets/"),
            Try(_("Chercher une salle, un comptable, un logiciel, et voir pourquoi une offre convient"), "/mon-espace/demandes/"),
            Try(_("Trouver un incubateur où il reste des places, et un outil que d’autres utilisent"), "/programmes/"),
            Try(_("Publier le kit de sa solution, accompagner ceux qui la reprennent"), "/mon-espace/reprises/"),
            Try(_("Calculer un retour social, sans compte"), "/calculer/sroi/"),
            Try(_("S’inscrire à une étape du Tour, et la suivre dans son agenda"), "/evenements/"),
            Try(_("Ajouter une image ou un document"), "/mon-espace/projets/"),
        ),
    ),
    Persona(
        "structure",
        "bastien@demo.test",
        "Bastien Perrier",
        _("Structure d’accompagnement"),
        "buildings",
        (
            Try(_("Suivre les projets que l’on accompagne, répondre à ceux qui demandent"), "/mon-espace/accompagnements/"),
            Try(_("Écrire à une équipe à partir d’un modèle, ou entre accompagnateurs"), "/mon-espace/messages/"),
            Try(_("Confirmer sa fiche en répondant à un mail"), "/demo/boite-mail/?a=bastien@demo.test"),
            Try(_("Vérifier s’il est prêt pour le label, et candidater"), "/label/"),
            Try(_("Offrir des jours, une salle, du matériel, et répondre"), "/mon-espace/offres/"),
            Try(_("Annoncer l’entrée d’un programme, et noter qui prend les places"), "/mon-espace/programmes/"),
            Try(_("Partager un outil, et lire ce qu’on en dit"), "/mon-espace/outils/"),
            Try(_("Inviter une personne dans sa structure"), "/mon-espace/structures/"),
            Try(_("Préparer un atelier et voir qui vient"), "/mon-espace/evenements/"),
        ),
    ),
    Persona(
        "territoire",
        "chloe@demo.test",
        "Chloé Martinet",
        _("Partenaire territoriale, en Savoie"),
        "map-pin",
        (
            Try(_("Tenir le plan, les chiffres et les promesses de son territoire"), "/mon-espace/territoires/"),
            Try(_("Trouver une solution pour un défi, voir pourquoi elle convient, la reprendre"), "/solutions/"),
            Try(_("Regarder ce que mesure un projet, et dire si c’est juste"), "/mon-espace/verifications/"),
            Try(_("Voir ce qui manque autour de Chambéry, et en faire une demande"), "/maillage/?departement=73"),
            _QUEUE,
            Try(_("Finir la candidature de son territoire"), "/mon-espace/candidatures/"),
            _MAILS,
        ),
    ),
    Persona(
        "hacker",
        "denis@demo.test",
        "Denis Roussel",
        _("Hacker public, dans un ministère"),
        "git-branch",
        (
            Try(_("Tenir le registre des expérimentations, décider de celle qui est en alarme"), "/mon-espace/freins/experimentations/"),
            Try(_("Accepter un frein qui lui est proposé, répondre à ceux qu’il suit"), "/mon-espace/freins/?miens=1"),
            Try(_("Accepter l’invitation d’une structure"), "/mon-espace/structures/"),
            Try(_("Chercher un projet proche d’un sujet"), "/recherche/"),
            _MAILS,
        ),
    ),
    Persona(
        "jury",
        "elise@demo.test",
        "Élise Vasseur",
        _("Membre de jury"),
        "seal-check",
        (
            Try(_("Noter les dossiers du jury, au clavier si l’on veut"), "/mon-espace/jury/"),
            Try(_("Suivre ses demandes à deux structures"), "/mon-espace/structures/"),
            Try(_("Vérifier l’attestation d’un label"), "/verifier/"),
            _DATA,
        ),
    ),
    Persona(
        "financeur",
        "farid@demo.test",
        "Farid Benali",
        _("Financeur"),
        "hand-coins",
        (
            Try(_("Publier une aide et voir qui correspond"), "/mon-espace/financeur/"),
            Try(_("Verser ce que l’on a engagé, et voir ce qu’il reste d’une enveloppe"), "/mon-espace/financeur/engagements/"),
            Try(_("Payer selon les résultats vérifiés d’un projet"), "/mon-espace/contrats-a-impact/"),
            Try(_("Voir l’objectif national bouger d’autant"), "/financements/objectif/"),
            Try(_("Lire les chiffres d’aujourd’hui et d’il y a un an, et en citer un"), "/observatoire/"),
            Try(_("Trouver les projets d’un territoire"), "/annuaire/"),
            Try(_("Répondre au contrôle de son label, préparer son renouvellement"), "/mon-espace/labels/"),
            _MAILS,
        ),
    ),
    Persona(
        "operateur",
        "gaelle@demo.test",
        "Gaëlle Le Goff",
        _("Opératrice du programme"),
        "kanban",
        (
            _QUEUE,
            Try(_("Trier les freins signalés, les confier à un hacker public"), "/mon-espace/freins/"),
            Try(_("Vérifier les candidatures au label"), "/mon-espace/appels/"),
            Try(_("Suspendre ou retirer un label, tirer un contrôle au sort"), "/mon-espace/labels/"),
            Try(_("Suivre un jury, puis préparer les décisions"), "/mon-espace/jurys/"),
            Try(_("Trier le courrier reçu"), "/mon-espace/courrier/"),
            Try(_("Relire le kit d’une solution avant qu’il soit public"), "/mon-espace/programme/solutions/"),
            Try(_("Réunir deux fiches en double"), "/mon-espace/structures/doublons/"),
            Try(
                _("Tenir le Tour : inscriptions, carnet qui accueille sans réseau, fiches à suivre, comptes rendus"),
                "/mon-espace/evenements/",
            ),
            Try(_("Voir où rien ne répond aux besoins, et en faire un appel"), "/maillage/"),
            Try(_("Écrire une actualité ou un bandeau"), "/mon-espace/contenus/"),
        ),
    ),
    Persona(
        "admin",
        "admin@demo.test",
        "Hugo Lambert",
        _("Administration technique"),
        "sliders",
        (
            Try(_("Protéger son compte par une seconde preuve"), "/mon-espace/securite/"),
            Try(_("Voir le site comme une autre personne, sans rien pouvoir y écrire"), "/mon-espace/programme/personnes/?q=diarra"),
            Try(_("Avancer dans le temps"), "/demo/temps/"),
            _MAILS,
        ),
    ),
)
BY_ROLE = {persona.role: persona for persona in PERSONAS}
