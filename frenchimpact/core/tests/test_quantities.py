"""Numbers as people write them in French, and as files write them."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frenchimpact.core.quantities import NotANumber, euros, quantities_in, quantity, read_quantity, short_euros, shown, typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("301", "301"),
        ("1 240,5", "1240.5"),
        ("1\u202f240,5", "1240.5"),
        ("1\u00a0240\u00a0000", "1240000"),
        ("1.240,5", "1240.5"),
        ("1,240.5", "1240.5"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        ("301 t", "301"),
        ("301 tonnes", "301"),
        ("301 Tonne", "301"),
        ("84 %", "84"),
        ("−12,5", "-12.5"),
        ("  7\t", "7"),
        ("0", "0"),
    ],
)
def test_one_number(text: str, value: str) -> None:
    assert read_quantity(text, "tonnes") == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "n.d.", "trois", "12 13", "30 1", "301 kg", "1.240", "1e5", "12,34567", "1" + "0" * 16, "--4", "12/05"]
)
def test_what_is_not_one_number(text: str) -> None:
    with pytest.raises(NotANumber):
        read_quantity(text, "tonnes")


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("1.500", "tonnes", "Écrivez 1 500 ou 1,5."),
        ("1.500", "€", "Écrivez 1 500 ou 1,5."),
        ("1.000", "€", "Écrivez 1 000 ou 1."),
        ("1.234", "tonnes", "Écrivez 1 234 ou 1,234."),
        ("1.234", "€", "Écrivez 1 234 ou 1234."),
    ],
)
def test_what_is_proposed_instead_is_taken(text: str, unit: str, words: str) -> None:
    with pytest.raises(NotANumber, match="deux façons") as refused:
        read_quantity(text, unit)
    assert str(refused.value).endswith(words)
    for proposed in words.removeprefix("Écrivez ").removesuffix(".").split(" ou "):
        found = read_quantity(proposed, unit)
        assert unit != "€" or found == round(found, 2)


def test_the_point_of_a_file_is_decimal() -> None:
    assert read_quantity("1.240", is_machine=True) == Decimal("1.24")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("301", ["301"]),
        ("Bonjour, nous en sommes à 1 240,5 tonnes. Merci !", ["1240.5"]),
        ("Entre 300 et 310", ["300", "310"]),
        ("Le CO2 évité : 12.", ["12"]),
        ("Rien pour l’instant", []),
        ("301.", ["301"]),
    ],
)
def test_numbers_of_a_sentence(text: str, values: list[str]) -> None:
    assert quantities_in(text) == [Decimal(value) for value in values]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_what_is_shown_and_typed_reads_back(value: Decimal) -> None:
    with translation.override("fr"):
        assert read_quantity(shown(value)) == value
        assert read_quantity(typed(value)) == value


@pytest.mark.parametrize(
    ("value", "words"), [(Decimal("3504500.00"), "3\u202f504\u202f500\u00a0€"), (Decimal("47800.20"), "47\u202f800,20\u00a0€"), (None, "–")]
)
def test_euros_show_cents_only_when_there_are_some(value: Decimal | None, words: str) -> None:
    assert euros(value) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["\u22125\u00a0€", "\u22121,5\u00a0t", "1,25\u00a0Md€", "\u22123\u00a0M€", "12,5\u00a0€/h"]),
        ("en", ["\u2212€5", "\u22121.5\u00a0t", "€1.25bn", "\u2212€3M", "€12.5/h"]),
    ],
)
def test_money_and_signs_are_those_of_the_language(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [
            euros(Decimal(-5)),
            quantity(Decimal("-1.5"), "t"),
            short_euros(Decimal("1.25e9")),
            short_euros(Decimal(-3_000_000)),
            quantity(Decimal("12.5"), "€/h"),
        ] == words
