"""Notes and sponsorships of the demonstration: one answered in part, one that waits, a draft; one senior official, two meetings."""

import datetime as dt
from decimal import Decimal

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.note_evidence import propose_sentences
from frenchimpact.barriers.actions.note_replies import answer_note
from frenchimpact.barriers.actions.note_sending import send_note
from frenchimpact.barriers.actions.notes import open_note
from frenchimpact.barriers.actions.pairings import OFFICIAL, PROJECT, agree, propose_pairing, record_meeting
from frenchimpact.barriers.actions.references import BARRIER, CASE, next_reference
from frenchimpact.barriers.models import Barrier, Case, Norm, Pairing, PolicyNote, SameSituation
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.projects.models import TeamMember

# Title, what it is, nature, level, the text, people blocked too (days, euros).
type Blocking = tuple[str, str, str, str, tuple[str, str], tuple[tuple[int, int], ...]]
BARRIERS: tuple[Blocking, ...] = (
    (
        "Une licence demandée au transport solidaire bénévole",
        "Des services demandent une licence de transport à des associations dont les conducteurs sont bénévoles.",
        "pratique_administrative",
        "state",
        ("Code des transports", "L. 3133-1"),
        ((30, 1200), (12, 400), (45, 2500), (20, 0), (8, 150)),
    ),
    (
        "Les repas non servis des cantines ne peuvent pas être donnés",
        "Les règles d’hygiène sont lues de façons différentes d’un département à l’autre.",
        "circulaire_doctrine",
        "state",
        ("Code rural et de la pêche maritime", "L. 543-1"),
        ((15, 900), (25, 3100), (10, 700)),
    ),
    (
        "Un lieu partagé classé comme un établissement recevant du public ordinaire",
        "Le même lieu est atelier, cuisine et école selon les heures ; la règle n’en connaît qu’un usage.",
        "decret_arrete",
        "state",
        ("Arrêté du 25 juin 1980", "GN 1"),
        ((60, 12000), (90, 8000), (40, 5000), (35, 2600)),
    ),
)
# Which barrier, title, request, administration, its address; sent so many days ago, reply wanted so many days later.
type Asked = tuple[int, str, str, str, str, int, int]
NOTES: tuple[Asked, ...] = (
    (
        0,
        "Transport solidaire : dire partout que le bénévole n’a pas besoin de licence",
        "Écrire dans une instruction que le transport bénévole à prix coûtant se passe de licence.",
        "Direction des mobilités (invention)",
        "mobilites@exemple.demo.test",
        70,
        45,
    ),
    (
        1,
        "Dons de repas : une seule lecture de la règle dans tous les départements",
        "Publier une fiche qui dit à quelles conditions une cantine donne ses repas non servis.",
        "Direction de l’alimentation (invention)",
        "alimentation@exemple.demo.test",
        12,
        60,
    ),
    (2, "Lieux partagés : reconnaître plusieurs usages d’un même lieu", "", "", "", 0, 0),
)


def load_notes() -> None:
    """Three barriers that several hit, and the notes that ask to lift them."""
    if PolicyNote.objects.filter(is_demo=True).exists():
        return
    denis = person("denis@demo.test")
    barriers = [_barrier(*one) for one in BARRIERS]
    _cases(barriers[0])
    notes = [_note(barriers[one[0]], *one[1:], by=denis) for one in NOTES]
    with days_ago(31):
        answer_note(
            note=notes[0],
            verdict="partly",
            reason="L’instruction sera écrite pour les trajets vers un médecin ou un service public. Les autres demandent une étude.",
            text_reference="Projet d’instruction, en consultation",
            expected_on=clock.today() + dt.timedelta(days=120),
            signed_by="La sous-directrice des mobilités partagées (invention)",
        )


# What each wanted to do; all were asked for a licence.
SAME_RULE = (
    ("Conduire des voisins à leurs rendez-vous médicaux", "Nos bénévoles conduisent des voisins chez le médecin, à prix coûtant."),
    ("Emmener au marché les habitants d’un hameau", "Chaque samedi, une voiture de l’association emmène au marché ceux qui n’en ont pas."),
    ("Ramener des apprentis tard le soir", "Après le service, un bénévole ramène chez eux les apprentis d’un restaurant."),
    ("Conduire des familles au parloir", "Nos bénévoles conduisent les familles de détenus une fois par mois, sans bénéfice."),
)


def _cases(barrier: Barrier) -> None:
    """Closed ones, that hit the same rule."""
    then = clock.now() - dt.timedelta(days=150)
    Case.objects.bulk_create(
        Case(
            reference=next_reference(CASE),
            title=title,
            wish=wish,
            email=f"association{at}@exemple.demo.test",
            state=Case.State.CLOSED,
            barrier=barrier,
            received_at=then,
            closed_at=then + dt.timedelta(days=40),
            is_demo=True,
        )
        for at, (title, wish) in enumerate(SAME_RULE)
    )


def _note(barrier: Barrier, title: str, request: str, name: str, email: str, sent: int, wait: int, *, by: User) -> PolicyNote:
    """Written, and sent when it has somebody to go to, that long ago."""
    with days_ago(sent):
        note = open_note(title=title, barriers=[barrier], by=by, is_demo=True)
        propose_sentences(note=note, by=by)
        if not sent:
            return note
        note.refresh_from_db()
        note.request, note.authority_name, note.email = request, name, email
        note.answer_by = clock.today() + dt.timedelta(days=wait)
        note.save()
        return send_note(note=note, by=by)


def _barrier(title: str, summary: str, nature: str, level: str, text: tuple[str, str], demand: tuple[tuple[int, int], ...]) -> Barrier:
    barrier = Barrier.objects.filter(title=title).first()
    if barrier is None:
        barrier = Barrier.objects.create(reference=next_reference(BARRIER), title=title, summary=summary, nature=nature, level=level)
        norm, _made = Norm.objects.get_or_create(text=text[0], article=text[1])
        barrier.norm_links.create(norm=norm)
    now = clock.now()
    SameSituation.objects.bulk_create(
        SameSituation(
            barrier=barrier, email=f"bloque{at}.{barrier.pk}@exemple.demo.test", confirmed_at=now, lost_days=days, lost_euros=Decimal(euros)
        )
        for at, (days, euros) in enumerate(demand)
    )
    return barrier


def load_pairings() -> None:
    """A senior official without an account sponsors Awa's project; they met twice."""
    if Pairing.objects.exists():
        return
    awa = person("awa@demo.test")
    member = TeamMember.objects.filter(user=awa, role=TeamMember.Role.LEAD, until=None).select_related("project").order_by("pk").first()
    if member is None:
        return
    with days_ago(80):
        pairing = propose_pairing(
            project=member.project,
            name="Hélène Vasseur",
            office="Secrétaire générale de préfecture (invention)",
            email="helene.vasseur@exemple.demo.test",
            subject="Comprendre qui décide à la préfecture, et préparer le rendez-vous sur les locaux.",
            by=person("denis@demo.test"),
        )
        agree(pairing=pairing, side=PROJECT, by=awa)
        pairing = agree(pairing=pairing, side=OFFICIAL, by=None)
    for days, notes, next_step in (
        (66, "Visite de l’atelier. Trois services à rencontrer, dans cet ordre.", "Awa envoie le plan des locaux."),
        (21, "Le plan est relu ensemble ; le rendez-vous est pris.", "Préparer les questions du service de sécurité."),
    ):
        with days_ago(days):
            record_meeting(pairing=pairing, on=clock.today(), notes=notes, next_step=next_step, side=PROJECT, by=awa)
