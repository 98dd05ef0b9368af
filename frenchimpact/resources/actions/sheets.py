"""What is done alike to a programme and to a tool: written, published, checked again, withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.rows import take_numbers
from frenchimpact.core.text import clean_line
from frenchimpact.organisations.models import Organisation
from frenchimpact.resources.models import Sheet, SheetCounter

COMMON = ("title", "summary", "description", "themes", "stages", "url", "contact")


def new_sheet[S: Sheet](model: type[S], *, organisation: Organisation, by: User | None, fields: Mapping[str, Any]) -> S:
    """A draft with its reference and its address, not saved. The counter's row stays locked until the transaction ends."""
    year = clock.today().year
    number = take_numbers(SheetCounter, series=model.SERIES, year=year)
    slug = f"{slugify(fields.get('title', ''))[:80].strip('-') or model.SERIES.lower()}-{year}-{number}"
    sheet = model(reference=f"{model.SERIES}-{year}-{number:04d}", slug=slug, organisation=organisation, created_by=by, **fields)
    if sheet.contact is None:
        sheet.contact = by
    return sheet


def write_fields(sheet: Sheet, fields: Mapping[str, Any]) -> None:
    """The new words of a sheet: who writes it has just read it. Raises Refusal."""
    if sheet.state == Sheet.State.WITHDRAWN:
        raise Refusal(_("Cette fiche est retirée : publiez-la de nouveau d’abord."))
    for name, value in fields.items():
        setattr(sheet, name, value)
    sheet.checked_on, sheet.changed_at = clock.today(), clock.now()


def step(sheet: Sheet, verb: str, reason: str) -> None:
    """Publish, withdraw or restore it; nothing is saved. Raises Refusal or Incomplete."""
    reason = clean_line(reason)[:500]
    if verb == "withdraw" and not reason:
        words = _("Dites pourquoi : c’est ce que lira qui suit un ancien lien.")
        raise Incomplete(words, {"reason": words})
    sheet.state = sheet.FLOW.step(verb, sheet.state)
    sheet.state_reason = reason
    sheet.changed_at = clock.now()
    if verb != "withdraw":
        sheet.checked_on = clock.today()
        sheet.published_at = sheet.published_at or clock.now()
