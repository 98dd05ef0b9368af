"""A fund and what it places are counted once, whether they are typed or brought in by a file."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.models import Commitment, Vehicle
from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.commitments.tests.factories import make_commitment, make_funder, make_vehicle
from frenchimpact.commitments.tests.test_imports import FUNDER, TO, counts, grant, write
from frenchimpact.commitments.tests.test_sums import kept, made_again
from frenchimpact.core.errors import Incomplete

pytestmark = pytest.mark.django_db
HEADER = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant"


@pytest.fixture
def fund() -> Vehicle:
    return make_vehicle(make_funder(name="Fondation Rives communes", siret=FUNDER, kinds=["fondation"]), "Fonds Premiers pas")


def mobilised() -> Decimal:
    return read_thermometer().figures.net


def bring(tmp_path: Path, *rows: str) -> Any:
    return import_grants(write(tmp_path / "a.csv", "\n".join([HEADER, *rows]) + "\n"))


def test_a_fund_and_its_investments_come_in_counted_once(tmp_path: Path, fund: Vehicle) -> None:
    rows = (
        f"FONDS PREMIERS PAS;{FUNDER};2026-04-01;Assoc Une;;Placement;40000",
        f"Fondation Rives communes;{FUNDER};2026-04-02;Fonds Premiers pas;;Dotation;70000",
    )
    outcome = bring(tmp_path, *rows)
    assert (counts(outcome), outcome.through) == ((2, 2, 0, 0, 0), 2)
    placed, given = Commitment.objects.get(gross=40000), Commitment.objects.get(gross=70000)
    assert (placed.funder, placed.funder_vehicle, given.beneficiary_vehicle, given.beneficiary) == (None, fund, fund, None)
    assert mobilised() == 70000
    assert kept() == made_again()
    assert counts(bring(tmp_path, *rows)) == (2, 0, 0, 2, 0)


def test_what_was_typed_to_a_fund_is_the_same_money_when_a_file_names_it(tmp_path: Path, fund: Vehicle) -> None:
    make_commitment(70000, funder=fund.organisation, beneficiary=fund)
    outcome = bring(tmp_path, f"Fondation Rives communes;{FUNDER};2026-03-10;Fonds Premiers pas;;Dotation;70000")
    assert (outcome.created, outcome.recognised) == (0, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"Une autre;{FUNDER};2026-04-02;Fonds Premiers pas;{TO};Dotation;70000", "est le nom d’un fonds ou programme suivi ici"),
        (f"Fondation Rives communes;{FUNDER};2026-04-02;La même;{FUNDER};Dotation;70000", "sont les mêmes"),
        (f"Métropole;{TO};2026-04-02;METROPOLE;;Dotation;70000", "sont les mêmes"),
        (f"Fonds Premiers pas;{FUNDER};2026-04-02;Fonds Premiers pas;;Dotation;70000", "sont les mêmes"),
    ],
)
def test_what_would_count_twice_is_refused_with_what_to_do(tmp_path: Path, fund: Vehicle, row: str, said: str) -> None:
    outcome = bring(tmp_path, row)
    assert counts(outcome) == (1, 0, 0, 0, 1)
    assert said in outcome.reasons[0][1]


def test_funds_that_would_give_each_other_the_same_money_are_refused(tmp_path: Path, fund: Vehicle) -> None:
    make_vehicle(fund.organisation, "Fonds de fonds")
    rows = [
        f"{one};{FUNDER};2026-04-0{day};{other};;Dotation;70000"
        for day, one, other in ((1, "Fonds de fonds", "Fonds Premiers pas"), (2, "Fonds Premiers pas", "Fonds de fonds"))
    ]
    outcome = bring(tmp_path, *rows)
    assert counts(outcome) == (2, 1, 0, 0, 1)
    assert "tournerait en rond" in outcome.reasons[0][1]


def test_a_regrant_goes_to_a_fund_kept_here_or_waits_for_one(tmp_path: Path, fund: Vehicle) -> None:
    house = {"recipientOrganization": [{"id": f"FR-RCS-{FUNDER[:9]}", "name": "Fondation Rives"}]}
    giver = {"fundingOrganization": [{"id": "FR-RCS-380475558", "name": "Une fondation"}], "regrantType": "FRG010"}
    stranger = {"recipientOrganization": [{"id": "x", "name": "Fonds inconnu"}]}
    grants = [grant(id="1", **giver, **house), grant(id="2", **giver, **stranger)]
    outcome = import_grants(write(tmp_path / "a.json", json.dumps({"grants": grants})))
    assert counts(outcome) == (2, 1, 0, 0, 1)
    assert Commitment.objects.get().beneficiary_vehicle == fund
    assert "redistribuera cet argent" in outcome.reasons[0][1]


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("Fonds premiers pas", "", "choisissez-le dans la liste"),
        ("fondation rives communes", "", "sont les mêmes"),
        ("Autre nom", FUNDER, "sont les mêmes"),
    ],
)
def test_a_fund_or_oneself_typed_as_a_name_is_refused_beside_it(fund: Vehicle, name: str, number: str, said: str) -> None:
    with pytest.raises(Incomplete) as refused:
        make_commitment(funder=fund.organisation, beneficiary=None, beneficiary_name=name, beneficiary_number=number)
    assert said in str(refused.value.missing["name"])


def test_a_namesake_of_a_fund_with_its_own_number_is_somebody_else(fund: Vehicle) -> None:
    assert make_commitment(beneficiary=None, beneficiary_name="Fonds premiers pas", beneficiary_number=TO).beneficiary_vehicle is None
