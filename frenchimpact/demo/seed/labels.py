"""Labels of the demonstration: one of each state, a renewal to file, a control to answer, a withdrawal to decide. All invented."""

from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.models import Place
from frenchimpact.labels import actions
from frenchimpact.labels.models import Label, LabelKind
from frenchimpact.organisations.models import Membership, Organisation

SIGNER = "Gaëlle Le Goff, directrice du programme (décision fictive)"
EXPIRED = "Le Relais de Maurienne"
# Name of the sheet → how many days ago its label was given.
GIVEN = {
    "L’Accélérateur des Alpes utiles": 210,
    "Coup de pouce Arlysère": 400,
    "Pépinière du Granier": 500,
    "Maison des premières fois": 640,
    "Port d’attache": 700,
    EXPIRED: 1250,
}

# Who carries it, its name, its intermunicipalities, how many days ago it was labelled.
TERRITORIES = (
    ("chloe@demo.test", "Cluse et lacs solidaires (territoire fictif)", ("200069110", "200068674"), 440),
    ("bastien@demo.test", "Arlysère en commun (territoire fictif)", ("200068997",), 25),
)


def load() -> None:
    """Write what is not there yet."""
    kind = LabelKind.objects.filter(code="structure").first()
    if kind is None or Label.objects.filter(is_demo=True).exists():
        return
    gaelle = person("gaelle@demo.test")
    given = {name: label for name, age in GIVEN.items() if (label := _give(kind, name, age))}
    if label := given.get(EXPIRED):
        with days_ago(1250 - 1096):
            actions.follow_labels()
    if label := given.get("Pépinière du Granier"):
        with days_ago(12):
            actions.suspend_label(label=label, reasons="Les locaux ont fermé sans que l’accompagnement soit assuré ailleurs.", by=gaelle)
    if label := given.get("Coup de pouce Arlysère"):
        with days_ago(20):
            actions.open_procedure(
                label=label, grounds="Deux rapports annuels de suite n’ont pas été remis, malgré deux rappels.", by=gaelle
            )
    if label := given.get("Maison des premières fois"):
        with days_ago(40):
            actions.observe_label(label=label, reasons="Le suivi des projets à trois ans reste à mettre en place avant l’été.", by=gaelle)
    if label := given.get("Port d’attache"):
        with days_ago(90):
            actions.surrender_label(label=label, reasons="L’association a choisi de se consacrer à l’insertion.", by=gaelle)
    _holder(kind)
    _territory()


def _give(kind: LabelKind, name: str, age: int) -> Label | None:
    organisation = Organisation.objects.filter(name=name, source=Organisation.Source.DEMO).first()
    if organisation is None:
        return None
    with days_ago(age):
        return actions.grant_label(
            kind=kind,
            organisation=organisation,
            decision=f"Décision fictive du {clock.today():%d/%m/%Y}",
            decided_by=SIGNER,
            is_demo=True,
            by=person("gaelle@demo.test"),
        )


def _holder(kind: LabelKind) -> None:
    """Farid's foundation: its label ends in five months, and it was drawn by lot for a control."""
    farid, gaelle = person("farid@demo.test"), person("gaelle@demo.test")
    house = Membership.objects.filter(user=farid).order_by("pk")[0].organisation
    # Three years, of which five months are left.
    with days_ago(945):
        actions.grant_label(
            kind=kind,
            organisation=house,
            decision=f"Décision fictive du {clock.today():%d/%m/%Y}",
            decided_by=SIGNER,
            is_demo=True,
            by=gaelle,
        )
    with days_ago(3):
        actions.follow_labels()
        question = "Montrez comment vos projets sont suivis trois ans après : tableau de suivi, et deux exemples."
        actions.draw_controls(kind=kind, count=20, question=question, days=30, by=gaelle)


def _territory() -> None:
    """Two territories carried by invented groups, on real places: one whose first year is over, a young one."""
    kind = LabelKind.objects.filter(code="territoire").first()
    if kind is None:
        return
    for email, name, codes, age in TERRITORIES:
        places = list(Place.objects.filter(level=Place.Level.EPCI, code__in=codes))
        house = Membership.objects.filter(user=person(email)).order_by("pk")[0].organisation
        if not places:
            continue
        with days_ago(age):
            actions.grant_label(
                kind=kind,
                organisation=house,
                territory=name,
                places=places,
                decision=f"Décision fictive du {clock.today():%d/%m/%Y}",
                decided_by=SIGNER,
                is_demo=True,
                by=person("gaelle@demo.test"),
            )
