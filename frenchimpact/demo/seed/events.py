"""Events of the demonstration, all invented: a Tour with stops held, to come, overseas, cancelled, full; a workshop, a webinar."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES, person
from frenchimpact.events.actions.captures import Sending, capture_card, settle_card
from frenchimpact.events.actions.events import cancel_event, prepare_event, publish_event, write_report, zone_of
from frenchimpact.events.actions.programme import write_session
from frenchimpact.events.actions.registrations import check_in, give_feedback, register
from frenchimpact.events.models import Card, Event, Tour
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

ACCESS = "Plain-pied, boucle magnétique, interprète en langue des signes sur demande."
STOP = "Une journée pour rencontrer ceux qui font, déclarer son projet et poser sa question à un hacker public."
REPORT = (
    "Cent vingt personnes, trente-deux projets présentés, onze déclarés sur place.\n"
    "Trois freins remontés au guichet, dont deux sur le transport solidaire.\n"
    "Prochain rendez-vous : les référents des collectifs se retrouvent dans deux mois."
)
COMING = ("Inès Roy", "Malik Benali", "Jeanne Morel", "Tom Riou", "Anna Kerbrat", "Yann Salaün")


def load() -> None:
    """Write what is not there yet."""
    if Event.objects.filter(is_demo=True).exists():
        return
    tour = Tour.objects.create(
        slug=f"tour-{clock.today().year}",
        name=f"Tour {clock.today().year} de l’innovation sociale",
        year=clock.today().year,
        summary="Une étape par région : des projets, des structures, des collectivités, et qui peut lever les freins. Tout est inventé.",
        is_public=True,
    )
    gaelle = person("gaelle@demo.test")
    made = [
        _held(gaelle, tour),
        _cancelled(gaelle, tour),
        _overseas(gaelle, tour),
        _full(gaelle, tour),
        _stop(gaelle, tour, "97209", "Étape à Fort-de-France", 66, venue="Espace du front de mer (fictif)"),
        *_others(gaelle),
    ]
    Event.objects.filter(pk__in=[one.pk for one in made]).update(is_demo=True)


def _at(days: int, hour: int, zone: str) -> dt.datetime:
    """That hour, on that clock, so many days from now."""
    local = (clock.now() + dt.timedelta(days=days)).astimezone(ZoneInfo(zone))
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def _event(by: User, days: int, hours: tuple[int, int], place: Place | None, **said: Any) -> Event:
    zone = zone_of(place)
    starts, ends = _at(days, hours[0], zone), _at(days + int(said.pop("more_days", 0)), hours[1], zone)
    event = prepare_event(by=by, place=place, time_zone=zone, starts_at=starts, ends_at=ends, **said)
    return publish_event(event=event, by=by)


def _stop(by: User, tour: Tour, commune: str, title: str, days: int, **said: Any) -> Event:
    place = Place.objects.get(level="commune", code=commune)
    given = {"kind": Event.Kind.TOUR_STOP, "tour": tour, "summary": STOP, "access_note": ACCESS, "capacity": 120, "asks_photo": True}
    return _event(by, days, (9, 17), place, title=title, **{**given, **said})


def _held(by: User, tour: Tour) -> Event:
    """In Chambéry, with its programme, those who came, its report."""
    with days_ago(100):
        event = _stop(by, tour, "73065", "Étape à Chambéry", 40, venue="Centre des congrès (fictif)", themes=["mobilite_douce_partagee"])
        start = event.starts_at
        parts: tuple[tuple[str, int, int, str, list[tuple[str, str]]], ...] = (
            ("Ouverture", 0, 1, "Grande salle", [("Gaëlle Le Goff", "animatrice du programme")]),
            ("Trois freins, trois réponses", 1, 3, "Salle Bauges", [("Denis Roussel", "hacker public")]),
            ("Déclarer son projet en une heure", 5, 7, "Salle Chartreuse", []),
        )
        for title, begins, ends, room, speakers in parts:
            hours: dict[str, Any] = {"starts_at": start + dt.timedelta(hours=begins), "ends_at": start + dt.timedelta(hours=ends)}
            write_session(event=event, by=by, title=title, room=room, speakers=speakers, **hours)
        came = [register(event=event, name=name, email=email) for name, email in (("Awa Diarra", "awa@demo.test"), *_addresses(1))]
    with days_ago(60):
        for one in came:
            check_in(registration=one, by=by)
        _captured(event, by)
    with days_ago(55):
        give_feedback(registration=came[0], was_useful=True, text="J’ai trouvé mon premier financeur à la pause.")
        return write_report(event=event, report=REPORT, by=by)


def _captured(event: Event, by: User) -> None:
    """What was noted in the kit of that stop: some of it followed, some of it still to follow."""

    def note(kind: str, text: str, **said: Any) -> Card:
        sending = Sending(event=event, client_id=uuid.uuid4(), by=by, captured_at=clock.now())
        return capture_card(sending, kind=kind, text=text, **said).card

    known = Project.objects.filter(is_demo=True, status=Project.Status.PUBLISHED).order_by("pk").first()
    declared = note("project", known.answer[:600], title=known.name) if known else None
    if declared and known:
        settle_card(card=declared, reference=known.reference, by=by)
    whose = {
        "name": "Jeanne Morel",
        "phone": "06 00 00 00 17",
        "consent": "J’accepte que l’on garde mon nom et mon contact, un an au plus.",
    }
    note(
        "project", "Un vélo-cargo partagé entre les commerces du bourg.", title="Le cargo du bourg (fictif)", where="Aix-les-Bains", **whose
    )
    note("need", "Un local de 80 m² près de la gare, pour un atelier de réparation.", is_public=True)
    note("need", "Quelqu’un qui a déjà écrit une convention avec un hôpital.", is_public=True)
    note("offer", "Deux demi-journées de comptable par mois, dans le bassin de Chambéry.", is_public=True)
    note("barrier", "Une association ne peut pas transporter ses adhérents contre un défraiement.", is_public=True)
    note("introduction", "Le garage solidaire et la régie de quartier se revoient pour un bail à deux.", is_public=True)


def _addresses(count: int) -> list[tuple[str, str]]:
    return [(name, f"invite{n}@demo.test") for n, name in enumerate(COMING[:count], 1)]


def _cancelled(by: User, tour: Tour) -> Event:
    event = _stop(by, tour, "13055", "Étape à Marseille", 9, venue="Friche du port (fictive)")
    return cancel_event(event=event, reason="Arrêté préfectoral : alerte aux vents violents.", by=by)


def _overseas(by: User, tour: Tour) -> Event:
    """Two days in La Réunion, whose clock is not that of Paris."""
    event = _stop(by, tour, "97411", "Étape à Saint-Denis de La Réunion", 24, more_days=1, venue="Cité des métiers (fictive)", way="hybrid")
    start = event.starts_at
    for title, begins in (("Initiatives des hauts", 1), ("Visites de terrain", 24)):
        hours: dict[str, Any] = {"starts_at": start + dt.timedelta(hours=begins), "ends_at": start + dt.timedelta(hours=begins + 3)}
        write_session(event=event, by=by, title=title, **hours)
    register(event=event, name="Awa Diarra", email="awa@demo.test", by=person("awa@demo.test"))
    return event


def _full(by: User, tour: Tour) -> Event:
    """Two seats, both taken; somebody waits."""
    event = _stop(by, tour, "29019", "Étape à Brest", 38, capacity=2, venue="Ateliers des Capucins (étape fictive)")
    for name, email in _addresses(3):
        register(event=event, name=name, email=email)
    return event


def _others(by: User) -> list[Event]:
    """A workshop of Bastien's structure, a webinar and office hours of the programme."""
    bastien, chambery = person("bastien@demo.test"), Place.objects.get(level="commune", code="73065")
    tremplin = Organisation.objects.get(slug=BODIES["bastien@demo.test"].slug)
    workshop = _event(
        bastien,
        16,
        (9, 12),
        chambery,
        kind=Event.Kind.WORKSHOP,
        title="Écrire son budget en une matinée",
        summary="Avec vos chiffres, un tableur et quelqu’un qui en a lu cent.",
        organiser=tremplin,
        venue="Tremplin des Cimes",
        capacity=15,
        access_note=ACCESS,
    )
    register(event=workshop, name="Awa Diarra", email="awa@demo.test", by=person("awa@demo.test"))
    remote = {"way": Event.Way.REMOTE, "remote_url": "https://visio.exemple.test/salle"}
    webinar = _event(
        by,
        5,
        (12, 13),
        None,
        kind=Event.Kind.WEBINAR,
        title="Mesurer son impact sans y passer ses nuits",
        summary="Une méthode ouverte, un exemple, vos questions.",
        **remote,
    )
    hours = _event(
        by,
        12,
        (14, 17),
        None,
        kind=Event.Kind.OFFICE_HOURS,
        title="Permanence des hackers publics",
        summary="Une règle vous bloque ? Vingt minutes avec quelqu’un qui la connaît.",
        capacity=9,
        **remote,
    )
    return [workshop, webinar, hours]
