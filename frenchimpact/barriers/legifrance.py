"""Texts of law recognised in what people paste: addresses of Légifrance, by their identifier alone. Nothing is fetched."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Norm

MOST = 10
_SITE = "https://www.legifrance.gouv.fr"
_FOUND = re.compile(r"(LEGIARTI|LEGITEXT|JORFTEXT|JORFARTI|CETATEXT|JURITEXT|CONSTEXT)(\d{12})", re.IGNORECASE)
# Where the site shows each kind, whatever page it was pasted from.
_PAGES = {
    "LEGIARTI": "codes/article_lc",
    "LEGITEXT": "codes/texte_lc",
    "JORFTEXT": "jorf/id",
    "JORFARTI": "jorf/article_jo",
    "CETATEXT": "ceta/id",
    "JURITEXT": "juri/id",
    "CONSTEXT": "cons/id",
}


@dataclass(frozen=True)
class Recognised:
    """One text that an address names; `name` is ours when the desk knows the text already."""

    key: str
    kind: str
    url: str
    name: str = ""


def _kind_words(kind: str) -> str:
    return {
        "LEGIARTI": _("Article d’un code ou d’une loi"),
        "LEGITEXT": _("Code ou texte en vigueur"),
        "JORFTEXT": _("Texte du Journal officiel"),
        "JORFARTI": _("Article du Journal officiel"),
        "CETATEXT": _("Décision du juge administratif"),
        "JURITEXT": _("Décision du juge judiciaire"),
        "CONSTEXT": _("Décision du Conseil constitutionnel"),
    }[kind]


def recognise(text: str) -> list[Recognised]:
    """The texts that addresses in these words name, in their order, each once."""
    pairs = {f"{kind.upper()}{number}": kind.upper() for kind, number in _FOUND.findall(text)}
    found = list(pairs.items())[:MOST]
    known = {}
    for key, _kind in found:
        norm = Norm.objects.filter(url__icontains=key).first()
        if norm is not None:
            known[key] = str(norm)
    return [Recognised(key, _kind_words(kind), f"{_SITE}/{_PAGES[kind]}/{key}", known.get(key, "")) for key, kind in found]
