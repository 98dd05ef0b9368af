"""The desk of barriers: a case by the page, one by mail, and those of the year before. All invented."""

import datetime as dt
import email.utils
from email.message import EmailMessage

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.references import BARRIER, CASE, next_reference
from frenchimpact.barriers.models import (
    Analysis,
    Assigned,
    Authority,
    Barrier,
    BarrierNorm,
    Case,
    CaseCounter,
    CaseEvent,
    CaseNorm,
    Hacker,
    Norm,
    Outcome,
    Pause,
)
from frenchimpact.calls.delays import next_working_day
from frenchimpact.core import clock
from frenchimpact.demo.seed.barrier_notes import load_notes, load_pairings
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.models import Place
from frenchimpact.inbound.actions import receive, understand
from frenchimpact.inbound.rules import mailbox_address
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects.models import Project

PROJECT = "La Recyclerie solidaire"
MOBILITY = ["mobilite_douce_partagee"]
WISH = (
    "Notre recyclerie répare des lave-linge et les revend à des familles qui ont peu d’argent. "
    "Nous voulons les garantir un an, comme un vendeur de neuf."
)
OBSTACLE = (
    "L’assureur refuse de nous couvrir : il exige le marquage que seul le fabricant peut donner. "
    "Deux autres assureurs ont répondu la même chose, sans citer de texte."
)
LETTER = (
    "Bonjour,\n\nNous sommes une épicerie solidaire de montagne. Des habitants veulent faire les livraisons aux personnes âgées du haut "
    "de la vallée, avec leur propre voiture, sans être payés.\nLa préfecture nous a dit au téléphone qu’il faut une licence de transport "
    "(articles L. 3120-1 et R3120-2 du code des transports). "
    "Est-ce vrai, alors que personne n’est payé ?\n\nMerci,\nLucie Bernard"
)
# Days since it came, days until somebody answered, days until its end, and what came of it.
_PAST = (
    (340, 3, 40, "Assurer des bénévoles qui réparent des vélos", "Un contrat collectif suffit : l’assureur l’a confirmé par écrit."),
    (325, 2, 18, "Vendre des légumes invendus en circuit court", "La remise directe est permise sans agrément sous trente kilomètres."),
    (301, 5, 95, "Ouvrir une cantine partagée dans une école", "La commune et le rectorat ont signé une convention d’usage."),
    (280, 4, 62, "Prêter des outils sans être loueur", "Le prêt gratuit entre habitants n’est pas une location."),
    (262, 1, 12, "Faire garder des enfants par des voisins", "Au-delà de trois enfants, l’agrément reste nécessaire."),
    (240, 6, 110, "Composter à plusieurs immeubles", "Un petit site est dispensé de déclaration sous son seuil."),
    (215, 3, 33, "Employer quelques heures une personne au RSA", "Le cumul est permis ; la caisse l’a écrit."),
    (190, 4, 71, "Réemployer des matériaux de chantier", "Le statut de déchet ne s’applique pas si le tri a lieu sur place."),
    (168, 2, 25, "Un atelier dans un local d’habitation", "L’accord du bailleur suffit pour deux pièces."),
    (140, 7, 88, "Livrer des repas à vélo en zone piétonne", "La mairie a changé son arrêté."),
    (120, 3, 47, "Partager un véhicule de service le soir", "Le département l’a inscrit dans son règlement."),
    (96, 2, 30, "Soigner des animaux de personnes sans logement", "Un acte vétérinaire reste réservé ; l’école accueille à bas prix."),
)


def load() -> None:
    """Write what is not there yet."""
    if not Case.objects.filter(is_demo=True).exists():
        _load_past()
        _load_cases()
        _load_desk()
        Case.objects.update(is_demo=True)
    load_notes()
    load_pairings()


def _load_past() -> None:
    """Closed ones: from them come the observed delays."""
    now, counts = clock.now(), {row.year: row.last for row in CaseCounter.objects.filter(series="F")}
    cases = []
    for since, first, whole, title, _answer in _PAST:
        at = now - dt.timedelta(days=since)
        counts[at.year] = counts.get(at.year, 0) + 1
        ended = at + dt.timedelta(days=whole)
        cases.append(
            Case(
                reference=f"F-{at.year}-{counts[at.year]:04d}",
                state=Case.State.CLOSED,
                email=f"cas{since}@anciens.example",
                title=title,
                wish=f"{title} : nous voulons le faire, et l’on nous dit que c’est interdit.",
                received_at=at,
                acknowledged_at=at,
                answered_at=at + dt.timedelta(days=first),
                settled_at=ended,
                closed_at=ended,
                changed_at=ended,
            )
        )
    Case.objects.bulk_create(cases)
    for year, last in counts.items():
        CaseCounter.objects.update_or_create(series="F", year=year, defaults={"last": last})
    answers = [answer for *_rest, answer in _PAST]
    Outcome.objects.bulk_create(
        Outcome(case=case, kind="clarification", answer=answer, at=case.settled_at or now)
        for case, answer in zip(cases, answers, strict=True)
    )
    CaseEvent.objects.bulk_create(
        CaseEvent(case=case, verb=verb, state=state, at=at)
        for case in cases
        for verb, state, at in (("receive", "received", case.received_at), ("answer", "outcome", case.settled_at or now))
    )


def _load_cases() -> None:
    """Awa's by the page, for her project; and that of somebody without an account, by a plain mail."""
    awa = person("awa@demo.test")
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    with days_ago(2.3):
        receive_case(
            way=Case.Way.FORM,
            email=awa.email,
            name=awa.full_name,
            wish=WISH,
            obstacle=OBSTACLE,
            norm_words="https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000032226842",
            place=Place.objects.filter(level="commune", code="73065").first(),
            project=project,
            may_publish=True,
            by=awa,
            language="fr",
        )
    desk = mailbox_address("freins")
    if desk:
        with days_ago(0.6):
            _write(desk)


def _write(desk: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "Lucie Bernard <lucie@epicerie-du-col.example>", desk
    letter["Subject"] = "Livrer des courses sans licence de transport"
    letter["Date"] = email.utils.format_datetime(clock.now())
    letter["Message-ID"] = "<livraisons@epicerie-du-col.example>"
    letter.set_content(LETTER)
    received = receive(content=letter.as_bytes(), recipient=desk, envelope_from="lucie@epicerie-du-col.example", source="smtp")
    understand(message=received)


def _colleagues(savoie: Place | None) -> None:
    """Two other hackers, of other subjects and places: a case may be confided to somebody else, seconded, handed over."""
    said = (
        ("ines@demo.test", "Inès Vallon", "Direction de la région (fictive)", savoie, ["acte_local", "pratique_administrative"], 4),
        ("marc@demo.test", "Marc Auvray", "Inspection des achats (fictive)", None, ["commande_publique", "decret_arrete", "droit_ue"], 3),
    )
    for address, name, office, place, natures, most in said:
        user, _made = User.objects.get_or_create(email=address, defaults={"full_name": name, "is_demo": True})
        Assignment.objects.get_or_create(user=user, role=Assignment.Role.HACKER, defaults={"perimeter": place})
        Hacker.objects.get_or_create(user=user, defaults={"office": office, "natures": natures, "most_cases": most})


def _text(name: str, title: str, level: str) -> Norm:
    """A text that the desk has read today, whoever named it first."""
    norm = cite(name)[0]
    Norm.objects.filter(pk=norm.pk).update(title=title, level=level, read_on=clock.today())
    return norm


def _load_desk() -> None:
    """Services, texts, two shared barriers; Denis's card; cases in different states, one of them late."""
    denis, today = person("denis@demo.test"), clock.today()
    savoie = Place.objects.filter(level="departement", code="73").first() or Place.objects.filter(level="department", code="73").first()
    services = [
        Authority(name="Préfecture de la Savoie (fictive)", level="state_local", place=savoie, natures=["decret_arrete", "loi"]),
        Authority(name="Direction des transports (fictive)", level="state", natures=["loi", "decret_arrete"], themes=MOBILITY),
        Authority(name="Direction de la prévention des risques (fictive)", level="state", natures=["norme_technique_privee", "assurance"]),
    ]
    for number, one in enumerate(services, start=1):
        one.email = f"service{number}@administration.example"
        one.sponsor_email, one.secretary_email = f"direction{number}@administration.example", f"secretariat{number}@administration.example"
    _prefecture, transport, risks = Authority.objects.bulk_create(services)
    licence = _text("Code des transports, L. 3120-1", "Transport public particulier", "parliament")
    repair = _text("Code de la consommation, L. 217-3", "Garantie de conformité", "parliament")
    derogation = _text("Décret n° 2020-412 du 8 avril 2020", "Droit de dérogation du préfet", "state")
    said = {
        "reference": next_reference(BARRIER),
        "nature": "loi",
        "level": "parliament",
        "authority": transport,
        "themes": MOBILITY,
    }
    transport_barrier = Barrier.objects.create(title="Licence demandée au transport solidaire", channel="as_the_law_stands", **said)
    said = {"reference": next_reference(BARRIER), "nature": "assurance", "level": "private", "authority": risks}
    repair_barrier = Barrier.objects.create(title="Assurance refusée aux objets réparés", **said)
    BarrierNorm.objects.bulk_create(
        [BarrierNorm(barrier=transport_barrier, norm=licence), BarrierNorm(barrier=repair_barrier, norm=repair)]
    )
    Hacker.objects.get_or_create(
        user=denis,
        defaults={
            "office": "Mission simplification",
            "natures": ["loi", "assurance"],
            "themes": MOBILITY,
            "most_cases": 6,
        },
    )
    _colleagues(savoie)
    rows = (
        ("qualified", "Un jardin partagé sur le toit d’une école", "pratique_administrative", 9, 1, "Confier à un hacker public", None),
        ("assigned", "Conduire des voisins à l’hôpital", "loi", 21, -2, "Premier point avec la personne", denis),
        (
            "needs_information",
            "Réparer des fauteuils roulants",
            "assurance",
            14,
            6,
            "Relancer la personne",
            denis,
        ),
        ("assigned", "Prêter une salle communale le dimanche", "acte_local", 6, 4, "Rédiger la question à la commune", denis),
        ("triage", "Vendre le pain de la veille à petit prix", "inconnu", 4, 2, "Trier", None),
    )
    for number, (state, title, nature, since, left, what, owner) in enumerate(rows):
        at = clock.now() - dt.timedelta(days=since)
        case = Case.objects.create(
            reference=next_reference(CASE),
            state=state,
            way=Case.Way.FORM,
            email=f"porteuse{number}@projets.example",
            name=("Nadia Berthet", "Paul Vuillermoz", "Inès Carron", "Marc Tissot", "Léa Blanc")[number],
            title=title,
            wish=f"{title} : nous avons les bénévoles, le lieu et l’envie de le faire dès le printemps.",
            obstacle="On nous dit que ce n’est pas permis, sans nous donner de texte.",
            place=savoie,
            nature=nature,
            level="state" if nature == "loi" else "unknown",
            effect="blocked",
            barrier=transport_barrier if nature == "loi" else repair_barrier if nature == "assurance" else None,
            owner=owner,
            next_on=today + dt.timedelta(days=left),
            next_what=what,
            received_at=at,
            acknowledged_at=at,
            answered_at=at + dt.timedelta(days=2) if owner else None,
        )
        CaseEvent.objects.create(case=case, verb="receive", state="received", at=at)
        if owner:
            Assigned.objects.create(
                case=case, user=owner, state="accepted", answer_by=at.date() + dt.timedelta(days=6), proposed_at=at, answered_at=at
            )
        if state == "needs_information":
            Pause.objects.create(case=case, reason="Précision demandée à la personne", since=today - dt.timedelta(days=2))
        if nature == "loi":
            CaseNorm.objects.bulk_create([CaseNorm(case=case, norm=licence), CaseNorm(case=case, norm=derogation)])
            Analysis.objects.create(
                case=case, question="Un conducteur bénévole, défrayé, doit-il avoir une licence ?", who_decides="Direction des transports"
            )
    proposed, soon = Case.objects.get(title=rows[0][1]), next_working_day(today + dt.timedelta(days=4))
    Assigned.objects.create(case=proposed, user=denis, answer_by=soon, reasons=["6 places, dont 3 libres"])
