"""Reading what the registry answers. Its shape is that of the public service « Recherche d’entreprises »; nothing in it is trusted.

A person or an organisation that asked not to be published (« diffusion partielle ») keeps its numbers and its legal form only.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from frenchimpact.core.identifiers import is_rna, is_siren, is_siret
from frenchimpact.core.text import clean_line

_HIDDEN = "[NON-DIFFUSIBLE]"


class Garbage(ValueError):
    """The answer is not one."""


@dataclass(frozen=True)
class Establishment:
    """One address of an organisation."""

    siret: str
    name: str = ""
    address: str = ""
    commune: str = ""
    is_seat: bool = False
    is_closed: bool = False


@dataclass(frozen=True)
class Company:
    """One legal unit: an association, a company, an administration, a person in business."""

    siren: str
    name: str
    legal_category: str = ""
    rna: str = ""
    is_closed: bool = False
    closed_on: dt.date | None = None
    is_hidden: bool = False
    # Other names under which people know it: its acronym, its shop signs.
    aliases: tuple[str, ...] = ()
    establishments: tuple[Establishment, ...] = field(default_factory=tuple)

    @property
    def seat(self) -> Establishment | None:
        """Where it has its head office, when the registry says so."""
        return next((one for one in self.establishments if one.is_seat), None)

    def establishment(self, siret: str) -> Establishment | None:
        """The establishment of that number."""
        return next((one for one in self.establishments if one.siret == siret), None)

    @property
    def is_local_law(self) -> bool:
        """Whether it is an association of Alsace-Moselle, entered at the court: it has no RNA, and needs none."""
        return self.legal_category == "9260"


def read(content: bytes) -> list[Company]:
    """The organisations of an answer; those that make no sense are left out. Raises Garbage when the whole does not."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Garbage("not JSON") from error
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, list):
        raise Garbage("no list of results")
    companies = [company for one in results if isinstance(one, dict) and (company := _company(one)) is not None]
    if results and not companies:
        raise Garbage("no result that makes sense")
    return companies


def _company(one: dict[str, Any]) -> Company | None:
    siren = _text(one, "siren", 9)
    if not is_siren(siren):
        return None
    name = _text(one, "nom_raison_sociale") or _text(one, "nom_complet")
    is_hidden = one.get("statut_diffusion") == "P" or _text(one, "nom_complet") == _HIDDEN
    complements = one.get("complements") if isinstance(one.get("complements"), dict) else {}
    rna = _text(complements or {}, "identifiant_association", 20).upper()
    others = one.get("matching_etablissements")
    places = [*(others if isinstance(others, list) else []), one.get("siege")]
    rows = {place.siret: place for row in places if (place := _place(row, siren, is_hidden))}
    aliases = [_text(one, "sigle"), _text(one, "nom_complet"), *(place.name for place in rows.values())]
    return Company(
        siren=siren,
        name="" if is_hidden else name,
        legal_category=_text(one, "nature_juridique", 4),
        rna=rna if is_rna(rna) else "",
        is_closed=one.get("etat_administratif") == "C",
        closed_on=_date(one.get("date_fermeture")),
        is_hidden=is_hidden,
        aliases=() if is_hidden else tuple(sorted({alias for alias in aliases if alias})),
        establishments=tuple(sorted(rows.values(), key=lambda place: (not place.is_seat, place.is_closed, place.siret))),
    )


def _place(row: Any, siren: str, is_hidden: bool) -> Establishment | None:
    if not isinstance(row, dict):
        return None
    siret = _text(row, "siret", 14)
    if not is_siret(siret) or not siret.startswith(siren):
        return None
    hidden = is_hidden or row.get("statut_diffusion_etablissement") == "P"
    signs = row.get("liste_enseignes")
    sign = next((clean_line(sign)[:300] for sign in signs if isinstance(sign, str)), "") if isinstance(signs, list) else ""
    commune = _text(row, "commune", 5)
    return Establishment(
        siret=siret,
        name="" if hidden else _text(row, "nom_commercial") or sign,
        address="" if hidden else _street(row),
        commune=commune if len(commune) == 5 and commune.isalnum() else "",
        is_seat=row.get("est_siege") is True,
        is_closed=row.get("etat_administratif") == "F",
    )


def _street(row: dict[str, Any]) -> str:
    """The street without the town, which is a field of its own."""
    parts = [_text(row, key) for key in ("numero_voie", "indice_repetition", "type_voie", "libelle_voie")]
    street = " ".join(part for part in parts if part and part != _HIDDEN)
    if street:
        return street
    whole, code = _text(row, "adresse"), _text(row, "code_postal", 5)
    return whole.split(f" {code} ")[0] if code and f" {code} " in whole else ""


def _text(row: dict[str, Any], key: str, limit: int = 300) -> str:
    value = row.get(key)
    return clean_line(value)[:limit] if isinstance(value, str) else ""


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
