"""Cases of the desk in the demonstration, all invented: three administrations asked, one of them silent; experiments at every age."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import answering
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.actions.consultations import Service, ask
from frenchimpact.barriers.actions.escalation import escalate
from frenchimpact.barriers.actions.experiments import Counted, check_half_way, decide, open_experiment, write_value
from frenchimpact.barriers.actions.intake import receive_case
from frenchimpact.barriers.actions.moving import move
from frenchimpact.barriers.actions.outcomes import record_outcome
from frenchimpact.barriers.models import Assigned, Authority, Case, CaseNorm, Experiment
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import places_by_keys

SERVICES = (
    ("Service des transports d’une direction régionale (fictif)", "transports-regional@demo.test", "state_local"),
    ("Direction départementale des territoires (fictive)", "territoires-73@demo.test", "state_local"),
    ("Service des mobilités d’une région (fictif)", "mobilites-region@demo.test", "region"),
)
QUESTION = "Une association peut-elle prêter des véhicules à ses adhérents, aux frais partagés, sans être loueur professionnel ?"
CONTEXT = (
    "Une association prête six voitures et des vélos électriques à ses adhérents, dans une vallée sans bus.\n"
    "Ils paient 0,20 € du kilomètre, pour l’assurance et l’entretien. Personne n’est salarié pour cela.\n"
    "Un assureur lui demande de s’inscrire comme loueur de courte durée.\n"
    "Trente familles attendent."
)


def load() -> None:
    """Write what is not there yet."""
    if Experiment.objects.filter(is_demo=True).exists():
        return
    denis = person("denis@demo.test")
    savoie = places_by_keys(["departement:73"])
    _asked(denis)
    _lapsed(denis, savoie)
    _running(denis)
    _decided(denis, savoie)


def _case(days: int, denis: User, **said: Any) -> Case:
    """A case received so many days ago, qualified, that Denis follows."""
    with days_ago(days):
        case = receive_case(way=Case.Way.FORM, language="fr", is_demo=True, **said)
        case = move(case=case, verb="qualify", by=denis, owner=denis, next_what="Consulter")
        Assigned.objects.create(
            case=case, user=denis, state=Assigned.State.ACCEPTED, answer_by=clock.today(), answered_at=clock.now(), by=denis
        )
    return case


def _asked(denis: User) -> None:
    """One answers by mail, one by its link, one is silent; the silence is written."""
    awa = person("awa@demo.test")
    case = _case(
        62,
        denis,
        email=awa.email,
        name=awa.full_name,
        by=awa,
        title="Prêter nos voitures entre adhérents",
        wish="Nous prêtons six voitures et des vélos à nos adhérents, là où le bus ne passe pas.",
        obstacle="Notre assureur nous demande d’être loueur professionnel.",
        themes=["mobilite_douce_partagee"],
    )
    for norm in cite("Code de la route, L. 325-1-1\nCode des assurances, L. 211-1"):
        CaseNorm.objects.create(case=case, norm=norm)
    book = [Authority.objects.get_or_create(name=name, email=email, defaults={"level": level})[0] for name, email, level in SERVICES]
    with days_ago(60):
        asked = ask(
            case=case, question=QUESTION, context=CONTEXT, by=denis, services=[Service(one.name, one.email, one) for one in book]
        ).asked.all()
        by_email = {one.email: one for one in asked}
    with days_ago(48):
        answering.answer(
            asked=by_email[SERVICES[0][1]],
            opinion="reserved",
            text="Possible sous conditions : le prix ne doit couvrir que les frais, et les véhicules ne sont prêtés qu’aux adhérents.",
            way="mail",
            name="Hélène Garnier, cheffe de bureau",
            is_publishable=True,
        )
    with days_ago(41):
        answering.answer(
            asked=by_email[SERVICES[1][1]], opinion="favourable", text="Aucun texte ne l’interdit.", way="link", name="Paul Vernet"
        )
    with days_ago(5):
        escalate()


def _lapsed(denis: User, savoie: list[Place]) -> None:
    """A derogation that ended three weeks ago, on which nothing was decided."""
    case = _case(
        640,
        denis,
        email="cantine@demo.test",
        name="Louise Chapuis",
        title="Servir les repas de la cantine aux aînés",
        wish="Notre commune veut servir le midi les personnes âgées du village à la cantine de l’école.",
        obstacle="L’agrément de la cantine est réservé aux enfants.",
        may_publish=True,
    )
    start, end = clock.today() - dt.timedelta(days=600), clock.today() - dt.timedelta(days=21)
    with days_ago(601):
        outcome = record_outcome(
            case=case,
            by=denis,
            kind="prefect_derogation",
            answer="Oui, pendant dix-neuf mois : la cantine peut servir douze aînés chaque midi, avec la même hygiène.",
            legal_basis="Décret n° 2020-412 du 8 avril 2020 : dérogation du préfet à une règle de l’État, pour un motif d’intérêt général.",
            decided_by="Préfecture de la Savoie (fictif)",
            decided_on=clock.today(),
            beneficiary="Une commune de 400 habitants (fictive)",
            starts_on=start,
            ends_on=end,
            conditions="Douze personnes au plus, mêmes contrôles d’hygiène, repas au prix coûtant.",
            evaluation="Nombre de repas, avis des familles, contrôle vétérinaire.",
            title="Une cantine d’école ouverte aux aînés",
            object="Servir à l’école, le midi, des personnes âgées du village qui mangent seules.",
            check_on=start + dt.timedelta(days=280),
            indicators=[
                Counted("Repas servis aux aînés par mois", "repas", Decimal(0), Decimal(180)),
                Counted("Aînés inscrits", "personnes"),
            ],
            places=savoie,
        )
    experiment = Experiment.objects.get(outcome=outcome)
    Experiment.objects.filter(pk=experiment.pk).update(is_demo=True)
    _measure(experiment, denis, ((540, 60), (400, 110), (200, 170), (40, 205)))
    with days_ago(310):
        check_half_way(
            experiment=experiment, on=clock.today(), by=denis, notes="Cent dix repas par mois, aucun incident. Les enfants apprécient."
        )


def _measure(experiment: Experiment, denis: User, values: tuple[tuple[int, int], ...]) -> None:
    indicator = experiment.indicators.order_by("pk").first()
    if indicator is None:
        return
    for days, value in values:
        with days_ago(days):
            write_value(indicator=indicator, on=clock.today(), value=Decimal(value), by=denis)


def _open(denis: User, days: int, length: int, **said: Any) -> Experiment:
    with days_ago(days):
        start = clock.today()
        return open_experiment(
            by=denis,
            starts_on=start,
            ends_on=start + dt.timedelta(days=length),
            check_on=start + dt.timedelta(days=length // 2),
            is_demo=True,
            **said,
        )


def _running(denis: User) -> None:
    experiment = _open(
        denis,
        150,
        730,
        title="Composter au pied des immeubles, sans déclaration",
        object="Des sites de compostage de quartier jusqu’à deux tonnes par semaine, tenus par des habitants formés.",
        channel="state_experiment_regulatory",
        legal_basis="Arrêté d’expérimentation de deux ans (fictif)",
        authority_name="Ministère chargé de l’écologie (fictif)",
        beneficiary="Trois associations d’habitants",
        conditions="Un référent formé par site, un registre, un contrôle chaque trimestre.",
        indicators=[Counted("Tonnes compostées par mois", "tonnes", Decimal(4), Decimal(20))],
        places=places_by_keys(["departement:73", "departement:69"]),
        norms=cite("Code de l’environnement, R. 511-9"),
    )
    _measure(experiment, denis, ((90, 9), (30, 14)))


def _decided(denis: User, savoie: list[Place]) -> None:
    experiment = _open(
        denis,
        900,
        800,
        title="Louer à la semaine des logements de saisonniers l’hiver",
        object="Ouvrir hors saison, à des familles en attente d’un logement, des résidences réservées aux saisonniers.",
        channel="local_experiment",
        legal_basis="Constitution, article 72 alinéa 4 ; délibération motivée (fictive)",
        authority_name="Une communauté de communes (fictive)",
        conditions="Bail de dix mois au plus, accompagnement social, priorité rendue aux saisonniers en saison.",
        indicators=[Counted("Familles logées", "familles", Decimal(0), Decimal(25))],
        places=savoie,
    )
    _measure(experiment, denis, ((700, 12), (300, 31)))
    with days_ago(480):
        check_half_way(experiment=experiment, on=clock.today(), notes="Dix-neuf familles logées, aucun saisonnier sans toit.", by=denis)
    with days_ago(110):
        decide(
            experiment=experiment,
            ending="generalised",
            by=denis,
            reason="La règle locale est changée pour toute l’intercommunalité.",
            evaluation="Trente et une familles logées en deux hivers ; les logements étaient vides sept mois sur douze.",
        )
