"""The plan taken away: a spreadsheet, a CSV, a calendar of its deadlines."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.calendars import Entry, calendar_bytes
from frenchimpact.core.listings import csv_text
from frenchimpact.core.sheets import workbook
from frenchimpact.financing.queries.plans import Deadline, Picture
from frenchimpact.projects.models import Project


def rows_of(picture: Picture) -> list[list[Any]]:
    """Needs, lines, then months: one table that any spreadsheet sorts and filters by its first column."""
    header = [
        _("Partie"),
        _("Intitulé"),
        _("Financeur"),
        _("Année ou mois"),
        _("Dernière année"),
        _("Nature ou forme"),
        _("Origine"),
        _("Régime"),
        _("État"),
        _("Montant"),
        _("Solde"),
        _("À demander avant"),
        _("Réponse espérée"),
    ]
    rows: list[list[Any]] = [header]
    for need in picture.needs:
        rows.append([_("Besoin"), need.label, "", need.year, None, str(need.get_kind_display()), "", "", "", need.amount, None, None, None])
    for line in picture.lines:
        rows.append(
            [
                _("Financement"),
                line.title,
                line.funder_words,
                line.year,
                line.last_year,
                str(line.get_instrument_display()),
                str(line.get_origin_display()),
                str(line.get_regime_display()),
                str(line.get_state_display()),
                line.amount,
                None,
                line.apply_by,
                line.expected_on,
            ]
        )
    rows.append([_("Fonds propres"), "", "", None, None, "", "", "", "", picture.plan.own_funds, None, None, None])
    for month in picture.cash.months:
        moved = month.receipts - month.expenses
        rows.append([_("Trésorerie"), "", "", month.month, None, "", "", "", "", moved, month.balance, None, None])
    return rows


def plan_workbook(project: Project, picture: Picture) -> bytes:
    """A spreadsheet: text stays text, numbers are counted, days are sorted."""
    return workbook(project.name, rows_of(picture))


def plan_csv(picture: Picture) -> str:
    """The same rows; nothing that a spreadsheet would run."""
    header, *rows = rows_of(picture)
    found = (dict(zip(header, ["" if cell is None else cell for cell in row], strict=True)) for row in rows)
    return "".join(csv_text(found, has_bom=True, columns=header))


def plan_calendar(project: Project, deadlines: list[Deadline]) -> bytes:
    """The deadlines as whole days; the same one keeps its identity when its day moves."""
    asked, answered = _("Dernier jour pour demander : %(title)s"), _("Réponse espérée : %(title)s")
    entries = [
        Entry(
            key=f"financing-{one.line.pk}-{'answer' if one.is_answer else 'ask'}",
            words=(answered if one.is_answer else asked) % {"title": f"{one.line.title} – {one.line.funder_words}"},
            starts=one.on,
            ends=one.on + dt.timedelta(days=1),
            url=reverse("financing:line", args=[project.reference, one.line.pk]),
            sequence=one.line.version,
        )
        for one in deadlines
    ]
    return calendar_bytes(entries, name=_("Financements – %(project)s") % {"project": project.name})
