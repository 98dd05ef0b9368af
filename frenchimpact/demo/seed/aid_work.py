"""What aids ask of people: a pair that may be the same aid, a result that somebody contests, a funder and a team who met."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.contests import contest
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.actions.introductions import answer_introduction, propose_introduction, write_message
from frenchimpact.aids.actions.twins import find_twins
from frenchimpact.aids.models import Aid
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.projects.models import Project

TWIN, CONTESTED, MET = "Alimentation de proximité", "Petits gestes, grands voisins", "Prêt solidaire de croissance"
PROJECT = "La Recyclerie solidaire"


def write() -> None:
    """All three; each only where what it needs is there."""
    aids = {one.title: one for one in Aid.objects.filter(title__in=(TWIN, CONTESTED, MET), is_demo=True).select_related("funder")}
    if TWIN in aids:
        _twin()
    if CONTESTED in aids:
        _contest(aids[CONTESTED])
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    people = {one.email: one for one in User.objects.filter(email__in=("awa@demo.test", "farid@demo.test"))}
    if project and MET in aids and len(people) == 2:
        _introduction(project, aids[MET], people["awa@demo.test"], people["farid@demo.test"])


def _twin() -> None:
    """The same aid, as a catalogue gives it."""
    line = {
        "id": "alimentation-73",
        "titre": "Alimentation de proximité en Savoie",
        "description": "Une aide à l’investissement pour produire, transformer ou vendre près de chez soi.",
        "eligibilite": "Porter un projet alimentaire en Savoie.",
        "types_aides": "subvention",
        "porteurs": "[{nom: 'Syndicat des vallées douces', roles: ['financeur']}]",
        "url_source": "https://financements.example/alimentation/",
        "cibles": "associations|professionnels",
        "eligibilite_geographique": "DEP-73",
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue-alimentaire.json"
        path.write_text(json.dumps([line]), encoding="utf-8")
        import_aids(path, source_name="Catalogue alimentaire (démonstration)")
    made = Aid.objects.filter(source_key=line["id"], source__name__startswith="Catalogue alimentaire")
    made.update(is_demo=True)
    find_twins(list(made.values_list("pk", flat=True)))


def _contest(aid: Aid) -> None:
    with days_ago(2):
        contest(
            aid=aid,
            query="commune=73065&forme=sans_structure&montant=3200",
            text="Vous dites que l’aide n’est pas pour nous parce que nous cherchons 3 200 €. "
            "Le règlement permet de demander une partie seulement : nous demandons 3 000 €.",
            email="habitants@demo.test",
            by=None,
        )


def _introduction(project: Project, aid: Aid, awa: User, farid: User) -> None:
    if aid.funder is None:
        return
    with days_ago(9):
        made = propose_introduction(
            project=project,
            funder=aid.funder,
            aid=aid,
            side="funder",
            teaser="Nous prêtons sans garantie personnelle à des structures comme la vôtre. Votre troisième atelier nous intéresse.",
            by=farid,
        )
    with days_ago(7):
        made = answer_introduction(introduction=made, accepts=True, by=awa)
        write_message(
            introduction=made, side="project", text="Merci. Nos deux derniers exercices sont clos : que faut-il vous envoyer ?", by=awa
        )
    with days_ago(6):
        words = "Les comptes et un plan de trésorerie sur un an. Nous pouvons nous voir jeudi à Chambéry ?"
        write_message(introduction=made, side="funder", text=words, by=farid)
