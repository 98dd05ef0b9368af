"""The one style sheet: dark values from one source, both ways in, nothing lost in squeezing."""

from pathlib import Path

from frenchimpact.design import stylesheet


def test_dark_values_serve_the_chosen_theme_and_the_system_one() -> None:
    css = stylesheet.assemble("neutre")

    assert css.count("--paper:") >= 3
    assert ':root[data-theme="dark"]{color-scheme:dark;' in css
    assert '(prefers-color-scheme:dark){:root:not([data-theme="light"]){color-scheme:dark;' in css


def test_squeezing_keeps_the_rules() -> None:
    assert stylesheet.squeeze(
        "/* a */ a { color : red ; }\n\n@media (min-width: 1px) { b , i > u { margin: calc(1px + 2px) } c :is(d) {} }"
    ) == ("a{color : red}@media (min-width:1px){b,i>u{margin:calc(1px + 2px)}c :is(d){}}\n")


def test_the_file_is_made_again_when_a_source_changes(tmp_path: Path) -> None:
    first = stylesheet.made(tmp_path)
    first.with_suffix(".stamp").write_text("older")
    first.write_text("broken")

    assert stylesheet.made(tmp_path).read_text() == stylesheet.assemble()
