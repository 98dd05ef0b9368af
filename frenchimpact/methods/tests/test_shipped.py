"""Our own methods: a figure never comes without its range, a part is never more than its whole, what nobody measured does not exist."""

import datetime
import re
from decimal import Decimal

import pytest

from frenchimpact.methods.calculation import Calculation, Run, Values
from frenchimpact.methods.engine import Unsound
from frenchimpact.methods.folders import read_folder
from frenchimpact.methods.sensitivity import sensitivity
from frenchimpact.methods.shipped import HERE, files_of, shipped, shipped_folder

DAY = datetime.date(2026, 1, 1)


def run(name: str, **inputs: int) -> Run:
    """The example of a method, with other inputs."""
    calculation = Calculation(shipped_folder(name).method)
    start = calculation.defaults(DAY)
    given = {**start.inputs, **{id: Decimal(value) for id, value in inputs.items()}}
    return calculation.run(Values(given, start.assumptions, start.tables, start.row_names))


@pytest.mark.parametrize("name", shipped())
def test_the_headline_of_the_example_lies_within_a_range_that_assumptions_make(name: str) -> None:
    found = sensitivity(run(name))
    assert found is not None
    assert found.low < found.value < found.high
    assert found.influences


def test_no_indicator_of_ours_is_defined_in_two_ways() -> None:
    known: dict[tuple[str, int], str] = {}
    for name in shipped():
        for one in shipped_folder(name).method.indicators:
            assert known.setdefault((one.id, one.version), one.model_dump_json()) == one.model_dump_json(), (name, one.id)


def test_a_part_that_is_more_than_the_whole_is_told_with_both() -> None:
    with pytest.raises(Unsound) as raised:
        run("inclusion-numerique", personnes=100, testees=120, devenues=60)
    assert [str(problem) for problem in raised.value.problems] == [
        "inputs/testees : Testées à l’entrée et à la sortie : 120, c’est plus que "
        "« Personnes accompagnées, non autonomes à l’entrée » : 100. Corrigez l’un des deux."
    ]


@pytest.mark.parametrize("other", ["zut", "equipements", "testees"])
def test_a_part_names_another_input_in_the_same_unit(other: str) -> None:
    files = files_of(HERE / "inclusion-numerique")
    text = files["method.toml"]
    assert 'at_most = "personnes"' in text
    with pytest.raises(Unsound) as raised:
        read_folder({**files, "method.toml": text.replace('at_most = "personnes"', f'at_most = "{other}"')})
    words = f"method.toml/inputs/testees/at_most : « {other} » n’est pas une autre donnée de cette méthode, dans la même unité."
    assert words in map(str, raised.value.problems)


def test_what_nobody_measured_does_not_exist_and_the_rest_does() -> None:
    found = run("inclusion-numerique", testees=0, devenues=0)
    steps = found.calculation.steps
    assert found.of(steps["cout_par_personne_autonome"]) == []
    assert found.of(steps["cout_par_personne"]) != []
    assert sensitivity(found) is None


def test_the_method_that_the_documentation_writes_is_sound() -> None:
    text = (HERE.parents[3] / "docs" / "methods.md").read_text("utf-8")
    method, sample = re.findall(r"```toml\n(.+?)```", text, re.DOTALL)[:2]
    files = {**files_of(HERE / "sroi"), "method.toml": method}
    files = {path: words for path, words in files.items() if not path.startswith("samples/")} | {"samples/four-hundred.toml": sample}
    assert read_folder(files).method.id == "trajets-partages"
