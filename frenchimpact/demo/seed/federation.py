"""Another instance of the demonstration, all invented: what it published, taken as from a real one, without asking anybody."""

from typing import Any

from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES
from frenchimpact.federation.actions.records import Reading
from frenchimpact.federation.models import Harvest, Peer, Record, Refusal
from frenchimpact.organisations.models import Organisation

# Nobody has a name under « .example »: it is never read again.
SITE = "https://impact-alpin.example"
ROWS: dict[Record.Kind, list[dict[str, Any]]] = {
    Record.Kind.ORGANISATION: [
        {
            "identifiant": "la-fabrique-du-lac",
            "nom": "La Fabrique du Lac",
            "commune": "74010",
            "description": "Un atelier partagé où l’on répare vélos, meubles et petits appareils.",
            "themes": "economie_circulaire_reemploi",
        },
        {
            "identifiant": "cuisines-voisines",
            "nom": "Cuisines voisines",
            "commune": "38185",
            "description": "Des cuisines collectives ouvertes aux habitants et aux jeunes entreprises de quartier.",
            "themes": "alimentation_durable_circuits_courts",
        },
        # Refused: an instance makes mistakes too.
        {"identifiant": "sans-nom", "nom": "", "commune": "73065"},
    ],
    Record.Kind.OFFER: [
        {
            "reference": "O-2026-0417",
            "titre": "Camionnette à prêter le week-end",
            "resume": "Une camionnette de 9 m³, assurée, pour les collectes de réemploi.",
            "structure": "La Fabrique du Lac",
            "lieux": "departement:74",
            "themes": "economie_circulaire_reemploi",
        }
    ],
    Record.Kind.PRECEDENT: [
        {
            "reference": "R-2026-0031",
            "titre": "Une cuisine partagée par plusieurs entreprises",
            "question": "Plusieurs entreprises peuvent-elles se servir de la même cuisine, à des heures différentes ?",
            "reponse": "Oui, chacune avec sa déclaration et son plan de maîtrise sanitaire ; un planning affiché dit qui répond de quoi.",
            "decide_par": "Direction départementale de la protection des populations",
            "lieux": "departement:38",
            "themes": "alimentation_durable_circuits_courts",
        }
    ],
}


def load() -> None:
    """Write it, once."""
    if Peer.objects.filter(url=SITE).exists():
        return
    with days_ago(2):
        # Stopped, so that the demonstration asks nothing of a site that does not exist.
        peer = Peer.objects.create(code="impact-alpin", name="Impact Alpin", url=SITE, is_active=False, read_at=clock.now())
        run = Harvest.objects.create(peer=peer)
        for kind, rows in ROWS.items():
            reading = Reading(peer, kind, clock.now())
            reading.take(iter([{**row, "demonstration": "oui", "adresse_fiche": _page(kind, row)} for row in rows + _ours(kind)]))
            for name in ("read", "new", "refused", "recognised"):
                setattr(run, f"{name}_count", getattr(run, f"{name}_count") + getattr(reading, name))
            Refusal.objects.bulk_create(
                [Refusal(harvest=run, kind=one.kind, line=one.line, key=one.key, reason=one.reason) for one in reading.refusals]
            )
        run.ended_at = clock.now()
        run.save()


def _ours(kind: Record.Kind) -> list[dict[str, Any]]:
    """One that is here already, which it knows by its number."""
    if kind != Record.Kind.ORGANISATION:
        return []
    house = Organisation.objects.filter(slug=BODIES["bastien@demo.test"].slug).first()
    return [{"identifiant": "le-tremplin", "nom": house.name, "siren": house.siren, "siret": house.siret}] if house and house.siren else []


def _page(kind: Record.Kind, row: dict[str, Any]) -> str:
    folder = {Record.Kind.ORGANISATION: "structures", Record.Kind.OFFER: "offres"}.get(kind, "freins")
    return f"{SITE}/{folder}/{(row.get('identifiant') or row['reference']).lower()}/"
