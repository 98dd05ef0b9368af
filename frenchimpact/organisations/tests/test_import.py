"""Importing files of organisations: what they bring, what they refuse, what they leave alone."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from frenchimpact.accounts.models import User
from frenchimpact.core.sheets import workbook
from frenchimpact.geo.models import FormerCode
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.journal.models import Entry
from frenchimpact.organisations import actions, queries
from frenchimpact.organisations.imports import run
from frenchimpact.organisations.imports.lines import COLUMNS
from frenchimpact.organisations.imports.run import import_file
from frenchimpact.organisations.models import Import, Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db

FULL = {
    "nom": "Régie de quartier « Les Cœurs »",
    "siret": "20006911000019",
    "rna": "W731000123",
    "categorie_juridique": "9220",
    "type": "association|accompagnement",
    "commune": "73065",
    "adresse": "12 rue de l’Église",
    "site": "www.exemple.fr/à-propos",
    "courriel": "bonjour@exemple.fr",
    "description": "Deux phrases ;\navec un retour et un \\ antislash.",
    "themes": "insertion_emploi|logement_habitat",
    "publication": "oui",
    "id_source": "A1",
}


@pytest.fixture(autouse=True)
def _reference() -> None:
    make_terms()
    make_place("commune:73065")


def write(
    folder: Path, rows: list[dict[str, str]], columns: list[str] | None = None, encoding: str = "utf-8", delimiter: str = ";"
) -> Path:
    path = folder / "structures.csv"
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(path: Path) -> dict[int, str]:
    report = path.with_name(path.name + ".refused.csv")
    if not report.exists():
        return {}
    with report.open(encoding="utf-8-sig", newline="") as file:
        return {int(row["ligne"]): row["motif"] for row in csv.DictReader(file, delimiter=";")}


def counts(outcome: run.Outcome) -> tuple[int, int, int, int, int]:
    return (outcome.read, outcome.created, outcome.updated, outcome.unchanged, outcome.refused)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_column_comes_in_whole_whatever_the_writing(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write(
        tmp_path, [FULL, {**FULL, "siret": "", "rna": "", "id_source": "A2", "nom": "Élan"}], encoding=encoding, delimiter=delimiter
    )
    assert counts(import_file(path)) == (2, 2, 0, 0, 0)
    one = Organisation.objects.get(siret="20006911000019")
    assert (one.name, one.siren, one.rna, one.kinds, one.ess_family) == (
        FULL["nom"],
        "200069110",
        "W731000123",
        ["association", "accompagnement"],
        "association",
    )
    assert one.commune is not None
    assert (one.commune.code, one.address, one.website) == ("73065", FULL["adresse"], "https://www.exemple.fr/à-propos")
    assert (one.email, one.description, one.themes) == ("bonjour@exemple.fr", FULL["description"], ["insertion_emploi", "logement_habitat"])
    assert (one.is_published, one.source, one.source_name, one.source_key, one.slug) == (
        True,
        "import",
        "import",
        "A1",
        "regie-de-quartier-les-coeurs-chambery",
    )
    assert (one.edited_fields, one.confirmed_at, one.version) == ([], None, 1)


def test_the_same_file_again_changes_nothing_and_is_told_once_each(tmp_path: Path) -> None:
    path = write(tmp_path, [FULL])
    import_file(path)
    before = Organisation.objects.values().get()
    assert counts(import_file(path)) == (1, 0, 0, 1, 0)
    assert Organisation.objects.values().get() == before
    assert list(Import.objects.order_by("pk").values_list("created_count", "unchanged_count")) == [(1, 0), (0, 1)]
    assert list(Entry.objects.values_list("fact", flat=True)) == ["organisations.OrganisationsImported"] * 2


def test_a_new_file_refreshes_but_never_what_a_person_wrote(tmp_path: Path) -> None:
    import_file(write(tmp_path, [FULL]))
    awa = User.objects.create(email="awa@exemple.test")
    one = Organisation.objects.get()
    actions.update_organisation(organisation=one, changes={"description": "À nous", "commune": None}, by=awa)
    actions.unpublish_organisation(organisation=one, by=awa)
    changed = {**FULL, "nom": "Nouveau nom", "description": "Au registre", "adresse": "", "themes": "culture_sport"}
    assert counts(import_file(write(tmp_path, [changed]))) == (1, 0, 1, 0, 0)
    one.refresh_from_db()
    assert (one.name, one.themes) == ("Nouveau nom", ["culture_sport"])
    assert (one.description, one.commune, one.is_published) == ("À nous", None, False)
    assert one.address == FULL["adresse"]  # an empty cell takes nothing away
    assert one.version == 4


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ({"source_name": "import", "source_key": "A1"}, {"id_source": "A1"}),
        ({"slug": "ma-fiche"}, {"id_source": "slug:ma-fiche"}),
        ({"siret": "20006911000019"}, {"siret": "200 069 110 00019"}),
        ({"rna": "W731000123"}, {"rna": "w731000123"}),
        ({"siren": "200069110"}, {"siren": "200069110"}),
        ({"siren": "200069110"}, {"siret": "20006911000019"}),
        ({"siret": "20006911000019"}, {"siren": "200069110"}),
        ({"source_name": "autre", "source_key": "A1", "name": "Élan"}, {"id_source": "A1"}),
    ],
)
def test_a_sheet_is_found_again_by_any_of_its_numbers(tmp_path: Path, sheet: dict[str, str], row: dict[str, str]) -> None:
    one = make_organisation(**sheet)
    outcome = import_file(write(tmp_path, [{"nom": "Élan", "type": "association", "adresse": "1 rue Neuve", **row}]))
    assert counts(outcome) == (1, 0, 1, 0, 0)
    one.refresh_from_db()
    assert (one.name, one.address) == ("Élan", "1 rue Neuve")
    assert Organisation.objects.count() == 1


def test_the_same_key_at_two_sources_is_two_structures(tmp_path: Path) -> None:
    make_organisation(source_name="autre", source_key="A1", name="Sans rapport")
    assert import_file(write(tmp_path, [{"nom": "Élan", "type": "association", "id_source": "A1"}])).created == 1


def test_two_establishments_of_one_legal_unit(tmp_path: Path) -> None:
    make_organisation(siren="200069110", name="Siège")
    rows = [{"nom": f"Site {nic}", "type": "collectivite", "siret": f"200069110{nic}"} for nic in ("00019", "00027")]
    assert counts(import_file(write(tmp_path, rows))) == (2, 1, 1, 0, 0)
    assert sorted(Organisation.objects.values_list("siret", flat=True)) == ["20006911000019", "20006911000027"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"nom": ""}, "nom : il manque"),
        ({"nom": "é" * 301}, "nom : 301 caractères, 300 au plus"),
        ({"nom": "a\x00b"}, "nom : des caractères sont illisibles"),
        ({"nom": "Elan \ufffd"}, "illisibles"),
        ({"siret": "20006911000018"}, "siret : Vérifiez les 5 derniers chiffres"),
        ({"siret": "2,00069E+13"}, "siret : Un tableur a arrondi"),
        ({"siren": "200069111"}, "siren : Vérifiez ce SIREN"),
        ({"siret": "20006911000019", "siren": "356000000"}, "ce n’est pas celui du SIRET"),
        ({"rna": "731000123"}, "rna : Le numéro RNA commence"),
        ({"categorie_juridique": "92"}, "à 4 chiffres"),
        ({"type": "licorne"}, "« licorne » est inconnu"),
        ({"type": ""}, "type : il manque"),
        ({"commune": "73000"}, "n’est pas un code commune"),
        ({"commune": "Chambéry"}, "n’est pas un code commune"),
        ({"site": "pas un site"}, "n’est pas une adresse web"),
        ({"site": "javascript:alert(1)"}, "n’est pas une adresse web"),
        ({"courriel": "arobase"}, "n’est pas une adresse de courriel"),
        ({"themes": "insertion_emploi|dragons"}, "themes : « dragons » est inconnu"),
        ({"publication": "peut-être"}, "écrivez oui ou non"),
        ({"description": "x" * 5001}, "5001 caractères"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason(tmp_path: Path, row: dict[str, str], reason: str) -> None:
    path = write(tmp_path, [{"nom": "Bon", "type": "groupe"}, {"nom": "Mauvais", "type": "association", **row}], list(COLUMNS))
    assert counts(import_file(path)) == (2, 1, 0, 0, 1)
    assert list(refused(path)) == [3]
    assert reason in refused(path)[3]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Bon"]


def test_every_reason_of_a_line_is_listed_and_the_list_can_be_sent_again(tmp_path: Path) -> None:
    path = write(tmp_path, [{"nom": "Élan", "type": "licorne", "commune": "00000", "extra": "x"}])
    outcome = import_file(path)
    assert outcome.unknown_columns == ("extra",)
    report = path.with_name("structures.csv.refused.csv")
    assert outcome.refused_path == report
    assert refused(path)[2].count(" ; ") == 1
    mended = tmp_path / "corrige.csv"
    mended.write_text(report.read_text("utf-8-sig").replace("licorne", "Association").replace("00000", "73065"))
    again = import_file(mended)
    assert counts(again) == (1, 1, 0, 0, 0)
    assert again.unknown_columns == ("extra",)
    import_file(write(tmp_path, [{"nom": "Bon", "type": "groupe"}]))
    assert not report.exists()


def test_what_spreadsheets_damage_is_mended(tmp_path: Path) -> None:
    make_place("commune:01004", name="Ambérieu-en-Bugey")
    path = write(tmp_path, [{"nom": "Élan", "siret": "20006911000019.0", "commune": "1004", "categorie_juridique": "9220.0"}])
    assert counts(import_file(path)) == (1, 1, 0, 0, 0)
    one = Organisation.objects.select_related("commune").get()
    assert one.commune is not None
    assert (one.siret, one.commune.code, one.kinds) == ("20006911000019", "01004", ["association"])


def test_communes_that_merged_split_or_are_districts(tmp_path: Path) -> None:
    here, there = make_place("commune:73008"), make_place("commune:73059")
    make_place("commune:75056")
    FormerCode.objects.create(code="73999", place=here)
    FormerCode.objects.create(code="73998", place=here)
    FormerCode.objects.create(code="73998", place=there)
    rows = [{"nom": f"S{code}", "type": "groupe", "commune": code} for code in ("73999", "73998", "75111")]
    path = write(tmp_path, rows)
    assert import_file(path).refused == 1
    assert "partagé depuis entre plusieurs communes" in refused(path)[3]
    assert dict(Organisation.objects.values_list("name", "commune__code")) == {"S73999": "73008", "S75111": "75056"}


def test_doubles_inside_the_file_name_the_first_line(tmp_path: Path) -> None:
    rows = [
        {"nom": "Un", "type": "groupe", "siret": "20006911000019", "id_source": "A"},
        {"nom": "Deux", "type": "groupe", "siret": "20006911000019"},
        {"nom": "Trois", "type": "groupe", "id_source": "A"},
        {"nom": "Quatre", "type": "groupe", "siren": "356000000"},
        {"nom": "Cinq", "type": "groupe", "siren": "356 000 000"},
    ]
    path = write(tmp_path, rows, ["nom", "type", "siren", "siret", "id_source"])
    assert counts(import_file(path)) == (5, 2, 0, 0, 3)
    assert refused(path) == {
        3: "siret : déjà présent à la ligne 2",
        4: "id_source : déjà présent à la ligne 2",
        6: "siren : déjà présent à la ligne 5",
    }


def test_a_line_that_points_at_two_sheets_is_refused(tmp_path: Path) -> None:
    make_organisation(rna="W731000123", source_name="import", source_key="A")
    make_organisation(siret="20006911000019", name="Autre fiche")
    rows = [
        {"nom": "Élan", "type": "groupe", "id_source": "A", "siret": "20006911000019", "rna": ""},
        {"nom": "Élan", "type": "groupe", "id_source": "", "siret": "", "rna": "W731000123"},
    ]
    path = write(tmp_path, rows)
    assert import_file(path).refused == 2
    assert refused(path) == {
        2: "ce numéro est déjà celui d’une autre fiche : Autre fiche",
        3: "même structure qu’à la ligne 2, sous un autre numéro",
    }


def test_same_names_get_addresses_of_their_own(tmp_path: Path) -> None:
    make_organisation(slug="elan")
    path = write(tmp_path, [{"nom": "Élan", "type": "groupe"}] * 3)
    assert import_file(path).created == 3
    assert Organisation.objects.values("slug").distinct().count() == 4


def test_a_dry_run_writes_no_organisation(tmp_path: Path) -> None:
    path = write(tmp_path, [FULL, {"nom": "", "type": "groupe"}])
    assert counts(import_file(path, is_dry_run=True)) == (2, 1, 0, 0, 1)
    assert not Organisation.objects.exists()
    assert not Entry.objects.exists()
    assert list(refused(path)) == [4]


def test_a_line_that_the_database_refuses_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 4)
    # The legal unit has a sheet already, and a person bound this establishment's sheet to another number.
    make_organisation(siren="200069110", name="Siège")
    make_organisation(source_name="import", source_key="X", siren="")
    rows = [{"nom": f"N{n}", "type": "groupe", "id_source": f"K{n}", "siren": ""} for n in range(9)]
    rows[5] = {"nom": "Collision", "type": "groupe", "id_source": "X", "siren": "200069110"}
    path = write(tmp_path, rows)
    assert counts(import_file(path)) == (9, 8, 0, 0, 1)
    assert refused(path) == {7: "ce numéro est déjà celui d’une autre fiche"}
    assert Organisation.objects.filter(name__startswith="N").count() == 8


def run_command(*args: Any) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import_organisations", *map(str, args), stdout=out, stderr=io.StringIO())
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_command_says_counts_and_gives_its_three_codes(tmp_path: Path) -> None:
    path = write(tmp_path, [FULL])
    assert run_command(path)[0] == 0
    path = write(tmp_path, [FULL, {"nom": "Élan", "type": "licorne"}, {"nom": "Neuf", "type": "groupe"}])
    code, text = run_command(path)
    assert code == 3
    assert [line for line in text.splitlines() if ": " in line][:5] == ["read: 3", "created: 1", "updated: 0", "unchanged: 1", "refused: 1"]
    path.write_bytes(b"%PDF-1.7")
    assert run_command(path) == (
        2,
        "Ce fichier n’est pas un tableau : c’est un fichier PDF. Enregistrez le tableau au format xlsx, ods ou CSV.",
    )


def test_a_spreadsheet_comes_in_like_its_csv(tmp_path: Path) -> None:
    path = tmp_path / "structures.xlsx"
    head = ["nom", "type", "siret", "publication"]
    path.write_bytes(workbook("Structures", [head, ["Élan", "association", 20006911000019, True], ["Neuf", "licorne", None, False]]))
    code, text = run_command(path, "--sheet", "structures")
    assert (code, [line for line in text.splitlines() if ": " in line][:2]) == (3, ["read: 2", "created: 1"])
    found = Organisation.objects.get(siret="20006911000019")
    assert (found.name, found.is_published) == ("Élan", True)
    refused = path.with_name("structures.xlsx.refused.csv").read_text("utf-8-sig").splitlines()
    assert refused[0] == "nom;type;siret;publication;ligne;motif"
    assert refused[1].startswith("Neuf;licorne;;non;3;")
    assert run_command(path, "--sheet", "Autre")[0] == 2
    assert run_command(tmp_path / "absent.csv")[0] == 2


def test_what_is_exported_comes_back_unchanged(tmp_path: Path) -> None:
    import_file(write(tmp_path, [FULL, {"nom": "Sans numéro", "type": "groupe", "publication": "non"}]))
    make_organisation(name="D’une autre source", source_name="autre", source_key="9", slug="autre")
    make_organisation(name="Écrite à la main", slug="a-la-main", website="http://exemple.fr", themes=["culture_sport"])
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([queries.EXPORT_COLUMNS, *queries.export_rows(is_public_only=False)])
    assert counts(import_file(path)) == (4, 0, 0, 4, 0)
    assert len(list(queries.export_rows())) == 3
    assert queries.EXPORT_COLUMNS == COLUMNS
