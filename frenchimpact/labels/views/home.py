"""What the labels are, for everyone: for whom, on what, how long, and where to apply."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from frenchimpact.calls import queries as calls
from frenchimpact.calls.models import Call, Cohort
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.labels import queries
from frenchimpact.labels.models import Label, LabelKind


@dataclass(frozen=True)
class Door:
    """A call that leads to a label: the wave that one aims at now, and the delays observed, if they are known."""

    call: Call
    cohort: Cohort | None
    observed: tuple[int, int, int] | None
    has_rules: bool


@dataclass(frozen=True)
class Offer:
    """One kind of label, how many hold it, and the calls that lead to it."""

    kind: LabelKind
    holding_count: int
    doors: list[Door]


@require_safe
@open_door
def label_home(request: HttpRequest) -> HttpResponse:
    """Each kind of label; a programme that has no kind leads to its calls."""
    living, _over = calls.public_calls()
    offers = [
        Offer(
            kind,
            queries.register(kind=kind.code).filter(status__in=Label.HOLDING).count(),
            [_door(call) for call in living if call.label_kind == kind.code],
        )
        for kind in queries.kinds()
    ]
    if not offers:
        call = calls.permanent_call()
        return redirect("calls:call", call.slug) if call else redirect("calls:call_list")
    return render(request, "labels/label_home.html", {"offers": offers})


def _door(call: Call) -> Door:
    return Door(call, calls.cohort_for(call), calls.observed_days(call), call.eligibility_rules.exists())
