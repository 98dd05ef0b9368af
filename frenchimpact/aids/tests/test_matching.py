"""The statement that compares by thousands says the same as the judge of one pair, condition by condition."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.aids.codes import LISTS
from frenchimpact.aids.explaining import FORMS
from frenchimpact.aids.judging import State, judge, months_after
from frenchimpact.aids.models import Aid, Bit, Face, Instrument, Rule, Terms
from frenchimpact.aids.queries.bits import codes_in, mask
from frenchimpact.aids.queries.matches import conditions_of, count_projects, match_aids, match_projects, side_of
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects import actions as projects
from frenchimpact.projects.models import PassportAnswer, Project, ProjectPlace, Stage
from frenchimpact.projects.tests.factories import make_project, make_published_project, set_status
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
PLACES = ("pays:FR", "region:84", "departement:73", "epci:200069110", "commune:73065", "commune:73008", "commune:93048", "region:11")
THEMES = ("insertion_emploi", "numerique_inclusion", "logement_habitat")
CHOICES = {"form": ("association", "cooperative", "entreprise", "sans_structure"), "stage": ("idee", "amorcage", "experimentation")}


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


def _rules(draw: random.Random) -> list[dict[str, object]]:
    rules: list[dict[str, object]] = []
    for subject, codes in {**CHOICES, "theme": THEMES, "public": ("jeunes", "seniors", "femmes")}.items():
        if draw.random() < 0.4:
            rules.append({"subject": subject, "values": draw.sample(codes, draw.randint(1, 2))})
    if draw.random() < 0.3:
        rules.append({"subject": "theme", "values": [draw.choice(THEMES)], "is_wish": True})
    for subject, top in (("budget", 100_000), ("amount", 50_000), ("age", 60), ("employees", 20), ("evidence", 5)):
        if draw.random() < 0.3:
            low, high = sorted(draw.sample(range(top), 2))
            kept = draw.choice([(low, None), (None, high), (low, high)])
            rules.append({"subject": subject, "minimum": kept[0], "maximum": kept[1]})
    if draw.random() < 0.2:
        rules.append({"subject": "qualified"})
    return rules


def _project(draw: random.Random) -> Project:
    organisation = None
    if draw.random() < 0.7:
        kind = draw.choice([Organisation.Kind.ASSOCIATION, Organisation.Kind.COMPANY, Organisation.Kind.SUPPORT])
        organisation = make_organisation(kinds=[kind])
    project = make_published_project() if draw.random() < 0.7 else make_project()
    Project.objects.filter(pk=project.pk).update(
        organisation=organisation,
        stage=draw.choice(CHOICES["stage"]),
        themes=draw.sample(THEMES, draw.randint(0, 2)),
        publics=draw.sample(("jeunes", "seniors"), draw.randint(0, 1)),
    )
    ProjectPlace.objects.filter(project=project).delete()
    for key in draw.sample(PLACES[1:], draw.randint(0, 2)):
        ProjectPlace.objects.create(project=project, place=make_place(key))
    answers = {
        "budget": draw.randint(0, 100_000),
        "amount_sought": draw.randint(0, 50_000),
        "founded_on": (clock.today() - dt.timedelta(days=draw.randint(0, 2000))).isoformat(),
        "employees": draw.randint(0, 20),
        "evidence": str(draw.randint(0, 5)),
    }
    for key, value in answers.items():
        if draw.random() < 0.7:
            PassportAnswer.objects.create(project=project, key=key, value=value, source="typed")
    return project


@pytest.mark.parametrize("seed", range(4))
def test_one_statement_and_the_judge_agree(seed: int) -> None:
    draw = random.Random(seed)
    aids = []
    for number in range(14):
        places = tuple(draw.sample(PLACES, draw.randint(1, 2)))
        excluded = draw.choice([(), ("commune:73008",)]) if "commune:73008" not in places else ()
        aids.append(make_aid(f"Aide {number}", places=places, excluded=excluded, rules=_rules(draw)))
    faces = [Face.objects.get(project=_project(draw)) for _ in range(14)]
    terms = {one.pk: conditions_of(one) for one in Terms.objects.all()}
    assert set(terms) == {aid.pk for aid in aids}
    seen = set()
    for face in faces:
        side = side_of(face)
        found = match_aids(side, fits=("suits", "to_check", "near", "apart"), limit=100).rows
        assert len(found) == len(aids)
        for row in found:
            judged = judge(side, terms[row.pk], clock.today())
            assert (row.failing, row.unknown, row.score, row.fit) == (
                judged.count(State.FAILING),
                judged.count(State.UNKNOWN),
                judged.score,
                judged.fit,
            )
            seen.add(row.fit)
        assert found == sorted(found, key=lambda row: (row.failing, row.unknown, -row.score, row.pk))
    assert seen >= {"to_check", "near", "apart"}
    for pk, conditions in terms.items():
        by_project = {face.pk: judge(side_of(face), conditions, clock.today()) for face in faces}
        rows = match_projects(conditions, fits=("suits", "to_check", "near", "apart"), limit=None, only_public=False)
        assert {row.pk: (row.fit, row.score) for row in rows} == {key: (one.fit, one.score) for key, one in by_project.items()}
        public = [by_project[face.pk] for face in faces if face.is_public]
        crowd = count_projects(conditions)
        assert crowd.counts == {fit: sum(one.fit == fit for one in public) for fit in ("suits", "to_check", "near", "apart")}
        for subject, number in crowd.excluded_by.items():
            alone = [one for one in public if [v.subject for v in one.verdicts if v.state is State.FAILING] == [subject]]
            assert number == len(alone), (pk, subject)


def test_what_nobody_said_is_unknown_never_refused() -> None:
    project = make_published_project()
    Project.objects.filter(pk=project.pk).update(themes=[], publics=[])
    ProjectPlace.objects.filter(project=project).delete()
    aid = make_aid(places=("departement:73",), rules=[{"subject": "budget", "minimum": 1}, {"subject": "theme", "values": [THEMES[0]]}])
    judged = judge(side_of(Face.objects.get(project=project)), conditions_of(aid.terms), clock.today())
    assert {verdict.state for verdict in judged.verdicts} == {State.UNKNOWN}
    assert judged.fit == "to_check"


def test_a_structure_too_young_knows_the_day() -> None:
    project = make_published_project()
    PassportAnswer.objects.create(project=project, key="founded_on", value="2024-03-14", source="typed")
    aid = make_aid(rules=[{"subject": "age", "minimum": 24}])
    judged = judge(side_of(Face.objects.get(project=project)), conditions_of(aid.terms), dt.date(2026, 3, 1))
    age = next(verdict for verdict in judged.verdicts if verdict.subject == "age")
    assert (age.state, age.from_on) == (State.FAILING, dt.date(2026, 3, 14))
    assert judged.fit == "near"
    later = judge(side_of(Face.objects.get(project=project)), conditions_of(aid.terms), dt.date(2026, 3, 14))
    assert later.fit == "suits"


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 1, 31), 1, dt.date(2023, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 12, 15), 1, dt.date(2025, 1, 15)),
        (dt.date(2024, 3, 31), 0, dt.date(2024, 3, 31)),
    ],
)
def test_months_end_as_in_the_database(day: dt.date, months: int, found: dt.date) -> None:
    assert months_after(day, months) == found
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::date + make_interval(months => %s))::date", [day, months])
        assert cursor.fetchone()[0] == found


def test_closed_and_unpublished_aids_are_left_out() -> None:
    side = side_of(Face.objects.get(project=make_published_project()))
    kept = make_aid("Ouverte", rhythm="once", closes_on=clock.today())
    make_aid("Fermée", rhythm="once", closes_on=clock.today() - dt.timedelta(days=1))
    make_aid("À venir", rhythm="once", opens_on=clock.today() + dt.timedelta(days=1))
    make_aid("Brouillon", status=Aid.Status.DRAFT, published_at=None)
    assert [row.pk for row in match_aids(side).rows] == [kept.pk]
    assert len(match_aids(side, only_open=False).rows) == 3
    assert [row.pk for row in match_aids(side, among=Terms.objects.filter(aid__title="Fermée"), only_open=False).rows] != [kept.pk]


def test_the_face_follows_every_change() -> None:
    project = make_project()
    assert Face.objects.filter(project=project, is_public=False).exists()
    set_status(project, "published")
    face = Face.objects.get(project=project)
    assert face.is_public
    assert face.is_qualified
    Project.objects.filter(pk=project.pk).update(themes=[THEMES[1]])
    assert codes_in("theme", Face.objects.get(project=project).themes) == [THEMES[1]]
    person = project.team.get().user
    projects.answer_question(project=project, key="budget", value=12_500, by=person)
    assert Face.objects.get(project=project).budget == Decimal(12_500)
    projects.answer_question(project=project, key="founded_on", value="2021-03-14", by=person)
    assert Face.objects.get(project=project).founded_on == dt.date(2021, 3, 14)
    organisation = make_organisation(kinds=[Organisation.Kind.SUPPORT])
    Project.objects.filter(pk=project.pk).update(organisation=organisation)
    assert Face.objects.get(project=project).forms == 0
    Organisation.objects.filter(pk=organisation.pk).update(kinds=[Organisation.Kind.SUPPORT, Organisation.Kind.COOPERATIVE])
    assert Face.objects.get(project=project).forms == mask("form", ["cooperative"])
    place = make_place("commune:93048")
    ProjectPlace.objects.filter(project=project).update(place=place)
    face = Face.objects.get(project=project)
    assert face.places == [place.pk]
    above = ("pays:FR", "region:11", "departement:93", "epci:200054781", "ept:200057875", "commune:93048")
    assert set(face.places_up) == {make_place(key).pk for key in above}
    set_status(project, "archived")
    assert not Face.objects.filter(project=project).exists()


def test_masks_keep_their_bits_when_words_are_added() -> None:
    before = dict(Bit.objects.filter(scheme="theme").values_list("code", "number"))
    assert len(set(before.values())) == len(before) >= len(THEMES)
    Term.objects.create(scheme="theme", code="nouveau", fr="Nouveau", en="New", position=0)
    after = dict(Bit.objects.filter(scheme="theme").values_list("code", "number"))
    assert {code: after[code] for code in before} == before
    assert after["nouveau"] == max(before.values()) + 1


def test_a_rule_says_something() -> None:
    aid = make_aid()
    for wrong in (
        {"subject": "theme"},
        {"subject": "budget"},
        {"subject": "budget", "minimum": 5, "maximum": 4},
        {"subject": "budget", "minimum": -1},
        {"subject": "form", "values": ["association"], "is_wish": True},
        {"subject": "qualified", "minimum": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.create(aid=aid, **wrong)


def test_the_lists_of_the_code_are_those_of_the_database() -> None:
    def in_the_database(scheme: str, codes: list[str]) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT aids_mask(%s, %s)", [scheme, codes])
            return int(cursor.fetchone()[0])

    for scheme, codes in LISTS.items():
        for some in (*([code] for code in codes), list(codes), [*codes[:2], codes[0], "inconnu"], []):
            assert mask(scheme, some) == in_the_database(scheme, some), scheme
    assert set(LISTS["form"]) == set(FORMS)
    assert set(LISTS["instrument"]) == set(Instrument.values)
    assert set(LISTS["stage"]) | {"arrete"} == set(Stage.values)
