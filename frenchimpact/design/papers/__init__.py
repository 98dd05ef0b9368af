"""Documents on paper: an accessible PDF (PDF/UA) from a Typst template of a room and plain data."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation

from frenchimpact.core import clock

ROOMS = Path(__file__).resolve().parent.parent.parent
FONTS = Path(__file__).resolve().parent / "fonts"


def paper(template: str, data: dict[str, Any], *, title: str, day: dt.date | None = None) -> bytes:
    """A PDF/UA-1 document.

    `template` is a path below `frenchimpact/`, such as "privacy/papers/data.typ"; it reads `data` as JSON, so that nothing
    typed can be taken for markup. Raises typst.TypstError when the template breaks a rule of accessibility.
    """
    day = day or clock.today()
    frame = {
        "title": title,
        "programme": settings.PROGRAMME_NAME,
        "operator": settings.OPERATOR_NAME,
        "lang": (translation.get_language() or "fr")[:2],
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    return typst.compile(
        str(ROOMS / template),
        root=str(ROOMS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"frame": json.dumps(frame), "data": json.dumps(data, default=str)},
        format="pdf",
        pdf_standards="ua-1",
    )
