"""The calculator's form, made from the method; and the archive that one brings in."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.quantities import typed
from frenchimpact.core.typed import Line, Quantity
from frenchimpact.methods.calculation import Calculation, Row, Values, too_few_or_many
from frenchimpact.methods.format import Assumption, Column, Input, Table
from frenchimpact.methods.wording import unit_words, with_unit
from frenchimpact.organisations.models import Organisation

INPUT, ASSUMPTION, NAME = "e", "h", "nom"
_ROW = re.compile(r"([a-z][a-z0-9_]*)-(\d{1,3})-([a-z][a-z0-9_]*)")


class CalculatorForm(forms.Form):
    """The values of one run. Nothing was sent: the example of the method. What is not sent keeps its example."""

    is_search = True

    def __init__(self, calculation: Calculation, sent: Mapping[str, str], day: dt.date) -> None:
        self.calculation, self.start = calculation, calculation.defaults(day)
        self.rows = {table.id: self._row_numbers(table, sent) for table in calculation.method.tables}
        # An assumption that has no value yet is asked for: there is no example to start from.
        is_lacking = len(self.start.assumptions) < len(calculation.method.assumptions)
        super().__init__(data=self._texts() | dict(sent) if sent or is_lacking else None)
        method = calculation.method
        for one in method.inputs:
            self._add(f"{INPUT}-{one.id}", one, self.start.inputs[one.id])
        for other in method.assumptions:
            self._add(f"{ASSUMPTION}-{other.id}", other, self.start.assumptions.get(other.id))
        for table in method.tables:
            for number in self.rows[table.id]:
                self._add_row(table, number)

    # ── Its fields ──────────────────────────────────────────────────────────────────────────────
    def _add(self, name: str, one: Input | Assumption | Column, value: Decimal | None, *, in_row: bool = False) -> None:
        unit = unit_words(one.unit, self.calculation.method)
        label = f"{one.name} ({unit})" if unit else str(one.name)
        # The columns of a table are explained once, above its rows; an empty cell counts as the column says.
        help_text = "" if in_row else str(one.help or "")
        self.fields[name] = Quantity(label=label, unit=unit, required=not in_row, initial=value, help_text=help_text)

    def _add_row(self, table: Table, number: int) -> None:
        start, names = self.start.tables[table.id], self.start.row_names.get(table.id, ())
        row = start[number - 1] if number <= len(start) else {}
        self.fields[f"{table.id}-{number}-{NAME}"] = Line(
            label=str(table.row_name), required=False, max_length=120, initial=names[number - 1] if number <= len(names) else ""
        )
        for column in table.columns:
            self._add(f"{table.id}-{number}-{column.id}", column, row.get(column.id, column.default), in_row=True)

    def _row_numbers(self, table: Table, sent: Mapping[str, str]) -> list[int]:
        """The rows of the example when none was sent; those that were sent; one more when it was asked for, less those taken out."""
        start = list(range(1, len(self.start.tables[table.id]) + 1))
        found = sorted({int(match[2]) for name in sent if (match := _ROW.fullmatch(name)) and match[1] == table.id}) or start
        gone = sent.get("retirer", "")
        found = [number for number in found if number and f"{table.id}-{number}" != gone][: table.most + 1]
        if sent.get("ajouter") == table.id and len(found) < table.most:
            found.append(max(found, default=0) + 1)
        return found

    def _texts(self) -> dict[str, str]:
        """The example as it would be typed: what is not sent."""
        found = {f"{INPUT}-{id}": typed(value) for id, value in self.start.inputs.items()}
        found |= {f"{ASSUMPTION}-{id}": typed(value) for id, value in self.start.assumptions.items()}
        for table in self.calculation.method.tables:
            for number in self.rows[table.id]:
                for column in table.columns:
                    found[f"{table.id}-{number}-{column.id}"] = typed(column.default)
                start, names = self.start.tables[table.id], self.start.row_names.get(table.id, ())
                if number <= len(start):
                    found |= {f"{table.id}-{number}-{id}": typed(value) for id, value in start[number - 1].items()}
                    found[f"{table.id}-{number}-{NAME}"] = names[number - 1] if number <= len(names) else ""
        return found

    def shown_rows(self, table: Table) -> list[tuple[int, Any, list[Any]]]:
        """The rows of a table for the page: number, name, cells."""
        return [
            (number, self[f"{table.id}-{number}-{NAME}"], [self[f"{table.id}-{number}-{column.id}"] for column in table.columns])
            for number in self.rows[table.id]
        ]

    # ── What was given ──────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        """Each value within its bounds, said at its field."""
        cleaned = super().clean() or {}
        for name, one in self._measured():
            value = cleaned.get(name)
            if isinstance(value, Decimal):
                for problem in self.calculation.outside(one, value, name):
                    self.add_error(name, str(problem.words))
        for table in self.calculation.method.tables:
            for problem in too_few_or_many(table, len(self.rows[table.id])):
                self.add_error(None, str(problem.words))
            if len(table.columns) == 1:
                self._ask_only_cells(table, cleaned)
        return cleaned

    def _ask_only_cells(self, table: Table, cleaned: Mapping[str, Any]) -> None:
        """A row that bears a name and says nothing else is not nought: a cost that one forgot would make the result look better."""
        for number in self.rows[table.id]:
            name, cell = cleaned.get(f"{table.id}-{number}-{NAME}"), f"{table.id}-{number}-{table.columns[0].id}"
            if name and cell not in self.errors and not isinstance(cleaned.get(cell), Decimal):
                words = _("« %(name)s » n’a pas de nombre. Écrivez-le (zéro s’il n’y en a pas), ou retirez cette ligne.")
                self.add_error(cell, words % {"name": name})

    def _measured(self) -> list[tuple[str, Input | Assumption | Column]]:
        method = self.calculation.method
        found: list[tuple[str, Input | Assumption | Column]] = [(f"{INPUT}-{one.id}", one) for one in method.inputs]
        found += [(f"{ASSUMPTION}-{one.id}", one) for one in method.assumptions]
        found += [
            (f"{table.id}-{number}-{column.id}", column)
            for table in method.tables
            for number in self.rows[table.id]
            for column in table.columns
        ]
        return found

    def values(self) -> Values:
        """What to run: the example, or what was typed; a cell left empty counts as the column says."""
        if not self.is_bound:
            return self.start
        given = self.cleaned_data
        tables: dict[str, list[Row]] = {}
        for table in self.calculation.method.tables:
            tables[table.id] = [
                {column.id: self._cell(given.get(f"{table.id}-{number}-{column.id}"), column) for column in table.columns}
                for number in self.rows[table.id]
            ]
        names = {
            table.id: [given.get(f"{table.id}-{number}-{NAME}", "") for number in self.rows[table.id]]
            for table in self.calculation.method.tables
        }
        return Values(
            {one.id: given[f"{INPUT}-{one.id}"] for one in self.calculation.method.inputs},
            {one.id: given[f"{ASSUMPTION}-{one.id}"] for one in self.calculation.method.assumptions},
            tables,
            names,
        )

    def left_empty(self) -> list[str]:
        """The cells of rows that say nothing, with what they count as: « Dû à d’autres, Déchets évités : 0 % »."""
        if not self.is_bound:
            return []
        method = self.calculation.method
        return [
            _("%(column)s, %(row)s : %(value)s")
            % {
                "column": column.name,
                "row": self.cleaned_data.get(f"{table.id}-{number}-{NAME}") or _("ligne %s") % (at + 1),
                "value": with_unit(column.default, column.unit, method),
            }
            for table in method.tables
            for at, number in enumerate(self.rows[table.id])
            for column in table.columns
            if not isinstance(self.cleaned_data.get(f"{table.id}-{number}-{column.id}"), Decimal)
        ]

    @staticmethod
    def _cell(value: Any, column: Column) -> Decimal:
        return value if isinstance(value, Decimal) else column.default


class MethodForm(forms.Form):
    """A method brought in as one archive."""

    archive = forms.FileField(
        label=gettext_lazy("Archive de la méthode (ZIP)"),
        help_text=gettext_lazy(
            "Un dossier avec method.toml, les deux README, CHANGELOG.md, LICENCE.txt et des exemples dans samples/. 1 Mo au plus."
        ),
    )

    def __init__(self, *args: Any, owners: Any, may_speak_for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_speak_for_all or len(owners) > 1:
            self.fields["owner"] = forms.ModelChoiceField(
                queryset=Organisation.objects.filter(pk__in=[one.pk for one in owners]),
                label=_("Au nom de"),
                required=not may_speak_for_all,
                empty_label=_("Le programme") if may_speak_for_all else _("Choisissez"),
            )


class ReasonForm(forms.Form):
    """Why a version is sent back, or withdrawn."""

    reason = Line(label=gettext_lazy("Pourquoi"), max_length=500, help_text=gettext_lazy("Ses auteurs le liront."))
