"""Texts of law by their address on Légifrance, in what people paste: by their identifier alone. Nothing is fetched."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.barriers.citations import code_named

MOST = 10
_SITE = "https://www.legifrance.gouv.fr"
KEY = re.compile(r"(LEGIARTI|LEGITEXT|JORFTEXT|JORFARTI|CETATEXT|JURITEXT|CONSTEXT)(\d{12})", re.IGNORECASE)
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
    """One text that an address or words name; `name` is empty when only its identifier is known."""

    url: str
    key: str = ""
    kind: str = ""
    name: str = ""
    # Whether the desk has more of it than its name.
    is_kept: bool = False

    @property
    def kind_words(self) -> str:
        """« Article d’un code ou d’une loi »."""
        return {
            "LEGIARTI": _("Article d’un code ou d’une loi"),
            "LEGITEXT": _("Code ou texte en vigueur"),
            "JORFTEXT": _("Texte du Journal officiel"),
            "JORFARTI": _("Article du Journal officiel"),
            "CETATEXT": _("Décision du juge administratif"),
            "JURITEXT": _("Décision du juge judiciaire"),
            "CONSTEXT": _("Décision du Conseil constitutionnel"),
        }.get(self.kind, "")

    @property
    def words(self) -> str:
        """Its name, else what it is."""
        return self.name or self.kind_words


def addresses(*texts: str) -> list[Recognised]:
    """The texts that addresses in these words name, in their order, each once."""
    pairs = {f"{kind.upper()}{number}": kind.upper() for text in texts for kind, number in KEY.findall(text)}
    return [Recognised(f"{_SITE}/{_PAGES[kind]}/{key}", key, kind, code_named(key)) for key, kind in list(pairs.items())[:MOST]]
