"""Columns of files of grants that bear other names: known, told by options, left; the refused lines come back harmless and mended."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.test_imports import FUNDER, HEADER, LINE, TO, write

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.mark.parametrize(
    "header",
    [
        "Nom du financeur;N° SIRET du financeur;Date du vote;Nom bénéficiaire;N° SIRET;Somme allouée",
        "Nom collectivité;SIRET collectivité;Date de la délibération;Nom de l’association;SIRET association;Montant alloué",
        "Attribuant;Siret attribuant;Date vote;Tiers;Siret;Montant voté",
    ],
)
def test_the_headings_of_authorities_are_known(tmp_path: Path, header: str) -> None:
    path = write(tmp_path / "a.csv", f"{header}\nMétropole;{FUNDER};27/06/2023;La Recyclerie;{TO};1 500\n")
    outcome = import_grants(path)
    assert (outcome.created, outcome.unknown_columns) == (1, ())
    one = Commitment.objects.get()
    assert (one.funder_number, one.beneficiary_number, one.gross) == (FUNDER, TO, D(1500))


STRANGE = "Qui;Leur SIRET;Quand;À qui;Combien"


def test_columns_are_told_by_options_of_the_command(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"Subventions 2023\n{STRANGE}\nMétropole;{FUNDER};27/06/2023;La Recyclerie;1 500\n")
    with pytest.raises(CommandError, match="nommer les colonnes"):
        call_command("import_grants", str(path))
    told = ["Qui=nomAttribuant", "leur siret=idAttribuant", "Quand=dateConvention", "À qui=nomBeneficiaire"]
    with pytest.raises(CommandError, match="colonne : montant"):
        call_command("import_grants", str(path), map=told)
    for wrong, words in (("Combien=prix", "l’un de : nomAttribuant"), ("Nulle part=montant", "n’a pas de colonne « Nulle part »")):
        with pytest.raises(CommandError, match=words):
            call_command("import_grants", str(path), map=[*told, wrong])
    out = io.StringIO()
    call_command("import_grants", str(path), map=[*told, "Combien=montant"], stdout=out)
    assert "montant ← Combien" in out.getvalue()
    one = Commitment.objects.get()
    assert (one.funder_name, one.funder_number, one.beneficiary_name, one.gross) == ("Métropole", FUNDER, "La Recyclerie", D(1500))


def test_a_column_can_be_left_and_another_taken_in_its_place(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "nomAttribuant;dateConvention;nomBeneficiaire;montant;montant révisé\nVille d’essai;2023-01-01;B;10;25\n"
    )
    out = io.StringIO()
    call_command("import_grants", str(path), map=["montant révisé=montant"], stdout=out)
    assert Commitment.objects.get().gross == 25


def test_refused_lines_run_nothing_and_come_back_as_they_were(tmp_path: Path) -> None:
    lines = [
        LINE.replace("La Recyclerie", "=1+1").replace("47800.20", "-5"),
        LINE.replace("Atelier", "@SOMME(A1)").replace("47800.20", "x"),
    ]
    path = write(tmp_path / "a.csv", "\n".join([HEADER, *lines]))
    assert import_grants(path).refused == 2
    text = (tmp_path / "a.csv.refused.csv").read_text("utf-8-sig")
    assert text.splitlines()[0] == f"{HEADER},ligne,motif"
    assert ",'=1+1," in text
    assert ",'@SOMME(A1)," in text
    assert ",-5," in text
    mended = write(tmp_path / "b.csv", text.replace(",-5,", ",5,").replace(",x,", ",6,"))
    assert import_grants(mended).created == 2
    assert {(one.beneficiary_name, one.title) for one in Commitment.objects.all()} == {("=1+1", "Atelier"), ("La Recyclerie", "@SOMME(A1)")}


def test_a_name_that_begins_with_total_is_a_grant_and_a_total_is_counted_apart(tmp_path: Path) -> None:
    header = "nomBeneficiaire;nomAttribuant;dateConvention;montant"
    lines = [
        "Total Festum;Fondation d’essai;2023-01-01;10",
        "La Recyclerie;Total Énergies Fondation;2023-01-01;20",
        "Total;;;30",
        ";Total général;;30",
    ]
    path = write(tmp_path / "a.csv", "\n".join([header, *lines]))
    out = io.StringIO()
    call_command("import_grants", str(path), stdout=out)
    assert sorted(Commitment.objects.values_list("beneficiary_name", flat=True)) == ["La Recyclerie", "Total Festum"]
    assert "laissées de côté : 2" in out.getvalue()
    other = write(
        tmp_path / "b.csv", "nomAttribuant;nomBeneficiaire;dateConvention;montant\nTotal Énergies Fondation;Une;2023-01-01;5\nTotal;;;5\n"
    )
    outcome = import_grants(other)
    assert (outcome.read, outcome.created, outcome.totals) == (1, 1, 1), outcome.reasons
