"""The legal card of a case, and the texts it cites. Two people may write at once: neither loses a word."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.cited import cite_new
from frenchimpact.barriers.models import Analysis, Case, CaseNorm, Norm
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.rows import lock
from frenchimpact.core.seen import settle
from frenchimpact.core.text import clean_text

OF_CASE = ("nature", "level", "effect", "channel")
OF_CARD = ("question", "law", "europe", "who_decides", "options", "risk", "evidence", "synthesis")


def shown(case: Case, analysis: Analysis) -> dict[str, Any]:
    """What the form of a card holds."""
    return {name: getattr(case, name) for name in OF_CASE} | {name: getattr(analysis, name) for name in OF_CARD}


@transaction.atomic
def save_analysis(*, case: Case, by: User, seen: str, values: Mapping[str, Any]) -> Analysis:
    """Write the card. `seen` is the seals of what the page showed: a field that somebody else wrote in between is kept.

    Raises Stale, with both texts, for a field that both changed; OutOfTurn once the case is over.
    """
    case = lock(case)
    if case.state not in Case.OPEN:
        raise OutOfTurn(_("Ce cas n’est plus ouvert : rouvrez-le pour changer son analyse."))
    Analysis.objects.get_or_create(case=case)
    analysis = Analysis.objects.select_for_update().get(case=case)
    written = settle(shown(case, analysis), values, seen)
    before = [getattr(analysis, name) for name in OF_CARD]
    for name in OF_CASE:
        setattr(case, name, written.get(name, getattr(case, name)))
    for name in OF_CARD:
        setattr(analysis, name, written.get(name, getattr(analysis, name)))
    analysis.changed_at, analysis.changed_by, analysis.version = clock.now(), by, analysis.version + 1
    analysis.save()
    cite_new(case, before, [getattr(analysis, name) for name in OF_CARD])
    case.changed_at, case.version = analysis.changed_at, case.version + 1
    case.save(update_fields=[*OF_CASE, "changed_at", "version"])
    return analysis


@transaction.atomic
def cite(*, case: Case, norm: Norm, note: str = "") -> CaseNorm:
    """A text that bears on the case, said by the desk; cited once, its note is replaced."""
    link, _made = CaseNorm.objects.update_or_create(case=case, norm=norm, defaults={"note": clean_text(note)[:1000], "is_told": False})
    return link


def uncite(*, case: Case, norm: Norm) -> None:
    """It has nothing to do with it after all."""
    CaseNorm.objects.filter(case=case, norm=norm).delete()
