"""Solutions of the demonstration, all invented: Awa's, which one place runs and another gave up; a second one, to read."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Precedent
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Followed
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of, team_of
from frenchimpact.solutions.actions.adoptions import adopt, agree, close, do_step, launch, run, write_agreement
from frenchimpact.solutions.actions.solutions import change_solution, move_solution, prepare_solution, submit_version, write_kit
from frenchimpact.solutions.models import Adoption, Solution
from frenchimpact.solutions.rules import PLACE, TEAM

PROJECT = "La Recyclerie solidaire"
SHEET: dict[str, Any] = {
    "title": "Une recyclerie où l’on répare ensemble",
    "summary": "Des objets collectés, réparés avec les habitants par une équipe en insertion, et vendus à petit prix dans le quartier.",
    "mode": Solution.Mode.CHARTER,
    "licence": "CC BY-SA 4.0, et la charte des recycleries solidaires (invention)",
    "themes": ["economie_circulaire_reemploi", "insertion_emploi"],
    "publics": ["demandeurs-emploi", "familles"],
    "surroundings": [Solution.Setting.TOWN],
    "population_min": 10_000,
    "population_max": 250_000,
    "actors": ["collectivite", "association"],
    "start_min": Decimal(18_000),
    "start_max": Decimal(45_000),
    "yearly_min": Decimal(60_000),
    "yearly_max": Decimal(95_000),
}
KIT = {
    "before": "Chaque semaine, des meubles en bon état partent à la benne pendant que des familles s’installent sans rien.",
    "after": "Trente tonnes par an resservent, six personnes retrouvent un emploi, le quartier a un lieu où l’on se croise.",
    "fixed": "On répare avec la personne, jamais à sa place.\nLes prix restent accessibles : une table coûte moins de 40 €.\n"
    "L’équipe est en insertion, et accompagnée.",
    "free": "Les jours, le lieu, ce que l’on collecte.\nAvec ou sans boutique : un marché par mois suffit pour commencer.",
    "prerequisites": "Un local de plain-pied de 200 m².\nUn accord avec la déchèterie.\nUne personne encadrante formée à l’insertion.",
    "partners": "La commune pour le local, la déchèterie pour la collecte, une mission locale pour les recrutements.",
    "legal": "Une convention avec la déchèterie dit qui reste responsable de ce qui est mis de côté.",
    "risks": "Sans local chauffé, les bénévoles s’en vont l’hiver.\n"
    "Sans accord écrit avec la déchèterie, la collecte s’arrête au premier changement.",
    "cost_note": "Le démarrage : aménagement et outillage, sans le local. Chaque année : un encadrant, les fluides, l’assurance.",
}
STEPS = (
    ("Trouver le local et l’accord de la commune", 12),
    ("Signer avec la déchèterie", 6),
    ("Recruter et former l’encadrant", 8),
    ("Ouvrir un atelier par semaine", 4),
    ("Ouvrir la vente", 6),
)
WAITING: dict[str, Any] = {
    "title": "Une table de quartier, une fois par semaine",
    "summary": "Des habitants cuisinent ensemble ce que les fermes n’ont pas vendu, et mangent à la même table.",
    "mode": Solution.Mode.OPEN,
    "licence": "CC0-1.0",
    "themes": ["alimentation_durable_circuits_courts", "lien_social_vivre_ensemble"],
    "start_min": Decimal(500),
    "start_max": Decimal(3_000),
}

# What it costs, for what, when: each place counts what it makes there.
COSTS = [
    {"title": "Formation de l’équipe", "amount": "1800", "basis": "forfait", "when": "demarrage"},
    {"title": "Outils et établis", "amount": "19500", "basis": "lieu", "when": "demarrage"},
    {"title": "Un encadrant, les fluides, l’assurance", "amount": "56000", "basis": "lieu", "when": "an"},
    {"title": "Pièces détachées", "amount": "9.5", "basis": "personne", "when": "an"},
    {"title": "Faire savoir que cela existe", "amount": "45", "basis": "mille_habitants", "when": "an"},
]


def load() -> None:
    """Write what is not there yet."""
    project = Project.objects.filter(name=PROJECT, is_demo=True, status=Project.Status.PUBLISHED).order_by("pk").first()
    if project is None or Solution.objects.filter(is_demo=True).exists():
        return
    awa, gaelle = person("awa@demo.test"), person("gaelle@demo.test")
    with days_ago(_age() + 150):
        solution = _write(project, SHEET, awa)
        move_solution(solution=solution, verb="publish", by=gaelle)
    runs = _runs(solution, awa)
    _failed(solution, awa, runs)
    _writes_again(solution, awa)
    _waits()


def _writes_again(solution: Solution, awa: User) -> None:
    """The next version, given to the programme to read: what is public stays meanwhile."""
    with days_ago(2):
        change_solution(solution=solution, by=awa, start_max=Decimal(38_000), licence="CC BY-SA 4.0, avec la charte du réseau")
        write_kit(solution=solution, by=awa, changes="Une charte à signer, et un coût de démarrage revu après trois reprises.")
        submit_version(solution=solution, by=awa)


def _age() -> int:
    """How many days ago the one that runs it began: early last year, so that a whole year is told."""
    today = clock.today()
    return (today - dt.date(today.year - 1, 1, 8)).days


def _write(project: Project, sheet: dict[str, Any], by: User) -> Solution:
    solution = prepare_solution(project=project, by=by, is_demo=True, **sheet)
    indicators = [one.indicator for one in Followed.objects.filter(project=project, ended_on=None).select_related("indicator")]
    lifted = list(Precedent.objects.filter(state=Precedent.State.VALID, themes__overlap=sheet["themes"]).order_by("pk")[:2])
    change_solution(solution=solution, by=by, indicators=indicators, precedents=lifted)
    steps = [{"title": title, "text": "", "weeks": weeks} for title, weeks in STEPS]
    write_kit(solution=solution, by=by, steps=steps, costs=COSTS, **KIT)
    return move_solution(solution=solution, verb="submit", by=by)


def _asks(solution: Solution, house: Organisation, place: Place, text: str, learnt_from: Adoption | None = None) -> Adoption:
    owner = house.memberships.select_related("user").order_by("pk").first()
    by = owner.user if owner else None
    return adopt(solution=solution, organisation=house, place=place, text=text, learnt_from=learnt_from, by=by, is_demo=True)


def _there(solution: Solution) -> Project | None:
    """A project elsewhere that counts the same people; one of the same theme if there is."""
    measured = Followed.objects.filter(indicator__code="beneficiaires_directs", last_value__isnull=False).values("project")
    found = Project.objects.filter(pk__in=measured, is_demo=True, status=Project.Status.PUBLISHED, organisation__isnull=False)
    rows = list(found.exclude(pk=solution.project_id).select_related("organisation").order_by("pk"))
    return next((one for one in rows if set(one.themes) & set(solution.themes)), next(iter(rows), None))


def _runs(solution: Solution, awa: User) -> Adoption | None:
    """A project elsewhere, which measured the same things all last year."""
    there = _there(solution)
    place = next(iter(places_of(there)), None) if there else None
    if there is None or there.organisation is None or place is None:
        return None
    age, holder = _age(), next(iter(team_of(there)), awa)
    with days_ago(age + 60):
        adoption = _asks(solution, there.organisation, place, "La commune nous prête un local, et deux encadrants sont prêts à se former.")
    with days_ago(age + 30):
        words = (
            "L’équipe d’origine vient deux jours et répond chaque mois. Nous gardons les prix et l’accompagnement ; les jours sont à nous."
        )
        write_agreement(adoption=adoption, text=words, mentor=awa, by=awa)
        agree(adoption=adoption, side=TEAM, by=awa)
        agree(adoption=adoption, side=PLACE, by=holder)
    with days_ago(age):
        launch(adoption=adoption, project=there, by=holder)
    for number, (step, note) in enumerate(zip(adoption.steps.all(), ("", "Deux mois de plus que prévu.", "", ""), strict=False)):
        with days_ago(age - 30 - 40 * number):
            do_step(step=step, done_on=clock.today(), note=note, by=holder)
    with days_ago(age - 180):
        return run(adoption=adoption, by=holder)


def _failed(solution: Solution, awa: User, learnt_from: Adoption | None) -> None:
    """One that never began, and says why to all: useful to the next ones."""
    house = Organisation.objects.filter(
        source=Organisation.Source.DEMO, is_published=True, kinds__contains=["collectivite"], commune__isnull=False
    )
    found = house.select_related("commune").order_by("pk").first()
    if found is None or found.commune is None:
        return
    with days_ago(250):
        adoption = _asks(solution, found, found.commune, "Le conseil municipal en a voté le principe.", learnt_from)
    with days_ago(160):
        lesson = (
            "Le local promis n’était pas chauffé, et le changement d’équipe municipale a remis l’accord en question. "
            "Faites voter le local avant de recruter ; nous avons fait l’inverse."
        )
        close(adoption=adoption, ending=Adoption.Ending.NOT_LAUNCHED, lesson=lesson, is_public=True, by=awa)


def _waits() -> None:
    """Another project's, sent yesterday: the programme reads it."""
    other = (
        Project.objects.filter(is_demo=True, status=Project.Status.PUBLISHED, is_need=False, themes__overlap=WAITING["themes"])
        .exclude(name=PROJECT)
        .order_by("pk")
        .first()
    )
    if other is None:
        return
    with days_ago(1):
        _write(other, WAITING, next(iter(team_of(other)), person("awa@demo.test")))
