"""Programmes and tools of the demonstration, all invented: with places, full, to check; used by Awa's project, judged."""

import datetime as dt
from typing import Any

from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.resources.actions.programmes import admit, announce_intake, move_programme, prepare_programme
from frenchimpact.resources.actions.tools import judge_tool, move_tool, prepare_tool, say_used
from frenchimpact.resources.models import Programme, Tool

PROJECT = "La Recyclerie solidaire"
# Whose; age in days; seats of the next intake, and in how many days it comes (None: all the year round); who is already in; the sheet.
PROGRAMMES: tuple[tuple[str, int, int | None, int | None, tuple[str, ...], dict[str, Any]], ...] = (
    (
        "tremplin-des-cimes-fictif",
        40,
        6,
        75,
        (PROJECT, "La Conserverie des quatre saisons"),
        {
            "title": "Cordée, l’incubateur des projets de montagne",
            "summary": "Neuf mois pour passer de l’idée à un premier essai, avec un accompagnateur et six autres projets.",
            "description": "Un entretien chaque semaine, une journée ensemble chaque mois, un parrain du territoire.",
            "kind": "incubator",
            "who": "Projets d’au moins deux personnes, avec ou sans statuts",
            "selection": "Un entretien d’une heure, puis un avis de trois habitants.",
            "languages": "français",
            "months": 9,
            "price": "free",
            "places": ["departement:73", "departement:74"],
            "stages": ["idee", "amorcage"],
            "themes": ["economie_circulaire_reemploi", "cohesion_territoriale"],
        },
    ),
    (
        "atelier-national-fictif",
        60,
        None,
        None,
        (),
        {
            "title": "Dix heures pour apprendre à mesurer",
            "summary": "Cinq ateliers à distance pour choisir trois indicateurs et les tenir.",
            "kind": "training",
            "months": 2,
            "price": "fee",
            "price_note": "De 0 à 120 € selon le budget.",
            "languages": "français, anglais",
            "is_remote": True,
            "themes": ["insertion_emploi", "lien_social_vivre_ensemble"],
        },
    ),
    (
        "fondation-rives-communes-fictive",
        20,
        2,
        30,
        ("Les Jardins du canal", "La Ressourcerie du fleuve"),
        {
            "title": "Grand large, pour changer d’échelle",
            "summary": "Douze mois, un mécène et un ancien dirigeant pour ouvrir un second site.",
            "kind": "accelerator",
            "who": "Projets qui tournent depuis deux ans",
            "selection": "Dossier, puis jury en mai.",
            "months": 12,
            "price": "free",
            "stages": ["consolidation", "essaimage", "changement_echelle"],
            "themes": ["economie_circulaire_reemploi"],
        },
    ),
    (
        "tremplin-des-cimes-fictif",
        165,
        4,
        None,
        (),
        {
            "title": "Parrainage par une ancienne lauréate",
            "summary": "Une rencontre par mois, pendant un an, avec quelqu’un qui l’a déjà fait.",
            "kind": "mentoring",
            "months": 12,
            "price": "free",
            "places": ["departement:73"],
        },
    ),
)
TOOLS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (
        "tremplin-des-cimes-fictif",
        90,
        {
            "title": "Trésorerie sur douze mois",
            "summary": "Un tableur qui dit quel mois manque, et de combien.",
            "need": "financing",
            "form": "spreadsheet",
            "licence": "cc-by-sa",
            "version": "3.1",
            "minutes": 90,
            "url": "https://tremplin-des-cimes.example/tresorerie",
            "preview": "Feuille 1 : ce qui entre. Feuille 2 : ce qui sort. Feuille 3 : le mois le plus bas, en rouge.",
            "themes": [],
            "stages": ["amorcage", "experimentation", "consolidation"],
        },
    ),
    (
        "atelier-national-fictif",
        45,
        {
            "title": "Choisir ses trois premiers indicateurs",
            "summary": "Un guide de douze pages, avec cinq exemples et une page à remplir.",
            "need": "impact",
            "form": "guide",
            "licence": "etalab",
            "version": "2026",
            "minutes": 40,
            "url": "https://atelier-national.example/indicateurs",
            "preview": "1. À qui cela sert-il ?\n2. Ce que l’on peut compter sans y passer ses soirées.\n3. Ce que l’on ne dira pas.",
            "themes": ["insertion_emploi"],
        },
    ),
    (
        "mission-simplification-fictive",
        340,
        {
            "title": "Modèle de convention d’occupation temporaire",
            "summary": "Pour une friche ou un local vide prêté par une commune.",
            "need": "legal",
            "form": "legal",
            "licence": "etalab",
            "version": "mars 2025",
            "minutes": 60,
            "url": "https://mission-simplification.example/occupation",
            "themes": ["cohesion_territoriale", "economie_circulaire_reemploi"],
        },
    ),
)


def load() -> None:
    """Write what is not there yet."""
    if Programme.objects.filter(is_demo=True).exists():
        return
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    for slug, age, seats, within, inside, fields in PROGRAMMES:
        with days_ago(age):
            programme = _programme(slug, fields)
        day = clock.today() + dt.timedelta(days=within) if within else None
        until = day - dt.timedelta(days=20) if day else None
        intake = announce_intake(programme=programme, starts_on=day, apply_until=until, seats=seats, by=programme.contact)
        for name in inside:
            admit(intake=intake, name=name, project=project if name == PROJECT else None, by=programme.contact)
    for slug, age, fields in TOOLS:
        with days_ago(age):
            _tool(slug, fields)
    _used(project)


def _house(slug: str) -> tuple[Organisation, Any]:
    house = Organisation.objects.get(slug=slug)
    owner = house.memberships.select_related("user").order_by("pk").first()
    return house, owner.user if owner else None


def _programme(slug: str, fields: dict[str, Any]) -> Programme:
    house, by = _house(slug)
    rest = {name: value for name, value in fields.items() if name != "places"}
    made = prepare_programme(organisation=house, by=by, places=places_by_keys(fields.get("places", [])), **rest)
    Programme.objects.filter(pk=made.pk).update(is_demo=True)
    return move_programme(programme=made, verb="publish", by=by)


def _tool(slug: str, fields: dict[str, Any]) -> None:
    house, by = _house(slug)
    made = prepare_tool(organisation=house, by=by, **fields)
    Tool.objects.filter(pk=made.pk).update(is_demo=True)
    move_tool(tool=made, verb="publish", by=by)


def _used(project: Project | None) -> None:
    awa = person("awa@demo.test")
    sheet = Tool.objects.get(is_demo=True, need="financing")
    for one in ([project] if project else []) + list(Project.objects.filter(is_demo=True, status="published").order_by("pk")[:2]):
        say_used(tool=sheet, project=one, is_used=True, by=awa)
    judge_tool(tool=sheet, is_useful=True, why="Nous avons vu venir le trou de novembre.", by=awa)
    judge_tool(tool=sheet, is_useful=False, why="Il manque une colonne pour les dons.", by=person("elise@demo.test"))
