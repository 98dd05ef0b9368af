"""The picture that goes with a link of ours shared elsewhere, drawn from its words."""

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

import typst
from django.conf import settings
from django.utils import translation

from frenchimpact.design.papers import FONTS, ROOMS, signs

_TEMPLATE = "design/papers/share.typ"


@dataclass(frozen=True)
class Shared:
    """What it is, its name, one line below."""

    over: str
    title: str
    line: str = ""

    @property
    def data(self) -> str:
        """All that the picture says, as its template reads it."""
        about = {
            "programme": settings.PROGRAMME_NAME,
            "site": urlsplit(settings.BASE_URL).netloc,
            "lang": (translation.get_language() or settings.LANGUAGE_CODE)[:2],
        }
        said = {"over": self.over, "title": _cut(self.title, 180), "line": _cut(self.line, 66)}
        return json.dumps(said | about, ensure_ascii=False, sort_keys=True)


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def print_of(data: str) -> str:
    """What changes when the picture does: its words, or the way that they are drawn."""
    return f'"{sha256((_drawing() + data).encode()).hexdigest()[:32]}"'


@lru_cache(maxsize=1)
def _drawing() -> str:
    return (ROOMS / _TEMPLATE).read_text(encoding="utf-8")


@lru_cache(maxsize=128)
def picture_of(data: str) -> bytes:
    """The PNG, 1200 × 630; a sign that no font of ours draws becomes « □ »."""
    said = json.loads(data)
    if unknown := signs.undrawn(said, FONTS):
        said = signs.without(said, unknown)
    made: bytes = typst.compile(
        str(ROOMS / _TEMPLATE),
        root=str(ROOMS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said)},
        format="png",
        ppi=72.0,
    )
    return made
