"""The one style sheet of every page, assembled from `styles/` when a source changed: no build step, no second request.

Order: tokens (dark values written twice from one source), base, then each file of `styles/components/` by name,
then what the skin in force adds or overrides in `skins/<skin>/styles/`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "design/site.css"
HERE = Path(__file__).resolve().parent
DARK = """@layer tokens {{
@media screen {{ :root[data-theme="dark"] {{ {values} }} }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {values} }} }}
}}
"""


def sources(skin: str | None = None) -> list[Path]:
    """The files that make the style sheet, in order."""
    own = HERE / "styles"
    added = HERE / "skins" / (skin or settings.BRAND_SKIN) / "styles"
    return [
        own / "tokens.css",
        own / "dark.css",
        own / "base.css",
        *sorted((own / "components").glob("*.css")),
        *sorted(added.glob("*.css")),
    ]


def assemble(skin: str | None = None) -> str:
    """The text of the style sheet."""
    parts = []
    for source in sources(skin):
        text = source.read_text(encoding="utf-8")
        parts.append(DARK.format(values=_without_comments(text)) if source.name == "dark.css" else text)
    return squeeze("\n".join(parts))


def squeeze(css: str) -> str:
    """The same rules without comments and useless blanks."""
    css = re.sub(r"\s+", " ", _without_comments(css))
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip() + "\n"


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def made(folder: Path) -> Path:
    """The assembled file, made again if a source is newer."""
    target = folder / NAME
    newest = max(source.stat().st_mtime for source in sources())
    stamp = f"{settings.BRAND_SKIN} {len(sources())} {newest}"
    mark = target.with_suffix(".stamp")
    if not target.exists() or not mark.exists() or mark.read_text() != stamp:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{id(target)}.tmp")
        draft.write_text(assemble(), encoding="utf-8")
        draft.replace(target)
        mark.write_text(stamp)
    return target


class StylesheetFinder(BaseFinder):
    """Offers the assembled style sheet to whoever serves or collects static files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.DATA_DIR) / "made"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path of the file, when that is what is asked."""
        if path != NAME:
            return []
        found = str(made(self.folder))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """The style sheet, for collecting."""
        made(self.folder)
        yield NAME, FileSystemStorage(location=self.folder)
