"""The public pages of figures: what changes in the country, one indicator, its file; nobody few on any of them."""

import csv
import datetime as dt
import io
import json
from http import HTTPStatus

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure
from frenchimpact.impact.queries.figure_sheets import told_enough
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.impact.tests.test_figures import jobs, people
from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.organisations.tests.factories import make_member as make_org_member
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.territories.models import TerritoryPlace
from frenchimpact.territories.tests.factories import make_territory
from frenchimpact.vocabularies.actions import load_vocabularies

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    load_vocabularies()
    return make_places()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def lines(client: Client, code: str) -> list[dict[str, str]]:
    response = client.get(f"/impact/{code}/?format=csv")
    text = response.getvalue().decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_country_says_what_changes_and_how_many_said_so(client: Client, places: dict[str, Place]) -> None:
    assert "Aucun projet public n’a encore déclaré de valeur" in page(client, "/impact/")
    jobs(places["commune:73065"], 3)
    jobs(places["commune:73065"], None)
    shown = page(client, "/impact/?annee=abc")
    assert "3\u00a0ETP" in shown
    assert "1 projet sur 2" in shown.replace("\u202f", " ").replace("\u00a0", " ")
    assert "/impact/emplois_etp/?version=1" in shown


def test_the_same_lines_are_json_with_exact_numbers(client: Client, places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 30, theme="insertion_emploi")
    response = client.get("/impact/emplois_etp/?format=json")
    assert response["Content-Type"] == "application/json"
    found = json.loads(response.getvalue())["results"]
    assert [{name: "" if one is None else str(one) for name, one in row.items()} for row in found] == lines(client, "emplois_etp")
    assert found[1]["valeur"] == "30"
    assert "?format=json" in page(client, "/impact/emplois_etp/")


def test_an_indicator_has_its_definition_its_cuts_and_its_file(client: Client, places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 30, theme="insertion_emploi")
    late = jobs(places["commune:75056"], 12, sdg=10, sdgs_concerned=[8])
    make_measure(late, 15, 2026, place=places["commune:75056"])
    shown = page(client, "/impact/emplois_etp/?annee=2025")
    for words in ("42\u00a0ETP", "Auvergne-Rhône-Alpes", "Travail décent", "Année par année", "emplois_etp@1"):
        assert words in shown
    rows = {(row["annee"], row["coupe"], row["code"]): row for row in lines(client, "emplois_etp")}
    assert rows[("2025", "pays", "FR")]["valeur"] == "42"
    assert rows[("2025", "region", "84")]["valeur"] == "30"
    assert rows[("2026", "odd", "10")]["valeur"] == "15"
    assert rows[("2025", "theme", "insertion_emploi")]["projets_declarants"] == "1"


def test_few_people_are_secret_in_the_page_and_in_the_file(client: Client, places: dict[str, Place]) -> None:
    people(places["commune:73065"], 40)
    people(places["commune:75056"], 7)
    shown = page(client, "/impact/beneficiaires_directs/?annee=2025")
    assert "secret" in shown
    assert "47" not in shown.split("<main")[1].split("</main")[0]
    rows = {(row["coupe"], row["code"]): row for row in lines(client, "beneficiaires_directs") if row["annee"] == "2025"}
    assert (rows[("region", "11")]["valeur"], rows[("region", "11")]["projets_non_comptes"]) == ("", "1")
    assert rows[("pays", "FR")]["valeur"] == "40"


def test_a_correction_moves_the_figure_at_once(client: Client, places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 3)
    Measure.objects.update(value=8)
    assert "8\u00a0ETP" in page(client, "/impact/")
    Measure.objects.update(state="disputed")
    assert "0 projet sur 1" in page(client, "/impact/emplois_etp/?annee=2025")


def test_each_figure_says_how_many_of_its_projects_are_proven(client: Client, places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 3, evidence=3, evidence_until=dt.date(2100, 1, 1))
    jobs(places["commune:73065"], 4, evidence=2, evidence_until=dt.date(2020, 1, 1))
    jobs(places["commune:75056"], 5, evidence=1, evidence_until=dt.date(2100, 1, 1))
    for path in ("/impact/?annee=2025", "/impact/emplois_etp/?annee=2025"):
        assert "dont 1 au niveau de preuve 2 ou plus" in page(client, path).replace("\u00a0", " ")
    rows = {(row["coupe"], row["code"]): row for row in lines(client, "emplois_etp") if row["annee"] == "2025"}
    assert {key: row["projets_preuve_2_ou_plus"] for key, row in rows.items() if key[0] in ("pays", "region")} == {
        ("pays", "FR"): "1",
        ("region", "84"): "1",
        ("region", "11"): "0",
    }


def test_one_early_value_does_not_open_an_empty_year(client: Client, places: dict[str, Place]) -> None:
    early, *_others = [jobs(places["commune:73065"], 3) for _project in range(3)]
    make_measure(early, 1, clock.today().year, place=places["commune:73065"])
    Followed.objects.update(expected_to=clock.today().year)
    assert "en 2025" in page(client, "/impact/")
    shown = page(client, f"/impact/?annee={clock.today().year}")
    assert "n’est pas finie" in shown
    assert told_enough([(2026, 1, 3), (2025, 3, 3), (2024, 3, 3)]) == 2025
    assert told_enough([(2026, 1, 3), (2025, 1, 3)]) == 2026
    assert told_enough([]) is None


def test_a_new_definition_is_a_break_in_the_series(client: Client, places: dict[str, Place]) -> None:
    jobs(places["commune:73065"], 3)
    changes = ('id = "emplois_etp"\n', 'id = "emplois_etp"\nversion = 2\n')
    publish_folder(files=next_version("2.0.0", changes, name="tronc-commun"), by=None)
    second = Indicator.objects.get(code="emplois_etp", version=2)
    project = Followed.objects.get().project
    again = Followed.objects.create(project=project, indicator=second, started_on="2026-01-01", expected_to=2026, is_counted=True)
    make_measure(again, 9, 2026, place=places["commune:73065"])
    shown = page(client, "/impact/emplois_etp/")
    assert "la définition a changé (version 2)" in shown
    assert "9\u00a0ETP" in shown
    assert "line__break" in shown
    old = page(client, "/impact/emplois_etp/?version=1&annee=2025")
    assert "Définition ancienne" in old
    assert "3\u00a0ETP" in old


def test_an_indicator_that_nobody_follows_says_so_and_an_unknown_one_is_not_there(client: Client, places: dict[str, Place]) -> None:
    make_method("tronc-commun")
    assert "Aucun projet public ne suit encore" in page(client, "/impact/emplois_etp/")
    assert client.get("/impact/inconnu/").status_code == HTTPStatus.NOT_FOUND


def test_every_rule_has_its_page(client: Client, places: dict[str, Place]) -> None:
    make_method("tronc-commun")
    make_method("inclusion-numerique")
    project = make_followed("territoires_touches").project
    make_measure(project.followed.get(), 4, place=places["commune:73065"])
    for code, value in (("score_numerique_sortie", 3), ("personnes_testees_numerique", 40), ("personnes_devenues_autonomes", 20)):
        make_measure(make_followed(code, project=project), value, place=places["commune:73065"])
    assert "50\u00a0%" in page(client, "/impact/taux_devenues_autonomes/?annee=2025")
    assert "3\u00a0point" in page(client, "/impact/score_numerique_sortie/?annee=2025")
    assert "ne se regroupent pas" in page(client, "/impact/territoires_touches/")


def test_a_territory_says_what_projects_change_in_its_perimeter(client: Client, places: dict[str, Place]) -> None:
    territory = make_territory("Cluses et ses vallées")
    territory.territory_places.all().delete()
    TerritoryPlace.objects.create(territory=territory, place=places["epci:200069110"], vintage=2026)
    here = f"/territoires/{territory.slug}/impact/"
    assert "Aucun projet n’a encore mesuré ici" in page(client, here)
    jobs(places["commune:73065"], 3)
    jobs(places["commune:73008"], 20)
    people(places["commune:73065"], 4)
    shown = page(client, here)
    assert "3\u00a0ETP" in shown
    assert "23" not in shown.split("<main")[1].split("</main")[0]
    assert "secret" in shown
    assert here in page(client, f"/territoires/{territory.slug}/")


def test_a_structure_reads_the_figures_of_the_projects_that_it_carries(client: Client, places: dict[str, Place]) -> None:
    organisation = make_organisation(name="La Ressourcerie")
    member = make_org_member(organisation)
    here = f"/mon-espace/structures/{organisation.slug}/impact/"
    assert client.get(here).status_code == HTTPStatus.FOUND
    client.force_login(member)
    assert "Aucun projet public" in page(client, here)
    mine = jobs(places["commune:73065"], 3)
    jobs(places["commune:73065"], 40)
    type(mine.project).objects.filter(pk=mine.project_id).update(organisation=organisation)
    shown = page(client, here)
    assert "3\u00a0ETP" in shown
    assert "43" not in shown.split("<main")[1].split("</main")[0]
    client.force_login(make_org_member(make_organisation(name="Une autre")))
    assert client.get(here).status_code == HTTPStatus.FORBIDDEN
