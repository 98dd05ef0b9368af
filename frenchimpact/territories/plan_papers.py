"""The plan taken away: a calendar that every agenda reads, and a sheet to print."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.calendars import Entry, calendar_bytes
from frenchimpact.design.papers import paper
from frenchimpact.design.words import day, number
from frenchimpact.territories.models import Action, Territory
from frenchimpact.territories.queries.plan_board import grouped


def calendar_of(territory: Territory, actions: Sequence[Action]) -> bytes:
    """What begins and what ends, as whole days; the same action keeps its identity when its dates move."""
    entries = [
        Entry(
            key=f"action-{action.pk}-{name}",
            words=f"[{action.code}] " + words % {"title": action.title},
            starts=on,
            ends=on + dt.timedelta(days=1),
            url=reverse("territories:plan_action", args=[territory.reference, action.number]),
            text=" · ".join(filter(None, (str(action.get_state_display()), action.owner.name if action.owner else ""))),
            sequence=action.version,
            status="CANCELLED" if action.state == Action.State.DROPPED else "CONFIRMED",
        )
        for action in actions
        for name, on, words in (("debut", action.starts_on, _("Début : %(title)s")), ("fin", action.ends_on, _("Fin : %(title)s")))
        if on is not None
    ]
    return calendar_bytes(entries, name=_("Plan d’action – %(territory)s") % {"territory": territory.name})


def plan_paper(territory: Territory, actions: Sequence[Action], *, size: str, filters: Sequence[str]) -> bytes:
    """The rows shown under their challenges, in landscape: A4 to read, A3 to hang on a wall."""
    groups = [
        {"title": group.words, "rows": [_row(action) for action in group.actions]} for group in grouped(actions, "defi", _("Sans pilote"))
    ]
    planned = sum((getattr(action, "planned", Decimal(0)) for action in actions), Decimal(0))
    secured = sum((getattr(action, "secured", Decimal(0)) for action in actions), Decimal(0))
    late = sum(action.is_late for action in actions)
    lead = [
        _("%(count)s actions au %(on)s") % {"count": len(actions), "on": day(clock.today())},
        _("%(count)s en retard") % {"count": late},
        _("%(planned)s € prévus, dont %(secured)s € acquis") % {"planned": number(float(planned)), "secured": number(float(secured))},
    ]
    if filters:
        lead.append(_("Filtres : %(filters)s") % {"filters": ", ".join(filters)})
    words = {
        "code": _("N°"),
        "action": _("Action"),
        "who": _("Qui"),
        "when": _("Quand"),
        "state": _("État"),
        "money": _("Budget prévu / acquis"),
        "empty": _("Aucune action ne correspond."),
    }
    data: dict[str, Any] = {"lead": " · ".join(lead), "groups": groups, "words": words, "is_large": size == "a3"}
    title = _("Plan d’action – %(territory)s") % {"territory": territory.name}
    return paper("territories/papers/plan.typ", data, title=title, size=size, is_wide=True)


def _row(action: Action) -> dict[str, str]:
    days = [day(one, "SHORT_DATE_FORMAT") for one in (action.starts_on, action.ends_on) if one]
    state = str(action.get_state_display())
    if action.is_late and action.ends_on:
        state = _("%(state)s, en retard depuis le %(on)s") % {"state": state, "on": day(action.ends_on, "SHORT_DATE_FORMAT")}
    if action.state == Action.State.IN_PROGRESS and action.progress:
        state = f"{state} ({action.progress}\N{NARROW NO-BREAK SPACE}%)"
    if action.blocked_by:
        state = f"{state} : {action.blocked_by[:160]}"
    planned, secured = getattr(action, "planned", Decimal(0)), getattr(action, "secured", Decimal(0))
    return {
        "code": action.code,
        "title": action.title,
        "objective": action.objective.title,
        "who": " · ".join(filter(None, (action.owner.name if action.owner else "", str(action.pilot or "")))) or "–",
        "when": " → ".join(days) or "–",
        "state": state,
        "money": f"{number(float(planned))} € / {number(float(secured))} €" if planned or secured else "–",
    }
