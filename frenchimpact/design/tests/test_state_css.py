"""The State's style sheet, cut down: only the classes that are named, every value they need, both dark forms, nothing fetched apart."""

import gzip
import re

from frenchimpact.design import state_css, stylesheet


def test_only_rules_of_named_classes_and_the_values_they_refer_to() -> None:
    css = state_css.trimmed({"fr-btn", "fr-btn--secondary"})
    classes = set(re.findall(r"\.(fr-[\w-]+)", re.sub(r":not\([^)]*\)", "", css)))
    assert classes == {"fr-btn", "fr-btn--secondary"}
    defined = set(re.findall(r"(--[\w-]+):", css))
    missing = {name for name in re.findall(r"var\((--[\w-]+)\)", css) if name not in defined}
    # What is still missing, the whole bundle does not define at its root either.
    whole = (state_css.bundle() / "dsfr.min.css").read_text(encoding="utf-8")
    roots = "".join(re.findall(r":root[^{]*{([^}]*)}", whole))
    assert not {name for name in missing if f"{name}:" in roots}


def test_dark_values_for_the_chosen_theme_and_for_the_systems() -> None:
    css = state_css.trimmed({"fr-btn"})
    assert '@media screen{:root[data-theme="dark"]{' in css
    assert '@media screen and (prefers-color-scheme: dark){:root:not([data-theme="light"]){' in css
    assert "data-fr-theme" not in css


def test_little_drawings_are_inside_and_nothing_else_is_fetched() -> None:
    css = stylesheet.assemble("etat")
    fetched = [url for url in re.findall(r"url\(\s*[\"']?([^\"')]*)", css) if not url.startswith("data:")]
    assert set(fetched) == {"fonts/figtree-fi.woff2", "fonts/bricolage-fi.woff2"}
    assert "data:image/svg+xml," in css


def test_the_neutral_skin_has_nothing_of_it() -> None:
    css = stylesheet.assemble("neutre")
    assert "fr-" not in css
    assert "blue-france" not in css


def test_the_states_sheet_stays_light_to_fetch() -> None:
    """As it travels, compressed: its icons are repeated words."""
    assert len(gzip.compress(stylesheet.assemble("etat").encode())) < 33_000


def test_the_mark_and_its_font_only_when_configured(settings: object) -> None:
    assert ".fr-logo" not in stylesheet.assemble("etat")
    assert '"Marianne";src' not in stylesheet.assemble("etat").replace(": ", ":")
    setattr(settings, "BRAND_STATE_MARK", "République\nFrançaise")
    css = stylesheet.assemble("etat").replace(": ", ":")
    assert ".fr-logo" in css
    assert "fonts/Marianne-Bold.woff2" in css


def test_the_button_of_proconnect_only_when_it_is_configured(settings: object) -> None:
    setattr(settings, "PROCONNECT_URL", "")
    assert ".fr-connect__login" not in stylesheet.assemble("etat")
    setattr(settings, "PROCONNECT_URL", "https://proconnect.example")
    assert ".fr-connect__login" in stylesheet.assemble("etat")


def test_every_macro_of_the_skin_replaces_one_that_exists() -> None:
    from pathlib import Path

    design = Path(stylesheet.__file__).parent
    macro = re.compile(r"{% macro (\w+)\(([^%]*)\) %}")
    common = {
        name: args for path in (design / "templates/design/components").glob("*.html") for name, args in macro.findall(path.read_text())
    }
    own = {"box", "wrong", "state_mark"}
    for path in (design / "skins/etat/design/skin").glob("*.html"):
        for name, args in macro.findall(path.read_text()):
            if name == "proconnect" and name not in common:
                continue  # its neutral twin comes with the sign-in by ProConnect
            assert name in own or common.get(name) == args, f"{path.name}: {name}"
