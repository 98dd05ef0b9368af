"""One line of a file of grants, read as people write it, refused with every reason at once."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.commitments.actions.amounts import FIRST_DAY, wrong_amount
from frenchimpact.commitments.models import Terms
from frenchimpact.core import clock
from frenchimpact.core.identifiers import Unreadable, is_siren, is_siret, read_rna, read_siret
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.text import clean_line, fold

_PLAIN = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
# « 1.500 » is a thousand and a half for some, one euro and a half for others.
_EITHER_WAY = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: .*)?")
# A day as a spreadsheet counts it, once its format is lost: from 1990 to 2099.
_SERIAL = re.compile(r"(3[2-9]|[4-6][0-9]|7[0-3])\d{3}(?:[.,]0+)?")
_SERIAL_START = dt.date(1899, 12, 30)
_PERIOD = re.compile(r"\s*(?:/|–| au | à | - )\s*")
_ISO_PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")
_ORG = re.compile(r"FR-(?:RCS|SIREN|SIRENE|SIRET|INSEE)-([0-9]{9})(?:[0-9]{5})?", re.IGNORECASE)
_TOTALS = ("total", "totaux", "sous total", "total general")


@dataclass(slots=True)
class Line:
    """What a line says, ready for the waiting table; `problem` holds the reasons to refuse it."""

    line: int = 0
    problem: str = ""
    # What makes the line itself, and whether that mark is the publisher's own.
    mark: str = ""
    has_own_mark: bool = False
    funder_name: str = ""
    funder_number: str = ""
    beneficiary_name: str = ""
    beneficiary_number: str = ""
    title: str = ""
    amount: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    on: dt.date | None = None
    # Empty when its funder's number does not tell.
    origin: str = ""
    instrument: str = Instrument.GRANT
    decision: str = ""
    nature: str = Terms.Nature.CASH
    conditions: str = ""
    pays_from: dt.date | None = None
    pays_until: dt.date | None = None
    share: Decimal | None = None
    register_number: str = ""
    is_notified: bool = False
    scheme: str = ""
    source_url: str = ""
    # A number that a spreadsheet destroyed: the line is taken by its name.
    has_lost_number: bool = False
    # Its beneficiary gives the money on (« regrantType » of 360Giving).
    is_regrant: bool = False


def read_day(text: str) -> dt.date | None:
    """A day as ISO, as French people write it or as a spreadsheet counts it; None for anything else."""
    if _SERIAL.fullmatch(text):
        return _SERIAL_START + dt.timedelta(days=int(text[:5]))
    if found := _DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _FRENCH_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_amount(text: str) -> Decimal:
    """« 3 504 500 », « 47800,20 € », « 47800.20 ». Raises NotANumber."""
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return read_quantity(text, "euros", is_machine=True)


def is_total(cells: Sequence[str], mapping: Mapping[str, int]) -> bool:
    """Whether the line is a total written under the table rather than a grant: nobody receives it."""
    words = fold(next((cell for cell in cells if cell.strip()), ""))
    if words not in _TOTALS and not words.startswith("total "):
        return False
    places = [mapping[name] for name in ("beneficiary_name", "beneficiary_number", "rna") if name in mapping]
    # Where the column of who receives comes first, the word itself stands in it.
    receivers = [fold(cells[place]) for place in places if place < len(cells) and cells[place].strip()]
    return not receivers or (receivers == [words] and words in _TOTALS)


def _number(text: str, line: Line) -> str:
    """A SIRET or a SIREN, mended when its key proves it; empty, and said so, when a spreadsheet destroyed it."""
    plain = text.strip()
    if not plain or is_siret(plain) or is_siren(plain):
        return plain
    try:
        return read_siret(plain, from_file=True)
    except Unreadable:
        digits = re.sub(r"[\s.\u00a0]", "", plain).removesuffix(",0").zfill(9)
        if len(digits) == 9 and is_siren(digits):
            return digits
        line.has_lost_number = True
        return ""


def origin_of(number: str) -> str:
    """SIREN that begin with 1 are the State's, with 2 those of local authorities (INSEE); empty for others."""
    return {"1": Origin.STATE, "2": Origin.AUTHORITY}.get(number[:1], "")


class ScdlReader:
    """Reads lines under a header."""

    def __init__(self, mapping: Mapping[str, int]) -> None:
        self.mapping = mapping
        self.today = clock.today()

    def _cell(self, cells: Sequence[str], name: str) -> str:
        place = self.mapping.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def read(self, cells: Sequence[str], number: int) -> Line:
        """What the cells say."""
        line = Line(line=number)
        cell = {name: self._cell(cells, name) for name in self.mapping}

        def get(name: str) -> str:
            return cell.get(name, "")

        problems: list[str] = []
        line.funder_name = _words(get("funder_name"), "nomAttribuant", 300, problems, is_required=True)
        line.beneficiary_name = _words(get("beneficiary_name"), "nomBeneficiaire", 300, problems, is_required=True)
        line.funder_number = _number(get("funder_number"), line)
        line.beneficiary_number = _number(get("beneficiary_number"), line) or _rna(get("rna"))
        line.title = clean_line(get("title"))[:500]
        line.decision = clean_line(get("decision"))[:120]
        if found := _EITHER_WAY.fullmatch(get("amount")):
            words = _("montant : « %(text)s » peut se lire de deux façons ; écrivez %(many)s ou %(few)s,%(cents)s")
            problems.append(words % {"text": found[0], "many": found[1] + found[2], "few": found[1], "cents": found[2][:2]})
        else:
            _amount(line, get("amount"), problems)
        _day(line, get("on"), "dateConvention", self.today, problems)
        line.nature = _nature(get("nature"))
        line.conditions = _conditions(get("conditions"))
        line.pays_from, line.pays_until = _period(get("period"))
        _share(line, get("share"), problems)
        line.register_number = clean_line(get("rae"))[:60]
        line.is_notified = fold(get("notified")) in ("oui", "true", "vrai", "1")
        line.scheme = clean_line(get("scheme"))[:300]
        # Even destroyed by a spreadsheet, a number keeps its first figure.
        line.origin = origin_of(line.funder_number or get("funder_number"))
        if line.conditions == Terms.Conditions.ONCE and line.pays_from and not line.pays_until and line.pays_from <= self.today:
            line.paid = line.amount
        if problems:
            line.problem = _told(problems)
        line.mark = "|".join(
            (
                line.funder_number[:9] or fold(line.funder_name),
                fold(line.decision),
                line.beneficiary_number or fold(line.beneficiary_name),
                line.on.isoformat() if line.on else "",
                fold(line.title),
                "" if line.decision else f"{line.amount:f}",
            )
        )
        return line


def _told(problems: list[str]) -> str:
    return clean_line(" ; ".join(problems).encode("utf-8", "replace").decode().replace("\x00", "?"))


def _words(text: str, column: str, most: int, problems: list[str], *, is_required: bool = False) -> str:
    clean = text if text.isascii() and text.isprintable() else clean_line(text.encode("utf-8", "replace").decode())
    if "\ufffd" in clean or "\x00" in text:
        problems.append(_("%s : des caractères sont illisibles") % column)
    if not clean and is_required:
        problems.append(_("%s : il manque") % column)
    return clean.replace("\x00", "")[:most]


def _rna(text: str) -> str:
    try:
        return read_rna(text) if text else ""
    except Unreadable:
        return ""


def _amount(line: Line, text: str, problems: list[str]) -> None:
    if not text:
        problems.append(_("montant : il manque"))
        return
    try:
        amount = round(read_amount(text), 2)
    except NotANumber as error:
        problems.append(_("montant : %s") % error.message)
        return
    if wrong := wrong_amount(amount):
        problems.append(_("montant : %s") % wrong)
    line.amount = amount


def _day(line: Line, text: str, column: str, today: dt.date, problems: list[str]) -> None:
    day = read_day(text)
    if not text:
        problems.append(_("%s : il manque") % column)
    elif day is None:
        problems.append(
            _("%(column)s : « %(text)s » n’est pas une date (2017-06-27 ou 27/06/2017)") % {"column": column, "text": text[:30]}
        )
    elif not FIRST_DAY <= day <= today:
        problems.append(_("%(column)s : %(day)s est trop ancien, ou pas encore passé") % {"column": column, "day": day.isoformat()})
    else:
        line.on = day


def _nature(text: str) -> str:
    words = fold(text)
    if "nature" not in words:
        return Terms.Nature.CASH
    return Terms.Nature.BOTH if "numeraire" in words else Terms.Nature.KIND


def _conditions(text: str) -> str:
    words = fold(text)
    if not words:
        return ""
    return Terms.Conditions.ONCE if words.startswith("uni") else Terms.Conditions.SPREAD if "echelon" in words else Terms.Conditions.OTHER


def _period(text: str) -> tuple[dt.date | None, dt.date | None]:
    if found := _ISO_PERIOD.fullmatch(text):
        first, last = read_day(found[1]), read_day(found[2])
    else:
        pieces = [text] if read_day(text) else _PERIOD.split(text, maxsplit=1)
        first, last = read_day(pieces[0]), read_day(pieces[1]) if len(pieces) > 1 else None
    return (first, last) if first and (last is None or last >= first) else (first, None)


def _share(line: Line, text: str, problems: list[str]) -> None:
    """« 100 », « 100 % », « 1 », « 0,45 »: a part of one."""
    if not text:
        return
    try:
        value = read_quantity(text.replace("%", ""), is_machine=True)
    except NotANumber:
        return
    value = value / 100 if value > 1 or "%" in text else value
    if value > 1 or value < 0:
        problems.append(_("pourcentageSubvention : « %s » dépasse 100 %%") % text[:20])
    elif value:
        line.share = value


class GivingReader:
    """Reads grants of a 360Giving file."""

    def __init__(self) -> None:
        self.today = clock.today()

    def read(self, grant: Any, number: int) -> Line:
        """What the grant says."""
        line = Line(line=number, has_own_mark=True)
        problems: list[str] = []
        if not isinstance(grant, dict):
            line.problem = _("ce n’est pas une subvention")
            return line
        line.mark = clean_line(str(grant.get("id") or ""))[:120]
        if not line.mark:
            problems.append(_("%s : il manque") % "id")
        line.title = clean_line(str(grant.get("title") or ""))[:500]
        funder, to = _organisation(grant.get("fundingOrganization")), _organisation(grant.get("recipientOrganization"))
        line.funder_name = _words(funder[0], "fundingOrganization", 300, problems, is_required=True)
        line.funder_number = funder[1]
        if grant.get("recipientIndividual") is not None and not to[0]:
            # Nobody's name comes in.
            to = (_("Une personne physique"), "")
        line.beneficiary_name = _words(to[0], "recipientOrganization", 300, problems, is_required=True)
        line.beneficiary_number = to[1]
        if (currency := str(grant.get("currency") or "EUR")) != "EUR":
            problems.append(_("currency : %s n’est pas l’euro") % currency[:10])
        _amount(line, _figure(grant.get("amountAwarded")), problems)
        _day(line, str(grant.get("awardDate") or ""), "awardDate", self.today, problems)
        paid = _figure(grant.get("amountDisbursed"))
        if paid and not problems:
            try:
                line.paid = round(read_amount(paid), 2)
            except NotANumber as error:
                problems.append(_("amountDisbursed : %s") % error.message)
            if not 0 <= line.paid <= line.amount:
                problems.append(_("amountDisbursed : plus que ce qui est accordé, ou négatif"))
        dates = grant.get("plannedDates")
        if isinstance(dates, list) and dates and isinstance(dates[0], dict):
            first, last = read_day(str(dates[0].get("startDate") or "")), read_day(str(dates[0].get("endDate") or ""))
            line.pays_from, line.pays_until = first, last if first and last and last >= first else None
        line.scheme = _first(grant.get("grantProgramme"), "title")[:300]
        kind = _first(grant.get("fundingType"), "code")
        line.instrument = kind if kind in Instrument.values else Instrument.GRANT
        url = str(grant.get("url") or "")
        line.source_url = url if re.fullmatch(r"https?://[^\s<>\"]{3,490}", url) else ""
        line.origin = origin_of(line.funder_number)
        line.is_regrant = bool(clean_line(str(grant.get("regrantType") or "")))
        if problems:
            line.problem = _told(problems)
        return line


def _figure(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def _first(values: Any, name: str) -> str:
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return clean_line(str(values[0].get(name) or ""))
    return ""


def _organisation(values: Any) -> tuple[str, str]:
    """Its name, and its SIREN when its identifier is one."""
    found = _ORG.fullmatch(_first(values, "id"))
    return _first(values, "name"), found[1] if found and is_siren(found[1]) else ""


def own_reference(mark: str) -> str:
    """The reference of a commitment of ours, when the line comes from our own file."""
    start = f"{settings.GRANTS_PREFIX}-"
    return mark.removeprefix(start) if mark.startswith(start) else ""
