"""What Awa's project changes, and how: its theory of change, published once. All invented."""

from frenchimpact.accounts.models import User
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.impact.actions.changes import ask_question, publish_change, write_part
from frenchimpact.impact.models import Change, ChangePart, Kind
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project

PROJECT = "La Recyclerie solidaire"
QUESTION = "Nos ateliers changent-ils ce que les habitants achètent, jettent et savent faire ?"
# Kind, words, for whom, what counts it, the parts it leads to (by their place in this list).
PARTS: list[tuple[Kind, str, str, str, list[int]]] = [
    (Kind.NEED, "Faute de lieu pour réparer, on jette ce que d’autres cherchent", "habitants des vallées", "", [2, 3]),
    (Kind.INPUT, "Un atelier, quatre salariés, trente bénévoles", "", "", [2, 3]),
    (Kind.ACTIVITY, "Collecter, trier et réparer chaque semaine", "", "", [4]),
    (Kind.ACTIVITY, "Apprendre à réparer, le samedi", "", "", [5]),
    (Kind.OUTPUT, "Des objets réparés et revendus à bas prix", "", "", [6, 7]),
    (Kind.OUTPUT, "Des personnes venues aux ateliers", "", "beneficiaires_directs", [6]),
    (Kind.OUTCOME, "On répare avant d’acheter", "habitants", "", [8]),
    (Kind.OUTCOME, "Des personnes retrouvent un emploi durable", "salariés en parcours", "", [8]),
    (Kind.IMPACT, "Moins de déchets, et des vallées où l’on s’entraide", "planète, habitants", "", []),
    (Kind.ASSUMPTION, "Un objet réparé évite vraiment un achat neuf", "", "", [6]),
    (Kind.RISK, "Les bénévoles s’épuisent", "", "", [3]),
]


def load() -> None:
    """Write what is not there yet."""
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    if project is None or Change.objects.filter(project=project).exists():
        return
    with days_ago(40):
        _write(project, person("awa@demo.test"))


def _write(project: Project, awa: User) -> None:
    ask_question(project=project, question=QUESTION, by=awa)
    made: dict[int, ChangePart] = {}
    # From the end of the chain to its beginning: what a part leads to is there before it.
    for place in sorted(range(len(PARTS)), key=lambda place: (PARTS[place][0] in (Kind.ASSUMPTION, Kind.RISK), -place)):
        kind, text, stakeholder, code, leads_to = PARTS[place]
        indicator = Indicator.objects.filter(code=code).order_by("-version").first() if code else None
        targets = [made[at] for at in leads_to]
        made[place] = write_part(
            project=project, kind=kind, text=text, by=awa, stakeholder=stakeholder, indicator=indicator, leads_to=targets
        )
    publish_change(project=project, by=awa)
