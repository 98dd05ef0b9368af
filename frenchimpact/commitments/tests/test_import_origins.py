"""Private money that a file brings in never becomes public: its origin is what is known of its funder, or is asked for."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_funder
from frenchimpact.commitments.tests.test_imports import write

pytestmark = pytest.mark.django_db
HEADER = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;montant"
PRIVATE = "38047555800058"


def brought(path: Path, name: str, number: str = PRIVATE) -> Any:
    return import_grants(write(path / "a.csv", f"{HEADER}\n{name};{number};2023-01-01;La Recyclerie;100\n"))


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({"kinds": ["fondation", "financeur"]}, "prive_fondation"),
        ({"kinds": ["financeur"], "legal_category": "9300"}, "prive_fondation"),
        ({"kinds": ["administration"]}, "public_operateur"),
        ({"kinds": ["financeur"], "legal_category": "4110"}, "public_operateur"),
        ({"kinds": ["financeur", "entreprise"]}, "prive_entreprise"),
    ],
)
def test_the_sheet_of_the_funder_tells(tmp_path: Path, fields: dict[str, Any], origin: str) -> None:
    make_funder(siren=PRIVATE[:9], siret=PRIVATE, **fields)
    assert brought(tmp_path, "Rives communes").created == 1
    one = Commitment.objects.get()
    assert (one.origin, one.public_share) == (origin, Decimal(origin.startswith("public")))
    assert one.entries.get().origin == origin


def test_what_the_funder_wrote_itself_tells(tmp_path: Path) -> None:
    funder = make_funder(kinds=["financeur"], siren=PRIVATE[:9], siret=PRIVATE)
    make_commitment(5, funder=funder, origin="prive_fonds", on=DAY)
    brought(tmp_path, "Rives communes")
    assert Commitment.objects.latest("pk").origin == "prive_fonds"


@pytest.mark.parametrize(
    ("name", "number", "origin"),
    [
        ("Fondation d’essai", PRIVATE, "prive_fondation"),
        ("Métropole d’été", "", "public_collectivite"),
        ("A", "2,1E+13", "public_collectivite"),
    ],
)
def test_its_name_or_what_is_left_of_its_number_tells(tmp_path: Path, name: str, number: str, origin: str) -> None:
    brought(tmp_path, name, number)
    assert Commitment.objects.get().origin == origin


@pytest.mark.parametrize(("name", "number"), [("Rives communes", PRIVATE), ("Rives communes", ""), ("Ville et compagnie", PRIVATE)])
def test_what_nothing_tells_is_asked_for_then_taken(tmp_path: Path, name: str, number: str) -> None:
    outcome = brought(tmp_path, name, number)
    assert (outcome.created, outcome.refused) == (0, 1)
    assert f"rien ne dit si l’argent de « {name} » est public ou privé" in outcome.reasons[0][1]
    if number:
        make_funder(kinds=["fondation"], siren=PRIVATE[:9], siret=PRIVATE)
        assert brought(tmp_path, name, number).created == 1
