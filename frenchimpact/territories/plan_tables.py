"""The plan as a table of text: the columns that go out are those that come in, one line per action.

A cell of several things (steps, partners, budget) has one per line, each after « • »; typed by hand, « ; » separates them too.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core.days import is_sensible
from frenchimpact.core.errors import Text
from frenchimpact.core.text import clean_line, clean_text, fold
from frenchimpact.territories.models import Action, BudgetLine, Step

# French whatever the language of the page: a file goes out of one and into another.
HEADER = [
    "code",
    "défi",
    "objectif",
    "action",
    "description",
    "responsable",
    "pilote",
    "partenaires",
    "début",
    "fin",
    "état",
    "avancement",
    "ce qui bloque",
    "ce qui débloquerait",
    "note",
    "après",
    "budget par année et financeur",
    "étapes",
]
_NAMES = {
    "defi": "défi",
    "defis": "défi",
    "challenge": "défi",
    "intitule": "action",
    "structure responsable": "responsable",
    "debut": "début",
    "etat": "état",
    "statut": "état",
    "apres": "après",
    "ce qui debloquerait": "ce qui débloquerait",
    "budget": "budget par année et financeur",
    "budget par annee et financeur": "budget par année et financeur",
    "etapes": "étapes",
}
KNOWN = {*HEADER, *_NAMES, "défis", "intitulé"}
_RISKY = "=+-@\t\r"
STATES = {
    "a lancer": "to_start",
    "a faire": "to_start",
    "to start": "to_start",
    "non commencee": "to_start",
    "en cours": "in_progress",
    "lancee": "in_progress",
    "in progress": "in_progress",
    "bloquee": "blocked",
    "bloque": "blocked",
    "blocked": "blocked",
    "terminee": "done",
    "termine": "done",
    "fait": "done",
    "faite": "done",
    "done": "done",
    "abandonnee": "dropped",
    "abandonne": "dropped",
    "dropped": "dropped",
}
_BUDGET = re.compile(r"^(\d{4})\s+(.+)\s*:\s*([\d\s.,]+?)\s*(k€|€|euros?|eur|jours?|j)?\s*(?:\(([^()]*)\))?$", re.IGNORECASE)
_ONE_DATE = r"(?:pour le|faite? le)\s+\d[^\s()]*"
_STEP_DATES = re.compile(rf"\s*\(({_ONE_DATE}(?:,\s*{_ONE_DATE})?)\)$", re.IGNORECASE)
_DAY_WORDS = re.compile(r"(pour le|faite? le)\s+(\S+)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-•*]\s+")
# What ends a thing whose own words end by brackets: nothing of it is a part, nor a date.
_BARE = " ()"
MOST_AMOUNT = Decimal(10) ** 12


def column_of(name: str) -> str:
    """The column that a heading names, however it is written; empty when it is none of ours."""
    folded = fold(name)
    if folded in _NAMES:
        return _NAMES[folded]
    return next((one for one in HEADER if fold(one) == folded), "")


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────
def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is told to be text; so is one that begins with that sign already."""
    return "'" + cell if cell and cell[0] in _RISKY + "'" else cell


def cells_of(actions: Iterable[Action]) -> list[list[str]]:
    """One line per action, in a fixed number of statements."""
    rows = list(actions)
    prefetch_related_objects(rows, "steps", "partners", "budget_lines")
    with translation.override("fr"):
        return [_cells(row) for row in rows]


def _cells(action: Action) -> list[str]:
    values = {
        "code": action.code,
        "défi": str(action.objective.challenge),
        "objectif": action.objective.title,
        "action": action.title,
        "description": action.description,
        "responsable": action.owner.name if action.owner else "",
        "pilote": str(action.pilot) if action.pilot else "",
        "partenaires": _bullets(_partner_words(one.name, one.part) for one in action.partners.all()),
        "début": action.starts_on.isoformat() if action.starts_on else "",
        "fin": action.ends_on.isoformat() if action.ends_on else "",
        "état": str(action.get_state_display()),
        "avancement": str(action.progress),
        "ce qui bloque": action.blocked_by,
        "ce qui débloquerait": action.unblocked_by,
        "note": action.note,
        "après": action.after.code if action.after else "",
        "budget par année et financeur": _bullets(_budget_words(one) for one in action.budget_lines.all()),
        "étapes": _bullets(_step_words(one) for one in action.steps.all()),
    }
    return [values[name] for name in HEADER]


def _bullets(words: Iterable[str]) -> str:
    return "\n".join(f"• {one}" for one in words)


def plain(amount: Decimal) -> str:
    """An amount as a spreadsheet reads it in French: « 1240,5 »."""
    text = f"{amount:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def _budget_words(line: BudgetLine) -> str:
    unit = "€" if line.unit == BudgetLine.Unit.EUR else "jours"
    more = [f"{name} {plain(value)}" for name, value in (("acquis", line.secured), ("dépensé", line.spent)) if value]
    return f"{line.year} {line.funder} : {plain(line.planned)} {unit}" + (f" ({' / '.join(more)})" if more else "")


def _step_words(step: Step) -> str:
    dates = [f"pour le {step.due_on}"] if step.due_on else []
    dates += [f"fait le {step.done_on}"] if step.done_on else []
    if dates:
        return f"{step.title} ({', '.join(dates)})"
    return step.title + (_BARE if _STEP_DATES.search(step.title) or step.title.endswith(_BARE) else "")


def _partner_words(name: str, part: str) -> str:
    if part:
        return f"{name} ({part})"
    return name + (_BARE if name.endswith(")") else "")


# ── In ───────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class BudgetWords:
    """A line of budget as it was read."""

    year: int
    funder: str
    unit: str
    planned: Decimal
    secured: Decimal
    spent: Decimal


@dataclass(frozen=True)
class StepWords:
    """A step as it was read."""

    title: str
    due_on: dt.date | None = None
    done_on: dt.date | None = None


@dataclass
class Read:
    """One line of the table, understood cell by cell. A column that is absent, or a cell that is empty, is not in `values`."""

    line: int
    cells: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    state: str = ""
    progress: int | None = None
    budget: list[BudgetWords] | None = None
    steps: list[StepWords] | None = None
    partners: list[tuple[str, str]] | None = None
    problems: list[Text] = field(default_factory=list)


_TEXTS = {"description": 5000, "ce qui bloque": 2000, "ce qui débloquerait": 2000, "note": 2000}
_LINES = {"code": 10, "défi": 220, "objectif": 300, "action": 200, "responsable": 250, "pilote": 254, "après": 10}


def read_line(line: int, cells: Mapping[str, str]) -> Read:
    """Understand one line; what is wrong is said cell by cell."""
    kept = {name: cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in _RISKY + "'" else cell for name, cell in cells.items()}
    read = Read(line, dict(cells))
    for name, most in {**_LINES, **_TEXTS}.items():
        words = (clean_text if name in _TEXTS else clean_line)(kept.get(name, ""))
        if len(words) > most:
            told = {"column": name, "count": len(words), "most": most}
            read.problems.append(_("« %(column)s » a %(count)s signes : %(most)s au plus.") % told)
        elif words:
            read.values[name] = words
    for name in ("défi", "objectif", "action"):
        if name not in read.values and not read.values.get("code"):
            read.problems.append(_("« %(column)s » est vide.") % {"column": name})
    read.starts_on, read.ends_on = _day(read, "début", kept), _day(read, "fin", kept)
    if read.starts_on and read.ends_on and read.ends_on < read.starts_on:
        read.problems.append(_("La fin précède le début."))
    _read_state(read, kept)
    read.budget = _each(read, "budget par année et financeur", kept, _budget)
    read.steps = _each(read, "étapes", kept, _step)
    read.partners = _each(read, "partenaires", kept, _partner)
    if read.budget and len({(one.year, fold(one.funder), one.unit) for one in read.budget}) < len(read.budget):
        read.problems.append(_("Le budget a deux fois le même financeur pour la même année."))
    return read


def _read_state(read: Read, cells: Mapping[str, str]) -> None:
    words = fold(cells.get("état", ""))
    if words:
        read.state = STATES.get(words, "")
        if not read.state:
            read.problems.append(
                _("« %(state)s » n’est pas un état : écrivez « À lancer », « En cours », « Bloquée », « Terminée » ou « Abandonnée ».")
                % {"state": clean_line(cells["état"])[:60]}
            )
    if read.state == "dropped" and "note" not in read.values:
        read.problems.append(_("Une action abandonnée dit pourquoi : remplissez « note »."))
    progress = clean_line(cells.get("avancement", "")).replace("%", "").strip()
    if progress:
        number = _decimal(progress)
        if number is None or not 0 <= number <= 100:
            read.problems.append(_("« avancement » est un nombre de 0 à 100."))
        else:
            read.progress = int(number)


def parse_day(text: str) -> dt.date | None:
    """A day as people write it: 2026-03-01, 01/03/2026, 1.3.2026. Raises ValueError."""
    text = clean_line(text)
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text)
    if found:
        return _sensible(dt.date(int(found[1]), int(found[2]), int(found[3])))
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if found:
        return _sensible(dt.date(int(found[3]), int(found[2]), int(found[1])))
    raise ValueError(text)


def _sensible(day: dt.date) -> dt.date:
    if not is_sensible(day):
        raise ValueError(day)
    return day


def _day(read: Read, name: str, cells: Mapping[str, str]) -> dt.date | None:
    try:
        return parse_day(cells.get(name, ""))
    except ValueError:
        read.problems.append(
            _("« %(column)s » n’est pas une date : « %(text)s ». Écrivez par exemple 31/12/2026.")
            % {"column": name, "text": clean_line(cells[name])[:40]}
        )
        return None


def items_of(cell: str) -> list[str]:
    """The things of a cell."""
    text = clean_text(cell)
    lines = text.split("\n")
    if len(lines) == 1 and not _BULLET.match(text):
        lines = text.split(";")
    return [one for line in lines if (one := _BULLET.sub("", clean_line(line)))]


def _each[T](read: Read, name: str, cells: Mapping[str, str], understand: "object") -> list[T] | None:
    """Every thing of a cell, understood; None when the cell is empty or absent."""
    found: list[T] = []
    items = items_of(cells.get(name, ""))
    if len(items) > 60:
        read.problems.append(_("« %(column)s » a plus de 60 éléments.") % {"column": name})
        return None
    for item in items:
        try:
            found.append(understand(item))  # type: ignore[operator] # T and how it is read come together
        except ValueError as error:
            read.problems.append(str(error))
    return found or None


def _decimal(text: str) -> Decimal | None:
    """A number as French people write it."""
    plain_text = clean_line(text).replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", plain_text):
        return None
    try:
        return Decimal(plain_text)
    except InvalidOperation:
        return None


def _budget(item: str) -> BudgetWords:
    found = _BUDGET.match(item)
    planned = _decimal(found[3]) if found else None
    if found is None or planned is None or not 2000 <= int(found[1]) <= 2100:
        raise ValueError(_("Budget illisible : « %(text)s ». Écrivez par exemple « 2026 Agglomération : 12 000 € ».") % {"text": item[:80]})
    unit = (found[4] or "€").lower()
    is_days = unit.startswith("j")
    times = 1000 if unit == "k€" else 1
    more = {"acquis": Decimal(0), "dépensé": Decimal(0)}
    for part in (found[5] or "").split("/") if found[5] else []:
        named = re.match(r"^\s*(acquis|d[ée]pens[ée])\s+([\d\s.,]+)\s*$", part, re.IGNORECASE)
        value = _decimal(named[2]) if named else None
        if named is None or value is None:
            raise ValueError(_("Budget illisible : « %(text)s ». Écrivez « (acquis 5 000 / dépensé 2 000) ».") % {"text": item[:80]})
        more["acquis" if named[1].lower() == "acquis" else "dépensé"] = value * times
    funder = clean_line(found[2])
    cents = Decimal("0.01")
    amounts = [value.quantize(cents) for value in (planned * times, more["acquis"], more["dépensé"])]
    if max(amounts) >= MOST_AMOUNT:
        raise ValueError(_("Montant trop grand : « %(text)s ». Écrivez-le en euros, avec douze chiffres au plus.") % {"text": item[:80]})
    if len(funder) > 200:
        raise ValueError(_("Un financeur a 200 signes au plus : « %(text)s ».") % {"text": item[:80]})
    return BudgetWords(int(found[1]), funder, "days" if is_days else "eur", *amounts)


def _step(item: str) -> StepWords:
    due_on = done_on = None
    if found := _STEP_DATES.search(item):
        for words, text in _DAY_WORDS.findall(found[1]):
            try:
                day = parse_day(text.rstrip(",."))
            except ValueError as error:
                raise ValueError(_("Date illisible dans l’étape « %(text)s ».") % {"text": item[:80]}) from error
            due_on, done_on = (day, done_on) if words.lower() == "pour le" else (due_on, day)
        item = item[: found.start()]
    item = item.removesuffix(_BARE)
    if not item or len(item) > 300:
        raise ValueError(_("Une étape a de 1 à 300 signes : « %(text)s ».") % {"text": item[:80]})
    return StepWords(item, due_on, done_on)


def _partner(item: str) -> tuple[str, str]:
    name, part = item, ""
    if item.endswith(")"):
        # The last brackets, those that they hold included.
        depth, start = 0, len(item)
        while start > 0 and (depth > 0 or start == len(item)):
            start -= 1
            depth += {")": 1, "(": -1}.get(item[start], 0)
        if depth == 0 and item[:start].strip():
            name, part = item[:start].strip(), item[start + 1 : -1].strip()
    if len(name) > 200 or len(part) > 200:
        raise ValueError(_("Un partenaire a 200 signes au plus : « %(text)s ».") % {"text": item[:80]})
    return name, part
