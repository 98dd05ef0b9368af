"""Files of grants as authorities publish them: old columns, damaged numbers, odd writings; twice changes nothing, each euro once."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from frenchimpact.aids.actions.requests import open_request
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments import actions
from frenchimpact.commitments.imports.lines import read_day
from frenchimpact.commitments.imports.run import Outcome, import_grants
from frenchimpact.commitments.models import Commitment, Entry, GrantsImport
from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder, make_known
from frenchimpact.commitments.tests.test_sums import check_totals_of_commitments, kept, made_again
from frenchimpact.core.sheets import workbook
from frenchimpact.core.tables import NotATable
from frenchimpact.core.tests.workbooks import number as figure
from frenchimpact.core.tests.workbooks import ods, ods_cell, ods_row, row, xlsx
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_published_project

pytestmark = pytest.mark.django_db
D = Decimal
FUNDER, TO = "20004697700019", "38047555800058"
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
)
LINE = (
    f"Métropole,{FUNDER},2023-06-27,2023-103,La Recyclerie,{TO},,Atelier,47800.20,aide en numéraire,échelonné,2023-03-14/2024-03-14,,non,1,"
)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return outcome.read, outcome.created, outcome.updated, outcome.unchanged, outcome.refused


def test_scdl_of_today(tmp_path: Path) -> None:
    holder = make_organisation(siret=TO, commune=make_place("commune:73065"))
    path = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n")
    assert counts(import_grants(path)) == (1, 1, 0, 0, 0)
    one = Commitment.objects.get()
    assert (one.beneficiary, one.funder, one.funder_name, one.state) == (holder, None, "Métropole", "signed")
    assert (one.gross, str(one.signed_on), one.origin, one.public_share) == (D("47800.20"), "2023-06-27", "public_collectivite", D(1))
    assert one.region is not None
    assert (one.region.code, one.terms.decision, one.terms.conditions, str(one.terms.pays_until)) == (
        "84",
        "2023-103",
        "spread",
        "2024-03-14",
    )
    assert kept() == made_again()
    check_totals_of_commitments()
    run = GrantsImport.objects.get()
    assert (run.created_count, run.mapping["montant"]) == (1, "montant")


def test_twice_changes_nothing(tmp_path: Path) -> None:
    same = LINE.replace("2023-103", "")
    path = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n{same}\n{same}\n")
    assert counts(import_grants(path)) == (3, 3, 0, 0, 0)
    before = list(Commitment.objects.order_by("pk").values())
    assert counts(import_grants(path)) == (3, 0, 0, 3, 0)
    assert list(Commitment.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == 3
    # The same lines in another order, with other columns around and other capitals.
    other = write(tmp_path / "b.csv", f"{HEADER.upper()},note\n{same},x\n{same},y\n{LINE},z\n")
    assert counts(import_grants(other)) == (3, 0, 0, 3, 0)


def test_a_changed_amount_is_an_amendment(tmp_path: Path) -> None:
    import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n"))
    changed = LINE.replace("47800.20", "50000").replace("échelonné", "unique")
    assert counts(import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{changed}\n"))) == (1, 0, 1, 0, 0)
    one = Commitment.objects.get()
    assert (one.gross, one.state, one.terms.conditions) == (D(50_000), "amended", "once")
    assert list(one.entries.order_by("pk").values_list("kind", flat=True)) == ["signed", "amended"]
    assert counts(import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{changed}\n"))) == (1, 0, 0, 1, 0)
    assert kept() == made_again()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n")
    assert counts(import_grants(path, is_dry_run=True)) == (1, 1, 0, 0, 0)
    assert not Commitment.objects.exists()
    assert not GrantsImport.objects.exists()


OLD = "Attribuant;Siret attribuant;Date convention;Bénéficiaire;Siret;Objet;Montant voté;Nature;Pourcentage"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_old_columns_in_every_writing(tmp_path: Path, encoding: str, separator: str) -> None:
    cells = ["Métropole d’été", FUNDER, "27/06/2017", "Théâtre de l’Œuvre", TO, "Été, à l’école", "3 504 500", "Aide numéraire", "100 %"]
    lines = [["Subventions 2017"], [], OLD.split(";"), cells, [""] * 9, ["TOTAL", "", "", "", "", "", "3 504 500", "", ""]]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines) + "\r\n"
    outcome = import_grants(write(tmp_path / "a.csv", text, encoding))
    assert counts(outcome) == (1, 1, 0, 0, 0), outcome.reasons
    one = Commitment.objects.get()
    assert (one.funder_name, one.beneficiary_name, one.title) == ("Métropole d’été", "Théâtre de l’Œuvre", "Été, à l’école")
    assert (one.gross, str(one.signed_on), one.terms.nature) == (D(3_504_500), "2017-06-27", "cash")
    assert outcome.mapping["montant"] == "Montant voté"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3 504 500", "3504500"),
        ("47800,20 €", "47800.20"),
        ("47 800,20", "47800.20"),
        ("12.5", "12.5"),
        ("1.240,50", "1240.5"),
        ("900 EUR", "900"),
        ("900 USD", ""),
        ("1.500", ""),
        ("1,500", ""),
    ],
)
def test_amounts_as_people_write_them(tmp_path: Path, text: str, amount: str) -> None:
    line = LINE.replace("47800.20", f'"{text}"')
    outcome = import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{line}\n"))
    assert [str(one.gross) for one in Commitment.objects.all()] == ([str(round(D(amount), 2))] if amount else [])
    assert outcome.refused == (0 if amount else 1)


def test_numbers_that_a_spreadsheet_damaged(tmp_path: Path) -> None:
    header = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;montant"
    lines = [
        f"A;{FUNDER}.0;2023-01-01;Un;380 475 558 00058;10",
        "B;2,00047E+13;2023-01-01;Deux;2,335E+13;20",
        f"C;{FUNDER[:9]};2023-01-01;Trois;123;30",
    ]
    outcome = import_grants(write(tmp_path / "a.csv", "\n".join([header, *lines])))
    assert (outcome.created, outcome.refused, outcome.numbers_lost) == (3, 0, 2)
    found = {one.funder_name: (one.funder_number, one.beneficiary_number) for one in Commitment.objects.all()}
    assert found == {"A": (FUNDER, TO), "B": ("", ""), "C": (FUNDER[:9], "")}


def test_what_is_refused_says_why_and_comes_back(tmp_path: Path) -> None:
    wrong = [
        LINE.replace("47800.20", "-5"),
        LINE.replace("47800.20", "0"),
        LINE.replace("47800.20", "99999999999"),
        LINE.replace("47800.20", "beaucoup"),
        LINE.replace("2023-06-27", "2023-02-30"),
        LINE.replace("2023-06-27", "2999-01-01"),
        LINE.replace("La Recyclerie", ""),
        LINE.replace(",non,1,", ",non,140,"),
    ]
    path = write(tmp_path / "a.csv", "\n".join([HEADER, LINE, *wrong]))
    outcome = import_grants(path)
    assert counts(outcome) == (9, 1, 0, 0, 8)
    words = ("négatif", "nul", "10 milliards", "pas un nombre", "pas une date", "pas encore passé", "il manque", "100 %")
    for (number, reason), word in zip(outcome.reasons, words, strict=True):
        assert word in reason, (number, reason)
    listed = tmp_path / "a.csv.refused.csv"
    assert outcome.refused_path == listed
    mended = listed.read_text("utf-8-sig").replace("-5", "5")
    again = import_grants(write(tmp_path / "b.csv", mended))
    assert (again.updated, again.refused) == (1, 7)
    import_grants(write(path, f"{HEADER}\n{LINE}\n"))
    assert not listed.exists()


def test_one_grant_shared_between_several_is_counted_once(tmp_path: Path) -> None:
    two = (("A", "0,45"), ("B", "55 %"))
    parts = [LINE.replace("La Recyclerie", name).replace(TO, "").replace(",non,1,", f',non,"{share}",') for name, share in two]
    alone = LINE.replace("2023-103", "2023-104").replace(",non,1,", ',non,"0,20",')
    import_grants(write(tmp_path / "a.csv", "\n".join([HEADER, *parts, alone])))
    assert sorted(one.gross for one in Commitment.objects.all()) == [D("21510.09"), D("26290.11"), D("47800.20")]


def test_money_already_written_here_is_not_counted_twice(tmp_path: Path) -> None:
    funder, holder = make_funder(siret=FUNDER), make_organisation(siret=TO)
    typed = make_commitment("47800.20", funder=funder, beneficiary=holder, origin="public_collectivite", on=DAY.replace(year=2023, month=6))
    path = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n{LINE.replace('2023-103', '2023-104')}\n")
    outcome = import_grants(path)
    assert (counts(outcome), outcome.recognised) == ((2, 1, 0, 1, 0), 1)
    assert read_thermometer().figures.net == D("95600.40")
    # Still known once it is amended here: what a person writes stays.
    actions.amend_commitment(commitment=typed, amount=D(40_000), on=DAY, by=None)
    assert counts(import_grants(path)) == (2, 0, 0, 2, 0)
    typed.refresh_from_db()
    assert typed.gross == 40_000


def test_a_workbook_is_read_like_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        workbook(
            "2023",
            [
                [
                    "nomAttribuant",
                    "idAttribuant",
                    "dateConvention",
                    "nomBeneficiaire",
                    "idBeneficiaire",
                    "montant",
                    "pourcentageSubvention",
                ],
                ["Métropole", FUNDER, DAY, "La Recyclerie", TO, D("47800.20"), 100],
            ],
        )
    )
    assert counts(import_grants(path)) == (1, 1, 0, 0, 0)
    assert (Commitment.objects.get().gross, Commitment.objects.get().signed_on) == (D("47800.20"), DAY)


def grant(**fields: Any) -> dict[str, Any]:
    return {
        "id": "360G-autre-1",
        "title": "Atelier",
        "description": "Un atelier",
        "currency": "EUR",
        "amountAwarded": 1000.5,
        "amountDisbursed": 400,
        "awardDate": "2023-06-27T00:00:00+00:00",
        "recipientOrganization": [{"id": "FR-RCS-380475558", "name": "La Recyclerie"}],
        "fundingOrganization": [{"id": "FR-RCS-200046977", "name": "Métropole"}],
        "plannedDates": [{"startDate": "2023-07-01", "endDate": "2024-07-01"}],
        "url": "https://exemple.test/1",
        **fields,
    }


def test_360giving(tmp_path: Path) -> None:
    grants = [
        grant(),
        grant(id="2", currency="GBP"),
        grant(id="3", amountDisbursed=2000),
        grant(id="4", recipientOrganization=[], recipientIndividual={"id": "x", "name": "Jeanne"}),
        "n’importe quoi",
        grant(),
    ]
    path = write(tmp_path / "a.json", json.dumps({"version": "1.4", "grants": grants}, indent=1))
    outcome = import_grants(path)
    assert (outcome.format, counts(outcome)) == ("360giving", (6, 2, 0, 0, 4))
    one = Commitment.objects.get(source_key="360G-autre-1")
    assert (one.gross, one.paid, one.state, one.funder_number) == (D("1000.50"), D(400), "partly_paid", "200046977")
    assert (one.terms.source_url, str(one.terms.pays_until)) == ("https://exemple.test/1", "2024-07-01")
    assert not Commitment.objects.filter(beneficiary_name__contains="Jeanne").exists()
    paid = write(tmp_path / "a.json", json.dumps({"grants": [grant(amountDisbursed=1000.5)]}))
    assert counts(import_grants(paid)) == (1, 0, 1, 0, 0)
    one.refresh_from_db()
    assert one.state == "paid"
    assert kept() == made_again()


def test_our_own_files_come_back_unchanged(tmp_path: Path, client: Client) -> None:
    funder, holder = make_funder(siret=FUNDER), make_organisation(siret=TO)
    make_commitment("47800.20", funder=funder, beneficiary=holder, title="Atelier")
    for name in ("engagements.360giving.json", "subventions.scdl.csv"):
        path = tmp_path / name
        path.write_bytes(client.get(f"/donnees/{name}").getvalue())
        assert counts(import_grants(path)) == (1, 0, 0, 1, 0), name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "vide"),
        ("a.csv", b"a;b\n1;2\n", "nommer les colonnes"),
        ("a.csv", b"montant;nomBeneficiaire\n1;x\n", "dateConvention"),
        ("a.pdf", b"%PDF-1.4", "PDF"),
        ("a.json", b'{"aides": []}', "grants"),
        ("a.json", b'{"grants": [{"id": "1"', "coup"),
    ],
)
def test_what_is_no_file_of_grants_is_refused_with_words(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotATable, match=words):
        import_grants(path)


def test_the_command_counts_and_says_how_it_ended(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "\n".join([HEADER, LINE, LINE.replace("47800.20", "-1")]))
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("import_grants", str(path), "--format", "scdl", stdout=out)
    assert end.value.code == 3
    for words in ("montant ← montant", "read: 2", "created: 1", "updated: 0", "unchanged: 0", "refused: 1", "a.csv.refused.csv"):
        assert words in out.getvalue()
    with pytest.raises(CommandError) as refusal:
        call_command("import_grants", str(tmp_path / "absent.csv"))
    assert refusal.value.returncode == 2
    good = write(tmp_path / "b.csv", f"{HEADER}\n{LINE}\n")
    call_command("import_grants", str(good), stdout=out)


def test_a_workbook_that_begins_with_a_notice_is_read_at_its_grants(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    header = row("Attribuant", "Siret attribuant", "Date de convention", "Bénéficiaire", "Montant voté")
    lines = row("Métropole", figure(FUNDER), figure("45104"), "La Recyclerie", figure("1200.5")) + row("", "", "", "", "")
    total = row("TOTAL", "", "", "", figure("1200.5"))
    notice = row("Ce fichier présente les subventions de la Métropole")
    path.write_bytes(xlsx({"Lisez-moi": notice, "2023": header + lines + total, "2022": header}))
    outcome = import_grants(path)
    assert counts(outcome) == (1, 1, 0, 0, 0), outcome.reasons
    assert (outcome.sheet, outcome.other_sheets) == ("2023", ("Lisez-moi", "2022"))
    assert str(Commitment.objects.get().signed_on) == "2023-06-27"
    assert import_grants(path, sheet="2022").read == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45104", "2023-06-27"),
        ("45104.0", "2023-06-27"),
        ("27/06/23", "2023-06-27"),
        ("2023-06-27T00:00:00", "2023-06-27"),
        ("1234", None),
        ("99999", None),
    ],
)
def test_days_as_people_and_spreadsheets_write_them(text: str, day: str | None) -> None:
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


def test_a_line_whose_numbers_were_mended_is_the_same_money(tmp_path: Path) -> None:
    damaged = LINE.replace(TO, "3.80476E+13")
    worse = damaged.replace(FUNDER, "2.00047E+13")
    assert damaged != LINE != worse
    assert counts(import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{worse}\n")))[1] == 1
    for text in (damaged, LINE, worse, LINE):
        outcome = import_grants(write(tmp_path / "a.csv", f"{HEADER}\n{text}\n"))
        assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 1), text
    one = Commitment.objects.get()
    assert (one.funder_number, one.beneficiary_number) == (FUNDER, TO)
    assert kept() == made_again()


def test_our_own_file_of_a_line_without_a_decision_comes_back_unchanged(tmp_path: Path, client: Client) -> None:
    header = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;montant"
    line = f"Métropole;{FUNDER};2023-01-01;La Recyclerie;{TO};10"
    assert import_grants(write(tmp_path / "a.csv", "\n".join([header, line, line]))).created == 2
    own = tmp_path / "b.csv"
    own.write_bytes(client.get("/donnees/subventions.scdl.csv").getvalue().replace(b",Subvention,", b",,"))
    for _ in range(2):
        assert (import_grants(own).created, Commitment.objects.count()) == (0, 2)


def test_the_identifier_of_another_funder_never_rewrites_its_grant(tmp_path: Path) -> None:
    import_grants(write(tmp_path / "a.json", json.dumps({"grants": [grant()]})))
    make_known(make_funder(name="Autre", siret="23350001600040", siren="233500016"))
    stolen = grant(amountAwarded=5, amountDisbursed=0, fundingOrganization=[{"id": "FR-RCS-233500016", "name": "Autre"}])
    path = write(tmp_path / "b.json", json.dumps({"grants": [stolen]}))
    for funders in ({"233500016"}, None):
        outcome = import_grants(path, funders=funders)
        assert (outcome.created, outcome.updated, outcome.refused) == (0, 0, 1)
        assert "un autre financeur" in outcome.reasons[0][1]
    assert [one.gross for one in Commitment.objects.all()] == [D("1000.50")]


def test_an_open_document_with_the_old_columns_is_read_like_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    notice = ods_row("Subventions versées en 2017")
    header = ods_row(*OLD.split(";"))
    grant = ods_row(
        "Métropole d’été",
        ods_cell("float", FUNDER, shown=FUNDER),
        ods_cell("date", "2017-06-27", shown="27/06/17"),
        "Théâtre de l’Œuvre",
        ods_cell("float", TO, shown="3,80476E+13"),
        "Été, à l’école",
        ods_cell("currency", "3504500", shown="3 504 500 €", more='office:currency="EUR"'),
        "Aide numéraire",
        ods_cell("percentage", "1", shown="100 %"),
    )
    total = ods_row("TOTAL", "", "", "", "", "", ods_cell("float", "3504500"))
    path.write_bytes(ods({"2017": notice + header + grant + total}))
    outcome = import_grants(path)
    assert counts(outcome) == (1, 1, 0, 0, 0), outcome.reasons
    one = Commitment.objects.get()
    assert (one.funder_number, one.beneficiary_number, one.gross, str(one.signed_on)) == (FUNDER, TO, D(3_504_500), "2017-06-27")
    assert import_grants(path).unchanged == 1


def test_the_order_of_lines_that_differ_by_their_amount_says_nothing(tmp_path: Path) -> None:
    lines = [LINE.replace("47800.20", amount) for amount in ("100", "900", "900", "500")]
    path = tmp_path / "a.csv"
    assert counts(import_grants(write(path, "\n".join([HEADER, *lines]) + "\n"))) == (4, 4, 0, 0, 0)
    for order in ([3, 1, 0, 2], [1, 2, 3, 0]):
        again = import_grants(write(path, "\n".join([HEADER, *(lines[place] for place in order)]) + "\n"))
        assert counts(again) == (4, 0, 0, 4, 0)
    amended = [lines[3], LINE.replace("47800.20", "1000"), lines[1], lines[0]]
    assert counts(import_grants(write(path, "\n".join([HEADER, *amended]) + "\n"))) == (4, 0, 1, 3, 0)
    assert kept() == made_again()


def test_a_line_given_up_whose_request_has_another_answer_is_refused_alone(tmp_path: Path) -> None:
    other = LINE.replace("2023-103", "2023-104")
    funder, project = make_funder(siret=FUNDER), make_published_project(organisation=make_organisation(siret=TO))
    path = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n{other}\n")
    import_grants(path)
    one = Commitment.objects.get(terms__decision="2023-103")
    actions.cancel_commitment(commitment=one, amount=None, on=one.committed_on, by=None, note="Reporté")
    asked = open_request(project=project, aid=make_aid(funder=funder), by=lead_of(project), amount=D(2_000), purpose="Un atelier")
    Commitment.objects.filter(pk=one.pk).update(request=asked)
    answer = make_commitment(2_000, funder=funder, beneficiary=project)
    Commitment.objects.filter(pk=answer.pk).update(request=asked)
    changed = write(tmp_path / "a.csv", f"{HEADER}\n{LINE}\n{other.replace('47800.20', '50000')}\n")
    outcome = import_grants(changed)
    assert counts(outcome) == (2, 0, 1, 0, 1)
    assert "un autre répond depuis à la même demande" in outcome.reasons[0][1]
    one.refresh_from_db()
    assert one.state == "cancelled"
