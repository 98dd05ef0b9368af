"""What a solution costs where it is taken up: its lines as they are typed, and what they make there."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from frenchimpact.projects.tests.factories import lead_of
from frenchimpact.solutions.actions.solutions import publish_version, submit_version, write_kit
from frenchimpact.solutions.costs import estimate, read_costs, written_costs
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.tests.factories import make_solution

TYPED = """Formation | 1 800 € | forfait | démarrage
Animateur | 17500,50 | lieu | an
Pièces | 9,5 | Personne | an
Affiches | 45 | 1 000 habitants | an"""


def test_lines_are_read_and_written_as_they_are_typed() -> None:
    costs = read_costs(TYPED)
    assert [(one["amount"], one["basis"], one["when"]) for one in costs] == [
        ("1800", "forfait", "demarrage"),
        ("17500.50", "lieu", "an"),
        ("9.5", "personne", "an"),
        ("45", "mille_habitants", "an"),
    ]
    assert read_costs(written_costs(costs)) == costs


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Formation | 1800", "séparés par des barres"),
        (" | 1800 | lieu | an", "séparés par des barres"),
        ("Formation | beaucoup | lieu | an", "nombre d’euros"),
        ("Formation | -5 | lieu | an", "nombre d’euros"),
        ("Formation | 1.234,5 | lieu | an", "nombre d’euros"),
        ("Formation | 1,234 | lieu | an", "nombre d’euros"),
        ("Formation | 1e9 | lieu | an", "nombre d’euros"),
        ("Formation | ² | lieu | an", "nombre d’euros"),
        ("Formation | 1800 | camion | an", "pour quoi"),
        ("Formation | 1800 | lieu | demain", "quand"),
    ],
)
def test_a_line_that_means_nothing_is_said_with_what_to_write(line: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read_costs(line)


def test_amounts_are_multiplied_and_what_has_no_size_is_left_out_and_said() -> None:
    costs = read_costs(TYPED)
    found = estimate(costs, {"lieu": 2, "personne": 120, "mille_habitants": 28_500})
    assert (found.start, found.yearly, found.is_whole) == (Decimal(1800), Decimal("35001.00") + 1140 + Decimal("1282.50"), True)
    partial = estimate(costs, {"lieu": 2, "personne": None, "mille_habitants": 0})
    assert (partial.yearly, partial.is_whole) == (Decimal("35001.00"), False)


def priced() -> Solution:
    """A public solution whose second version says its costs."""
    solution = make_solution()
    write_kit(solution=solution, by=None, costs=read_costs(TYPED), changes="Les coûts")
    submit_version(solution=solution, by=lead_of(solution.project))
    publish_version(solution=solution, by=None)
    return solution


@pytest.mark.django_db
def test_anyone_counts_it_on_its_page_and_keeps_the_address(client: Client) -> None:
    address = f"/solutions/{priced().slug}/"
    text = client.get(address).text
    assert "Ce que cela coûterait chez vous" in text
    assert "Il manque une taille" in text
    text = client.get(address + "?lieux=2&personnes=120&habitants=28500").text.replace("\xa0", " ").replace("\u202f", " ")
    assert "37 423,50 €" in text
    assert "Il manque une taille" not in text
    wrong = client.get(address + "?lieux=beaucoup&personnes=120&habitants=1e400")
    assert wrong.status_code == 200
    assert "Il manque une taille" in wrong.text


@pytest.mark.django_db
def test_a_kit_without_lines_has_no_such_section(client: Client) -> None:
    assert "Ce que cela coûterait chez vous" not in client.get(f"/solutions/{make_solution().slug}/").text
