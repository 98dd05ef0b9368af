"""One aid as a source gives it, ready to be compared with what is kept here."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.core.plain import is_marked, plain_text
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place

# Raised when a reader gives another result for the same line: every line is then compared again.
READERS_VERSION = 1
_YES, _NO = {"true", "1", "oui", "yes"}, {"false", "0", "non", "no"}
_SAID = json.JSONEncoder(default=str, sort_keys=True)
FORMS = (
    "association",
    "cooperative",
    "mutuelle",
    "fondation",
    "societe_ess",
    "entreprise",
    "collectivite",
    "administration",
    "enseignement_recherche",
    "groupe",
    "sans_structure",
)


@dataclass(slots=True)
class Asked:
    """A condition that a source states, not yet a row: bounds, or codes."""

    subject: str
    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    note: str = ""


@dataclass(slots=True)
class Record:
    """What a line says. `problems` holds every reason to refuse it; places are keys such as « departement:73 »."""

    line: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    funder_siren: str = ""
    funder_name: str = ""
    places: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    conditions: list[Asked] = field(default_factory=list)
    # What has no column here, as it came: given back in exports.
    extra: dict[str, Any] = field(default_factory=dict)
    # When its source says that it was last true.
    checked_at: dt.datetime | None = None
    # Fields that the source does not say plainly: deduced from its words.
    guessed: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    # The key, at the same source, of the generic aid of which it is a local variant.
    generic_key: str = ""
    raw: Any = None
    # Given by the base: the organisation of the directory that bears the funder's number.
    funder_id: int | None = None
    # Given by the base: the places themselves, and those left out.
    ground: list[Place] = field(default_factory=list)
    left_out: list[Place] = field(default_factory=list)

    def digest(self) -> str:
        """A print of all that it says."""
        said = (
            READERS_VERSION,
            self.values,
            self.funder_id,
            self.funder_name,
            self.places,
            self.excluded,
            [(one.subject, one.values, one.minimum, one.maximum, one.note) for one in self.conditions],
            self.extra,
            *((self.generic_key,) if self.generic_key else ()),
        )
        return hashlib.blake2b(_SAID.encode(said).encode(), digest_size=16).hexdigest()

    def line_of(self, name: str, text: str, limit: int, *, required: bool = False) -> str:
        """One line of text, without HTML; a problem when it is too long or lacking."""
        found = clean_line(plain_text(text) if is_marked(text) else text)
        if not found and required:
            self.problems.append(_("%s : il manque") % name)
        return self._within(name, found, limit)

    def text_of(self, name: str, text: str, limit: int = 5000, *, required: bool = False) -> str:
        """Some paragraphs, without HTML; a problem when they are too long or lacking."""
        found = plain_text(text)
        if not found and required:
            self.problems.append(_("%s : il manque") % name)
        return self._within(name, found, limit)

    def _within(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.problems.append(
                _("%(name)s : %(count)d caractères, %(limit)d au plus") % {"name": name, "count": len(text), "limit": limit}
            )
        return text

    def family_of(self, is_generic: Any, generic: Any, names: tuple[str, str] = ("is_generic", "generic_id")) -> None:
        """Whether it is a generic aid, or of which one it is a variant: what the source does not say is left as it is.

        `names`: how the source calls the two, for the reasons of a refusal.
        """
        if isinstance(generic, dict):
            generic = generic.get("id") or generic.get("slug") or ""
        elif isinstance(generic, bool):
            is_generic, generic = generic, ""
        self.generic_key = self.line_of(names[1], "" if generic is None else str(generic), 200)
        if (said := fold(str(is_generic))) in _YES | _NO:
            self.values["is_generic"] = said in _YES
        elif is_generic not in (None, ""):
            self.problems.append(_("%(name)s : « %(said)s » n’est ni oui ni non") % {"name": names[0], "said": str(is_generic)[:40]})
        if self.generic_key and self.values.get("is_generic"):
            self.problems.append(_("%s : une aide générique n’est pas elle-même une variante") % names[1])
        elif self.generic_key and self.generic_key == self.key:
            self.problems.append(_("%s : une aide n’est pas la variante d’elle-même") % names[1])

    def dates_in_order(self, opening: str, closing: str) -> None:
        """A problem when it would close before it opens."""
        opens, closes = self.values.get("opens_on"), self.values.get("closes_on")
        if opens and closes and closes < opens:
            self.problems.append(
                _("%(closing)s : la clôture (%(closes)s) précède l’ouverture (%(opening)s : %(opens)s)")
                % {"closing": closing, "closes": closes.isoformat(), "opening": opening, "opens": opens.isoformat()}
            )


def forms_asked(forms: set[str]) -> list[Asked]:
    """The condition on the form of the structure; none when nearly everyone is welcome."""
    kept = tuple(code for code in FORMS if code in forms)
    return [Asked("form", kept)] if kept and len(kept) < len(FORMS) else []
