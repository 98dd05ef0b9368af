"""Every pair of colours that the components put together, computed from the tokens, in both themes."""

import re

import pytest

from frenchimpact.design import stylesheet

# Text on its ground: 4.5 to 1.
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "brand") for ground in ("paper", "mist", "raised")],
    ("ink", "brand-soft"),
    ("brand", "brand-soft"),
    ("on-brand", "brand-fill"),
    ("on-brand", "brand-fill-hover"),
    ("on-deep", "deep"),
    ("on-deep-2", "deep"),
    ("sun", "deep"),
    ("on-sun", "sun"),
    ("on-sun", "sun-hover"),
    ("ink", "mark"),
    *[(state, f"{state}-soft") for state in ("ok", "warn", "bad", "info")],
    *[("ink", f"{state}-soft") for state in ("ok", "warn", "bad", "info")],
    *[("brand", f"{state}-soft") for state in ("ok", "warn", "bad", "info")],
    *[(state, "paper") for state in ("ok", "warn", "bad", "info")],
    *[(state, "raised") for state in ("warn", "bad")],
    *[(f"on-seq-{step}", f"seq-{step}") for step in range(4)],
    *[(f"hero-on-{step}", f"hero-seq-{step}") for step in range(4)],
    ("paper", "ink"),
    ("d1", "paper"),
]
# What one must see without reading it: 3 to 1.
SIGNS = [
    *[("ctl", ground) for ground in ("paper", "mist", "raised")],
    *[("focus", ground) for ground in ("paper", "mist", "raised", "brand-soft")],
    ("paper", "ok"),
    ("paper", "bad"),
    *[(data, "paper") for data in ("d1", "d2", "d3", "d4", "d-mute")],
]


def _values(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): *(#[0-9a-f]{6})", css))


def _themes() -> dict[str, dict[str, str]]:
    tokens, dark = stylesheet.sources("neutre")[:2]
    light = _values(tokens.read_text(encoding="utf-8").split("@media print")[0])
    return {"light": light, "dark": light | _values(dark.read_text(encoding="utf-8"))}


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough(theme: str) -> None:
    values = _themes()[theme]
    weak = [
        f"{ink} on {ground}: {_contrast(values[ink], values[ground]):.2f}"
        for ink, ground in TEXT
        if _contrast(values[ink], values[ground]) < 4.5
    ]
    weak += [
        f"{sign} on {ground}: {_contrast(values[sign], values[ground]):.2f}"
        for sign, ground in SIGNS
        if _contrast(values[sign], values[ground]) < 3
    ]

    assert weak == []
    assert len(TEXT) + len(SIGNS) >= 50


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["ink", "info", "bad", "warn"])
def test_the_accents_of_framed_pages_are_readable(theme: str, accent: str) -> None:
    values = _themes()[theme]
    said = (stylesheet.HERE / "styles/tokens.css").read_text(encoding="utf-8")
    assert f"--brand: var(--{accent})" in said
    # As the style sheet mixes them: so many hundredths of the accent on the paper.
    mixes = {name: int(share) for name, share in re.findall(r"--(seq-[12]): color-mix\(in srgb, var\(--brand\) (\d+)%", said)}
    assert set(mixes) == {"seq-1", "seq-2"}
    assert _contrast(values[accent], values["paper"]) >= 4.5
    for share in mixes.values():
        assert _contrast(values["ink"], _mixed(values[accent], values["paper"], share)) >= 4.5


def _mixed(one: str, other: str, share: int) -> str:
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round((a * share + b * (100 - share)) / 100):02x}" for a, b in pairs)


def test_colours_are_written_in_tokens_only() -> None:
    elsewhere = [path for path in stylesheet.sources("neutre")[2:] if re.search(r"#[0-9a-f]{6}\b", path.read_text(encoding="utf-8"))]

    assert elsewhere == []
