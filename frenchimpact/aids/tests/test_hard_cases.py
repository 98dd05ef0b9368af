"""What the page says of an aid holds in the cases where it would be easy to be wrong: last days, leap days, places, no condition at all."""

import datetime as dt
import itertools
import random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from frenchimpact.aids.actions.choices import remind_of, tell_reminders
from frenchimpact.aids.explaining import Told
from frenchimpact.aids.judging import Side, State, judge, months_after
from frenchimpact.aids.models import Aid, Face, Reminder, Terms
from frenchimpact.aids.queries.comparing import whole_months, youngest
from frenchimpact.aids.queries.matches import conditions_of, count_projects, match_aids, match_projects, queue_finds, side_of
from frenchimpact.aids.queries.tellings import side_of_answers, speaker_of, told_aids
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.projects.models import PassportAnswer, Project, ProjectPlace
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
EVERY = ("suits", "to_check", "near", "apart")


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_place("pays:FR")


def told_of(side: Side, *places: str) -> dict[str, Told]:
    """Each published aid in words, by its title."""
    rows = match_aids(side, fits=EVERY, limit=None, only_open=False).rows
    return {aid.title: told for aid, told in told_aids(rows, side, speaker_of([make_place(key) for key in places]))}


def said(told: Told, subject: str) -> tuple[str, str, str]:
    reason = next(one for one in told.reasons if one.subject == subject)
    return reason.state, reason.text, reason.rule


def founded(project: Project, day: dt.date) -> Side:
    PassportAnswer.objects.create(project=project, key="founded_on", value=day.isoformat(), source="typed")
    return side_of(Face.objects.get(project=project))


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────
def test_possible_only_if_the_aid_is_still_open_that_day(client: Client) -> None:
    today = clock.today()
    project = make_published_project()
    side = founded(project, months_after(today + dt.timedelta(days=40), -24))
    ready = months_after(side.founded_on or today, 24)
    rules = [{"subject": "age", "minimum": 24}]

    def make(title: str, **fields: Any) -> Aid:
        return make_aid(title, rules=rules, rhythm="once", **fields)

    make("Ferme aujourd’hui", closes_on=today)
    make("Ferme la veille", closes_on=ready - dt.timedelta(days=1))
    make("Ferme ce jour", closes_on=ready)
    make("Revient", closes_on=today, next_opens_on=ready + dt.timedelta(days=9))
    make("Revient trop tôt", closes_on=today, next_opens_on=today + dt.timedelta(days=2), next_closes_on=ready - dt.timedelta(days=1))
    told = told_of(side)
    assert {title: one.from_on for title, one in told.items()} == {
        "Ferme aujourd’hui": None,
        "Ferme la veille": None,
        "Ferme ce jour": ready,
        "Revient": ready + dt.timedelta(days=9),
        "Revient trop tôt": None,
    }
    assert "trop tard pour cette édition" in told["Ferme aujourd’hui"].summary
    assert "à la prochaine édition" in told["Revient"].summary
    assert all(one.fit == "near" for one in told.values())
    client.force_login(lead_of(project))
    page = client.get(f"/mon-espace/projets/{project.reference}/aides/").content.decode()
    assert page.count("Me le rappeler le") == 2


def test_on_its_last_day_an_aid_is_open_and_says_so(client: Client) -> None:
    make_aid("Dernière chance", rhythm="once", closes_on=clock.today())
    page = client.get("/financements/").content.decode()
    assert "Dernière chance" in page
    assert "Dernier jour" in page


def test_nobody_is_reminded_of_an_aid_that_will_be_over() -> None:
    project, today = make_published_project(), clock.today()
    person, soon = lead_of(project), today + dt.timedelta(days=5)
    over = make_aid(rhythm="once", closes_on=soon)
    with pytest.raises(Refusal, match="choisissez un jour avant"):
        remind_of(user=person, project=project, aid=over, on=soon + dt.timedelta(days=1))
    assert remind_of(user=person, project=project, aid=over, on=soon).on == soon
    again = make_aid(rhythm="recurring", closes_on=soon)
    assert remind_of(user=person, project=project, aid=again, on=soon + dt.timedelta(days=90)).pk


def test_a_reminder_tells_what_became_of_the_aid() -> None:
    project, today = make_published_project(), clock.today()
    for title, change in (("Finit", {"closes_on": today, "rhythm": "once"}), ("Retirée", {"status": Aid.Status.WITHDRAWN})):
        aid = make_aid(title)
        remind_of(user=lead_of(project), project=project, aid=aid, on=today + dt.timedelta(days=1))
        Aid.objects.filter(pk=aid.pk).update(**change)
    Reminder.objects.update(on=today)
    assert tell_reminders() == 2
    texts = list(Mail.objects.filter(kind="aids.reminder").values_list("text", flat=True))
    assert [("Dernier jour" in text, "n’est plus proposée" in text) for text in texts if "« Finit »" in text] == [(True, False)]
    assert [("Dernier jour" in text, "n’est plus proposée" in text) for text in texts if "« Retirée »" in text] == [(False, True)]


LEAP = dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "today", [dt.date(2025, 2, 27), dt.date(2025, 2, 28), dt.date(2025, 3, 1), dt.date(2028, 2, 28), dt.date(2028, 2, 29)]
)
def test_an_age_counts_from_29_february_the_same_everywhere(today: dt.date) -> None:
    project = make_published_project()
    side = founded(project, LEAP)
    for number, (low, high) in enumerate(((12, None), (48, None), (None, 12), (None, 48), (12, 12), (0, None), (None, 0))):
        make_aid(f"Aide {number}", rules=[{"subject": "age", "minimum": low, "maximum": high}])
    with clock.stopped(at(today)):
        found = {row.pk: row.fit for row in match_aids(side, fits=EVERY, limit=None).rows}
        for terms in Terms.objects.all():
            conditions = conditions_of(terms)
            expected = judge(side, conditions, today).fit
            (row,) = match_projects(conditions, fits=EVERY)
            assert (found[terms.pk], row.fit, count_projects(conditions).counts[expected]) == (expected, expected, 1)


def test_the_day_in_words_for_29_february() -> None:
    side = founded(make_published_project(), LEAP)
    make_aid("Un an", rules=[{"subject": "age", "minimum": 12}])
    with clock.stopped(at(dt.date(2025, 2, 27))):
        told = told_of(side)["Un an"]
    assert told.from_on == dt.date(2025, 2, 28)
    assert "possible à partir du 28 février 2025" in told.summary
    assert "Structure créée le 29 février 2024. Assez ancienne à partir du 28 février 2025." in said(told, "age")[1]


def test_ages_turned_into_days_and_months_say_the_same() -> None:
    draw = random.Random(4)
    days = [LEAP + dt.timedelta(days=draw.randint(-1500, 1500)) for _ in range(150)] + [LEAP, dt.date(2024, 1, 31), dt.date(2023, 2, 28)]
    for since, day in itertools.product(days[-40:], days):
        months = whole_months(since, day)
        assert months_after(since, months) <= day < months_after(since, months + 1)
    for months, day, since in itertools.product((0, 1, 11, 12, 36), days[-30:], days[-30:]):
        assert (since > youngest(months, day)) == (months_after(since, months) > day)
    assert youngest(32_767, LEAP) == dt.date.min


# ── Places ───────────────────────────────────────────────────────────────────────────────────────
def test_a_project_without_any_place_is_asked_where() -> None:
    project = make_published_project()
    ProjectPlace.objects.filter(project=project).delete()
    make_aid("Savoie", places=("departement:73",))
    make_aid("Sauf la Savoie", excluded=("departement:73",))
    told = told_of(side_of(Face.objects.get(project=project)))
    assert {one.fit for one in told.values()} == {"to_check"}
    assert said(told["Savoie"], "place") == ("ask", "Lieu du projet non précisé.", "Zone de l’aide : Savoie.")
    assert said(told["Sauf la Savoie"], "place")[2] == "Zone de l’aide : France, sauf Savoie."


def test_two_places_that_share_only_a_postcode_are_two_places(client: Client) -> None:
    here, there = "commune:73008", "commune:73059"
    make_place(there)
    make_aid("Aix seulement", places=(here,))
    told = told_of(side_of_answers(places=[make_place(there)]), there)["Aix seulement"]
    assert told.fit == "near"
    assert said(told, "place") == (
        "no",
        "L’aide ne s’applique pas là où le projet agit : Brison-Saint-Innocent.",
        "Zone de l’aide : Aix-les-Bains.",
    )
    page = client.get("/financements/?lieu=73100").content.decode()
    assert "Plusieurs lieux portent ce nom" in page
    assert "Brison-Saint-Innocent" in page
    near = client.get("/financements/?lieu=Aix-les-Bin").content.decode()
    assert "n’est pas tout à fait celui d’un lieu" in near
    assert "Plusieurs lieux portent ce nom" not in near


def test_a_value_that_is_known_is_changed_one_that_is_not_is_told(client: Client) -> None:
    make_aid(
        "Pour entreprises",
        slug="pour-entreprises",
        rules=[{"subject": "form", "values": ["entreprise"]}, {"subject": "budget", "minimum": 10}],
    )
    page = client.get("/financements/pour-entreprises/?forme=association").content.decode()
    # The place is not known either.
    assert (page.count('<a href="#mon-projet">Modifier'), page.count('<a href="#mon-projet">Préciser')) == (1, 2)


def _acts_in(*keys: str) -> Side:
    project = make_published_project()
    ProjectPlace.objects.filter(project=project).delete()
    for key in keys:
        ProjectPlace.objects.create(project=project, place=make_place(key))
    return side_of(Face.objects.get(project=project))


def test_of_several_places_only_those_of_the_aid_are_named() -> None:
    keys = ("commune:73065", "commune:93048")
    make_aid("Savoie", places=("departement:73",))
    told = told_of(_acts_in(*keys), *keys)["Savoie"]
    assert said(told, "place")[:2] == ("done", "L’aide s’applique là où le projet agit : Chambéry.")


def test_a_place_left_out_among_others_is_to_be_checked() -> None:
    make_aid("Sauf la Savoie", excluded=("departement:73",))
    both, alone = ("commune:73065", "commune:93048"), ("commune:73065",)
    told = told_of(_acts_in(*both), *both)["Sauf la Savoie"]
    assert said(told, "place")[:2] == ("ask", "Le projet agit aussi dans un lieu que l’aide laisse de côté.")
    told = told_of(_acts_in(*alone), *alone)["Sauf la Savoie"]
    assert said(told, "place")[:2] == ("no", "L’aide laisse de côté le lieu où le projet agit : Chambéry.")


# ── Conditions ───────────────────────────────────────────────────────────────────────────────────
def test_an_aid_without_any_rule_has_its_ground_for_only_condition() -> None:
    make_aid("Pour tous")
    side = side_of(Face.objects.get(project=make_published_project()))
    told = told_of(side, "commune:73065")["Pour tous"]
    assert (told.fit, told.summary, len(told.reasons)) == ("suits", "1 condition remplie sur 1", 1)
    terms = Terms.objects.get()
    assert judge(side, conditions_of(terms), clock.today()).count(State.SATISFIED) == 1
    assert queue_finds(terms) == 1


# ── The order ────────────────────────────────────────────────────────────────────────────────────
def test_the_rank_is_explained_by_the_points_that_make_it(client: Client) -> None:
    make_aid("Thème", places=("departement:73",), rules=[{"subject": "theme", "values": ["insertion_emploi"]}])
    make_aid("Souhait", rules=[{"subject": "theme", "values": ["insertion_emploi"], "is_wish": True}])
    side = side_of_answers(themes=["insertion_emploi"], places=[make_place()])
    told = told_of(side, "commune:73065")
    assert told["Thème"].rank == "Place parmi les résultats égaux : 11 points (1 thème demandé : 5, aide d’un département : 6)."
    assert told["Souhait"].rank == "Place parmi les résultats égaux : 4 points (1 préférence : 2, aide pour toute la France : 2)."
    assert {row.score for row in match_aids(side).rows} == {told[title].score for title in told}
    page = client.get("/financements/?commune=73065&theme=insertion_emploi").content.decode()
    assert told["Thème"].rank in page
    # In the order of dates, points give no rank.
    assert "Place parmi" not in client.get("/financements/?commune=73065&theme=insertion_emploi&tri=echeance").content.decode()
    assert "Place parmi" in client.get("/matching/?theme=insertion_emploi").content.decode()


def test_texts_never_decide() -> None:
    project = make_published_project()
    words = f"{project.name} {project.problem}"
    plain, alike = make_aid("Autre chose"), make_aid(words[:200], promise=words[:180], description=words, eligibility=words)
    side = side_of(Face.objects.get(project=project))
    assert [row.pk for row in match_aids(side).rows] == [plain.pk, alike.pk]
    conditions = conditions_of(alike.terms)
    before = match_projects(conditions)
    Project.objects.filter(pk=project.pk).update(name="Tout autre", problem="Tout autre", answer="Tout autre")
    assert match_projects(conditions) == before
