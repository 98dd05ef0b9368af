"""One figure at one moment, as pages tell it: the whole, its parts, its years, its regions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.quantities import euros, quantity, short_euros
from frenchimpact.design.words import number
from frenchimpact.methods.queries import unit_words
from frenchimpact.observatory.figures import COUNTRY, REGION, Definition, find_definitions
from frenchimpact.observatory.models import Reading
from frenchimpact.observatory.queries.known import readings
from frenchimpact.observatory.queries.moments import Moment


def value_words(definition: Definition, value: Decimal | None, *, is_exact: bool = False) -> str:
    """« 293 M€ », « 12 jours ouvrés », « 1 240 pers. »; a dash for what is not known."""
    if value is None:
        return "–"
    if definition.unit == "eur":
        return euros(value) if is_exact else short_euros(value)
    if definition.unit == "day":
        return ngettext("%(n)s jour", "%(n)s jours", int(value)) % {"n": number(int(value))}
    if definition.unit == "working_day":
        return ngettext("%(n)s jour ouvré", "%(n)s jours ouvrés", int(value)) % {"n": number(int(value))}
    if definition.origin == "observatory":
        return number(int(value))
    unit = unit_words(definition.unit) if definition.origin == "projects" else definition.unit
    return quantity(round(value, 2 if abs(value) < 1000 else 0), unit).rstrip()


def unit_of(definition: Definition) -> str:
    """What is counted, for the head of a column."""
    known = {"eur": _("euros"), "day": _("jours"), "working_day": _("jours ouvrés"), "": _("nombre")}
    if definition.unit in known:
        return known[definition.unit]
    return unit_words(definition.unit) if definition.origin == "projects" else definition.unit


@dataclass
class Told:
    """What was known of one figure at one moment."""

    definition: Definition
    moment: Moment
    rows: list[Reading] = field(default_factory=list)

    def _chosen(self, level: str, is_kept: Callable[[Reading], bool]) -> list[Reading]:
        return [row for row in self.rows if row.level == level and is_kept(row)]

    @cached_property
    def years(self) -> list[Reading]:
        """The whole of the country, year by year, the latest first and the latest version of its definition."""
        found: dict[str, Reading] = {}
        for row in self._chosen(COUNTRY, lambda row: not row.part and bool(row.period)):
            if row.period not in found or found[row.period].version < row.version:
                found[row.period] = row
        return sorted(found.values(), key=lambda row: row.period, reverse=True)

    @cached_property
    def whole(self) -> Reading | None:
        """The figure itself: how things stand, or the last year that somebody told."""
        standing = self._chosen(COUNTRY, lambda row: not row.part and not row.period)
        if standing:
            return max(standing, key=lambda row: row.version)
        told = [row for row in self.years if row.value is not None or row.reported]
        return next(iter(told or self.years), None)

    def _beside(self, row: Reading) -> bool:
        return self.whole is not None and (row.period, row.version) == (self.whole.period, self.whole.version)

    @cached_property
    def parts(self) -> list[tuple[str, Reading]]:
        """The parts of the whole with their words, in their order; of money, the largest first. Those of nothing are left out."""
        names: Mapping[str, object] = self.definition.parts() if self.definition.parts else {}
        found = self._chosen(COUNTRY, lambda row: bool(row.part) and self._beside(row) and (row.part in names))
        order = list(names)
        if self.definition.unit == "eur":
            found.sort(key=lambda row: (row.part == "non-precise", -(row.value or 0)))
        else:
            found.sort(key=lambda row: order.index(row.part))
        return [(str(names[row.part]), row) for row in found if row.value or row.left_out]

    @cached_property
    def regions(self) -> dict[str, Reading]:
        """What is told of each region, by code."""
        return {row.code: row for row in self._chosen(REGION, lambda row: not row.part and self._beside(row))}

    @property
    def is_secret(self) -> bool:
        """Whether somebody told it, and too few people to say it."""
        return self.whole is not None and self.whole.value is None and self.whole.left_out > 0

    @property
    def words(self) -> str:
        """The value, or that there is none."""
        return self.words_of(self.whole)

    def words_of(self, row: Reading | None, *, is_exact: bool = False) -> str:
        """The value of a reading of this figure."""
        if row is None:
            return "–"
        if row.value is None and (row.left_out or row.is_withheld):
            return _("secret")
        return value_words(self.definition, row.value, is_exact=is_exact)

    @property
    def number(self) -> str:
        """The value without its unit, where its title says what is counted."""
        value = self.whole.value if self.whole else None
        return self.words if value is None or self.definition.unit == "eur" else number(round(value))

    @property
    def spread(self) -> str:
        """« entre 5 et 27 jours »: what eight in ten lie between; nothing when it was not seen."""
        row = self.whole
        if row is None or row.low is None or row.high is None:
            return ""
        if row.low == row.high:
            return _("%(high)s au plus") % {"high": value_words(self.definition, row.high)}
        return _("entre %(low)s et %(high)s") % {"low": number(int(row.low)), "high": value_words(self.definition, row.high)}

    @property
    def coverage(self) -> str:
        """Who said it, out of how many; what a delay was seen on."""
        return coverage_of(self.definition, self.whole)

    @property
    def partial_words(self) -> str:
        """Who told a part of the year only; nothing for a year that is not over."""
        row = self.whole
        if row is None or not row.partial or not row.period or int(row.period) >= clock.today().year:
            return ""
        words = ngettext(
            "%(n)s projet n’a donné de valeurs que pour une partie de l’année.",
            "%(n)s projets n’ont donné de valeurs que pour une partie de l’année.",
            row.partial,
        )
        return words % {"n": number(row.partial)}

    @property
    def proven_words(self) -> str:
        """« dont 3 au niveau de preuve 2 ou plus »; nothing where a figure has no level of proof."""
        if self.whole is None or self.whole.proven is None or not self.whole.reported:
            return ""
        if not self.whole.proven:
            return _("aucun au niveau de preuve 2 ou plus")
        return _("dont %(n)s au niveau de preuve 2 ou plus") % {"n": number(self.whole.proven)}


def coverage_of(definition: Definition, row: Reading | None) -> str:
    """« 34 projets sur 61 », « d’après 43 dossiers depuis douze mois », « tout ce qui est enregistré »."""
    if row is None:
        return ""
    if row.expected is not None and row.reported is not None:
        counts = {"n": number(row.reported), "all": number(row.expected)}
        if definition.origin == "territories":
            return ngettext("%(n)s territoire sur %(all)s", "%(n)s territoires sur %(all)s", row.reported) % counts
        return ngettext("%(n)s projet sur %(all)s", "%(n)s projets sur %(all)s", row.reported) % counts
    if row.reported is not None:
        words = ngettext("d’après %(n)s dossier depuis douze mois", "d’après %(n)s dossiers depuis douze mois", row.reported)
        return words % {"n": number(row.reported)}
    return _("tout ce qui est enregistré")


def tell(codes: Iterable[str], moment: Moment, *, level: str | None = COUNTRY) -> dict[str, Told]:
    """Several figures at that moment, in one reading; those that nothing defines are left out."""
    told = {code: Told(one, moment) for code, one in find_definitions(codes).items()}
    for row in readings(moment, told, level=level):
        told[row.figure].rows.append(row)
    return told
