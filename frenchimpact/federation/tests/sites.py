"""Another instance, as a site of this machine serves it: its catalogue, its files, its keys."""

import json
import time
from collections.abc import Sequence
from typing import Any

from frenchimpact.core.fetching import Guard
from frenchimpact.core.tests.sites import HOST, Site
from frenchimpact.federation.models import Peer

FILES = ("organisations", "offres", "precedents", "methodes")


class Instance:
    """What it publishes: rows by dataset, changed at will before each reading."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FILES}
        self.publish()

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.site.port}"

    def guard(self) -> Guard:
        """As in production, but for the name of this machine."""
        found = self.site.guard(largest=5_000_000)
        found.end = time.monotonic() + 20
        return found

    def publish(self, **rows: Sequence[dict[str, Any]]) -> None:
        """These rows from now on; the others stay."""
        for name, found in rows.items():
            self.rows[name] = list(found)
        self.site.pages["/donnees/catalogue.jsonld"] = json.dumps(self.catalogue()).encode()
        for name, found in self.rows.items():
            self.serve(name, json.dumps({"results": found}, ensure_ascii=False).encode())

    def serve(self, name: str, content: Any) -> None:
        """That very content as the file of a dataset."""
        self.site.pages[f"/donnees/{name}.json"] = content

    def catalogue(self) -> dict[str, Any]:
        """In DCAT, as ours."""
        nodes: list[dict[str, Any]] = []
        for name in self.rows:
            page = f"{self.origin}/donnees/{name}/"
            files = [{"@id": f"{page}#{kind}"} for kind in ("csv", "json")]
            nodes.append({"@id": page, "@type": ["dcat:Dataset"], "dcat:distribution": files})
            # As ours: the page of a dataset is a document too.
            nodes.append({"@id": page, "@type": ["foaf:Document"]})
            for kind in ("csv", "json"):
                form = f"http://publications.europa.eu/resource/authority/file-type/{kind.upper()}"
                file = f"{self.origin}/donnees/{name}.{kind}"
                nodes.append({"@id": f"{page}#{kind}", "dcat:downloadURL": {"@id": file}, "dct:format": {"@id": form}})
        return {"@context": {}, "@graph": nodes}

    def organisation(self, key: str = "les-ateliers", **more: Any) -> dict[str, Any]:
        return {
            "identifiant": key,
            "nom": f"Les ateliers de {key}",
            "siren": "",
            "siret": "",
            "rna": "",
            "commune": "73065",
            "description": "Un atelier de réemploi.",
            "themes": "economie_circulaire_reemploi|theme_inconnu",
            "adresse_fiche": f"{self.origin}/structures/{key}/",
            "demonstration": "non",
            **more,
        }

    def offer(self, key: str = "O-2026-0001", **more: Any) -> dict[str, Any]:
        return {
            "reference": key,
            "titre": "Des bureaux prêtés",
            "resume": "Deux bureaux.",
            "description": "Deux bureaux, un an.",
            "structure": "Les ateliers",
            "lieux": "departement:73",
            "adresse_fiche": f"{self.origin}/offres/{key.lower()}/",
            **more,
        }

    def peer(self) -> Peer:
        return Peer.objects.create(code="autre", name="Impact Wallonie", url=self.origin)
