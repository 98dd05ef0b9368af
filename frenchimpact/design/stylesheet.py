"""The one style sheet of every page, assembled from `styles/` when a source changed: no build step, no second request.

Order: tokens (dark values written twice from one source), base, then each file of `styles/components/` by name,
then what the skin in force adds or overrides in `skins/<skin>/styles/`. The State skin puts between base and components
the part of the State's design system that its templates use (`state_css.py`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from frenchimpact.design import state_css

NAME = "design/site.css"
STATE = "etat"
# Kept in the style sheet that is served, as its licence asks.
NOTICE = "/*! Contains parts of the DSFR, the French State's design system: MIT licence, use restricted to services of the State */\n"
LAYERS = "@layer tokens, base, dsfr, components, utilities, skin;"
# Reserved to the State's services: offered only when BRAND_STATE_MARK says that this is one.
STATE_FONTS = {"Marianne-Regular": 400, "Marianne-Bold": 700}
FONT = '@font-face{{font-family:"Marianne";src:url(fonts/{name}.woff2) format("woff2");font-weight:{weight};font-display:swap}}\n'
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
    skin = skin or settings.BRAND_SKIN
    parts = [LAYERS]
    if skin == STATE:
        parts.append(_of_the_state())
    for source in sources(skin):
        text = source.read_text(encoding="utf-8")
        parts.append(DARK.format(values=_without_comments(text)) if source.name == "dark.css" else text)
    return (NOTICE if skin == STATE else "") + squeeze("\n".join(parts))


def proconnect() -> bool:
    """Whether people may sign in by ProConnect here."""
    return bool(getattr(settings, "PROCONNECT_URL", ""))


def _of_the_state() -> str:
    """The State's design system, as far as the skin's templates and styles name its classes; its font only if it may carry it."""
    folder = HERE / "skins" / STATE
    named = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.suffix in {".html", ".css"})
    used = set(re.findall(r"\bfr-[a-z][\w-]*", named))
    if not settings.BRAND_STATE_MARK:
        used = {one for one in used if not one.startswith("fr-logo")}
    if not proconnect():
        # Its button carries an image of the State's.
        used = {one for one in used if not one.startswith("fr-connect")}
    fonts = "".join(FONT.format(name=name, weight=weight) for name, weight in STATE_FONTS.items()) if settings.BRAND_STATE_MARK else ""
    styles = "".join(path.read_text(encoding="utf-8") for path in sorted((folder / "styles").glob("*.css")))
    return f"{fonts}@layer dsfr {{{state_css.trimmed(used, styles)}}}"


def squeeze(css: str) -> str:
    """The same rules without comments and useless blanks."""
    css = re.sub(r"\s+", " ", _without_comments(css))
    css = re.sub(r" ?([{};,>]) ?", r"\1", css).replace(";}", "}").strip()
    # After a property or a question of a media query; a descendant that starts with a colon has its space before it.
    return re.sub(r"(?<=[\w-]): ", ":", css) + "\n"


def _without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def made(folder: Path) -> Path:
    """The assembled file, made again if a source is newer."""
    target = folder / NAME
    watched = [*sources(), *(HERE / "skins" / settings.BRAND_SKIN).rglob("*.html")]
    newest = max(source.stat().st_mtime for source in watched)
    stamp = f"{settings.BRAND_SKIN} {bool(settings.BRAND_STATE_MARK)} {proconnect()} {len(sources())} {newest}"
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
        self.root = Path(settings.DATA_DIR) / "made"

    @property
    def folder(self) -> Path:
        """Where the style sheet of the skin in force is made: each look has its own."""
        return self.root / (settings.BRAND_SKIN + ("-mark" if settings.BRAND_STATE_MARK else ""))

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The path of the file, when that is what is asked."""
        if path in _fonts():
            return [str(_fonts()[path])] if find_all else str(_fonts()[path])
        if path != NAME:
            return []
        found = str(made(self.folder))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """The style sheet, for collecting."""
        made(self.folder)
        yield NAME, FileSystemStorage(location=self.folder)
        for name, source in _fonts().items():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            yield name, FileSystemStorage(location=self.folder)


def _fonts() -> dict[str, Path]:
    """The State's font, by the name under which it is served; none without its mark."""
    if settings.BRAND_SKIN != STATE or not settings.BRAND_STATE_MARK:
        return {}
    return {f"design/fonts/{name}.woff2": state_css.bundle() / "fonts" / f"{name}.woff2" for name in STATE_FONTS}
