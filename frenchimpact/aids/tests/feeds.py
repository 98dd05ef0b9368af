"""Files of aids for the tests, written as their publishers write them."""

import csv
import json
from pathlib import Path
from typing import Any

from frenchimpact.aids.harvest.state import COLUMNS

ADEME = (
    "[{ nom: 'ADEME', siren: '385290309', roles: [ 'instructeur' ]},"
    " { nom: 'BPIFRANCE (BPIFRANCE)', siren: '320252489', roles: [ 'financeur' ]}]"
)


def line(key: str = "65d5b6c7-102c-4440-ac3b-768f708edc0a", **changes: str) -> dict[str, str]:
    """A right line of the State's form."""
    return {
        "id": key,
        "titre": "Accélérateur décarbonation",
        "promesse": "Développez votre stratégie bas carbone",
        "description": "<p>Une <b>subvention</b> pour les structures.</p><ul><li>Un diagnostic</li><li>Un plan &amp; son suivi</li></ul>",
        "eligibilite": "• Être installé en Savoie ; \n• Avoir un projet",
        "types_aides": "financement|information",
        "porteurs": ADEME,
        "programmes_parents": "Fonds Chaleur|Fonds vert 2024",
        "url_source": "https://agirpourlatransition.ademe.fr/aide",
        "cibles": "professionnels|associations",
        "eligibilite_geographique": "REG-84",
        "eligibilite_geographique_exclusions": "COM-73008",
        "date_ouverture": "2026-01-05T09:00:00Z",
        "date_cloture": "2027-10-15T15:00:00Z",
        "date_mise_a_jour": "2026-10-15T15:00:00Z",
        **changes,
    }


def write_csv(path: Path, *lines: dict[str, str], encoding: str = "utf-8", separator: str = ",") -> Path:
    """The file."""
    columns = list(dict.fromkeys([*COLUMNS, *(name for one in lines for name in one)]))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=separator)
        writer.writeheader()
        writer.writerows(lines)
    return path


def entry(key: int = 12, **changes: Any) -> dict[str, Any]:
    """An aid of a catalogue for territories."""
    return {
        "id": key,
        "slug": "renover-un-tiers-lieu",
        "name": "Rénover un tiers-lieu",
        "financers": ["Région Auvergne-Rhône-Alpes"],
        "instructors": [],
        "programs": ["Fonds vert"],
        "description": "<p>La Région finance les travaux d'un tiers-lieu.</p><script>alert(1)</script><p>Deux dépôts par an.</p>",
        "eligibility": "<ul><li>Être une association</li><li>Ouvrir trois jours par semaine</li></ul>",
        "perimeter": "Auvergne-Rhône-Alpes",
        "perimeter_scale": "Région",
        "aid_types": ["Subvention"],
        "targeted_audiences": ["Associations"],
        "start_date": "2026-01-01",
        "submission_deadline": "2027-03-31",
        "recurrence": "Récurrente",
        "subvention_rate_lower_bound": 20,
        "subvention_rate_upper_bound": 60,
        "origin_url": "https://region.exemple/aide",
        "application_url": "https://region.exemple/deposer",
        "contact": "<p>Service des tiers-lieux, 04 00 00 00 00</p>",
        "date_updated": "2026-09-01T10:00:00.000000+02:00",
        "categories": ["Tiers-lieux"],
        **changes,
    }


def write_json(path: Path, content: Any) -> Path:
    """The file."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
