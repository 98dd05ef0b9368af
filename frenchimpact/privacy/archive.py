"""The archive of a person's data: everything as JSON, the same as a PDF that reads well, and the files that they sent."""

import json
import re
import tempfile
import zipfile
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.holdings import holdings
from frenchimpact.design.papers import paper
from frenchimpact.privacy.queries import account_first, rows_of

# Past that size the archive being made leaves memory for a temporary file, in bytes.
IN_MEMORY = 8_000_000
# Longer texts are cut in the PDF; the JSON has them whole.
LONGEST = 600


def data_of(person: User) -> dict[str, Any]:
    """All that is kept about the person: {programme, made_at, tables: [{table, title, fate, rows}]}."""
    tables = []
    for one in account_first():
        rows = rows_of(one, person)
        titles = {name: str(words) for name, words in one.fields.items()}
        table = {"table": one.model._meta.label, "title": str(one.title), "if_erased": str(one.why), "fields": titles, "rows": rows}
        tables.append(table)
    return {"programme": settings.PROGRAMME_NAME, "made_at": clock.now().isoformat(), "person": person.email, "tables": tables}


def _readable(value: Any) -> str:
    """A value as a person reads it in the PDF."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    text = re.sub(r"\n{3,}", "\n\n", value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > 18 and text[4:5] == "-" and text[10:11] == "T":
        text = text[:16].replace("T", " ")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _labels(model: type[Model], name: str) -> dict[Any, str]:
    """The words of a column's codes; empty when it has no list of choices."""
    if "__" in name:  # a column of another table
        return {}
    field = model._meta.get_field(name)
    return {code: str(words) for code, words in getattr(field, "flatchoices", [])}


def _said(labels: dict[Any, str], value: Any) -> Any:
    """The words of a code, or the value itself."""
    return labels.get(value, value) if isinstance(value, str | int) else value


def _section(table: dict[str, Any]) -> dict[str, Any]:
    """One table as the PDF shows it: codes in words, dates without seconds."""
    model = apps.get_model(table["table"])
    labels = {name: _labels(model, name) for name in table["fields"]}
    rows = [[[table["fields"][name], _readable(_said(labels[name], value))] for name, value in row.items()] for row in table["rows"]]
    return {"title": table["title"], "fate": table["if_erased"], "rows": rows}


def pdf_of(data: dict[str, Any]) -> bytes:
    """The same data as an accessible PDF."""
    sections = [_section(table) for table in data["tables"] if table["rows"]]
    words = {
        "title": _("Mes données"),
        "lead": _("Tout ce que %(programme)s garde sur %(person)s, le %(day)s.")
        % {"programme": data["programme"], "person": data["person"], "day": data["made_at"][:10]},
        "fate": _("Si vous effacez votre compte :"),
        "row": _("Ligne"),
    }
    return paper("privacy/papers/data.typ", {"words": words, "sections": sections}, title=str(words["title"]))


def archive_of(person: User) -> IO[bytes]:
    """The ZIP archive, open at its beginning; the caller closes it."""
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller reads it, then closes it
    with translation.override(person.language), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        data = data_of(person)
        archive.writestr("donnees.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("donnees.pdf", pdf_of(data))
        for one in holdings():
            for name, content in one.files(person) if one.files else ():
                with content, archive.open(f"fichiers/{name}", "w", force_zip64=True) as entry:
                    while piece := content.read(1 << 20):
                        entry.write(piece)
    target.seek(0)
    return target
