"""How a version of a method is cited: a sentence, and the two forms that reference managers read."""

import re

from django.conf import settings

from frenchimpact.core import clock
from frenchimpact.methods.format import Method
from frenchimpact.methods.models import MethodVersion


def address(version: MethodVersion) -> str:
    """The page of this very version: it never says anything else."""
    return f"{settings.BASE_URL}/methodes/{version.method.slug}/{version.number}/"


def citation(version: MethodVersion, method: Method) -> str:
    """« Équipe (2026). Titre (version 1.0.0). French Impact. » and the two addresses: its page and its content."""
    what = f"{_authors(method)} ({_year(version)}). {method.title} (version {version.number}). {settings.PROGRAMME_NAME}."
    return f"{what} {address(version)}, {version.swhid}"


def bibtex(version: MethodVersion, method: Method) -> str:
    """For LaTeX and reference managers."""
    lines = {
        "author": " and ".join(f"{{{author}}}" for author in method.authors),
        "title": f"{{{method.title}}}",
        "version": version.number,
        "year": _year(version),
        "publisher": settings.PROGRAMME_NAME,
        "url": address(version),
        "swhid": version.swhid,
    }
    body = ",\n".join(f"  {name} = {{{_tex(value)}}}" for name, value in lines.items())
    return f"@software{{{version.method.slug}-{version.number},\n{body}\n}}\n"


def citation_file(version: MethodVersion, method: Method) -> str:
    """The Citation File Format 1.2, that code forges read."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted('Si vous utilisez cette méthode, citez-la ainsi.')}",
        "type: dataset",
        f"title: {_quoted(str(method.title))}",
        f"version: {version.number}",
        f"license: {method.licence}",
        f"url: {_quoted(address(version))}",
        *([f"date-released: {clock.date_of(version.published_at):%Y-%m-%d}"] if version.published_at else []),
        "identifiers:",
        "  - type: swh",
        f"    value: {version.swhid}",
        "authors:",
        *(f"  - name: {_quoted(author)}" for author in method.authors),
    ]
    return "\n".join(lines) + "\n"


def _authors(method: Method) -> str:
    return ", ".join(method.authors)


def _year(version: MethodVersion) -> str:
    return str(clock.date_of(version.published_at or version.created_at).year)


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
