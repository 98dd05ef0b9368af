"""Looking at what a project measures: for the programme, for an organisation that was asked, or by a link without an account."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.impact import rules
from frenchimpact.impact.actions import asking
from frenchimpact.impact.actions import proofs as actions
from frenchimpact.impact.actions.proofs import Looker, Sample
from frenchimpact.impact.forms.proofs import DeclineForm, IdentifyForm, LevelForm, VerdictForm
from frenchimpact.impact.models import ByWhom, Followed, Measure, ProofRequest
from frenchimpact.impact.queries import proofs as reads
from frenchimpact.impact.standing import known_body_of
from frenchimpact.impact.views.proofs import SHOWN
from frenchimpact.impact.views.space import person
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator
from frenchimpact.projects.rules import is_tied

_CAN_LOOK = (ProofRequest.State.WAITING, ProofRequest.State.ANSWERED)


@dataclass(frozen=True)
class Seat:
    """From where somebody looks: in which quality, at what, the address of the page and what it extends."""

    looker: Looker
    followed: Followed
    here: str
    back: tuple[str, str] | None = None

    @property
    def is_named(self) -> bool:
        """Whether it is known who looks."""
        return self.looker.by is not None

    @property
    def can_look(self) -> bool:
        """Whether it is still expected."""
        return self.looker.request is None or self.looker.request.state in _CAN_LOOK


def _seen(measure: Measure) -> bool:
    return Measure.FLOW.can("verify", measure.state) or Measure.FLOW.can("dispute", measure.state)


def _verdict_form(measure: Measure, *args: Any, **kwargs: Any) -> VerdictForm:
    return VerdictForm(*args, prefix=f"v{measure.pk}", can_confirm=Measure.FLOW.can("verify", measure.state), **kwargs)


def _page(request: HttpRequest, seat: Seat, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    bound = bound or {}
    name = seat.looker.request.answer_name if seat.looker.request else ""
    asked: dict[str, Any] = {"is_named": seat.is_named}
    values = list(seat.followed.measures.all())[: reads.MOST_VALUES]
    context = {
        **SHOWN,
        "seat": seat,
        "followed": seat.followed,
        "project": seat.followed.project,
        "asked": seat.looker.request,
        "values": [
            (
                one,
                bound.get(f"valeur-{one.pk}") or _verdict_form(one, initial={"version": one.version, "name": name}, **asked)
                if _seen(one) and seat.can_look
                else None,
            )
            for one in values
        ],
        "papers": reads.papers_of(values, by_link=not seat.is_named),
        "level_form": bound.get("niveau") or LevelForm(initial={"name": name}, is_witness=seat.looker.is_witness, **asked),
        "decline_form": bound.get("refuser") or DeclineForm(label_suffix=""),
    }
    response = render(request, "impact/look.html", context, status=422 if bound else 200)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _looked(request: HttpRequest, seat: Seat) -> HttpResponseBase:
    """The page, and what its forms do."""
    if request.method != "POST":
        return _page(request, seat)
    what = request.POST.get("what", "")
    known: dict[str, Callable[[HttpRequest, Seat, str], HttpResponseBase]] = {"niveau": _take_level, "refuser": _take_decline}
    if what.startswith("valeur-"):
        return _take_verdict(request, seat, what)
    return known[what](request, seat, what) if what in known else redirect(seat.here)


def _take(request: HttpRequest, seat: Seat, what: str, form: forms.Form, act: Callable[[], object], done: str) -> HttpResponseBase:
    if form.is_valid():
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(f"{seat.here}#{what}")
    return _page(request, seat, {what: form})


def _take_level(request: HttpRequest, seat: Seat, what: str) -> HttpResponseBase:
    form = LevelForm(request.POST, is_named=seat.is_named, is_witness=seat.looker.is_witness)

    def act() -> object:
        given = form.cleaned_data
        looker = replace(seat.looker, name=given.get("name", ""))
        return actions.assess(followed=seat.followed, looker=looker, level=given["level"], reason=given["reason"])

    return _take(request, seat, what, form, act, _("Le niveau de preuve est enregistré, pour trois ans."))


def _take_verdict(request: HttpRequest, seat: Seat, what: str) -> HttpResponseBase:
    measure = next((one for one in seat.followed.measures.all() if what == f"valeur-{one.pk}"), None)
    if measure is None:
        return redirect(seat.here)
    form = _verdict_form(measure, request.POST, is_named=seat.is_named)

    def act() -> object:
        given = form.cleaned_data
        return actions.verify(
            measure=measure,
            version=given["version"],
            looker=replace(seat.looker, name=given.get("name", "")),
            verdict=given["verdict"],
            sample=Sample(given["checked"], given["out_of"], given["mismatched"], given["sampling"]),
            note=given["note"],
        )

    return _take(request, seat, what, form, act, _("Votre avis sur cette valeur est enregistré. Merci."))


def _take_decline(request: HttpRequest, seat: Seat, what: str) -> HttpResponseBase:
    form, asked = DeclineForm(request.POST, label_suffix=""), seat.looker.request
    if asked is None:
        return redirect(seat.here)

    def act() -> object:
        return asking.decline(request=asked, reason=form.cleaned_data["reason"], by=seat.looker.by)

    return _take(request, seat, what, form, act, _("L’équipe du projet est prévenue."))


@require_http_methods(["GET", "HEAD", "POST"])
@door(lambda user, followed: rules.can_judge_proofs(user, followed.project), find=reads.find_followed)
@once
def look_as_programme(request: HttpRequest, followed: Followed) -> HttpResponseBase:
    """An operator looks at an indicator."""
    here = reverse("impact:look_as_programme", args=[followed.project.reference, followed.pk])
    back = (_("Preuves du projet"), reverse("impact:proofs", args=[followed.project.reference]))
    return _looked(request, Seat(Looker(ByWhom.OPERATOR, by=person(request)), followed, here, back))


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_answer_request, find=reads.find_asked)
@once
def look_asked(request: HttpRequest, asked: ProofRequest) -> HttpResponseBase:
    """Somebody looks in the name of the organisation that was asked."""
    here, back = reverse("impact:look_asked", args=[asked.pk]), (_("Vérifications"), reverse("impact:verifications"))
    return _looked(request, Seat(Looker(asked.kind, by=person(request), request=asked), reads.with_proofs(asked), here, back))


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
@once
def look_by_link(request: HttpRequest, key: str) -> HttpResponseBase:
    """Somebody looks by the link that they were sent. Opening the page does nothing: mail gateways open links."""
    found = reads.request_by_key(key)
    if found.asked is None:
        return _gone(request, key, can_renew=found.was is not None and found.was.state in _CAN_LOOK)
    if is_tied(request.user, found.asked.followed.project):
        return render(request, "impact/look_tied.html", {"asked": found.asked}, status=403)
    here, followed = reverse("impact:look_by_link", args=[key]), reads.with_proofs(found.asked)
    body = known_body_of(request.user, followed) if isinstance(request.user, User) else None
    if found.asked.organisation_id is not None:
        # Somebody signed in already for that organisation: its people answer from their space.
        return redirect("impact:look_asked", found.asked.pk)
    looker = Looker(found.asked.kind, by=person(request) if body else None, request=found.asked, body=body)
    return _looked(request, Seat(looker, followed, here))


@open_door
@require_POST
@once
def look_link_again(request: HttpRequest, key: str) -> HttpResponseBase:
    """A new link, to the address that the first was sent to and no other."""
    found = reads.request_by_key(key)
    asked = found.asked or found.was
    if asked is None:
        return _gone(request, key, can_renew=False)
    asking.renew_link(request=asked)
    return render(request, "impact/look_gone.html", {"key": key, "can_renew": False, "is_sent": True})


@require_http_methods(["GET", "HEAD", "POST"])
@door(lambda user, asked: rules.can_judge_proofs(user, asked.followed.project), find=reads.find_witness)
@once
def witness_identify(request: HttpRequest, asked: ProofRequest) -> HttpResponseBase:
    """Somebody of the programme says how they know who looked."""
    form = IdentifyForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            asking.identify(request=asked, how=form.cleaned_data["how"], by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("On sait qui a regardé : ce qui a été trouvé juste est vérifié."))
            return redirect("impact:verifications")
    context = {**SHOWN, "asked": asked, "form": form, "followed": reads.with_proofs(asked)}
    return render(request, "impact/witness.html", context, status=422 if form.errors else 200)


def _gone(request: HttpRequest, key: str, *, can_renew: bool) -> HttpResponse:
    return render(request, "impact/look_gone.html", {"key": key, "can_renew": can_renew, "is_sent": False}, status=410)


@require_safe
@door()
def verifications(request: HttpRequest) -> HttpResponse:
    """What waits for the person to look at: what their organisations were asked; for an operator, what nobody looked at yet."""
    context = {
        **SHOWN,
        "requests": list(reads.asked_of(request.user)),
        "witnesses": list(reads.witnesses()) if is_operator(request.user) else [],
        "measures": list(reads.unseen_measures()) if is_operator(request.user) else [],
        "is_operator": is_operator(request.user),
        "most": reads.MOST_WAITING,
    }
    return render(request, "impact/verifications.html", context)
