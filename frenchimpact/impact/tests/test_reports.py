"""The report of a project: sentences from what is there, nothing that tells few people, the same on a page, as a table, on paper."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.proofs import Looker, verify
from frenchimpact.impact.models import ImpactAim
from frenchimpact.impact.queries.reports import report_of
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.projects.tests.factories import lead_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_report_says_what_was_measured_who_looked_and_what_is_missing(client: Client, place: Place) -> None:
    people = make_followed("beneficiaires_directs", places={place: 100})
    project = people.project
    make_measure(people, 310, 2024, place=place)
    last = make_measure(people, 420, 2025, place=place)
    ImpactAim.objects.create(followed=people, number=1, target=500, target_on=dt.date(2027, 12, 31))
    verify(measure=last, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")
    make_followed("emplois_etp", project=project, places={place: 100})
    report = report_of(project)
    assert report.summary == [
        "Le projet suit 2 indicateurs.",
        "2 valeurs sont déclarées, dont 1 vérifiée par quelqu’un d’autre.",
        f"Rien n’est encore mesuré pour : {report.chapters[1].followed.indicator}.",
    ]
    assert plain(report.chapters[0].sentence) == "420 pers. en 2025, contre 310 pers. en 2024 ; cible : 500 pers. fin 2027"
    client.force_login(lead_of(project))
    page = reverse("impact:impact_report", args=[project.reference])
    text = plain(client.get(page).content.decode())
    assert "420 pers. en 2025" in text
    assert "L’équipe du programme" in text
    rows = list(csv.DictReader(io.StringIO(client.get(page[:-1] + ".csv").content.decode("utf-8-sig"))))
    assert [(row["valeur"], row["verifie_par"]) for row in rows] == [("310", ""), ("420", "L’équipe du programme")]
    assert client.get(page[:-1] + ".pdf").content.startswith(b"%PDF")
    client.force_login(make_person())
    assert client.get(page).status_code == 404


def test_the_report_hides_what_the_public_page_hides(place: Place) -> None:
    entries = make_followed("entrees_insertion", places={place: 100}, method="emploi-insertion")
    quarters = [(1, 3, 31, 20), (4, 6, 30, 20), (7, 9, 30, 30), (10, 12, 31, 5)]
    for first, last, day, value in quarters:
        make_measure(entries, value, place=place, starts_on=dt.date(2025, first, 1), ends_on=dt.date(2025, last, day))
    for is_counted in (True, False):
        entries.is_counted = is_counted
        entries.save()
        (chapter,) = report_of(entries.project).chapters
        said = [one.value for one in chapter.values]
        assert (said[0], said[3]) == ("non publié", "moins de 11, non publié")
        assert not any(one.is_hidden for one in chapter.values[1:3])


def test_few_people_and_disputed_values_are_not_told(client: Client, place: Place) -> None:
    people = make_followed("beneficiaires_directs", places={place: 100})
    make_measure(people, 7, 2024, place=place)
    make_measure(people, 900, 2025, place=place, state="disputed")
    (chapter,) = report_of(people.project).chapters
    assert chapter.bars == []
    assert [one.value for one in chapter.values] == ["moins de 11, non publié"]
    client.force_login(lead_of(people.project))
    table = client.get(reverse("impact:impact_report_table", args=[people.project.reference])).content.decode()
    assert "900" not in table
    assert ",7," not in table


def test_a_project_that_follows_nothing_is_told_so(client: Client, place: Place) -> None:
    project = make_followed(places={place: 100}).project
    project.followed.all().delete()
    client.force_login(lead_of(project))
    assert "Rien à raconter" in client.get(reverse("impact:impact_report", args=[project.reference])).content.decode()
