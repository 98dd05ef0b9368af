"""What comes with the platform: Markdown files, the same slug in `defaults/fr` and `defaults/en`.

The name of a file is `<kind>.<position>.<slug>.md`; its first line is the title, after a `#`.
"""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent / "defaults"


@dataclass(frozen=True)
class Default:
    """A text that the operator may replace."""

    title_fr: str
    body_fr: str
    title_en: str
    body_en: str
    position: int


def _read(path: Path) -> tuple[str, str]:
    title, _line, body = path.read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), body.strip()


def _all() -> dict[tuple[str, str], Default]:
    found = {}
    for path in sorted((HERE / "fr").glob("*.md")):
        kind, position, slug, _end = path.name.split(".")
        found[(kind, slug)] = Default(*_read(path), *_read(HERE / "en" / path.name), int(position))
    return found


DEFAULTS = _all()
