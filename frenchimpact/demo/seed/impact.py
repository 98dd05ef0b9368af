"""What Awa's project and Chloé's territory change, and how: their theories of change, published once. All invented."""

from frenchimpact.accounts.models import User
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.impact.actions.changes import ask_question, publish_change, write_part
from frenchimpact.impact.models import Change, Holder, Kind
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Territory

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


TERRITORY_QUESTION = "Quand on répare, qu’on s’entraide et qu’on mange ensemble, vit-on mieux ici sans partir ?"
# Its three challenges: repairing, the digital world, food.
TERRITORY_PARTS: list[tuple[Kind, str, str, str, list[int]]] = [
    (Kind.NEED, "Un tiers de ce qui finit en déchèterie pourrait resservir", "ménages modestes, personnes sans emploi", "", [5]),
    (Kind.NEED, "Un habitant sur cinq renonce à une démarche en ligne", "personnes âgées, habitants des hameaux", "", [6]),
    (Kind.NEED, "Les fermes vendent loin, et beaucoup mangent seuls", "écoles, personnes seules", "", [7]),
    (Kind.INPUT, "Un local de 600 m², un chargé de projet, un fonds commun", "", "", [5, 6, 7]),
    (Kind.INPUT, "Onze membres, et des bénévoles deux heures par semaine", "", "", [6, 7]),
    (Kind.ACTIVITY, "Ouvrir une seconde recyclerie, qui forme", "", "", [8]),
    (Kind.ACTIVITY, "Aider près de chez soi, dans chaque commune", "", "", [9]),
    (Kind.ACTIVITY, "Relier fermes et cantines, ouvrir des tables", "", "", [10]),
    (Kind.OUTPUT, "400 tonnes détournées, soixante parcours", "", "", [11]),
    (Kind.OUTPUT, "2 000 personnes formées par an", "", "beneficiaires_directs", [12]),
    (Kind.OUTPUT, "La moitié des repas venus de moins de 50 km", "", "", [13]),
    (Kind.OUTCOME, "Un métier, et des objets qui durent", "personnes en insertion", "", [14]),
    (Kind.OUTCOME, "On fait seul ses démarches", "habitants", "", [14]),
    (Kind.OUTCOME, "On mange mieux, et moins seul", "familles, personnes seules", "", [14]),
    (Kind.IMPACT, "Des vallées où l’on reste, et où personne n’est laissé", "habitants, planète", "", []),
    (Kind.ASSUMPTION, "Les communes ouvrent leurs achats au réemploi", "", "", [8]),
    (Kind.RISK, "Le transport entre fermes et cantines ne trouve pas preneur", "", "", [10]),
]


def load() -> None:
    """Write what is not there yet."""
    awa, chloe = person("awa@demo.test"), person("chloe@demo.test")
    project = Project.objects.filter(name=PROJECT, is_demo=True, change=None).order_by("pk").first()
    territory = Territory.objects.filter(is_demo=True, lead__memberships__user=chloe).order_by("pk").first()
    with days_ago(40):
        if project is not None:
            _write(project, QUESTION, PARTS, awa)
        if territory is not None and not Change.objects.filter(territory=territory).exists():
            _write(territory, TERRITORY_QUESTION, TERRITORY_PARTS, chloe)


def _write(holder: Holder, question: str, parts: list[tuple[Kind, str, str, str, list[int]]], by: User) -> None:
    ask_question(holder=holder, question=question, by=by)
    # The latest version of each comes last.
    codes = [code for _kind, _text, _whom, code, _leads_to in parts if code]
    counted = {one.code: one for one in Indicator.objects.filter(code__in=codes).order_by("version")}
    made = [
        write_part(holder=holder, kind=kind, text=text, by=by, stakeholder=whom, indicator=counted.get(code))
        for kind, text, whom, code, _leads_to in parts
    ]
    # What a part leads to must be there before it.
    for part, (kind, text, whom, code, leads_to) in zip(made, parts, strict=True):
        if leads_to:
            targets = [made[at] for at in leads_to]
            write_part(
                holder=holder, kind=kind, text=text, by=by, part=part, stakeholder=whom, indicator=counted.get(code), leads_to=targets
            )
    publish_change(holder=holder, by=by)
