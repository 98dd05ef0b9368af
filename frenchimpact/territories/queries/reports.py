"""The facts of a review in words, for its page and for its paper; and what was corrected since they were kept."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Text
from frenchimpact.core.quantities import quantity, shown
from frenchimpact.design.trajectories import Trajectory, trajectory
from frenchimpact.design.words import day
from frenchimpact.territories.models import (
    Action,
    Aim,
    BudgetLine,
    Commitment,
    Indicator,
    MeasurementVersion,
    Meeting,
    Party,
    Review,
    SupportRequest,
    Territory,
)
from frenchimpact.territories.queries.reviews import Facts, values_at

TONES = {"reached": "ok", "on_track": "ok", "behind": "warn", "late": "bad"}
LIGHT_TONES = {"green": "ok", "orange": "warn", "red": "bad"}


def fingerprint(facts: Facts) -> str:
    """SHA-256 of the facts as canonical JSON: keys in order, no space, UTF-8."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


# ── What was corrected since ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Correction:
    """A figure that is no longer what the review was made from."""

    indicator_id: int
    before: Decimal | None
    after: Decimal | None
    unit: str
    reason: str
    at: dt.datetime | None

    @property
    def words(self) -> str:
        """« corrigé depuis : 301 → 297, erreur de pesée »."""
        if self.before is None:
            text = _("donné depuis : %(value)s") % {"value": quantity(self.after, self.unit)}
        else:
            text = _("corrigé depuis : %(before)s → %(after)s") % {"before": shown(self.before), "after": shown(self.after)}
        return f"{text}, {self.reason}" if self.reason else text


def corrections_of(review: Review) -> dict[int, Correction]:
    """The indicators whose value at the closing day is another one today, by their key; two statements."""
    if review.facts is None:
        return {}
    now = values_at(review.territory, review.ends_on)
    kept = {one["id"]: one for one in review.facts["indicators"]}
    changed = {
        key: one
        for key, one in kept.items()
        if (_decimal(one["value"]), one["value_on"]) != ((now[key].value, now[key].ends_on.isoformat()) if key in now else (None, None))
    }
    reasons: dict[int, MeasurementVersion] = {}
    versions = MeasurementVersion.objects.filter(
        measurement__indicator__in=list(changed), measurement__ends_on__lte=review.ends_on, replaced_at__gte=review.locked_at
    )
    for version in versions.select_related("measurement").order_by("replaced_at", "pk"):
        reasons[version.measurement.indicator_id] = version
    return {
        key: Correction(
            key,
            _decimal(one["value"]),
            now[key].value if key in now else None,
            one["unit"],
            reasons[key].reason if key in reasons else "",
            reasons[key].replaced_at if key in reasons else now[key].at if key in now else None,
        )
        for key, one in changed.items()
    }


# ── In words ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Figure:
    """One indicator as it stood: its value, dated, what it says, where it comes from."""

    name: str
    challenge: int
    value: str
    value_on: str
    target: str
    sentence: str
    source: str
    tone: str
    correction: str = ""


@dataclass(frozen=True)
class Year:
    """What the plan costs in a year, in euros or in days of work; then funder by funder."""

    year: int
    unit: str
    planned: str
    secured: str
    spent: str
    funders: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Told:
    """The facts in words, in the language in force. Pairs are (words, number or note)."""

    starts_on: dt.date
    ends_on: dt.date
    made_on: dt.date
    fingerprint: str
    figures: list[Figure] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)
    action_total: int = 0
    actions: list[tuple[str, int]] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    blocks: list[Facts] = field(default_factory=list)
    sought: list[tuple[int, str]] = field(default_factory=list)
    requests: list[tuple[int, str, str, str]] = field(default_factory=list)
    parties: list[tuple[str, str, str]] = field(default_factory=list)
    promises: list[tuple[str, str, str, str]] = field(default_factory=list)
    member_count: int = 0
    came: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    meetings: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def period(self) -> str:
        """« du 1er octobre 2025 au 30 septembre 2026 »."""
        return _("du %(start)s au %(end)s") % {"start": day(self.starts_on), "end": day(self.ends_on)}


def told(territory: Territory, facts: Facts, corrections: Mapping[int, Correction] | None = None) -> Told:
    """The facts in the language in force."""
    corrections = corrections or {}
    actions, needs, promises, members = facts["actions"], facts["needs"], facts["promises"], facts["members"]
    return Told(
        starts_on=_day(facts["starts_on"]),
        ends_on=_day(facts["ends_on"]),
        made_on=_day(facts["made_on"]),
        fingerprint=fingerprint(facts),
        figures=[_figure(one, _day(facts["ends_on"]), corrections.get(one["id"])) for one in facts["indicators"]],
        years=_years(facts["budget"]),
        action_total=actions["total"],
        actions=[
            (_label(Action.State, state), actions["by_state"][state]) for state in Action.State.values if state in actions["by_state"]
        ],
        late=actions["late"],
        changed=[(f"{one['code']} – {one['title']}", _state(one["before"]), _state(one["after"])) for one in actions["changed"]],
        blocks=[
            {
                **one,
                "since": day(_day(one["since"])) if one["since"] else "",
                "request_words": _label(SupportRequest.State, one["request_state"]) if one["request_state"] else "",
            }
            for one in facts["blocks"]
        ],
        sought=[(one["challenge"], one["text"]) for one in needs["sought"]],
        requests=[
            (one["id"], one["title"], _label(SupportRequest.Kind, one["kind"]), _label(SupportRequest.State, one["state"]))
            for one in needs["requests"]
        ],
        parties=[(one["name"], _label(Party.Side, one["side"]), _kept(one)) for one in promises["parties"]],
        promises=[
            (one["title"], one["party"], day(_day(one["due_on"])), _label(Commitment.State, one["state"])) for one in promises["due"]
        ],
        member_count=members["count"],
        came=[(one["name"], day(_day(one["on"]))) for one in members["came"]],
        left=[(one["name"], day(_day(one["on"])) + (f", {one['reason']}" if one["reason"] else "")) for one in members["left"]],
        meetings=[(one["title"], day(_day(one["on"])), _held(one)) for one in facts["meetings"]],
        missing=[(_missing_words(one), _missing_page(territory, one)) for one in facts["missing"]],
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label)


def _state(value: str | None) -> str:
    return _label(Action.State, value) if value else _("nouvelle")


def trajectory_of(one: Facts, ends_on: dt.date) -> Trajectory:
    """The trajectory of a kept figure, said in the language in force."""
    aim = Aim(
        number=1,
        baseline=_decimal(one["baseline"]),
        baseline_on=_day(one["baseline_on"]) if one["baseline_on"] else None,
        target=_decimal(one["target"]),
        target_on=_day(one["target_on"]) if one["target_on"] else None,
    )
    aim.indicator = Indicator(unit=one["unit"], direction=one["direction"], frequency=one["frequency"])
    return trajectory(aim, _day(one["value_on"]) if one["value_on"] else None, _decimal(one["value"]), ends_on)


def _figure(one: Facts, ends_on: dt.date, correction: Correction | None) -> Figure:
    value, target = _decimal(one["value"]), _decimal(one["target"])
    return Figure(
        name=one["name"],
        challenge=one["challenge"],
        value=quantity(value, one["unit"]) if value is not None else "",
        value_on=day(_day(one["value_on"]), "SHORT_DATE_FORMAT") if one["value_on"] else "",
        target=f"{quantity(target, one['unit'])} ({day(_day(one['target_on']), 'SHORT_DATE_FORMAT')})" if target is not None else "",
        sentence=trajectory_of(one, ends_on).sentence,
        source=one["source"],
        tone=TONES.get(one["state"], "info"),
        correction=correction.words if correction else "",
    )


def _amount(value: Decimal, unit: str) -> str:
    return quantity(value, "€" if unit == BudgetLine.Unit.EUR else _("jours"))


def _years(budget: list[Facts]) -> list[Year]:
    found: dict[tuple[int, str], list[Facts]] = {}
    for one in budget:
        found.setdefault((one["year"], one["unit"]), []).append(one)

    def total(rows: list[Facts], name: str, unit: str) -> str:
        return _amount(sum((Decimal(row[name]) for row in rows), Decimal(0)), unit)

    def each(row: Facts, unit: str) -> tuple[str, str, str, str]:
        planned, secured, spent = (_amount(Decimal(row[name]), unit) for name in ("planned", "secured", "spent"))
        return row["funder"], planned, secured, spent

    return [
        Year(
            year,
            unit,
            planned=total(rows, "planned", unit),
            secured=total(rows, "secured", unit),
            spent=total(rows, "spent", unit),
            funders=tuple(each(row, unit) for row in rows),
        )
        for (year, unit), rows in sorted(found.items(), key=lambda one: (one[0][0], one[0][1] != BudgetLine.Unit.EUR))
    ]


def _kept(one: Facts) -> str:
    if one["rate"] is None:
        return _("rien n’était dû")
    return _("%(rate)s %%, soit %(kept)s sur %(due)s") % {"rate": one["rate"], "kept": one["kept"], "due": one["due"]}


def _held(one: Facts) -> str:
    counts = {"kind": _label(Meeting.Kind, one["kind"]), "came": one["came"], "decided": one["resolutions"]}
    return _("%(kind)s, présents : %(came)s, résolutions : %(decided)s") % counts


_MISSING: dict[str, Callable[[], Text]] = {
    "baseline": lambda: _("Point de départ de « %(about)s »"),
    "target": lambda: _("Cible de « %(about)s »"),
    "value": lambda: _("Valeur de la période pour « %(about)s »"),
    "source": lambda: _("Source de « %(about)s »"),
    "budget": lambda: _("Budget du plan : aucune ligne"),
    "spent": lambda: _("Dépenses de %(about)s"),
    "unblock": lambda: _("Ce qui débloquerait %(about)s"),
}


def _missing_words(one: Facts) -> str:
    return str(_MISSING[one["what"]]()) % {"about": one["about"]}


def _missing_page(territory: Territory, one: Facts) -> str:
    name = "territories:indicators" if "indicator" in one else "territories:plan"
    return reverse(name, args=[territory.reference])
