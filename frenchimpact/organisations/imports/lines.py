"""One line of a file of organisations, read as people write it, refused with every reason at once."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.core.identifiers import Unreadable, is_rna, is_siren, is_siret, read_rna, read_siren, read_siret
from frenchimpact.core.text import clean_line, clean_text, fold
from frenchimpact.geo.models import FormerCode, Place
from frenchimpact.organisations.actions import RESERVED
from frenchimpact.organisations.models import Organisation
from frenchimpact.vocabularies import queries as vocabularies
from frenchimpact.vocabularies.models import Term

COLUMNS = (
    "nom",
    "siren",
    "siret",
    "rna",
    "categorie_juridique",
    "type",
    "commune",
    "adresse",
    "site",
    "courriel",
    "description",
    "themes",
    "publication",
    "id_source",
)
# Added by us to the list of refused lines; accepted and left unread when that list comes back.
REPORT_COLUMNS = ("ligne", "motif")
# In `id_source`, an address of ours: how an export names a sheet that no source numbered.
OWN_KEY = "slug:"

_SITE = re.compile(
    r"https?://[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff.-]*[a-z0-9\u00a1-\uffff])?\.[a-z\u00a1-\uffff]{2,}(?:[:/?#]\S*)?", re.I
)
_MAIL = re.compile(r"[^@\s\"<>()\\,;:]+@[a-z0-9\u00a1-\uffff.-]+\.[a-z\u00a1-\uffff]{2,}", re.I)
_PUBLIC_WORDS = dict.fromkeys(("oui", "o", "1", "vrai", "true", "yes", "publie", "publiee"), True)
_PUBLIC_WORDS |= dict.fromkeys(("non", "n", "0", "faux", "false", "no", "non publie", "non publiee"), False)
_UNREADABLE = re.compile("[\x00\ufffd\ud800-\udfff]")
# Municipal districts have codes of their own in registers; the commune is the city.
_CITIES = {**{f"751{n:02}": "75056" for n in range(1, 21)}, **{f"132{n:02}": "13055" for n in range(1, 17)}}
_CITIES |= {f"6938{n}": "69123" for n in range(1, 10)}


@dataclass(slots=True)
class Line:
    """What a line says, ready for the staging table; `problem` holds the reasons to refuse it."""

    problem: str = ""
    slug: str = ""
    name: str = ""
    kinds: str = "{}"
    siren: str = ""
    siret: str = ""
    rna: str = ""
    legal_category: str = ""
    ess_family: str = ""
    commune_id: int | None = None
    address: str = ""
    website: str = ""
    email: str = ""
    description: str = ""
    themes: str = "{}"
    is_published: bool | None = None
    source_key: str = ""


@dataclass(slots=True)
class Reader:
    """Reads lines under a header, with the vocabularies and the communes at hand (some 10 MB)."""

    header: list[str]
    kinds: dict[str, str] = field(default_factory=dict)
    themes: set[str] = field(default_factory=set)
    families: dict[str, str] = field(default_factory=dict)
    communes: dict[str, tuple[int, str]] = field(default_factory=dict)
    former: dict[str, tuple[int, str] | None] = field(default_factory=dict)
    places: tuple[int, ...] = ()
    _kinds_read: dict[str, str] = field(default_factory=dict)
    _themes_read: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A column that the file lacks is read in the blank cell that `read` adds at the end.
        self.places = tuple(self.header.index(name) if name in self.header else len(self.header) for name in COLUMNS)
        for code, label in Organisation.Kind.choices:
            self.kinds |= {code: code, fold(code): code, fold(str(label)): code}
        self.themes = set(vocabularies.words(Term.Scheme.THEME))
        self.families = {code: vocabularies.ess_family(code) for code in vocabularies.words(Term.Scheme.LEGAL_CATEGORY)}
        rows = Place.objects.filter(level=Place.Level.COMMUNE).order_by().values_list("code", "pk", "name")
        self.communes = {code: (key, slugify(name)) for code, key, name in rows.iterator()}
        for code, key, name in FormerCode.objects.order_by().values_list("code", "place_id", "place__name").iterator():
            # Split between several communes: the code alone no longer names one.
            self.former[code] = None if code in self.former else (key, slugify(name))

    def read(self, cells: list[str]) -> Line:
        """What the cells say."""
        cells.append("")
        name, siren, siret, rna, category, kinds, commune, address, site, mail, description, themes, public, key = [
            cells[place] for place in self.places
        ]
        line = Line()
        problems: list[str] = []
        line.name = self._text(name, "nom", 300, problems)
        if not line.name and not problems:
            problems.append(_("nom : il manque"))
        if siret:
            siret = siret if is_siret(siret) else self._number(siret, "siret", lambda text: read_siret(text, from_file=True), problems)
            line.siret, line.siren = siret, siret[:9]
        if siren and siren != line.siren:
            found = siren if is_siren(siren) else self._number(siren, "siren", lambda text: read_siren(text, from_file=True), problems)
            if line.siren and found and found != line.siren:
                problems.append(_("siren : ce n’est pas celui du SIRET de la même ligne"))
            line.siren = line.siren or found
        if rna:
            line.rna = rna if is_rna(rna) else self._number(rna, "rna", read_rna, problems)
        if category:
            line.legal_category = self._category(category, problems)
            line.ess_family = self.families.get(line.legal_category, "")
        line.kinds = self._kinds(kinds, line, problems)
        slug = ""
        if commune:
            place = self.communes.get(commune) or self._commune(commune, problems)
            if place is not None:
                line.commune_id, slug = place
        if address:
            line.address = self._text(address, "adresse", 300, problems)
        if site:
            line.website = self._site(site, problems)
        if mail:
            line.email = self._text(mail, "courriel", 254, problems).removeprefix("mailto:")
            if line.email and not _MAIL.fullmatch(line.email):
                problems.append(_("courriel : « %s » n’est pas une adresse de courriel") % line.email[:60])
        if description:
            line.description = self._description(description, problems)
        if themes:
            line.themes = self._themes(themes, problems)
        if public:
            line.is_published = _PUBLIC_WORDS.get(public)
            if line.is_published is None:
                line.is_published = self._publication(public, problems)
        if key:
            line.source_key = self._text(key, "id_source", 120, problems)
        if problems:
            # The reasons quote the line: without what no table can hold.
            line.problem = clean_line(" ; ".join(problems).encode("utf-8", "replace").decode().replace("\x00", "?"))
        else:
            line.slug = _slug(line.name, slug)
        return line

    def _text(self, text: str, column: str, limit: int, problems: list[str]) -> str:
        """One line of text, clean; the usual case (nothing to clean) goes fast."""
        if text.isascii() and text.isprintable() and "  " not in text and len(text) <= limit:
            return text.strip()
        if text.isascii() and "\x00" not in text:
            clean = clean_line(text)
        else:
            if _UNREADABLE.search(text):
                problems.append(_("%s : des caractères sont illisibles") % column)
                return ""
            plain = text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text)
            clean = text.strip() if plain else clean_line(text)
        if len(clean) > limit:
            problems.append(
                _("%(column)s : %(count)d caractères, %(limit)d au plus") % {"column": column, "count": len(clean), "limit": limit}
            )
        return clean

    def _publication(self, text: str, problems: list[str]) -> bool | None:
        word = fold(text)
        if word and word not in _PUBLIC_WORDS:
            problems.append(_("publication : écrivez oui ou non"))
        return _PUBLIC_WORDS.get(word)

    def _description(self, text: str, problems: list[str]) -> str:
        if _UNREADABLE.search(text):
            problems.append(_("%s : des caractères sont illisibles") % "description")
        clean = text.strip() if text.isprintable() and unicodedata.is_normalized("NFC", text) else clean_text(text)
        if len(clean) > 5000:
            problems.append(
                _("%(column)s : %(count)d caractères, %(limit)d au plus") % {"column": "description", "count": len(clean), "limit": 5000}
            )
        return clean

    def _number(self, text: str, column: str, read: Callable[[str], str], problems: list[str]) -> str:
        try:
            return read(text)
        except Unreadable as error:
            problems.append(_("%(column)s : %(reason)s") % {"column": column, "reason": error.message})
            return ""

    def _category(self, text: str, problems: list[str]) -> str:
        code = text.strip().removesuffix(".0")
        if len(code) == 4 and code.isascii() and code.isdigit():
            return code
        if code:
            problems.append(_("categorie_juridique : « %s » n’est pas un code INSEE à 4 chiffres") % code[:30])
        return ""

    def _kinds(self, text: str, line: Line, problems: list[str]) -> str:
        """The kinds as an array of the database; when none is given, the one that the legal form makes plain."""
        read = self._kinds_read.get(text)
        if read is not None and text:
            return read
        codes: list[str] = []
        for word in text.split("|"):
            if word.strip():
                code = self.kinds.get(word.strip()) or self.kinds.get(fold(word))
                if code is None:
                    problems.append(
                        _("type : « %(word)s » est inconnu (%(known)s)")
                        % {"word": word.strip()[:40], "known": ", ".join(Organisation.Kind.values)}
                    )
                    return "{}"
                if code not in codes:
                    codes.append(code)
        if codes:
            self._kinds_read[text] = read = "{" + ",".join(codes) + "}"
            return read
        kind = line.ess_family if line.ess_family in self.kinds else _PUBLIC.get(line.legal_category[:2], "")
        if line.rna and not kind:
            kind = "association"
        return "{" + kind + "}"

    def _commune(self, text: str, problems: list[str]) -> tuple[int, str] | None:
        code = text.strip().upper().removesuffix(".0")
        code = code.zfill(5) if len(code) == 4 and code.isascii() and code.isdigit() else code
        if not code:
            return None
        found = self.communes.get(code) or self.communes.get(_CITIES.get(code, ""))
        if found is None:
            found = self.former.get(code)
            if found is None:
                problems.append(
                    _("commune : %s est un ancien code, partagé depuis entre plusieurs communes") % code
                    if code in self.former
                    else _("commune : « %s » n’est pas un code commune de l’INSEE (un code postal n’en est pas un)") % code[:30]
                )
        return found

    def _site(self, text: str, problems: list[str]) -> str:
        site = self._text(text, "site", 300, problems)
        if site and "://" not in site:
            site = f"https://{site}"
        if site and not _SITE.fullmatch(site):
            problems.append(_("site : « %s » n’est pas une adresse web") % site[:60])
        return site

    def _themes(self, text: str, problems: list[str]) -> str:
        read = self._themes_read.get(text)
        if read is not None:
            return read
        codes = list(dict.fromkeys(word.strip() for word in text.split("|") if word.strip()))
        unknown = [code for code in codes if code not in self.themes]
        if unknown:
            problems.append(_("themes : « %s » est inconnu") % " », « ".join(code[:40] for code in unknown[:5]))
            return "{}"
        read = "{" + ",".join(codes) + "}"
        if len(self._themes_read) < 5000:
            self._themes_read[text] = read
        return read


# First two digits of the legal category → kind, where the form alone is enough.
_PUBLIC = {"71": "administration", "72": "collectivite", "73": "administration", "74": "administration", "41": "administration"}
_WORDS = re.compile(r"[^a-z0-9]+")


def _slug(name: str, commune: str) -> str:
    """Words for the address; the database makes them unique."""
    plain = (
        name
        if name.isascii()
        else unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore").decode()
    )
    base = _WORDS.sub("-", plain.lower()).strip("-")[:60] or "structure"
    if commune and commune not in base:
        base = f"{base}-{commune}"[:66]
    base = base.strip("-")
    return f"structure-{base}" if base in RESERVED else base
