"""A block pasted from a spreadsheet into the grid: which cell gets which number, and what is wrong with the others."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import NotANumber

MOST_CELLS = 2000


class GridCell(Protocol):
    """A cell: how the page names it, and the last day of its period."""

    @property
    def case(self) -> str: ...
    @property
    def ends_on(self) -> dt.date: ...


class GridRow(Protocol):
    """A row of a grid of values: what is measured, by period."""

    @property
    def cells(self) -> Sequence[GridCell]: ...
    @property
    def is_editable(self) -> bool: ...

    def read(self, written: str) -> Decimal:
        """A number in the row's unit. Raises NotANumber."""
        ...


@dataclass
class Block[R: GridRow]:
    """What a block says, cell by cell. `beyond` tells what fell outside the grid."""

    values: list[tuple[R, dt.date, Decimal | None]] = field(default_factory=list)
    problems: dict[str, Text] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    empty: int = 0
    beyond: list[Text] = field(default_factory=list)

    def words(self, count: int) -> str:
        """What became of it once so many values were recorded, in a sentence."""
        parts = []
        if count or not self.problems:
            parts.append(
                ngettext("%(n)s valeur enregistrée", "%(n)s valeurs enregistrées", count) % {"n": count} if count else _("rien n’a changé")
            )
        if self.problems:
            bad = len(self.problems)
            parts.append(ngettext("%(n)s à revoir", "%(n)s à revoir", bad) % {"n": bad})
        if self.empty:
            parts.append(
                ngettext("%(n)s case vide laissée telle quelle", "%(n)s cases vides laissées telles quelles", self.empty)
                % {"n": self.empty}
            )
        sentence = ", ".join(parts) + "."
        return " ".join([sentence[0].upper() + sentence[1:], *map(str, self.beyond)])


def cells_of(text: str) -> list[list[str]]:
    """Lines and columns as spreadsheets put them in the clipboard: tabs between cells, quotes around those with line breaks."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def read_cell[R: GridRow](rows: Sequence[R], case: str, written: str) -> Block[R]:
    """One cell; empty, its value is taken back. An unknown one is beyond the grid."""
    block: Block[R] = Block()
    for row in rows:
        for cell in row.cells:
            if cell.case == case:
                block.typed[case] = written.strip()[:60]
                if written.strip():
                    _read(block, row, cell, written)
                elif row.is_editable:
                    block.values.append((row, cell.ends_on, None))
                else:
                    block.problems[case] = _not_kept()
                return block
    block.beyond.append(_("Cette case n’est plus dans la grille. Rechargez la page."))
    return block


def read_block[R: GridRow](grid: Sequence[R], columns: int, case: str, text: str) -> Block[R]:
    """The numbers of a block whose first cell falls on `case`. An empty cell leaves what is there."""
    block: Block[R] = Block()
    places: Mapping[str, tuple[int, int]] = {
        cell.case: (line, column) for line, row in enumerate(grid) for column, cell in enumerate(row.cells)
    }
    if case not in places:
        block.beyond.append(_("Choisissez la première case où coller."))
        return block
    try:
        rows = cells_of(text)
    except csv.Error:
        block.beyond.append(_("Ce bloc ne se lit pas comme un tableau. Copiez des cellules d’un tableur, puis collez-les."))
        return block
    if sum(map(len, rows)) > MOST_CELLS:
        block.beyond.append(_("Ce bloc a plus de %(limit)s cases : collez-le en plusieurs fois.") % {"limit": MOST_CELLS})
        return block
    line, column = places[case]
    too_long = len(rows) - (len(grid) - line)
    too_wide = max((len(row) for row in rows), default=0) - (columns - column)
    if too_long > 0:
        words = ngettext("%(n)s ligne dépasse la grille", "%(n)s lignes dépassent la grille", too_long) % {"n": too_long}
        block.beyond.append(_("%(what)s : rien n’en est pris.") % {"what": words})
    if too_wide > 0:
        words = ngettext("%(n)s colonne dépasse la grille", "%(n)s colonnes dépassent la grille", too_wide) % {"n": too_wide}
        block.beyond.append(_("%(what)s : rien n’en est pris.") % {"what": words})
    for row, given in zip(grid[line:], rows, strict=False):
        for cell, written in zip(row.cells[column:], given, strict=False):
            if not written.strip():
                block.empty += 1
                continue
            block.typed[cell.case] = written.strip()[:60]
            _read(block, row, cell, written)
    return block


def _read[R: GridRow](block: Block[R], row: R, cell: GridCell, written: str) -> None:
    if not row.is_editable:
        block.problems[cell.case] = _not_kept()
        return
    try:
        block.values.append((row, cell.ends_on, row.read(written)))
    except NotANumber as error:
        block.problems[cell.case] = error.message


def _not_kept() -> Text:
    return _("Vous ne tenez pas cet indicateur à jour.")
