"""Sponsorships (HA09): at the desk, in the space of a project, on the page of the official."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import pairings as actions
from frenchimpact.barriers.forms.pairings import DeclineForm, EndForm, MeetingForm, ProposeForm
from frenchimpact.barriers.models import Pairing
from frenchimpact.barriers.queries import pairings as reads
from frenchimpact.barriers.views.note_desk import person
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame
from frenchimpact.projects.rules import can_edit_project, team_of

State = Pairing.State


# ── At the desk ──────────────────────────────────────────────────────────────────────────────────
@require_safe
@door(rules.can_keep_pairings)
def kept_pairings(request: HttpRequest) -> HttpResponse:
    """All of them, with where each stands."""
    asked = request.GET.get("etat", "")
    here = reverse("barriers:kept_pairings")
    tabs: list[tuple[Any, str, bool, None]] = [(_("Tous"), here, asked not in State.values, None)]
    tabs += [(words, f"{here}?etat={code}", asked == code, None) for code, words in State.choices]
    found = reads.desk_pairings(asked if asked in State.values else "")[:200]
    return render(request, "barriers/kept_pairings.html", {"rows": lines_of(found), "tabs": tabs, "is_filtered": asked in State.values})


def lines_of(pairings: Any) -> list[tuple[Pairing, Any, bool]]:
    """Each with where it stands, and whether they have not met for long."""
    return [(one, reads.standing_words(one), reads.is_quiet(one)) for one in pairings]


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_pairings)
@once
def pairing_new(request: HttpRequest) -> HttpResponseBase:
    """A senior official and a project."""
    form = ProposeForm(request.POST or None, initial={"project": request.GET.get("projet", "")[:40]}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_pairing(by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le parrainage est proposé : chacun des deux côtés reçoit la question."))
            return redirect("barriers:kept_pairing", made.pk)
    return render(request, "barriers/pairing_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_keep_pairing, find=reads.find_kept_pairing)
@once
def kept_pairing(request: HttpRequest, pairing: Pairing) -> HttpResponseBase:
    """One of them, for the desk: it follows, and answers for nobody."""
    page = _Page(actions.DESK, reverse("barriers:kept_pairing", args=[pairing.pk]), person(request), "barriers/kept_pairing.html")
    return _handle(request, pairing, page)


# ── The project ──────────────────────────────────────────────────────────────────────────────────
@require_safe
@door(can_edit_project, find=find_space)
def project_pairings(request: HttpRequest, project: Project) -> HttpResponse:
    """The sponsorships of a project, for its team."""
    frame = space_frame(request.user, project, "barriers:project_pairings")
    return render(request, "barriers/project_pairings.html", {**frame, "rows": lines_of(reads.project_list(project))})


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_follow_project_pairing, find=reads.find_project_pairing)
@once
def project_pairing(request: HttpRequest, pairing: Pairing) -> HttpResponseBase:
    """One of them: the team says yes or no, then follows."""
    project = pairing.project
    here = reverse("barriers:project_pairing", args=[project.reference, pairing.pk])
    frame = space_frame(request.user, project, "barriers:project_pairings")
    return _handle(request, pairing, _Page(actions.PROJECT, here, person(request), "barriers/project_pairing.html", frame))


# ── The official ─────────────────────────────────────────────────────────────────────────────────
@require_safe
@door()
def own_pairings(request: HttpRequest) -> HttpResponse:
    """The projects that one sponsors, or is asked to."""
    return render(request, "barriers/own_pairings.html", {"rows": lines_of(reads.own_list(person(request)))})


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_follow_pairing, find=reads.find_own_pairing)
@once
def own_pairing(request: HttpRequest, pairing: Pairing) -> HttpResponseBase:
    """One of them, for the official signed in."""
    here = reverse("barriers:own_pairing", args=[pairing.pk])
    return _handle(request, pairing, _Page(actions.OFFICIAL, here, person(request), "barriers/own_pairing.html"))


@require_http_methods(["GET", "HEAD", "POST"])
@open_door
@once
def pairing_link(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same without an account. Opening it changes nothing: gateways open links."""
    pairing = reads.pairing_by_key(key)
    if pairing is None:
        return render(
            request, "barriers/note_gone.html", {"words": _("Ce que fait le guichet"), "onward": reverse("barriers:home")}, status=410
        )
    here = reverse("barriers:pairing_link", args=[key])
    return _handle(request, pairing, _Page(actions.OFFICIAL, here, None, "barriers/pairing_link.html"))


# ── What the three pages share ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class _Page:
    """From which side a sponsorship is seen, where, by whom, in which frame."""

    side: str
    here: str
    by: User | None
    template: str
    frame: dict[str, Any] = field(default_factory=dict)


def _answers(pairing: Pairing, side: str) -> bool:
    """Whether that side still has to say yes or no."""
    if pairing.state != State.PROPOSED or side == actions.DESK:
        return False
    return (pairing.official_agreed_at if side == actions.OFFICIAL else pairing.project_agreed_at) is None


def _handle(request: HttpRequest, pairing: Pairing, page: _Page) -> HttpResponseBase:
    forms: dict[str, Any] = {
        "meeting_form": MeetingForm(),
        "decline_form": DeclineForm(label_suffix=""),
        "end_form": EndForm(label_suffix=""),
    }
    refusal, status = "", 200
    if request.method == "POST":
        form, do, words = _asked(request, pairing, page)
        if form is None or form.is_valid():
            try:
                do(**(form.cleaned_data if form else {}))
            except Refusal as refused:
                status = refused.status
                if form is None:
                    refusal = str(refused.message)
                else:
                    explain(form, refused)
            else:
                messages.success(request, words)
                return redirect(page.here)
        else:
            status = 422
        forms |= {name: form for name, one in forms.items() if form is not None and type(one) is type(form)}
    context = {**page.frame, **forms, "refusal": refusal, **_shown(pairing, page)}
    return render(request, page.template, context, status=status)


def _asked(request: HttpRequest, pairing: Pairing, page: _Page) -> tuple[Any, Callable[..., Any], str]:
    """What the button asks: its form, what it does, and what is said then."""
    verb, side, by = request.POST.get("do", ""), page.side, page.by
    if verb == "decline" and side != actions.DESK:
        return (
            DeclineForm(request.POST, label_suffix=""),
            lambda **given: actions.decline(pairing=pairing, side=side, by=by, **given),
            _("C’est noté : le parrainage ne se fera pas."),
        )
    if verb == "meet":
        done = _("La rencontre est notée. L’autre côté la lit.")
        return MeetingForm(request.POST), lambda **given: actions.record_meeting(pairing=pairing, side=side, by=by, **given), done
    if verb == "end":
        ending = EndForm(request.POST, label_suffix="")
        return ending, lambda **given: actions.end_pairing(pairing=pairing, side=side, by=by, **given), _("Le parrainage est terminé.")
    if verb == "renew" and by is not None and side == actions.DESK:
        return None, lambda: actions.renew_link(pairing=pairing, by=by), _("Un nouveau lien est envoyé. L’ancien ne fonctionne plus.")
    if verb == "agree" and side != actions.DESK:
        return None, lambda: actions.agree(pairing=pairing, side=side, by=by), _("Merci : votre accord est donné.")

    def nothing() -> None:
        raise Refusal(_("Choisissez une réponse."))

    return None, nothing, ""


def _shown(pairing: Pairing, page: _Page) -> dict[str, Any]:
    """What is shown of it: addresses once both agreed, and never before."""
    is_agreed = pairing.since is not None
    lead = next(iter(team_of(pairing.project)), None) if is_agreed else None
    return {
        "pairing": pairing,
        "side": page.side,
        "standing": reads.standing_words(pairing),
        "is_quiet": reads.is_quiet(pairing),
        "tone": reads.TONES[pairing.state],
        "may_answer": _answers(pairing, page.side),
        "is_agreed": is_agreed,
        "official_email": pairing.email if is_agreed or page.side != actions.PROJECT else "",
        "lead": lead,
        "meetings": list(pairing.meetings.all()),
        "here": page.here,
    }
