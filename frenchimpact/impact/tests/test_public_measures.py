"""What everyone reads of what a project measured: never a draft, never few people, never a project that is not public."""

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.asking import ask_proof
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.actions.proofs import Looker, Sample, assess, verify
from frenchimpact.impact.judging import Given
from frenchimpact.impact.models import Followed, Measure, MeasurePart
from frenchimpact.impact.queries import hidden_measures
from frenchimpact.impact.suppression import hidden_parts
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, set_status
from frenchimpact.vocabularies.queries import word

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def people(places: dict[str, Place]) -> Followed:
    return make_followed("beneficiaires_directs", places={places["commune:73065"]: 100})


def read(followed: Followed, more: str = "") -> str:
    response = Client().get(f"/projets/{followed.project.slug}/impact/{more}")
    return response.getvalue().decode() if more else response.content.decode()


def test_figures_stand_with_their_period_place_method_and_evidence(people: Followed, places: dict[str, Place]) -> None:
    assert Client().get(f"/projets/{people.project.slug}/impact/").status_code == 404
    make_measure(people, 210, 2024, place=places["commune:73065"], method_version=people.method_version)
    make_measure(people, 318, 2025, place=places["commune:73065"], method_version=people.method_version, note="Registre")
    words = read(people)
    for one in (
        "318",
        "en 2025",
        "Chambéry",
        "tronc-commun@1.0.0",
        "Registre",
        "beneficiaires_directs@1",
        "Déclarée",
        "<svg",
        f"{people.sdg}. {word('sdg', str(people.sdg))}",
    ):
        assert one in words
    assert "ce qui est mesuré" in Client().get(f"/projets/{people.project.slug}/").content.decode().lower()
    rows = list(csv.DictReader(StringIO(read(people, "mesures.csv").lstrip("\ufeff"))))
    told = [(row["fin"], row["valeur"], row["lieu"]) for row in rows]
    assert told == [("2024-12-31", "210", "Chambéry"), ("2025-12-31", "318", "Chambéry")]


def test_who_looked_is_named_with_the_day_and_how_much_of_it(people: Followed, places: dict[str, Place]) -> None:
    measure = make_measure(people, 318, 2025, place=places["commune:73065"])
    small = make_measure(people, 7, 2024, place=places["commune:73065"])
    body = make_organisation(name="Cabinet Mesure", source="registry")
    asked = ask_proof(
        followed=people, kind="independent", organisation=body, by=lead_of(people.project), due_on=clock.today() + dt.timedelta(days=9)
    )
    looker = Looker("independent", by=make_member(body), request=asked)
    verify(measure=measure, version=1, looker=looker, verdict="confirmed", sample=Sample(30, 318, 0, "tirage au hasard"))
    verify(measure=small, version=1, looker=looker, verdict="confirmed", sample=Sample(7, 7, 0))
    assess(followed=people, looker=looker, level=3, reason="Lu.")
    words = read(people).replace("\xa0", " ")
    for one in ("Conforme : Cabinet Mesure", "30 sur 318", "tirage au hasard", "Niveau donné par Cabinet Mesure"):
        assert one in words
    # How many records there are would tell how many people.
    assert "7 sur 7" not in words
    few, many = csv.DictReader(StringIO(read(people, "mesures.csv").lstrip("\ufeff")))
    assert (many["verifie_par"], many["fiches_regardees"], many["fiches_total"]) == ("Cabinet Mesure", "30", "318")
    assert (few["verifie_par"], few["fiches_regardees"], few["fiches_total"]) == ("Cabinet Mesure", "", "")
    assert many["verifie_le"] == clock.today().isoformat()


@pytest.mark.parametrize(("autonomous", "tested", "is_told"), [(7, 100, False), (40, 100, True), (10, 20, False)])
def test_a_ratio_gives_no_few_people_back(places: dict[str, Place], autonomous: int, tested: int, is_told: bool) -> None:
    where, spent = places["commune:73065"], 7000
    values: dict[str, Decimal | int] = {
        "personnes_testees_numerique": tested,
        "personnes_devenues_autonomes": autonomous,
        "taux_devenues_autonomes": Decimal(autonomous) * 100 / tested,
        "depenses_inclusion_numerique": spent,
        "depense_par_personne_autonome": Decimal(spent) / autonomous,
    }
    project, hidden = None, {}
    for code, value in values.items():
        followed = make_followed(code, project=project, places={where: 100}, method="inclusion-numerique")
        project = followed.project
        hidden[code] = (followed.pk, make_measure(followed, round(Decimal(value), 4), place=where).pk)
    found = hidden_measures([followed for followed, _measure in hidden.values()])
    rate = hidden["taux_devenues_autonomes"]
    assert (rate[1] not in found) is is_told
    # Asked alone, it stands beside the others all the same.
    assert (rate[1] not in hidden_measures([rate[0]])) is is_told
    cost = hidden["depense_par_personne_autonome"]
    assert (cost[1] in hidden_measures([cost[0]])) is (autonomous < 11)
    assert hidden["depenses_inclusion_numerique"][1] not in found


def test_a_ratio_alone_beside_one_total_gives_the_other_back(places: dict[str, Place]) -> None:
    where = places["commune:73065"]
    rate = make_followed("taux_devenues_autonomes", places={where: 100}, method="inclusion-numerique")
    share = make_measure(rate, 7, place=where)
    tested = make_followed("personnes_testees_numerique", project=rate.project, places={where: 100}, method="inclusion-numerique")
    make_measure(tested, 100, place=where)
    assert hidden_measures([rate.pk]) == {share.pk}


def test_hidden_parts_are_never_few_together(people: Followed, places: dict[str, Place]) -> None:
    assert hidden_parts([Decimal(94), Decimal(3), Decimal(3), Decimal(0)]) == {0, 1, 2}
    assert hidden_parts([Decimal(80), Decimal(14), Decimal(6), Decimal(5)]) == {2, 3}


def test_corrections_are_read_by_everyone(people: Followed, places: dict[str, Place]) -> None:
    def give(value: int, reason: str = "") -> None:
        given = Given(people.pk, dt.date(2025, 1, 1), dt.date(2025, 12, 31), Decimal(value), is_confirmed=True, reason=reason)
        assert not record_measures(values=[given], via="form", by=None).problems

    give(265)
    Measure.objects.update(state="verified")
    give(300, "Trente-cinq fiches retrouvées.")
    words = read(people).replace("\xa0", " ")
    assert "Corrections (1)" in words
    assert "265 pers." in words
    assert "Trente-cinq fiches retrouvées." in words
    (row,) = csv.DictReader(StringIO(read(people, "mesures.csv").lstrip("\ufeff")))
    assert (row["version"], row["valeur_avant"].replace("\xa0", " "), row["raison"]) == ("2", "265 pers.", "Trente-cinq fiches retrouvées.")
    assert row["corrigee_le"] == clock.today().isoformat()
    # By five: beside what it is, what it was would tell five people.
    give(305)
    told = read(people).replace("\xa0", " ")
    assert "Corrections (2)" in told
    assert "300 pers." not in told


def test_a_draft_and_a_project_that_is_not_public_are_read_by_nobody(people: Followed, places: dict[str, Place]) -> None:
    draft = make_measure(people, 777, 2025, place=places["commune:73065"], state="draft")
    assert Client().get(f"/projets/{people.project.slug}/impact/").status_code == 404
    Measure.objects.filter(pk=draft.pk).update(state="submitted")
    assert "777" in read(people)
    set_status(people.project, "qualified")
    assert Client().get(f"/projets/{people.project.slug}/impact/").status_code == 404


def test_few_people_are_not_told_by_any_way(people: Followed, places: dict[str, Place]) -> None:
    make_measure(people, 7, 2024, place=places["commune:73065"])
    last = make_measure(people, 100, 2025, place=places["commune:73065"])
    values = {"femmes": 86, "hommes": 9, "autres": 5}
    MeasurePart.objects.bulk_create(
        MeasurePart(measure=last, dimension="sexe", category=name, value=Decimal(value)) for name, value in values.items()
    )
    words = read(people)
    assert "moins de 11" in words
    assert words.count("non publié") == 2
    assert ">86<" in words
    assert '<svg class="line' not in words
    MeasurePart.objects.filter(category="autres").delete()
    # Nine would be what is left of a hundred: what is not broken down hides with it.
    words = read(people)
    assert words.count("non publié") == 1
    rows = read(people, "mesures.csv")
    assert "moins de 11" in rows


def test_jobs_are_no_people(places: dict[str, Place]) -> None:
    jobs = make_followed("emplois_etp", places={places["commune:73065"]: 100})
    make_measure(jobs, 7, 2025, place=places["commune:73065"])
    assert "moins de 11" not in read(jobs)
