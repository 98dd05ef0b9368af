"""What the service pages state, as data: personal data, cookies, tasks, measured weights."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frenchimpact.design import navigation

type Words = str | Promise
WEIGHTS = Path(__file__).resolve().parent / "weights.json"

# (name, what for, when it comes, how long)
COOKIES: tuple[tuple[str, Words, Words, Words], ...] = (
    (
        "sessionid",
        _("Vous garder connecté·e, et garder votre brouillon"),
        _("Quand vous vous connectez ou commencez une saisie"),
        _("30 jours"),
    ),
    (
        "appareil",
        _("Reconnaître ce navigateur : une connexion venue d’ailleurs vous est signalée"),
        _("Quand vous vous connectez"),
        _("400 jours"),
    ),
    ("connexion", _("Relier le code demandé à ce navigateur"), _("Quand vous demandez un code"), _("24 heures")),
    ("csrftoken", _("Vérifier qu’un formulaire vient bien d’ici"), _("Quand une page contient un formulaire à envoyer"), _("1 an")),
    ("avis", _("Ne compter qu’un avis par navigateur sur une réponse publiée"), _("Si vous dites qu’une réponse vous a servi"), _("1 an")),
    ("declaration", _("Retrouver le projet que vous êtes en train de déclarer"), _("Quand vous commencez à le déclarer"), _("30 jours")),
    ("frein", _("Retrouver le frein que vous êtes en train de signaler"), _("Quand vous commencez à l’écrire"), _("30 jours, ou l’envoi")),
    ("theme", _("Les couleurs que vous avez choisies"), _("Si vous changez l’affichage"), _("1 an")),
    ("taille", _("La taille du texte que vous avez choisie"), _("Si vous changez l’affichage"), _("1 an")),
    ("animations", _("Les animations coupées"), _("Si vous les coupez"), _("1 an")),
    ("raccourcis", _("Les raccourcis du clavier coupés"), _("Si vous les coupez"), _("1 an")),
)


@dataclass(frozen=True)
class Task:
    """Something people come to do, and where."""

    words: Words
    how: Words
    href: str


def tasks() -> list[Task]:
    """The main things to do here, among those that this version offers."""
    known = (
        (_("Trouver ce qui existe pour mon projet"), _("Trois questions, sans compte."), "/pour-moi/"),
        (
            _("Chercher une structure, un projet, un lieu"),
            _("Un mot, une commune, un numéro SIRET : les fautes de frappe sont admises."),
            "/recherche/",
        ),
        (
            _("Déclarer un projet"),
            _("Quatre étapes courtes. Vous pouvez vous arrêter et reprendre : tout est enregistré."),
            "/projets/declarer/",
        ),
        (_("Voir qui agit près de chez moi"), _("La liste, la carte et le tableau suivent les mêmes filtres."), "/annuaire/"),
        (_("Mettre à jour ma fiche"), _("Connectez-vous, ouvrez la fiche, puis confirmez d’un clic qu’elle est juste."), "/mon-espace/"),
        (_("Changer les couleurs ou couper les raccourcis"), _("Le choix reste dans votre navigateur."), "/affichage/"),
    )
    return [Task(words, how, href) for words, how, path in known if (href := navigation.address(path))]


def weights() -> list[dict[str, Any]]:
    """What the last run of the weight test measured; nothing when it never ran."""
    try:
        pages: list[dict[str, Any]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["pages"]
    except (OSError, ValueError, KeyError):
        return []
    return pages
