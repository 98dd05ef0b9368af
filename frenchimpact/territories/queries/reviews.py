"""Reviews of a territory: those that are there, and the facts that one is made of."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.design.trajectories import trajectory
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import (
    Action,
    ActionEvent,
    Aim,
    BudgetLine,
    Challenge,
    Commitment,
    Indicator,
    Measurement,
    Meeting,
    Member,
    Review,
    SupportRequest,
    Territory,
)
from frenchimpact.territories.queries.promises import reliability
from frenchimpact.territories.queries.territories import find_space

type Facts = dict[str, Any]


# ── Those that are there ─────────────────────────────────────────────────────────────────────────
def find_review(user: Anyone, reference: str, pk: int) -> Review:
    """A review of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.reviews.select_related("concluded_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Ce bilan n’existe pas."))
    found.territory = territory
    return found


def find_published_review(user: Anyone, slug: str, day: str) -> Review:
    """A published yearly review, by the territory's public name and its closing day, or Http404."""
    reviews = Review.objects.filter(territory__slug=slug, kind=Review.Kind.YEARLY, published_at__isnull=False)
    found = next((one for one in reviews.select_related("territory") if one.ends_on.isoformat() == day), None)
    if found is None:
        raise Http404(_("Aucun bilan de ce territoire n’est publié à cette date."))
    return found


def reviews_of(territory: Territory) -> list[Review]:
    """Its reviews, the latest period first."""
    return list(territory.reviews.select_related("concluded_by"))


def published_reviews(territory: Territory) -> QuerySet[Review]:
    """What anyone may read: yearly reviews that were published, the latest first."""
    return territory.reviews.filter(kind=Review.Kind.YEARLY, published_at__isnull=False)


def next_review(territory: Territory) -> Review | None:
    """The one that is expected first."""
    return territory.reviews.exclude(state=Review.State.CONCLUDED).order_by("due_on", "pk").first()


def latest_lights(territory: Territory) -> list[tuple[Challenge, Any]]:
    """Each challenge with the light of the last review that was concluded, or None."""
    last = territory.reviews.filter(state=Review.State.CONCLUDED, lights__isnull=False).order_by("-ends_on", "-pk").first()
    lights = {light.challenge_id: light for light in last.lights.all()} if last else {}
    return [(challenge, lights.get(challenge.pk)) for challenge in territory.challenges.all()]


def lights_of(review: Review) -> list[tuple[Challenge, Any]]:
    """Each challenge of the territory with its light in that review, or None."""
    lights = {light.challenge_id: light for light in review.lights.all()}
    return [(challenge, lights.get(challenge.pk)) for challenge in review.territory.challenges.all()]


# ── The facts of a period ────────────────────────────────────────────────────────────────────────
def facts_of(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> Facts:
    """What happened between two days, both included, as plain data that can be kept as JSON: numbers are texts, days are ISO.

    A fixed number of statements. What is missing is listed, each with the page where it is given.
    """
    indicators = _indicators(territory, starts_on, ends_on)
    budget, actions = _budget(territory), _actions(territory, starts_on, ends_on)
    blocks = _blocks(territory)
    challenges = list(territory.challenges.all())
    return {
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "made_on": clock.today().isoformat(),
        "indicators": indicators,
        "budget": budget,
        "actions": actions,
        "blocks": blocks,
        "needs": _needs(territory, challenges, starts_on, ends_on),
        "promises": _promises(territory, starts_on, ends_on),
        "members": _members(territory, starts_on, ends_on),
        "meetings": _meetings(territory, starts_on, ends_on),
        "missing": _missing(indicators, budget, blocks, ends_on),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize() + 0, "f")


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def values_at(territory: Territory, day: dt.date) -> dict[int, Measurement]:
    """The last value of each indicator whose period was over that day."""
    rows = Measurement.objects.filter(indicator__territory=territory, ends_on__lte=day, value__isnull=False)
    return {row.indicator_id: row for row in rows.order_by("indicator_id", "-ends_on").distinct("indicator_id")}


def _indicators(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> list[Facts]:
    rows = Indicator.objects.filter(Q(ended_on=None) | Q(ended_on__gte=starts_on), territory=territory)
    aims = {aim.indicator_id: aim for aim in Aim.objects.filter(indicator__territory=territory).order_by("number")}
    values = values_at(territory, ends_on)
    return [
        _indicator(row, aims.get(row.pk), values.get(row.pk), starts_on, ends_on)
        for row in rows.select_related("challenge", "action").order_by("challenge__number", "number")
    ]


def _indicator(row: Indicator, aim: Aim | None, last: Measurement | None, starts_on: dt.date, ends_on: dt.date) -> Facts:
    # None was ever set: the same as one that says nothing.
    aim = aim or Aim(number=0)
    aim.indicator = row
    way = trajectory(aim, last.ends_on if last else None, last.value if last else None, ends_on)
    return {
        "id": row.pk,
        "number": row.number,
        "challenge": row.challenge.number,
        "action": row.action.code if row.action else None,
        "name": row.name,
        "unit": row.unit,
        "direction": row.direction,
        "frequency": row.frequency,
        "source": row.source,
        "baseline": _text(aim.baseline),
        "baseline_on": _iso(aim.baseline_on),
        "target": _text(aim.target),
        "target_on": _iso(aim.target_on),
        "value": _text(last.value) if last else None,
        "value_on": _iso(last.ends_on) if last else None,
        "is_of_period": last is not None and last.ends_on >= starts_on,
        "state": way.state,
        "ratio": way.ratio,
    }


def _budget(territory: Territory) -> list[Facts]:
    """By year, unit and funder. As in `budget_totals`, dropped actions keep what they spent, and nothing else."""
    kept, nothing = ~Q(action__state=Action.State.DROPPED), Decimal(0)
    rows = (
        BudgetLine.objects.filter(action__territory=territory)
        .order_by("year", "unit", "funder")
        .values("year", "unit", "funder")
        .annotate(p=Sum("planned", filter=kept, default=nothing), s=Sum("secured", filter=kept, default=nothing), d=Sum("spent"))
    )
    return [
        {
            "year": row["year"],
            "unit": row["unit"],
            "funder": row["funder"],
            "planned": _text(row["p"]),
            "secured": _text(row["s"]),
            "spent": _text(row["d"]),
        }
        for row in rows
    ]


def _states_at(events: Iterable[ActionEvent], actions: Iterable[Action], day: dt.date) -> dict[int, str]:
    """The state of each action at the end of a day: what its last event made it; one without any event yet was to start.

    An action to which nothing ever happened has the state that it has.
    """
    then: dict[int, str] = {}
    touched = set()
    for event in events:
        touched.add(event.action_id)
        if timezone.localdate(event.at) <= day:
            then[event.action_id] = event.state
    return {
        one.pk: then.get(one.pk, Action.State.TO_START if one.pk in touched else one.state)
        for one in actions
        if timezone.localdate(one.created_at) <= day or one.pk in then
    }


def _actions(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> Facts:
    rows = list(territory.actions.all())
    events = list(ActionEvent.objects.filter(action__territory=territory).order_by("at", "pk"))
    before, after = _states_at(events, rows, starts_on - dt.timedelta(days=1)), _states_at(events, rows, ends_on)
    open_states = {Action.State.TO_START, Action.State.IN_PROGRESS, Action.State.BLOCKED}
    return {
        "total": len(after),
        "by_state": dict(sorted(Counter(after.values()).items())),
        "late": [one.code for one in rows if one.ends_on and one.ends_on < ends_on and after.get(one.pk) in open_states],
        "changed": [
            {"code": one.code, "title": one.title, "before": before.get(one.pk), "after": after[one.pk]}
            for one in rows
            if one.pk in after and before.get(one.pk) != after[one.pk]
        ],
    }


def _blocks(territory: Territory) -> list[Facts]:
    rows = list(territory.actions.filter(state=Action.State.BLOCKED).order_by("blocked_on", "number"))
    asked = SupportRequest.objects.filter(territory=territory, kind=SupportRequest.Kind.BARRIER, action__isnull=False).order_by("pk")
    requests = {one.action_id: one for one in asked.exclude(state=SupportRequest.State.WITHDRAWN)}
    return [
        {
            "action": one.pk,
            "code": one.code,
            "title": one.title,
            "since": _iso(one.blocked_on),
            "blocked_by": one.blocked_by,
            "unblocked_by": one.unblocked_by,
            "request": requests[one.pk].pk if one.pk in requests else None,
            "request_state": requests[one.pk].state if one.pk in requests else None,
        }
        for one in rows
    ]


def _needs(territory: Territory, challenges: list[Challenge], starts_on: dt.date, ends_on: dt.date) -> Facts:
    still = Q(state__in=[SupportRequest.State.SENT, SupportRequest.State.ACCEPTED])
    answered = Q(answered_at__date__range=(starts_on, ends_on))
    rows = territory.support_requests.filter(still | answered).exclude(kind=SupportRequest.Kind.BARRIER).order_by("sent_at", "pk")
    return {
        "sought": [{"challenge": one.number, "text": one.help_sought} for one in challenges if one.help_sought],
        "requests": [{"id": one.pk, "kind": one.kind, "title": one.title, "state": one.state, "days": _text(one.days)} for one in rows],
    }


def _promises(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> Facts:
    due = Q(due_on__range=(starts_on, ends_on)) | Q(kept_on__range=(starts_on, ends_on))
    late = Q(due_on__lt=starts_on, state__in=[Commitment.State.PROMISED, Commitment.State.IN_PROGRESS, Commitment.State.CONTESTED])
    rows = (
        territory.commitments.filter(due | late)
        .exclude(state__in=[Commitment.State.PROPOSED, Commitment.State.DECLINED])
        .select_related("party")
        .order_by("due_on", "pk")
    )
    return {
        "parties": [
            {"name": one.party.name, "side": one.party.side, "kept": one.kept, "due": one.due, "late": one.late, "rate": one.rate}
            for one in reliability(territory)
        ],
        "due": [
            {
                "party": one.party.name,
                "side": one.party.side,
                "title": one.title,
                "due_on": _iso(one.due_on),
                "state": one.state,
                "kept_on": _iso(one.kept_on),
            }
            for one in rows
        ],
    }


def _members(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> Facts:
    rows = list(Member.objects.filter(territory=territory, since__lte=ends_on))
    return {
        "count": sum(1 for one in rows if one.until is None or one.until > ends_on),
        "came": [{"name": one.name, "on": _iso(one.since), "role": one.role} for one in rows if one.since >= starts_on],
        "left": [
            {"name": one.name, "on": _iso(one.until), "reason": one.left_reason}
            for one in rows
            if one.until is not None and starts_on <= one.until <= ends_on
        ],
    }


def _meetings(territory: Territory, starts_on: dt.date, ends_on: dt.date) -> list[Facts]:
    rows = Meeting.objects.filter(territory=territory, state=Meeting.State.HELD, starts_at__date__range=(starts_on, ends_on))
    counted = rows.annotate(
        n_came=Count("attendances", filter=Q(attendances__is_present=True), distinct=True), n_decided=Count("resolutions", distinct=True)
    )
    return [
        {
            "title": one.title,
            "kind": one.kind,
            "on": timezone.localdate(one.starts_at).isoformat(),
            "came": one.n_came,
            "resolutions": one.n_decided,
        }
        for one in counted.order_by("starts_at", "pk")
    ]


def _missing(indicators: list[Facts], budget: list[Facts], blocks: list[Facts], ends_on: dt.date) -> list[Facts]:
    """What a reader would look for and not find: what it is, about what, and the key of its page."""
    found: list[Facts] = []
    for one in indicators:
        lacks = [
            ("baseline", one["baseline"] is None),
            ("target", one["target"] is None),
            ("value", not one["is_of_period"]),
            ("source", not one["source"]),
        ]
        found += [{"what": what, "about": one["name"], "indicator": one["id"]} for what, is_missing in lacks if is_missing]
    if not budget:
        found.append({"what": "budget", "about": "", "plan": True})
    spent = Counter[int]()
    for one in budget:
        spent[one["year"]] += Decimal(one["spent"]) > 0
    found += [
        {"what": "spent", "about": str(year), "plan": True} for year, lines in sorted(spent.items()) if year <= ends_on.year and not lines
    ]
    found += [
        {"what": "unblock", "about": f"{one['code']} – {one['title']}", "action": one["action"]}
        for one in blocks
        if not one["unblocked_by"]
    ]
    return found
