"""A block pasted from a spreadsheet into the grid: which cell gets which number, and what is wrong with the others."""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.territories.queries.grids import Grid, GridRow

MOST_CELLS = 2000


@dataclass
class Block:
    """What a block says, cell by cell. `beyond` tells what fell outside the grid."""

    values: list[tuple[GridRow, dt.date, Decimal | None]] = field(default_factory=list)
    problems: dict[str, Text] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    empty: int = 0
    beyond: list[Text] = field(default_factory=list)


def cells_of(text: str) -> list[list[str]]:
    """Lines and columns as spreadsheets put them in the clipboard: tabs between cells, quotes around those with line breaks."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def read_block(grid: Grid, case: str, text: str) -> Block:
    """The numbers of a block whose first cell falls on `case`. An empty cell leaves what is there."""
    block = Block()
    places: Mapping[str, tuple[int, int]] = {
        cell.case: (line, column) for line, row in enumerate(grid.rows) for column, cell in enumerate(row.cells)
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
    too_long = len(rows) - (len(grid.rows) - line)
    too_wide = max((len(row) for row in rows), default=0) - (len(grid.columns) - column)
    if too_long > 0:
        words = ngettext("%(n)s ligne dépasse la grille", "%(n)s lignes dépassent la grille", too_long) % {"n": too_long}
        block.beyond.append(_("%(what)s : rien n’en est pris.") % {"what": words})
    if too_wide > 0:
        words = ngettext("%(n)s colonne dépasse la grille", "%(n)s colonnes dépassent la grille", too_wide) % {"n": too_wide}
        block.beyond.append(_("%(what)s : rien n’en est pris.") % {"what": words})
    for row, given in zip(grid.rows[line:], rows, strict=False):
        for cell, written in zip(row.cells[column:], given, strict=False):
            if not written.strip():
                block.empty += 1
                continue
            block.typed[cell.case] = written.strip()[:60]
            if not row.is_editable:
                block.problems[cell.case] = _("Vous ne tenez pas cet indicateur à jour.")
                continue
            try:
                block.values.append((row, cell.ends_on, read_quantity(written, row.line.indicator.unit)))
            except NotANumber as error:
                block.problems[cell.case] = error.message
    return block
