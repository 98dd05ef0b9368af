"""Aids of the demonstration: invented, of every nature, from the whole country to one city; one is over, one comes back."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frenchimpact.aids.actions import Condition, Ground, create_aid, publish_aid
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.models import Aid
from frenchimpact.core import clock
from frenchimpact.demo.seed import aid_work
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.organisations.models import Organisation

FARID = "Fondation Rives communes"
_LIKE_ASSOCIATION = ("association", "cooperative", "mutuelle", "fondation", "societe_ess")


def _in(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def _written() -> list[dict[str, Any]]:
    """Title, funder, ground, values, conditions, age in days."""
    return [
        {
            "title": "Premiers pas : amorcer un projet utile en montagne",
            "promise": "De 5 000 à 30 000 € pour essayer, avec une personne qui vous suit pendant un an.",
            "description": "La fondation soutient des projets qui commencent : un premier essai, un premier salarié, un premier local.\n\n"
            "Une chargée de projet vous appelle chaque mois. Le bilan tient sur une page.",
            "instruments": ["subvention"],
            "ticket_min": Decimal(5000),
            "ticket_max": Decimal(30_000),
            "rate_max": Decimal(70),
            "regime": "de_minimis_general",
            "rhythm": "recurring",
            "closes_on": _in(24),
            "next_opens_on": _in(200),
            "documents": ["Statuts ou projet de statuts", "Budget de l’année", "Une page sur le besoin"],
            "places": ("departement:73", "departement:74"),
            "conditions": [
                Condition("form", _LIKE_ASSOCIATION),
                Condition("stage", ("idee", "amorcage", "experimentation")),
                Condition("theme", ("lien_social_vivre_ensemble", "insertion_emploi"), is_wish=True),
            ],
            "age": 40,
        },
        {
            "title": "Prêt solidaire de croissance",
            "promise": "Un prêt sans garantie personnelle, pour les structures qui ont déjà deux exercices.",
            "description": "Le prêt finance un investissement ou un besoin de trésorerie. Il se rembourse en cinq ans, avec un an de "
            "répit au départ.",
            "instruments": ["pret"],
            "ticket_min": Decimal(20_000),
            "ticket_max": Decimal(150_000),
            "own_funds_times": Decimal(2),
            "regime": "de_minimis_general",
            "way": "introduction",
            "documents": ["Comptes des deux derniers exercices", "Plan de trésorerie"],
            "places": ("region:84",),
            "conditions": [
                Condition("form", _LIKE_ASSOCIATION),
                Condition("age", minimum=Decimal(24), note="La fondation lit deux exercices clos."),
                Condition("budget", minimum=Decimal(50_000)),
            ],
            "age": 90,
        },
        {
            "title": "Petits gestes, grands voisins",
            "promise": "Jusqu’à 3 000 € pour une action d’habitants, réponse en trois semaines.",
            "description": "Pour ceux qui se lancent sans structure ou avec une petite association : un repas de quartier, une "
            "caravane de santé, un jardin.",
            "instruments": ["subvention"],
            "ticket_max": Decimal(3000),
            "regime": "none",
            "places": ("epci:200069110", "epci:200068674"),
            "conditions": [Condition("form", ("association", "groupe", "sans_structure")), Condition("amount", maximum=Decimal(3000))],
            "age": 12,
        },
        {
            "title": "Alimentation de proximité",
            "promise": "La moitié de l’investissement pour produire, transformer ou vendre près de chez soi.",
            "description": "Matériel, véhicule frigorifique, cuisine partagée : l’aide porte sur ce qui dure. Les salaires n’en font "
            "pas partie.",
            "instruments": ["subvention"],
            "ticket_min": Decimal(10_000),
            "ticket_max": Decimal(50_000),
            "rate_max": Decimal(50),
            "regime": "rgec",
            "rhythm": "once",
            "closes_on": _in(9),
            "funder": "Syndicat des vallées douces",
            "places": ("departement:73",),
            "conditions": [
                Condition("theme", ("alimentation_durable_circuits_courts",)),
                Condition("stage", ("experimentation", "consolidation")),
            ],
            "age": 20,
        },
        {
            "title": "Fonds Belledonne contre l’isolement",
            "promise": "Trois ans de soutien à des projets qui rompent l’isolement en montagne.",
            "description": "Le fonds verse chaque année, sur bilan. Les entreprises du fonds ouvrent aussi leurs locaux et leurs "
            "compétences.",
            "instruments": ["mecenat_financier", "mecenat_competences"],
            "ticket_max": Decimal(60_000),
            "funder": "Fonds Belledonne partagée",
            "places": ("departement:73", "departement:38"),
            "conditions": [
                Condition("form", ("association", "fondation")),
                Condition("theme", ("lien_social_vivre_ensemble", "bien_vieillir_autonomie", "sante_handicap")),
                Condition("public", ("seniors", "aidants", "habitants-ruraux"), is_wish=True),
            ],
            "age": 150,
        },
        {
            "title": "Accès au numérique pour tous",
            "promise": "Un fonds national pour les lieux et les personnes qui accompagnent les démarches en ligne.",
            "description": "L’aide paie l’équipement d’un lieu et la formation de ses médiateurs. Elle peut être renouvelée une fois.",
            "instruments": ["subvention", "ingenierie"],
            "ticket_min": Decimal(8000),
            "ticket_max": Decimal(40_000),
            "rate_max": Decimal(80),
            "regime": "de_minimis_sieg",
            "rhythm": "recurring",
            "closes_on": _in(55),
            "next_opens_on": _in(300),
            "funder_name": "Guichet national d’essai",
            "is_generic": True,
            "places": ("pays:FR",),
            "conditions": [Condition("theme", ("numerique_inclusion",)), Condition("form", (*_LIKE_ASSOCIATION, "collectivite"))],
            "age": 60,
        },
        {
            "title": "Entrée au capital de sociétés de l’ESS",
            "promise": "De 100 000 à 500 000 € en fonds propres, pour changer d’échelle.",
            "description": "L’investisseur reste sept ans, sans prendre le contrôle. Il demande un niveau de preuve et un modèle qui "
            "tient.",
            "instruments": ["fonds_propres", "quasi_fonds_propres"],
            "ticket_min": Decimal(100_000),
            "ticket_max": Decimal(500_000),
            "regime": "none",
            "way": "introduction",
            "funder_name": "Investisseurs patients d’essai",
            "places": ("pays:FR",),
            "conditions": [
                Condition("form", ("cooperative", "societe_ess", "entreprise")),
                Condition("stage", ("essaimage", "changement_echelle")),
                Condition("evidence", minimum=Decimal(2)),
            ],
            "age": 220,
        },
        {
            "title": "Une année d’accompagnement pour essaimer",
            "promise": "Dix jours d’ingénierie pour transmettre une solution à un autre territoire.",
            "description": "Un consultant écrit avec vous le mode d’emploi, le coût et les conditions de réussite. Réservée aux "
            "projets qualifiés par le programme.",
            "instruments": ["ingenierie"],
            "regime": "none",
            "funder_name": "Le programme (démonstration)",
            "places": ("pays:FR",),
            "conditions": [Condition("qualified"), Condition("stage", ("consolidation", "essaimage", "changement_echelle"))],
            "age": 300,
        },
        {
            "title": "Réemploi : ouvrir un atelier",
            "promise": "Une aide à l’ouverture d’ateliers de réparation et de ressourceries.",
            "description": "Loyer de la première année, outils, mise aux normes. Un atelier du réseau vous reçoit deux jours avant "
            "l’ouverture.",
            "instruments": ["subvention", "mecenat_nature"],
            "ticket_min": Decimal(5000),
            "ticket_max": Decimal(25_000),
            "rate_max": Decimal(60),
            "regime": "de_minimis_general",
            "rhythm": "once",
            "closes_on": _in(-6),
            "funder_name": "Réseau d’essai du réemploi",
            "places": ("region:84",),
            "conditions": [Condition("theme", ("economie_circulaire_reemploi",)), Condition("employees", maximum=Decimal(10))],
            "age": 120,
        },
        {
            "title": "Avance récupérable pour l’innovation sociale",
            "promise": "Une avance remboursée seulement si le projet réussit.",
            "description": "Versée à la signature, puis sur factures. Elle couvre au plus la moitié des dépenses, dans la limite des "
            "fonds propres.",
            "instruments": ["avance_recuperable"],
            "ticket_min": Decimal(30_000),
            "ticket_max": Decimal(200_000),
            "rate_max": Decimal(50),
            "own_funds_times": Decimal(1),
            "regime": "rgec",
            "funder_name": "Banque publique d’essai",
            "places": ("region:84", "region:11"),
            "conditions": [
                Condition("form", _LIKE_ASSOCIATION),
                Condition("budget", minimum=Decimal(30_000)),
                Condition("age", minimum=Decimal(12)),
            ],
            "age": 80,
        },
    ]


def _variants() -> list[dict[str, Any]]:
    """Two territories that adapt the national aid for access to the digital world, each in its way."""
    same: dict[str, Any] = {
        "instruments": ["subvention", "ingenierie"],
        "regime": "de_minimis_sieg",
        "rhythm": "recurring",
        "next_opens_on": _in(300),
    }
    same["is_variant"] = True
    return [
        {
            **same,
            "title": "Accès au numérique en Savoie",
            "promise": "Le fonds national, doublé d’un prêt de matériel, pour les lieux de nos vallées.",
            "description": "La fondation instruit les demandes de Savoie. Elle prête en plus dix ordinateurs par lieu, et une médiatrice "
            "vient deux jours par mois la première année.",
            "ticket_min": Decimal(4000),
            "ticket_max": Decimal(40_000),
            "rate_max": Decimal(90),
            "closes_on": _in(40),
            "places": ("departement:73",),
            "conditions": [Condition("theme", ("numerique_inclusion",)), Condition("form", (*_LIKE_ASSOCIATION, "collectivite", "groupe"))],
            "age": 30,
        },
        {
            **same,
            "title": "Accès au numérique en Île-de-France",
            "promise": "Le fonds national, pour les lieux ouverts le soir et le samedi.",
            "description": "Les dossiers sont lus en Île-de-France, une fois par trimestre. L’aide va d’abord aux lieux ouverts quand les "
            "guichets sont fermés.",
            "ticket_min": Decimal(8000),
            "ticket_max": Decimal(25_000),
            "rate_max": Decimal(80),
            "closes_on": _in(55),
            "funder_name": "Guichet francilien d’essai",
            "places": ("region:11",),
            "conditions": [Condition("theme", ("numerique_inclusion",)), Condition("form", (*_LIKE_ASSOCIATION, "collectivite"))],
            "age": 25,
        },
    ]


def load() -> None:
    """Write what is not there yet."""
    if Aid.objects.filter(is_demo=True).exists():
        return
    houses = {one.name: one for one in Organisation.objects.filter(source=Organisation.Source.DEMO, kinds__contains=["financeur"])}
    houses |= {one.name: one for one in Organisation.objects.filter(source=Organisation.Source.DEMO, name="Syndicat des vallées douces")}
    for number, values in enumerate([*_written(), *_variants()]):
        if values.pop("is_variant", False):
            values["generic"] = Aid.objects.get(is_demo=True, is_generic=True)
        places, conditions, age = values.pop("places"), values.pop("conditions"), values.pop("age")
        wanted = values.pop("funder", FARID)
        funder = None if "funder_name" in values else houses.get(wanted)
        with days_ago(age):
            aid = create_aid(
                by=None,
                values={**values, "apply_url": f"https://financements.example/aide-{number + 1}/"},
                ground=Ground(tuple(places_by_keys(places))),
                conditions=conditions,
                funder=funder,
                funder_name=values.pop("funder_name", wanted) if funder is None else "",
                is_demo=True,
            )
            publish_aid(aid=aid, by=None)
        Aid.objects.filter(pk=aid.pk).update(checked_at=clock.now() - dt.timedelta(days=number * 3))
    _source()
    aid_work.write()


def _source() -> None:
    """A file whose two lines were refused, each with its reason: what operators see of a source."""
    line = {
        "titre": "Un local pour commencer",
        "description": "Un loyer réduit.",
        "eligibilite": "Être une association.",
        "types_aides": "subvention",
    }
    line |= {"porteurs": "[{nom: 'Département d’essai', roles: ['financeur']}]", "cibles": "associations"}
    lines = [
        {**line, "id": "1", "eligibilite_geographique": "73000"},
        {**line, "id": "2", "cibles": "tous", "eligibilite_geographique": "DEP-73"},
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "aides-du-departement.json"
        path.write_text(json.dumps(lines), encoding="utf-8")
        import_aids(path, source_name="Aides du département (démonstration)")
