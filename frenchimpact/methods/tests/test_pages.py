"""Pages of the registry and of the calculator, as a visitor, as the people of a method, as the programme."""

import csv
import io
import json
import zipfile

import jsonschema_rs
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.methods.actions import draft_method, publish_folder
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.shipped import HERE, files_of
from frenchimpact.methods.tests.factories import make_method, make_operator, next_version
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words() -> None:
    make_terms()


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def zipped(files: dict[str, str]) -> SimpleUploadedFile:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for path, content in files.items():
            archive.writestr(f"folder/{path}", content)
    return SimpleUploadedFile("method.zip", sink.getvalue(), content_type="application/zip")


def test_the_list_filters_and_comes_as_files(client: Client) -> None:
    make_method()
    assert "Retour social sur investissement" in text(client, "/methodes/")
    assert "Aucune méthode" in text(client, "/methodes/?q=zzz")
    assert "Retour social" in text(client, "/methodes/?q=retour+SOCIAL")
    assert "n’a pas de sens ici" in text(client, "/methodes/?theme=zzz")
    response = client.get("/methodes/?format=csv")
    assert b"".join(response).startswith(b"methode,version,titre")
    rows = json.loads(b"".join(client.get("/methodes/?format=json")))
    assert [row["methode"] for row in rows["results"]] == ["sroi"]
    assert b"<feed" in b"".join(client.get("/methodes/?format=atom"))


def test_a_version_says_all_it_does_and_how_to_cite_it(client: Client) -> None:
    version = make_method()
    page = text(client, "/methodes/sroi/")
    for words in (version.swhid, "Green Book", "Combien × Valeur par unité", "2,12", "Quand ne pas s’en servir", "BibTeX"):
        assert words in page
    assert "Social return on investment" in text(client, "/en/methodes/sroi/1.0.0/")
    text(client, "/methodes/sroi/9.9.9/", 404)


def test_its_files_are_those_that_were_brought_in(client: Client) -> None:
    make_method()
    archive = zipfile.ZipFile(io.BytesIO(client.get("/methodes/sroi/1.0.0/archive.zip").content))
    assert archive.read("sroi-1.0.0/method.toml").decode() == files_of(HERE / "sroi")["method.toml"]
    schema = json.loads(client.get("/donnees/schemas/methode-1.json").content)
    assert jsonschema_rs.is_valid(schema, json.loads(client.get("/methodes/sroi/1.0.0/methode.json").content))
    assert "cff-version: 1.2.0" in client.get("/methodes/sroi/1.0.0/CITATION.cff").content.decode()


def test_the_example_is_computed_without_an_account_and_never_stands_alone(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/")
    assert "2,12" in page
    assert "de 0,88 à 3,62" in page
    assert "Exemple" in page
    assert "À 76,83 %, le résultat serait de 1." in page


def test_its_files_and_its_examples_never_give_the_ratio_alone(client: Client) -> None:
    make_method()
    rows = list(csv.DictReader(client.get("/calculer/sroi/?format=csv").content.decode("utf-8-sig").splitlines(), delimiter=";"))
    ratio = next(row for row in rows if row["nom"] == "Valeur créée pour un euro")
    assert (ratio["valeur"], ratio["bas"], ratio["haut"]) == ("2.12", "0.88", "3.62")
    moved = next(row for row in rows if row["sorte"] == "influence")
    assert (moved["nom"].partition(" : ")[0], moved["resultat_bas"]) == ("Durée", "1.11")
    assert {row["ligne"] for row in rows if row["nom"] == "Effet net la première année"} >= {"Emploi durable retrouvé"}
    short = client.post("/api/v1/methods/sroi/run", {"sensitivity": False}, content_type="application/json").json()
    assert short["range"]["low"] < short["results"]["ratio"]["value"] < short["range"]["high"]
    assert short["range"]["influences"] == []
    page = text(client, "/methodes/sroi/")
    assert page.partition('id="exemples"')[2].count("(de ") >= 4


def test_sixteen_figures_are_shown_or_refused_never_an_incident(client: Client) -> None:
    make_method()
    page = text(client, f"/calculer/sroi/?effets-1-quantite={'9' * 16}&effets-1-valeur={'9' * 16}")
    assert "€" in page


def test_years_are_whole_and_it_is_said_where_they_are_typed(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?effets-1-duree=2,5", 422)
    assert "il faut un nombre entier, pas 2,5 ans. Écrivez 2 ans ou 3 ans." in page
    asked = {"tables": {"effets": [{"duree": "2.5", "quantite": 1, "valeur": 1}]}}
    answer = client.post("/api/v1/methods/sroi/run", asked, content_type="application/json")
    assert answer.status_code == 422
    assert "tables/effets/1/duree" in answer.content.decode()


def test_money_has_all_its_cents_or_none(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?h-taux=3,2")
    assert "212 799,80 €" in page
    assert "100 000 €" in page


def test_values_stand_in_the_address_and_change_the_result(client: Client) -> None:
    make_method()
    assert "2,13" in text(client, "/calculer/sroi/?h-taux=3,2")
    page = text(client, "/calculer/sroi/?effets-1-sans_action=45&effets-2-nom=D%C3%A9chets")
    # Only two effects were sent: the others are gone.
    assert "Isolement" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("effets-1-sans_action=150", "150 % ne se peut pas. Écrivez un nombre de 0 % à 100 %."),
        ("effets-1-sans_action=beaucoup", "n’est pas un nombre"),
        ("h-taux=", "Écrivez votre réponse."),
        ("moyens-1-montant=99999999999999999", "trop de chiffres"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(client: Client, query: str, words: str) -> None:
    make_method()
    page = text(client, f"/calculer/sroi/?{query}&moyens-1-nom=Mon+moyen", 422)
    assert words in page
    assert "Mon moyen" in page


def test_a_result_that_does_not_exist_is_said_and_the_others_stand(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?moyens-1-montant=0")
    # The formula is told in words, never by its identifiers.
    assert "On divise par zéro ici : « Valeur des effets, aujourd’hui ÷ Ce que l’action coûte »" in page
    assert "211 728,41" in page


def test_a_negative_result_of_the_first_year_covers_nothing_and_it_is_said(client: Client) -> None:
    make_method()
    rows = "&".join(f"effets-{number}-valeur=-100" for number in (1, 2, 3, 4))
    assert "ils ne couvrent jamais le coût" in text(client, f"/calculer/sroi/?{rows}")
    assert "they never cover the cost" in text(client, f"/en/calculer/sroi/?{rows}")


def test_a_cell_left_empty_says_what_it_counts_as(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?effets-1-nom=Emploi&effets-1-quantite=10&effets-1-valeur=100&effets-1-duree=&effets-1-baisse=")
    assert "2 cases sont restées vides. Elles comptent ainsi" in page
    assert "Durée, Emploi : 1 an<" in page
    assert "Perdu chaque année, Emploi : 0 %" in page
    assert "Déplacé d’ailleurs, Emploi" not in page
    assert "restée" not in text(client, "/calculer/sroi/")


def test_a_cost_left_empty_is_asked_for_not_counted_as_nothing(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?moyens-1-nom=Salaires&moyens-1-montant=&moyens-2-nom=Local&moyens-2-montant=100", 422)
    assert "« Salaires » n’a pas de nombre" in page
    assert "Valeur créée pour un euro : <b>" not in page
    text(client, "/calculer/sroi/?moyens-1-nom=Salaires&moyens-1-montant=0&moyens-2-nom=Local&moyens-2-montant=100")


def test_a_version_is_printed(client: Client) -> None:
    for name in ("sroi", "inclusion-numerique"):
        make_method(name)
        given = client.get(f"/methodes/{name}/1.0.0/methode.pdf")
        assert (given.status_code, given["Content-Type"], given.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert f"/methodes/{name}/1.0.0/methode.pdf" in client.get(f"/methodes/{name}/").content.decode()
    assert client.get("/methodes/sroi/9.9.9/methode.pdf").status_code == 404


def test_what_is_not_nothing_is_not_written_as_nothing(client: Client) -> None:
    make_method()
    rows = "&".join(f"effets-{number}-valeur=0" for number in (2, 3, 4))
    # 18 × 1 € × 0.65 × 0.9 × 0.75 over three years, for 100,000 €.
    page = text(client, f"/calculer/sroi/?effets-1-valeur=1&{rows}")
    assert "Valeur créée pour un euro : <b>0,0002</b>" in page


def test_the_day_since_which_a_value_is_in_force_is_said(client: Client) -> None:
    make_method()
    assert "En vigueur depuis le 1 avril 2003" in text(client, "/calculer/sroi/").replace("1er", "1")


def test_rows_are_added_and_taken_out_without_a_script(client: Client) -> None:
    make_method()
    assert text(client, "/calculer/sroi/?ajouter=effets").count("Perdu chaque année (%)") == 5
    sent = "&".join(f"effets-{number}-quantite=1" for number in (1, 2, 3))
    assert text(client, f"/calculer/sroi/?{sent}&retirer=effets-2").count("Perdu chaque année (%)") == 2
    assert "au moins 1 ligne" in text(client, "/calculer/sroi/?effets-1-quantite=1&retirer=effets-1", 422)


def test_a_run_comes_as_a_file(client: Client) -> None:
    make_method()
    page = text(client, "/calculer/sroi/?format=csv")
    assert "resultat;Valeur des effets, aujourd’hui;;211728.41;EUR;sroi@1.0.0" in page


def test_two_versions_are_compared_in_what_they_say_and_what_they_give(client: Client) -> None:
    make_method()
    changed = next_version("2.0.0", ("valeur_actuelle / cout", "sans_actualiser / cout"))
    publish_folder(files=changed | _undiscounted(), by=None)
    page = text(client, "/methodes/sroi/comparer/")
    assert "valeur_actuelle / cout" in page
    assert "sans_actualiser / cout" in page
    assert "Version ancienne" in text(client, "/methodes/sroi/1.0.0/")
    page = text(client, "/calculer/sroi/?version=2.0.0&avec=1.0.0")
    assert "2,25" in page
    assert "2,12" in page


def _undiscounted() -> dict[str, str]:
    """The worked examples with the ratio that the change gives: 224,854.44 / 100,000."""
    found = {path: text for path, text in files_of(HERE / "sroi").items() if path.startswith("samples/")}
    for ratio in ("2.1173", "2.1280"):
        found = {path: text.replace(f'ratio = "{ratio}"', 'ratio = "2.2485"') for path, text in found.items()}
    return found


def test_an_organisation_proposes_and_the_programme_publishes(client: Client) -> None:
    organisation = make_organisation()
    member, operator = make_member(organisation), make_operator()
    files = next_version("1.0.0", ('id = "sroi"', 'id = "sroi-local"'))
    assert client.get("/mon-espace/methodes/deposer/").status_code == 302
    client.force_login(member)
    response = client.post("/mon-espace/methodes/deposer/", {"archive": zipped(files)})
    assert response.status_code == 302
    version = MethodVersion.objects.get()
    assert (version.state, version.method.owner) == ("draft", organisation)
    base = "/mon-espace/methodes/sroi-local/1.0.0/"
    assert client.post(base + "publier/").status_code == 403
    assert client.post(base + "soumettre/").status_code == 302
    Client().get("/methodes/sroi-local/")
    assert Client().get("/methodes/sroi-local/").status_code == 404
    client.force_login(operator)
    assert "sroi-local" in text(client, "/mon-espace/methodes/")
    assert client.post(base + "renvoyer/", {"reason": ""}).status_code == 422
    assert client.post(base + "publier/").status_code == 302
    assert Client().get("/methodes/sroi-local/").status_code == 200


def test_every_fault_of_an_archive_is_told_and_nothing_is_kept(client: Client) -> None:
    client.force_login(make_operator())
    files = next_version("1.0.0", ('unit = "%"', 'unit = "zut"'))
    response = client.post("/mon-espace/methodes/deposer/", {"archive": zipped(files)})
    assert response.status_code == 422
    assert "L’unité « zut » n’existe pas" in response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    response = client.post("/mon-espace/methodes/deposer/", {"archive": SimpleUploadedFile("x.zip", b"PK nothing")})
    assert "archive ZIP lisible" in response.content.decode()
    assert not MethodVersion.objects.exists()


def test_a_draft_is_for_its_people_alone(client: Client) -> None:
    organisation = make_organisation()
    draft_method(files=next_version("1.0.0", ('id = "sroi"', 'id = "sroi-local"')), by=None, owner=organisation)
    for path in ("/methodes/sroi-local/", "/methodes/sroi-local/1.0.0/archive.zip", "/calculer/sroi-local/"):
        assert client.get(path).status_code == 404
        client.force_login(make_member(organisation))
        assert client.get(path).status_code == 200
        client.logout()


def test_what_would_change_the_result_in_silence_is_said(client: Client) -> None:
    make_method()
    rows = "&".join(f"effets-{number}-quantite=1" for number in range(1, 23))
    assert "au plus 20 lignes" in text(client, f"/calculer/sroi/?{rows}", 422)
    assert "85 000" in text(client, "/en/calculer/sroi/?moyens-1-montant=85,000", 422)
    text(client, "/calculer/sroi/?version=9.9.9", 404)
    text(client, "/calculer/sroi/?" + "&".join(f"x{number}=1" for number in range(1001)), 413)
