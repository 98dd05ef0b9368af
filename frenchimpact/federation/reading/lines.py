"""What a row of another instance says: its name and page there, its words, its official numbers; or why it cannot be taken."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.core.fetching import is_followable
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.federation.models import Record
from frenchimpact.federation.reading.catalogues import origin_of

Kind = Record.Kind
# Of each kind: its key, its title, its words, who is behind it, by the columns of its file (docs/contract.md).
COLUMNS: Mapping[Kind, tuple[str, str, tuple[str, ...], str]] = {
    Kind.ORGANISATION: ("identifiant", "nom", ("description",), ""),
    Kind.OFFER: ("reference", "titre", ("resume", "description"), "structure"),
    Kind.PRECEDENT: ("reference", "titre", ("question", "reponse"), "decide_par"),
    Kind.METHOD: ("methode", "titre", ("resume",), "mainteneur"),
}
# More of what each says, kept and shown with its words.
MORE: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORGANISATION: ("type", "categorie_juridique", "commune_nom", "adresse", "site", "mis_a_jour"),
    Kind.OFFER: ("nature", "prix", "precision_prix", "reste", "unite", "debut", "fin", "a_distance", "conditions", "etat", "confirmee_le"),
    Kind.PRECEDENT: ("situation", "issue", "nature", "base_juridique", "conditions", "limites", "decide_le", "etat", "valable_jusqu_au"),
    Kind.METHOD: ("version", "domaine", "licence", "auteurs", "publiee_le"),
}
LONGEST_TITLE, LONGEST_TEXT = 300, 20_000
_UNREADABLE = re.compile("[\x00\ufffd\ud800-\udfff]")
_FORMS = {
    "siren": re.compile(r"[0-9]{9}"),
    "siret": re.compile(r"[0-9]{14}"),
    "rna": re.compile(r"W[0-9][0-9A-Z][0-9]{7}"),
    "swhid": re.compile(r"swh:1:(dir|cnt):[0-9a-f]{40}"),
}


@dataclass(slots=True)
class Line:
    """One row, read."""

    number: int
    kind: Kind
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    # « level:code » of the places where it is or holds; the first known one is kept.
    places: list[str] = field(default_factory=list)
    content: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The print of all that is taken of it."""
        return hashlib.sha256(json.dumps([self.values, self.places, self.content], sort_keys=True).encode()).hexdigest()


def read_line(number: int, kind: Kind, row: Any, site: str) -> Line:
    """What the row says, with every reason to refuse it. `site` is the origin of the instance: it speaks of its own things alone."""
    line = Line(number, kind)
    if not isinstance(row, dict):
        line.problems.append(_("ce n’est pas une fiche"))
        return line
    key, title, texts, holder = COLUMNS[kind]
    if any(_UNREADABLE.search(value) for value in row.values() if isinstance(value, str)):
        line.problems.append(_("des caractères sont illisibles"))
    line.key = _line(line, row, key, 200)
    line.values["title"] = _line(line, row, title, LONGEST_TITLE)
    line.values["url"] = _page(line, row, site)
    summary = "\n\n".join(filter(None, (_text(line, row, name) for name in dict.fromkeys(texts))))
    line.values["summary"] = summary[:LONGEST_TEXT]
    line.values["holder"] = clean_line(_said(row, holder))[:LONGEST_TITLE] if holder else ""
    line.values["themes"] = [code[:60] for code in _said(row, "themes").split("|") if code][:30]
    for name, form in _FORMS.items():
        line.values[name] = _number(line, row, name, form)
    if line.values["siret"] and not line.values["siret"].startswith(line.values["siren"]):
        line.problems.append(_("siret : il ne commence pas par le siren de la même ligne"))
    line.values["siren"] = line.values["siren"] or line.values["siret"][:9]
    line.values["is_demo"] = _said(row, "demonstration") == "oui"
    line.places = [f"commune:{code}"] if (code := _said(row, "commune")) else [one for one in _said(row, "lieux").split("|") if one][:200]
    line.content = {name: _text(line, row, name) for name in MORE[kind] if _said(row, name)}
    return line


def _said(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def _line(line: Line, row: Mapping[str, Any], name: str, longest: int) -> str:
    text = clean_line(_said(row, name))
    if not text:
        line.problems.append(_("%s : il manque") % name)
    if len(text) > longest:
        line.problems.append(_("%(column)s : plus de %(n)s caractères") % {"column": name, "n": longest})
    return text[:longest]


def _text(line: Line, row: Mapping[str, Any], name: str) -> str:
    text = clean_text(_said(row, name))
    if len(text) > LONGEST_TEXT:
        line.problems.append(_("%(column)s : plus de %(n)s caractères") % {"column": name, "n": LONGEST_TEXT})
    return text[:LONGEST_TEXT]


def _page(line: Line, row: Mapping[str, Any], site: str) -> str:
    """Its page there: on that very site, so that nobody speaks in the name of another."""
    url = _said(row, "adresse_fiche").strip()
    is_theirs = origin_of(url) == site.lower() and len(url) <= 500 and not re.search(r"[\s\"'<>\\]", url)
    if not is_theirs or not (is_followable(url) or site.startswith("http://")):
        line.problems.append(_("adresse_fiche : « %s » n’est pas une page de cette instance") % url[:80])
        return ""
    return url


def _number(line: Line, row: Mapping[str, Any], name: str, form: "re.Pattern[str]") -> str:
    text = _said(row, name).strip()
    if text and not form.fullmatch(text):
        line.problems.append(_("%(column)s : « %(text)s » n’a pas la forme attendue") % {"column": name, "text": text[:40]})
        return ""
    return text
