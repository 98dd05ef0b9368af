"""Seventy invented projects on real places: every stage and every state, written by the same actions as people's own.

Their dates are in the past: the clock goes back for each thing that happens, so that the journal, the mails and the
references tell a plausible story.
"""

import datetime as dt

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.demo.seed.organisations import carrier_in
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.demo.seed.project_ideas import IDEAS, NAMES, PLACES, Idea
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Assignment, Organisation
from frenchimpact.organisations.rules import has_role
from frenchimpact.projects import actions, rules
from frenchimpact.projects.actions.sheets import Sheet
from frenchimpact.projects.models import Project

# How far each of the projects has gone, in the order of their declaration.
STATES = [
    *["published"] * 42,
    *["qualified"] * 4,
    *["not_qualified"] * 3,
    *["redirected"] * 3,
    *["unpublished"] * 2,
    *["archived"] * 2,
    "needs_information",
    *["read by the partner"] * 3,
    *["read by nobody"] * 6,
]
STAGES = ["idee", "amorcage", "experimentation", "experimentation", "consolidation", "essaimage", "amorcage", "changement_echelle", "pause"]
GRID = ["need", "novelty", "actors", "effects", "model", "evidence", "replicability"]
# Days since the declaration, for those that are not spread over the last two years.
AGES = {"archived": 120.0, "needs_information": 36.0, "read by the partner": 24.0, "read by nobody": 16.0}
AWA_ANSWERS: dict[str, str | int] = {
    "novelty": "Les habitants réparent avec l’équipe et repartent avec un savoir-faire.",
    "needs": "Un local de 200 m² de plain-pied, et une personne pour la comptabilité.",
    "people_count": 320,
    "volunteers": 24,
}
REASONS = {
    "qualified": "Le besoin est réel et mal couvert ici. Les personnes concernées participent. Mesurez maintenant un premier résultat.",
    "not_qualified": "L’activité est utile, mais elle existe déjà tout près. Dites ce que vous faites autrement, puis déposez de nouveau.",
    "redirected": "Le projet relève d’un accompagnement à la création. Une structure près de chez vous peut vous aider dès ce mois-ci.",
}


def load() -> None:
    """Write the projects, once."""
    if Project.objects.filter(is_demo=True).exists():
        return
    found = {place.code: place for place in Place.objects.filter(level="commune", code__in=PLACES).select_related("department")}
    places = [found[code] for code in PLACES if code in found]
    savoie = [place for place in places if place.department and place.department.code == "73"]
    readers = second_readers()
    holders = [someone(name) for name in NAMES]
    write_awa(readers)
    count = len(STATES)
    for number, state in enumerate(STATES):
        idea = IDEAS[number % len(IDEAS)]
        place = savoie[number % len(savoie)] if state == "read by the partner" and savoie else places[number % len(places)]
        age = AGES.get(state, 25 + (count - number) * 9.5) - number / 10
        write(idea, place, state, holders[number % len(holders)], number, max(age, 1), readers)
    for number, idea in enumerate(IDEAS[:4]):
        write(idea, places[(number * 7) % len(places)], "published", holders[-1 - number], number, 40 + number * 20, readers, is_need=True)


def someone(name: str) -> User:
    """An invented person."""
    email = f"{name.lower().replace(' ', '.').translate(str.maketrans('éèêëïîôçàâù', 'eeeeiiocaau'))}@demo.test"
    found, _is_new = User.objects.get_or_create(email=email, defaults={"full_name": name, "is_demo": True})
    return found


def second_readers() -> list[User]:
    """Those who read for the programme beside Gaëlle."""
    readers = [person("gaelle@demo.test")]
    with days_ago(1500):
        for name in ("Ismaël Renard", "Odile Marchand"):
            reader = someone(name)
            if not Assignment.objects.filter(user=reader).exists():
                Assignment.objects.create(user=reader, role=Assignment.Role.OPERATOR)
            readers.append(reader)
    return readers[1:]


def write_awa(readers: list[User]) -> None:
    """Awa's own project, public and alive, and the draft of her next one."""
    awa = person("awa@demo.test")
    chambery = Place.objects.get(level="commune", code="73065")
    organisation = Organisation.objects.filter(memberships__user=awa).first()
    sheet = Sheet(
        name="La Recyclerie solidaire",
        problem="Chaque semaine, des meubles en bon état partent à la benne pendant que des familles s’installent sans rien.",
        answer="Une équipe en insertion les collecte, les répare avec les habitants et les vend à petit prix, au cœur du quartier.",
        themes=["economie_circulaire_reemploi", "insertion_emploi"],
        publics=["demandeurs-emploi", "familles"],
        sdgs=[8, 12],
        places=[chambery],
        stage="amorcage",
        organisation=organisation,
        has_publication_consent=True,
        is_demo=True,
    )
    with days_ago(260):
        project = actions.declare_project(sheet=sheet, by=awa)
        for key, value in AWA_ANSWERS.items():
            actions.answer_question(project=project, key=key, value=value, by=awa)
    with days_ago(240):
        read_and_close(project, readers, "qualified")
    with days_ago(90):
        actions.change_stage(project=project, stage="experimentation", note="Ouverture de l’atelier du quartier", by=awa)
        actions.show_member(member=project.team.get(user=awa), is_shown=True, by=awa)
    draft, _key = actions.start_declaration(by=awa)
    typed: dict[str, str | list[str]] = {
        "holder": "structure",
        "structure": str(organisation.pk) if organisation else "",
        "structure_query": organisation.name if organisation else "",
        "email": awa.email,
        "name": "Le Garage partagé des Bauges",
        "problem": "Dans nos hameaux, une panne de voiture suffit à perdre un emploi.",
        "answer": "Un garage associatif où l’on répare ensemble, avec des outils prêtés et un mécanicien à mi-temps.",
        "themes": ["mobilite_douce_partagee"],
    }
    actions.save_declaration(
        declaration=draft, changes={name: Change(value, 0) for name, value in typed.items()}, by=str(awa), writer="demo", step=3
    )


def write(
    idea: Idea, place: Place, state: str, holder: User, number: int, age: float, readers: list[User], *, is_need: bool = False
) -> None:
    """One project, brought as far as its state says."""
    has_consent = state not in {"qualified", "archived"}
    sheet = Sheet(
        name=idea.need_name(place.name) if is_need else idea.name(place.name, number),
        problem=idea.problem,
        answer=idea.wish if is_need else idea.answer,
        themes=idea.themes,
        publics=idea.publics,
        sdgs=idea.sdgs,
        places=[place],
        stage=STAGES[number % len(STAGES)],
        organisation=carrier_in(place) if number % 5 < 3 and not is_need else None,
        is_need=is_need,
        has_publication_consent=has_consent,
        is_demo=True,
    )
    with days_ago(age):
        project = actions.declare_project(sheet=sheet, by=holder)
        if number % 2:
            actions.answer_question(project=project, key="novelty", value=idea.novelty, by=holder)
            actions.answer_question(project=project, key="people_count", value=40 + number * 7, by=holder)
    if state == "read by nobody":
        return
    if state == "read by the partner":
        with days_ago(max(age - 3, 0.5)):
            read(project, person("chloe@demo.test"), "unfavourable" if number % 3 == 0 else "favourable")
        return
    with days_ago(max(age - 12, 0.5)):
        if state in {"needs_information", "archived"}:
            actions.start_reading(project=project, by=readers[0])
            due_on = clock.today() + dt.timedelta(days=21)
            actions.ask_information(project=project, question="Qui paie la première année, et combien ?", due_on=due_on, by=readers[0])
        else:
            read_and_close(project, readers, state if state in REASONS else "qualified")
    finish(project, state, holder, number, age)


def finish(project: Project, state: str, holder: User, number: int, age: float) -> None:
    """What happened after the reading."""
    if state == "archived":
        with days_ago(max(age - 75, 0.5)):
            actions.archive_project(project=project, by=None)
    elif state == "unpublished":
        with days_ago(5):
            actions.forbid_publication(project=project, by=holder)
    elif state == "published" and number % 6 == 0 and not project.is_need:
        with days_ago(age / 2):
            actions.change_stage(project=project, stage=STAGES[(number + 1) % len(STAGES)], note="Nouvelle étape", by=holder)


def read(project: Project, reader: User, opinion: str = "favourable") -> None:
    """Someone reads the project and sends their opinion."""
    reading = actions.start_reading(project=project, by=reader)
    answers = {f"{code}.level": str(1 + (reading.pk + rank) % 3) for rank, code in enumerate(GRID)}
    answers |= {"opinion": opinion, "comment": "Le besoin est bien décrit. Le modèle reste à préciser après la première année."}
    actions.save_reading(reading=reading, changes={name: Change(value, 0) for name, value in answers.items()})
    actions.send_reading(reading=reading)


def read_and_close(project: Project, readers: list[User], outcome: str) -> None:
    """Two readings, then the decision."""
    chloe = person("chloe@demo.test")
    partner = chloe if has_role(chloe, Assignment.Role.PARTNER, places=rules.places_of(project)) else readers[1]
    opinion = {"qualified": "favourable", "not_qualified": "unfavourable", "redirected": "redirect"}[outcome]
    read(project, readers[0], opinion)
    read(project, partner, opinion)
    actions.close_qualification(
        project=project,
        outcome=outcome,
        reasons=REASONS[outcome],
        redirected_to="Tremplin des Cimes" if outcome == "redirected" else "",
        by=person("gaelle@demo.test"),
    )
