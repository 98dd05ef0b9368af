"""The data of the demonstration: invented people and organisations, real places. Written again, it stays the same.

Each module has `load()`: it finds what it wrote before and changes nothing more. Order matters: people come first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

MODULES: dict[str, Text] = {
    "people": _("Les huit personnes et leurs structures sont là."),
    "organisations": _("L’annuaire de démonstration est là."),
    "relations": _("Les équipes, les mandats et les demandes de démonstration sont là."),
    "projects": _("Les projets de démonstration sont là."),
    "calls": _("Les appels et les candidatures de démonstration sont là."),
    "juries": _("Le jury de démonstration est là."),
    "labels": _("Les labels de démonstration et leurs attestations sont là."),
    "territories": _("Le territoire de démonstration, son plan et ses promesses sont là."),
    "aids": _("Les aides de démonstration et leurs conditions sont là."),
    "commitments": _("L’argent engagé de démonstration, son fonds et son enveloppe sont là."),
    "financing": _("Le plan de financement et les aides de minimis de démonstration sont là."),
    "impact": _("Ce que change le projet de démonstration, et comment, est là."),
    "measured": _("Ce que les projets de démonstration ont mesuré pendant trois ans est là."),
    "support": _("L’accompagnement de démonstration, son plan et ce qui attend une réponse sont là."),
    "promotions": _("La promotion de l’an passé, ce que ses projets mesuraient avant et après, est là."),
    "measures": _("Ce que mesure le projet de démonstration est là."),
    "barriers": _("Les freins de démonstration, arrivés par la page et par mail, sont là."),
    "proofs": _("Qui a regardé les mesures de démonstration, et le contrat qui les paie, sont là."),
    "experiments": _("La consultation de trois administrations et les expérimentations de démonstration sont là."),
    "answers": _("Les réponses publiées de démonstration et les mots qui y mènent sont là."),
    "events": _("Le Tour et les événements de démonstration sont là."),
    "offers": _("Les offres et les demandes de démonstration sont là."),
    "resources": _("Les programmes et les outils de démonstration sont là."),
    "solutions": _("La solution de démonstration, qui la reprend et qui y a renoncé sont là."),
    "mesh": _("Ce qui a été cherché sans succès est compté, et les zones blanches avec."),
    "machines": _("Le jeton et le webhook de démonstration sont là."),
    "federation": _("Ce que publie une autre instance de démonstration est là, avec le compte rendu de sa lecture."),
    "attachments": _("Les logos, les images et les documents sont là."),
    "minisites": _("Le mini-site de démonstration est là."),
    "observatory": _("Deux ans de chiffres de démonstration, tels qu’on les connaissait, sont là."),
    "writings": _("Les actualités, l’aide et le bandeau sont là."),
    "letters": _("Le courrier de démonstration est là."),
}


def load(name: str) -> bool:
    """Write one module's data, all or nothing. False when that module is not in this version."""
    if find_spec(f"{__name__}.{name}") is None:
        return False
    with transaction.atomic(), _one_step():
        import_module(f"{__name__}.{name}").load()
    return True


@contextmanager
def _one_step() -> Iterator[None]:
    """No way back to the middle: what fails undoes the whole module, and each action inside saves two exchanges with the database."""
    features = connection.features
    kept, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = kept
