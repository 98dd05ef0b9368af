"""A body for each thing that one sends to the API: what its page shows, what its description gives, and what a test sends for good."""

from typing import Any

from frenchimpact.core import clock


def samples() -> dict[str, dict[str, Any]]:
    """By path. A time to come is next year's."""
    year = clock.today().year + 1
    return {
        "/api/v1/matches": {"forms": ["association"], "stage": "idee", "places": ["departement:73"], "amount": 20000},
        "/api/v1/methods/{id}/run": {"inputs": {}, "sensitivity": False},
        "/api/v1/offers": {
            "kind": "expertise",
            "title": "Dix jours d’un comptable",
            "summary": "Un salarié tient vos comptes.",
            "capacity": "10",
            "unit": "jours",
            "places": ["departement:73"],
        },
        "/api/v1/events": {
            "kind": "workshop",
            "title": "Atelier réparation",
            "summary": "Une matinée pour réparer ensemble.",
            "place": "departement:73",
            "starts_at": f"{year}-01-12T09:00",
            "ends_at": f"{year}-01-12T12:00",
            "capacity": 20,
        },
        "/api/v1/aids": {
            "title": "Premiers pas",
            "instruments": ["subvention"],
            "ticket_max": "30000",
            "places": ["departement:73"],
            "documents": ["Statuts"],
        },
        "/api/v1/projects": {
            "name": "Le vélo du village",
            "problem": "Sans voiture, on ne va ni au marché ni chez le médecin.",
            "places": ["departement:73"],
            "stage": "idee",
        },
        "/api/v1/measurements": {"indicator": "emplois_etp", "from": "2025-01-01", "to": "2025-12-31", "value": "4.5"},
        "/api/v1/webhooks": {"url": "https://example.org/nouvelles", "kinds": ["project.published", "event.published"]},
    }
