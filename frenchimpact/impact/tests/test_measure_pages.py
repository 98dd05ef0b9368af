"""The pages by which a team follows indicators and gives values, without a script."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.core.quantities import NotANumber
from frenchimpact.files.queries import files_of
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, Measure, MeasurePart
from frenchimpact.impact.queries.measures import lines_of
from frenchimpact.impact.reading import read_parts, read_value
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.models import Indicator
from frenchimpact.projects.tests.factories import lead_of, make_member, make_operator, make_person

pytestmark = pytest.mark.django_db
CASE = "2024-12-31"


@pytest.fixture
def places() -> dict[str, Place]:
    return make_places()


@pytest.fixture
def followed(places: dict[str, Place]) -> Followed:
    return make_followed(places={places["commune:73065"]: 100}, started_on=dt.date(2022, 1, 1))


@pytest.fixture
def client(client: Client, followed: Followed) -> Client:
    client.force_login(lead_of(followed.project))
    return client


def space(followed: Followed) -> str:
    return f"/mon-espace/projets/{followed.project.reference}/impact/mesures/"


def page(followed: Followed) -> str:
    return f"{space(followed)}{followed.pk}/"


def give(client: Client, followed: Followed, **fields: str) -> int:
    return client.post(page(followed), {"periode": CASE, "vu": "0", **fields}).status_code


def test_an_indicator_is_chosen_and_its_page_asks_for_a_value(client: Client, followed: Followed) -> None:
    indicator = Indicator.objects.get(code="benevoles")
    assert "Bénévoles" in client.get(space(followed) + "suivre/").content.decode()
    sent = {"choice": f"{followed.method_version_id}-{indicator.pk}", "started_on": "2024-01-01"}
    response = client.post(space(followed) + "suivre/", sent, follow=True)
    words = response.content.decode()
    assert "Donnez sa première valeur" in words
    assert "Valeur de 2024" in words
    assert client.post(space(followed) + "suivre/", {**sent, "started_on": ""}).status_code == 422
    assert "Emplois créés" in client.get(space(followed)).content.decode()
    assert "Bénévoles" not in client.get(space(followed) + "suivre/").content.decode()


def test_a_number_alone_is_enough(client: Client, followed: Followed) -> None:
    assert give(client, followed, value="4,5") == 302
    row = followed.measures.get()
    assert (row.value, row.state, row.via, row.by) == (Decimal("4.5"), "submitted", "form", lead_of(followed.project))
    words = client.get(page(followed)).content.decode()
    assert "4,5" in words
    assert "Déclarée" in words


def test_all_that_is_said_beside_a_number_is_kept_and_shown(client: Client, followed: Followed) -> None:
    said = {
        "value": "4",
        "par_sexe": "femmes : 3\nhommes : 1",
        "sample_size": "4",
        "population": "4",
        "sample_note": "Tous les contrats",
        "counterfactual": "Aucun poste",
        "note": "Paie",
    }
    assert give(client, followed, **said) == 302
    row = followed.measures.get()
    assert [(part.category, int(part.value)) for part in row.parts.all()] == [("femmes", 3), ("hommes", 1)]
    words = client.get(f"{page(followed)}valeurs/{row.pk}/").content.decode()
    for one in ("femmes", "Tous les contrats", "Aucun poste", "Paie", "Chambéry"):
        assert one in words
    shown = client.get(f"{page(followed)}?periode={CASE}").content.decode()
    assert "femmes : 3" in shown


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client, followed: Followed) -> None:
    response = client.post(page(followed), {"periode": CASE, "vu": "0", "value": "douze", "note": "Ma note"})
    words = response.content.decode()
    assert response.status_code == 422
    for one in ("n’est pas un nombre", "douze", "Ma note"):
        assert one in words
    for sent, one in (
        ({}, "Zéro est un nombre"),
        ({"value": "-3"}, "ne descend pas sous"),
        ({"value": "3", "par_sexe": "femmes"}, "écrivez une catégorie"),
        ({"value": "3 kg"}, "l’unité de cet indicateur"),
    ):
        assert one in client.post(page(followed), {"periode": CASE, "vu": "0", **sent}).content.decode()
    assert not followed.measures.exists()


def test_an_unlikely_number_is_confirmed_and_a_verified_one_asks_why(client: Client, followed: Followed) -> None:
    assert give(client, followed, value="4", periode="2023-12-31") == 302
    response = client.post(page(followed), {"periode": CASE, "vu": "0", "value": "400"})
    assert "Oui, ce nombre est juste" in response.content.decode()
    assert give(client, followed, value="400", is_confirmed="on") == 302
    Measure.objects.filter(ends_on=CASE).update(state="verified")
    assert give(client, followed, value="40", vu="1", is_confirmed="on") == 422
    assert give(client, followed, value="40", vu="1", is_confirmed="on", reason="Un zéro de trop") == 302
    words = client.get(page(followed)).content.decode()
    assert "Un zéro de trop" in words
    assert "Ce qui a été corrigé" in words


def test_an_absence_a_draft_and_a_declaration(client: Client, followed: Followed) -> None:
    assert give(client, followed, absence="not_measured") == 302
    assert "Pas mesuré cette fois" in client.get(page(followed)).content.decode()
    assert client.post(page(followed), {"periode": "2023-12-31", "vu": "0", "value": "3", "brouillon": "1"}).status_code == 302
    draft = followed.measures.get(ends_on="2023-12-31")
    assert draft.state == "draft"
    move = f"{page(followed)}valeurs/{draft.pk}/etat/"
    assert client.post(move).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "submitted"
    client.post(move, {"reprendre": "1"})
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert client.post(move, {"reprendre": "1"}).status_code == 409


def test_files_stand_beside_a_value(client: Client, followed: Followed, places: dict[str, Place]) -> None:
    row = make_measure(followed, 4, 2024, place=places["commune:73065"])
    at = f"{page(followed)}valeurs/{row.pk}/"
    assert client.post(at + "pieces/").status_code == 422
    sheet = SimpleUploadedFile("emargement.csv", b"nom;heures\nA;3\n", "text/csv")
    assert client.post(at + "pieces/", {"papers": sheet}).status_code == 302
    assert "emargement.csv" in client.get(at).content.decode()
    address = files_of(row).get().pk
    Measure.objects.update(state="verified")
    assert client.post(f"{at}pieces/{address}/retirer/").status_code == 409
    Measure.objects.update(state="submitted")
    assert client.post(f"{at}pieces/{address}/retirer/").status_code == 302


def test_the_aim_and_the_settings_are_written_by_plain_forms(client: Client, followed: Followed, places: dict[str, Place]) -> None:
    aim = {"baseline": "2", "baseline_on": "2022-01-01", "target": "8", "target_on": "2028-12-31"}
    assert client.post(page(followed) + "cible/", aim).status_code == 302
    assert client.post(page(followed) + "cible/", {**aim, "target": "6"}).status_code == 422
    assert client.post(page(followed) + "cible/", {**aim, "target": "6", "reason": "Moins de place"}).status_code == 302
    assert "Moins de place" in client.get(page(followed)).content.decode()
    place = places["commune:73065"].pk
    assert client.post(page(followed) + "reglages/", {f"lieu_{place}": "60", "sdg": "10"}).status_code == 422
    assert client.post(page(followed) + "reglages/", {f"lieu_{place}": "100", "sdg": "10"}).status_code == 302
    followed.refresh_from_db()
    assert followed.sdg == 10
    assert client.post(page(followed) + "terminer/").status_code == 302
    assert "n’est plus suivi" in client.get(page(followed)).content.decode()


def test_the_grid_takes_a_cell_and_a_block_and_undoes_them(client: Client, followed: Followed) -> None:
    at = space(followed) + "grille/"
    case = f"{followed.pk}_{CASE}"
    assert 'name="valeur"' in client.get(f"{at}?case={case}").content.decode()
    response = client.post(at + "valeurs/", {"case": case, "valeur": "4", "vu": "0", "pas": "annee"})
    assert response.status_code == 302
    assert followed.measures.get().via == "grid"
    assert client.post(at + "valeurs/", {"case": case, "valeur": "quatre", "vu": "1"}).status_code == 422
    block = client.post(at + "valeurs/", {"case": f"{followed.pk}_2022-12-31", "bloc": "2\t3\t5"}, headers={"accept": "application/json"})
    assert block.status_code == 200
    assert {row.ends_on.year: row.value for row in followed.measures.all()} == {2022: 2, 2023: 3, 2024: 5}
    undone = client.post(at + "annuler/", {"fait": block.json()["batch"]})
    assert undone.status_code == 302
    assert {row.ends_on.year: row.value for row in followed.measures.all()} == {2022: None, 2023: None, 2024: 4}
    assert client.post(at + "valeurs/", {"case": "9_2024-12-31", "valeur": "4"}).status_code == 409


def test_the_grid_says_what_is_broken_down_and_leads_to_it(client: Client, places: dict[str, Place], followed: Followed) -> None:
    at = space(followed) + "grille/"
    people = make_followed("beneficiaires_directs", project=followed.project, places={places["commune:73065"]: 100})
    measure = make_measure(people, 60, place=places["commune:73065"])
    MeasurePart.objects.create(measure=measure, dimension="sexe", category="femmes", value=40)
    MeasurePart.objects.create(measure=measure, dimension="sexe", category="hommes", value=20)
    shown = client.get(at).content.decode()
    assert shown.count("Ventiler ou répartir") == 2
    assert shown.count(">ventilé<") == 1
    there = f'{page(people)}?periode=2025-12-31#detail">ventilé<'
    assert there in shown
    assert "femmes : 40" in client.get(f"{page(people)}?periode=2025-12-31").content.decode()


def test_who_is_asked_gives_their_own_and_others_read_or_do_not_enter(followed: Followed) -> None:
    reader = make_member(followed.project, "reader")
    client = Client()
    client.force_login(reader)
    assert client.get(page(followed)).status_code == 200
    assert client.post(page(followed), {"periode": CASE, "value": "3"}).status_code == 409
    assert client.post(page(followed) + "terminer/").status_code == 403
    Followed.objects.update(keeper=reader)
    assert client.post(page(followed), {"periode": CASE, "vu": "0", "value": "3"}).status_code == 302
    client.force_login(make_operator())
    assert client.get(space(followed)).status_code == 200
    assert client.get(space(followed) + "suivre/").status_code == 403
    client.force_login(make_person())
    for path in (space(followed), page(followed), space(followed) + "grille/"):
        assert client.get(path).status_code == 404


def test_a_list_of_three_costs_what_a_list_of_one_does(client: Client, followed: Followed, places: dict[str, Place]) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(space(followed))
        return len(found)

    make_measure(followed, 4, 2024, place=places["commune:73065"])
    cost()
    one = cost()
    for code in ("benevoles", "sites_repliques"):
        make_measure(
            make_followed(code, project=followed.project, places={places["commune:73065"]: 100}), 3, 2025, place=places["commune:73065"]
        )
    assert cost() == one
    assert lines_of([followed])[0].years_told == 1


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("1 240,5", "t", "1240.5"),
        ("1200 kg", "t", "1.2"),
        ("3,2 t", "kg", "3200"),
        ("12 pers.", "personne", "12"),
        ("84 %", "%", "84"),
        ("2 kEUR", "EUR", "2000"),
    ],
)
def test_a_value_in_another_unit_of_the_same_thing_is_turned(written: str, unit: str, value: str) -> None:
    assert read_value(written, unit) == Decimal(value)


@pytest.mark.parametrize(("written", "unit"), [("12 kg", "personne"), ("12 %", "personne"), ("12 €", "t")])
def test_a_unit_that_does_not_match_is_refused(written: str, unit: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read_value(written, unit)
    assert "n’est pas l’unité" in str(refused.value)


def test_a_breakdown_is_read_line_by_line() -> None:
    assert read_parts("sexe", "femmes : 1 200\nhommes = 3,5\n\n", "ETP") == (
        ("sexe", "femmes", Decimal(1200)),
        ("sexe", "hommes", Decimal("3.5")),
    )
    with pytest.raises(NotANumber, match="une catégorie par ligne"):
        read_parts("sexe", "femmes", "ETP")
