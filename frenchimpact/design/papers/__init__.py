"""Documents on paper: an accessible PDF (PDF/UA) from a Typst template of a room and plain data."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.design.papers import signs

ROOMS = Path(__file__).resolve().parent.parent.parent
FONTS = Path(__file__).resolve().parent / "fonts"


def paper(template: str, data: dict[str, Any], *, title: str, day: dt.date | None = None, size: str = "a4", is_wide: bool = False) -> bytes:
    """A PDF/UA-1 document.

    `template` is a path below `frenchimpact/`, such as "privacy/papers/data.typ"; it reads `data` as JSON, so that nothing
    typed can be taken for markup. `size` is "a4" or "a3", `is_wide` turns the page.
    A sign that no font of ours draws becomes « □ », and the paper says so.
    Raises typst.TypstError when the template breaks a rule of accessibility.
    """
    return _made(template, data, title=title, day=day, size=size, is_wide=is_wide)[0]


def fitting_paper(template: str, versions: Iterable[dict[str, Any]], *, title: str, most_pages: int, day: dt.date | None = None) -> bytes:
    """The first of these versions, the fullest first, that holds on so many pages. Raises ValueError when none does."""
    for data in versions:
        content, inputs = _made(template, data, title=title, day=day)
        if _page_count(template, inputs) <= most_pages:
            return content
    raise ValueError(f"{template} does not hold on {most_pages} pages, even at its shortest.")


def _made(
    template: str, data: dict[str, Any], *, title: str, day: dt.date | None, size: str = "a4", is_wide: bool = False
) -> tuple[bytes, dict[str, str]]:
    """The document, and what it was made from."""
    day = day or clock.today()
    frame = {
        "title": title,
        "programme": settings.PROGRAMME_NAME,
        "operator": settings.OPERATOR_NAME,
        "lang": (translation.get_language() or "fr")[:2],
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "size": size,
        "is_wide": is_wide,
    }
    inputs = {"frame": json.dumps(frame), "data": json.dumps(data, default=str)}
    try:
        return _compiled(template, inputs), inputs
    except typst.TypstError:
        known = json.loads(inputs["data"])
        unknown = signs.undrawn({"frame": frame, "data": known}, FONTS)
        if not unknown:
            raise
        frame = signs.without(frame, unknown)
        frame["holes"] = _("□ : un signe que ce document ne sait pas dessiner. Le texte exact est sur la plateforme.")
        inputs = {"frame": json.dumps(frame), "data": json.dumps(signs.without(known, unknown))}
        return _compiled(template, inputs), inputs


def _page_count(template: str, inputs: dict[str, str]) -> int:
    """As the frame of every document says it of itself."""
    said = typst.query(
        str(ROOMS / template),
        "<page-count>",
        field="value",
        one=True,
        root=str(ROOMS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    return int(json.loads(said))


def _compiled(template: str, inputs: dict[str, str]) -> bytes:
    return typst.compile(
        str(ROOMS / template),
        root=str(ROOMS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        pdf_standards="ua-1",
    )
