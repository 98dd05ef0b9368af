"""Money committed in the demonstration: a seed fund and what it placed, an envelope almost used, one given up, one taken back. Invented."""

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.requests import move_request, open_request
from frenchimpact.aids.models import Aid
from frenchimpact.commitments import actions
from frenchimpact.commitments.actions.opening import number_of, region_of, take_numbers
from frenchimpact.commitments.models import Commitment, Entry, Terms, Vehicle
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.projects.models import Project, TeamMember

# Funder, form, origin; then beneficiary, purpose, theme, thousands of euros, days ago, part paid in per cent, whether it was there before.
type Given = tuple[str, str, str, tuple[tuple[str, str, str, int, int, int, bool], ...]]
GIVEN: tuple[Given, ...] = (
    (
        "Fonds Belledonne partagée",
        "subvention",
        "prive_fondation",
        (
            ("Le Relais de Maurienne", "Un lieu pour les familles", "lien_social_vivre_ensemble", 42, 1120, 100, False),
            ("Habitat des Balcons", "Étude d’un habitat partagé", "logement_habitat", 28, 840, 100, False),
            ("La Grange aux possibles", "Un atelier partagé", "insertion_emploi", 35, 520, 60, False),
            ("Radio Belle Écoute", "Formation de bénévoles", "lien_social_vivre_ensemble", 12, 95, 0, False),
        ),
    ),
    (
        "Fondation des Deux Fleuves",
        "subvention",
        "prive_fondation",
        (
            ("Canuts solidaires", "Cuisines collectives", "alimentation_durable_circuits_courts", 90, 1010, 100, False),
            ("Volcans en partage", "Accès aux soins en zone rurale", "sante_handicap", 64, 660, 100, False),
            ("La Manufacture douce", "Réemploi de textiles", "economie_circulaire_reemploi", 75, 310, 40, False),
        ),
    ),
    (
        "Caisse d’élan méditerranéen",
        "pret",
        "prive_banque",
        (
            ("Les Cuisines de Belsunce", "Cuisine de quartier", "alimentation_durable_circuits_courts", 180, 900, 100, False),
            ("Atelier Riviera réemploi", "Recyclerie", "economie_circulaire_reemploi", 240, 430, 50, False),
            ("Port d’attache", "Accueil de jour", "logement_habitat", 120, 150, 0, True),
        ),
    ),
    (
        "Agence des transitions du Nord",
        "subvention",
        "public_operateur",
        (
            ("Terril vert", "Jardins d’insertion", "insertion_emploi", 310, 1180, 100, True),
            ("Les Barques du Nord", "Transport à la demande", "mobilite_douce_partagee", 150, 710, 80, False),
            ("Hortillons de demain", "Maraîchage d’insertion", "alimentation_durable_circuits_courts", 95, 240, 30, False),
            ("Jeunes pousses du Boulonnais", "Crèche à vocation d’insertion", "insertion_emploi", 130, 60, 0, False),
        ),
    ),
    (
        "Pays des Trois Clochers",
        "subvention",
        "public_collectivite",
        (
            ("Les Vignes du lien", "Épicerie itinérante", "alimentation_durable_circuits_courts", 48, 590, 100, False),
            ("Verrerie des mains libres", "Chantier d’insertion", "insertion_emploi", 85, 275, 50, False),
        ),
    ),
    (
        "Syndicat des vallées douces",
        "subvention",
        "public_collectivite",
        (
            ("La Roue libre des Bauges", "Autopartage entre villages", "mobilite_douce_partagee", 60, 480, 100, False),
            ("Coup de pouce Arlysère", "Un incubateur de vallée", "insertion_emploi", 110, 365, 70, True),
            ("Répit des aidants de Savoie", "Maison de répit", "sante_handicap", 140, 35, 0, False),
        ),
    ),
)


def load() -> None:
    """Write what is not there yet."""
    if Commitment.objects.filter(is_demo=True).exists():
        return
    names = {name for name, *_more in GIVEN} | {line[0] for *_more, lines in GIVEN for line in lines}
    known = {one.name: one for one in Organisation.objects.filter(name__in=names).select_related("commune__region")}
    if len(known) == len(names):
        _others(known)
    _own(known)


def _others(known: dict[str, Organisation]) -> None:
    """What other funders gave, written as a file of theirs would be: three statements."""
    rows = [(known[funder], form, origin, known[line[0]], line) for funder, form, origin, lines in GIVEN for line in lines]
    rows.sort(key=lambda row: -row[4][4])
    commitments: list[Commitment] = []
    for year, some in groupby(rows, key=lambda row: _day(row[4][4]).year):
        each = list(some)
        number = take_numbers(year, len(each))
        for place, (funder, form, origin, to, line) in enumerate(each):
            _name, title, theme, _thousands, age, part, is_preexisting = line
            commitments.append(
                Commitment(
                    reference=f"E-{year}-{number + place:04d}",
                    funder=funder,
                    funder_name=funder.name,
                    funder_number=number_of(funder),
                    beneficiary=to,
                    beneficiary_name=to.name,
                    beneficiary_number=number_of(to),
                    title=title,
                    instrument=form,
                    origin=origin,
                    public_share=1 if origin.startswith("public_") else 0,
                    is_preexisting=is_preexisting,
                    region=region_of(to),
                    theme=theme,
                    state="signed" if part == 0 else "paid" if part == 100 else "partly_paid",
                    committed_on=_day(age),
                    signed_on=_day(age),
                    created_at=clock.now() - dt.timedelta(days=age),
                    changed_at=clock.now() - dt.timedelta(days=age // 2),
                    is_demo=True,
                )
            )
    made = Commitment.objects.bulk_create(commitments)
    Terms.objects.bulk_create(Terms(commitment=one) for one in made)
    entries = []
    for one, (*_sides, line) in zip(made, rows, strict=True):
        amount, age, part = Decimal(line[3] * 1000), line[4], line[5]
        entries.append(_entry(one, "signed", amount, amount, age))
        if part:
            entries.append(_entry(one, "paid", amount * part / 100, Decimal(0), age // 2))
    Entry.objects.bulk_create(entries)


def _entry(one: Commitment, kind: str, amount: Decimal, net: Decimal, age: int) -> Entry:
    classes = {name: getattr(one, name) for name in ("region_id", "theme", "instrument", "origin", "public_share", "is_preexisting")}
    at = clock.now() - dt.timedelta(days=age)
    return Entry(commitment=one, kind=kind, amount=amount, net=net, value_on=_day(age), recorded_at=at, **classes)


def _day(age: int) -> dt.date:
    return clock.today() - dt.timedelta(days=age)


def _own(known: dict[str, Organisation]) -> None:
    """Farid's foundation: its seed fund, its envelope, and one commitment of each sort."""
    farid = person("farid@demo.test")
    house = Membership.objects.filter(user=farid).order_by("pk")[0].organisation
    first, last = _day(200), _day(-500)
    with days_ago(700):
        fund = actions.add_vehicle(
            organisation=house,
            name="Fonds Premiers pas (fictif)",
            kind=Vehicle.Kind.SEED_FUND,
            public_share=Decimal("0.4"),
            text="Un fonds d’amorçage inventé pour la démonstration.",
            by=farid,
            is_demo=True,
        )
        envelope = actions.open_envelope(
            funder=house,
            name="Premiers pas, trois ans",
            starts_on=first,
            ends_on=last,
            amount=Decimal(200_000),
            by=farid,
            is_demo=True,
        )
    give = _Giver(farid, house)
    give.give(1_500_000, 690, beneficiary=fund, title="Dotation du fonds", instrument="fonds_propres")
    if bank := known.get("Caisse d’élan méditerranéen"):
        give.give(
            1_000_000, 680, funder=bank, beneficiary=fund, title="Apport au fonds", origin="public_operateur", instrument="fonds_propres"
        )
    if mill := known.get("La Manufacture douce"):
        give.give(150_000, 300, funder=fund, beneficiary=mill, title="Entrée au capital", instrument="fonds_propres", origin="mixte")
    project = Project.objects.filter(status=Project.Status.PUBLISHED).order_by("pk").first()
    aid = Aid.objects.filter(funder=house).order_by("pk").first()
    if project is not None:
        told: dict[str, Any] = {"title": "Premiers pas en montagne", "theme": "mobilite_douce_partagee", "regime": "none"}
        paid = give.give(18_000, 70, beneficiary=project, envelope=envelope, aid=aid, **told)
        with days_ago(45):
            actions.pay_commitment(commitment=paid, amount=Decimal(9_000), on=clock.today(), by=farid, note="Premier versement")
    _agree(farid, house)
    if house_of := known.get("La Grange aux possibles"):
        give.give(
            115_000, 20, beneficiary=house_of, envelope=envelope, title="Trois ans d’atelier", theme="insertion_emploi", is_signed=False
        )
    if radio := known.get("Radio Belle Écoute"):
        gone = give.give(25_000, 260, beneficiary=radio, title="Un studio", theme="lien_social_vivre_ensemble")
        with days_ago(120):
            actions.cancel_commitment(commitment=gone, amount=None, on=clock.today(), by=farid, note="Le local n’a pas été trouvé.")
    if care := known.get("Volcans en partage"):
        back = give.give(18_000, 400, beneficiary=care, title="Un bus de prévention", theme="sante_handicap")
        with days_ago(380):
            actions.pay_commitment(commitment=back, amount=Decimal(18_000), on=clock.today(), by=farid)
        with days_ago(30):
            actions.recover_commitment(
                commitment=back, amount=Decimal(18_000), on=clock.today(), by=farid, note="Le bus n’a pas roulé : la somme est revenue."
            )


def _agree(farid: User, house: Organisation) -> None:
    """A request that the foundation agreed to a week ago: one press, and its money is committed."""
    aid = Aid.objects.filter(funder=house, status=Aid.Status.PUBLISHED).order_by("pk")[1:2].first()
    teams = TeamMember.objects.filter(project__status=Project.Status.PUBLISHED, role=TeamMember.Role.LEAD, until=None)
    lead = teams.select_related("project", "user").order_by("project_id")[1:2].first()
    if aid is None or lead is None:
        return
    with days_ago(40):
        purpose = "Aménager un lieu ouvert à tous, avec les habitants."
        asked = open_request(project=lead.project, aid=aid, by=lead.user, amount=Decimal(6_000), purpose=purpose)
        move_request(request=asked, verb="apply", by=lead.user)
    with days_ago(7):
        move_request(request=asked, verb="accept", by=farid, amount=Decimal(5_000), text="Le comité a dit oui, pour 5 000 euros.")


class _Giver:
    """Somebody who commits in the name of a foundation, that many days ago."""

    def __init__(self, by: User, house: Organisation) -> None:
        self.by, self.house = by, house

    def give(self, amount: int, age: int, *, is_signed: bool = True, **said: Any) -> Commitment:
        """One commitment."""
        values: dict[str, Any] = {"funder": self.house, "origin": "prive_fondation", "is_demo": True, **said}
        with days_ago(age):
            return actions.open_commitment(
                said=actions.Said(**values),
                amount=Decimal(amount),
                on=clock.today(),
                by=self.by,
                is_signed=is_signed,
                is_confirmed=True,
            )
