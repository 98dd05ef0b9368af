"""The register of processing, room by room. A test refuses a table that names a person and has no line here."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.core.processing import Basis, Keep, Processing, declare_processing

TEAM = _("L’équipe du programme")
ALL = _("L’équipe du programme ; les personnes qui suivent le même dossier")
PROOF = _("L’équipe du programme ; la personne elle-même")
HOLDERS = _("Membres des structures, porteurs de projets, partenaires")


def _line(
    room: str,
    title: Text,
    purpose: Text,
    people: Text,
    recipients: Text,
    keep: Keep,
    *,
    basis: Basis = Basis.PUBLIC_TASK,
    published: Text = "",
    **exceptions: Keep,
) -> None:
    declare_processing(
        Processing(
            room=room,
            title=title,
            purpose=purpose,
            people=people,
            recipients=recipients,
            keep=keep,
            basis=basis,
            published=published,
            exceptions=exceptions,
        )
    )


_line(
    "accounts",
    _("Comptes et connexion"),
    _("Vous connecter sans mot de passe, vérifier que c’est bien vous, vous signaler une connexion inhabituelle"),
    _("Personnes qui ont un compte, ou qui en demandent un"),
    PROOF,
    Keep.ACCOUNT,
    basis=Basis.SERVICE,
    SignInRequest=Keep.DAYS,
    Look=Keep.PUBLIC,
)
_line(
    "mail",
    _("Mails envoyés"),
    _("Vous prévenir, vous envoyer un code, un reçu ou une décision"),
    _("Personnes à qui la plateforme écrit"),
    PROOF,
    Keep.YEAR,
    basis=Basis.SERVICE,
    BadAddress=Keep.ACCOUNT,
)
_line(
    "files",
    _("Fichiers déposés"),
    _("Joindre une pièce à un dossier"),
    _("Personnes qui déposent un fichier"),
    ALL,
    Keep.SHEET,
    Upload=Keep.DAYS,
)
_line(
    "journal",
    _("Journal des actes"),
    _("Savoir qui a fait quoi, quand et en quelle qualité"),
    _("Personnes qui ont un compte"),
    ALL,
    Keep.PUBLIC,
    basis=Basis.INTEREST,
)
_line(
    "notifications",
    _("Notifications"),
    _("Vous dire ce qui attend et ce qui a changé, au rythme que vous choisissez"),
    _("Personnes qui ont un compte"),
    _("La personne elle-même"),
    Keep.ACCOUNT,
    basis=Basis.SERVICE,
    Notice=Keep.YEAR,
)
_line(
    "inbound",
    _("Mails reçus"),
    _("Ranger dans le bon dossier une réponse envoyée par mail"),
    _("Personnes qui écrivent à la plateforme"),
    ALL,
    Keep.YEAR,
)
_line(
    "organisations",
    _("Structures, membres et rôles"),
    _("Savoir qui peut agir pour une structure, et qui tient un rôle dans le programme"),
    HOLDERS,
    ALL,
    Keep.SHEET,
    published=_("La fiche de la structure ; l’adresse de contact que ses membres y écrivent"),
)
_line(
    "conversations",
    _("Conversations"),
    _("Échanger à propos d’un dossier avec ceux qui le suivent"),
    HOLDERS,
    _("Les personnes du cercle de la conversation"),
    Keep.SHEET,
    basis=Basis.SERVICE,
    ReadMark=Keep.ACCOUNT,
)
_line(
    "methods",
    _("Méthodes de mesure"),
    _("Dire qui a proposé et relu une méthode ouverte"),
    _("Auteurs et relecteurs de méthodes"),
    _("Tout le monde"),
    Keep.PUBLIC,
    published=_("Les noms des auteurs de méthodes, qui les signent"),
)
_line(
    "projects",
    _("Projets et qualification"),
    _("Déclarer un projet, tenir sa fiche, décider s’il relève de l’innovation sociale"),
    _("Porteurs de projets et leur équipe"),
    _("L’équipe du projet ; l’équipe du programme"),
    Keep.SHEET,
    published=_("La fiche du projet ; les noms de l’équipe seulement si chacun l’accepte"),
    Declaration=Keep.DAYS,
    Qualification=Keep.DECISION,
)
_line(
    "calls",
    _("Appels et candidatures"),
    _("Recevoir une candidature, en accuser réception, l’instruire"),
    _("Candidats, leurs partenaires, personnes qui posent une question"),
    _("L’équipe du programme ; le jury de l’appel, sans les noms quand l’appel est anonyme"),
    Keep.DECISION,
    published=_("Les questions posées, sans le nom de qui les pose ; la liste des lauréats"),
)
_line(
    "reviews",
    _("Jurys et décisions"),
    _("Évaluer les candidatures avec impartialité, décider, notifier, recevoir les recours"),
    _("Jurés, experts, candidats"),
    _("Le jury ; l’équipe du programme ; le candidat pour sa décision et ses motifs"),
    Keep.DECISION,
    published=_("La composition du jury quand le règlement de l’appel le prévoit"),
)
_line(
    "labels",
    _("Labels"),
    _("Délivrer, suivre, suspendre ou retirer un label"),
    _("Représentants des structures labellisées"),
    ALL,
    Keep.PUBLIC,
    basis=Basis.PUBLIC_TASK,
    published=_("Le registre des labels : structures et dates, jamais de personnes"),
)
_line(
    "territories",
    _("Territoires labellisés"),
    _("Suivre le collectif, les défis, le plan d’action et les promesses d’un territoire"),
    _("Membres de collectifs, personnes qui proposent une solution"),
    _("Le collectif ; l’équipe du programme"),
    Keep.SHEET,
    published=_("Les membres du collectif qui l’acceptent ; les bilans publiés"),
    Feed=Keep.ACCOUNT,
)
_line(
    "aids",
    _("Financements"),
    _("Trouver une aide, être prévenu, la demander, signaler une erreur"),
    _("Porteurs de projets, financeurs, personnes qui demandent une alerte"),
    _("Le financeur de l’aide ; l’équipe du programme"),
    Keep.SHEET,
    Alert=Keep.CONSENT,
    Reminder=Keep.ACCOUNT,
    FundingRequest=Keep.MONEY,
    RequestEvent=Keep.MONEY,
)
_line(
    "commitments",
    _("Argent engagé"),
    _("Tenir le registre public de l’argent engagé et de ce qu’il devient"),
    _("Personnes qui écrivent ou importent un engagement"),
    ALL,
    Keep.MONEY,
    published=_("Les montants et les structures ; jamais le nom de qui les a saisis"),
    GrantsTrial=Keep.DAYS,
)
_line(
    "financing",
    _("Plans de financement et aides de minimis"),
    _("Préparer un plan, vérifier les cumuls, attester des aides reçues"),
    _("Porteurs de projets, représentants d’entreprises"),
    _("L’équipe du projet ; les structures à qui elle montre son plan"),
    Keep.MONEY,
    basis=Basis.LAW,
    FinancingPlan=Keep.SHEET,
    PlanLineEvent=Keep.SHEET,
)
_line(
    "impact",
    _("Mesure de l’impact"),
    _("Mesurer ce que change un projet, vérifier les preuves, payer au résultat"),
    _("Porteurs de projets, vérificateurs, personnes à qui une preuve est demandée"),
    _("L’équipe du projet ; les vérificateurs ; les signataires d’un contrat à impact"),
    Keep.SHEET,
    published=_("Les valeurs mesurées, agrégées ; rien sur une personne"),
    OutcomeContract=Keep.MONEY,
    Repayment=Keep.MONEY,
    OutcomePayment=Keep.MONEY,
)
_line(
    "barriers",
    _("Guichet des freins"),
    _("Recevoir un frein réglementaire, consulter les administrations, répondre, publier la réponse sans nom"),
    _("Personnes qui signalent un frein, hackers publics, agents consultés"),
    _("Les hackers publics chargés du dossier ; les administrations consultées, sans ce qui désigne la personne"),
    Keep.CASE,
    published=_("La réponse, une fois les noms masqués et relus"),
    SameSituation=Keep.CONSENT,
    ReportDraft=Keep.DAYS,
    Precedent=Keep.PUBLIC,
    PolicyNote=Keep.PUBLIC,
    Hacker=Keep.SHEET,
)
_line(
    "offers",
    _("Offres et demandes"),
    _("Proposer ou demander un service, un moyen, un savoir-faire, et rapprocher les deux"),
    HOLDERS,
    _("Les deux côtés d’un rapprochement ; l’équipe du programme"),
    Keep.SHEET,
    published=_("L’offre et la structure qui la propose"),
)
_line(
    "events",
    _("Événements"),
    _("S’inscrire, être accueilli, donner suite à ce qui a été dit sur place"),
    _("Personnes qui viennent à un événement ou y laissent une fiche"),
    _("Les organisateurs de l’événement ; l’équipe du programme"),
    Keep.EVENT,
    basis=Basis.CONSENT,
    Event=Keep.SHEET,
    EventChange=Keep.SHEET,
)
_line(
    "support",
    _("Projets accompagnés"),
    _("Suivre l’accompagnement d’un projet par une structure"),
    _("Porteurs de projets, accompagnateurs"),
    _("L’équipe du projet ; la structure qui l’accompagne"),
    Keep.SHEET,
)
_line(
    "resources",
    _("Programmes et outils"),
    _("Faire connaître un programme ou un outil, y entrer, dire ce qu’on en pense"),
    HOLDERS,
    ALL,
    Keep.SHEET,
    ToolAlert=Keep.CONSENT,
)
_line(
    "solutions",
    _("Solutions à reprendre"),
    _("Mettre en relation qui a une solution éprouvée et qui veut la reprendre"),
    HOLDERS,
    _("Les deux côtés d’une reprise ; l’équipe du programme"),
    Keep.SHEET,
)
_line(
    "machines",
    _("Accès des programmes"),
    _("Savoir qui a ouvert un accès à un logiciel, pour quoi"),
    _("Administrateurs de structures"),
    ALL,
    Keep.SHEET,
    basis=Basis.INTEREST,
)
_line(
    "federation",
    _("Autres instances"),
    _("Savoir qui a fait lire une autre instance, qui a corrigé ce qu’elle publie, qui a repris un dossier de projet"),
    _("Équipe du programme, personnes qui reprennent un projet"),
    TEAM,
    Keep.PUBLIC,
    basis=Basis.INTEREST,
)
_line(
    "desk",
    _("Votre espace"),
    _("Vous montrer ce qui a changé depuis votre dernière visite ; votre agenda"),
    _("Personnes qui ont un compte"),
    _("La personne elle-même"),
    Keep.ACCOUNT,
    basis=Basis.SERVICE,
)
_line(
    "content",
    _("Textes du site"),
    _("Savoir qui a écrit une page, une actualité ou une aide"),
    _("Équipe du programme"),
    TEAM,
    Keep.PUBLIC,
    basis=Basis.INTEREST,
)
_line(
    "privacy",
    _("Données personnelles"),
    _("Prouver qu’un effacement a eu lieu, prévenir un compte inactif, garder ce qu’un litige oblige à garder"),
    _("Personnes qui ont, ou avaient, un compte"),
    TEAM,
    Keep.PUBLIC,
    basis=Basis.LAW,
    InactivityWarning=Keep.ACCOUNT,
)
