"""A case as its person follows it: by a personal link, signed in, or from the space of the project it blocks (P20)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.actions.posts import count_look_up
from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import following as actions
from frenchimpact.barriers.forms.intake import FindForm, WithdrawForm, WriteForm
from frenchimpact.barriers.messages.outcomes import facts_of
from frenchimpact.barriers.messages.receipts import delay_words, not_an_appeal
from frenchimpact.barriers.models import Case, Message
from frenchimpact.barriers.queries import following as queries
from frenchimpact.barriers.queries.cited import recognise
from frenchimpact.barriers.redirections import way_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.files.actions import Taken, take_sent
from frenchimpact.files.queries import intake, signed_address
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space, space_frame


@dataclass(frozen=True)
class Ways:
    """The addresses of one way of following a case: where it is read, written in, withdrawn."""

    page: str
    write: str
    withdraw: str
    # Where a document is, given its key.
    piece: Callable[[uuid.UUID], str]
    # Where the link is replaced by another: for those who came by one.
    renew: str = ""
    # Where they say whether their situation may be told.
    consent: str = ""
    frame: str = "design/page.html"


def _by_link(key: str) -> Ways:
    return Ways(
        reverse("barriers:follow", args=[key]),
        reverse("barriers:follow_write", args=[key]),
        reverse("barriers:follow_withdraw", args=[key]),
        lambda piece: reverse("barriers:follow_piece", args=[key, piece]),
        reverse("barriers:follow_renew", args=[key]),
        reverse("barriers:follow_consent", args=[key]),
    )


def _signed_in(case: Case) -> Ways:
    return Ways(
        reverse("barriers:own_case", args=[case.reference]),
        reverse("barriers:own_case_write", args=[case.reference]),
        reverse("barriers:own_case_withdraw", args=[case.reference]),
        lambda piece: reverse("files:file_detail", args=[piece]),
        frame="design/space.html",
    )


def _of_project(project: Project, case: Case) -> Ways:
    here = [project.reference, case.reference]
    return Ways(
        reverse("barriers:project_barrier", args=here),
        reverse("barriers:project_barrier_write", args=here),
        "",
        lambda piece: reverse("files:file_detail", args=[piece]),
        frame="projects/space.html",
    )


def _page(request: HttpRequest, case: Case, ways: Ways, *, form: WriteForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
    seen = queries.see(case)
    # Joined to another case that has its answer: so has this one.
    state = Case.State.OUTCOME if seen.outcome and case.state == Case.State.DUPLICATE else case.state
    context = {
        "seen": seen,
        "case": case,
        "ways": ways,
        "state_words": queries.state_words(state),
        "form": form or WriteForm(label_suffix=""),
        "intake": intake(actions.INTAKE),
        "recognised": recognise(case.norm_words, case.obstacle, case.wish),
        "way": way_of(case.redirection) if case.state == Case.State.REDIRECTED else None,
        "outcome_facts": facts_of(seen.outcome)[:-1] if seen.outcome else (),
        "today": clock.today(),
        "delay_words": delay_words(),
        "not_an_appeal": not_an_appeal(),
        **more,
    }
    return _private(render(request, "barriers/follow.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, told to no other site. « no-referrer » would hide from ourselves where our own forms come from."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def _write(request: HttpRequest, case: Case, ways: Ways, **more: Any) -> HttpResponse:
    """One message, with its documents."""
    form = WriteForm(request.POST, label_suffix="")
    by = request.user if isinstance(request.user, User) else None

    def take(message: Message) -> Taken:
        return take_sent(
            sent=request.FILES,
            fields=request.POST,
            name="files",
            owner=message,
            purpose=rules.PIECE,
            intake=intake(actions.INTAKE),
            by=by,
        )

    has_files = bool(request.FILES.getlist("files") or request.POST.getlist("files_parcel"))
    if form.is_valid():
        try:
            _message, taken = actions.write_as_person(
                case=case, text=form.cleaned_data["text"], take_files=take if has_files else None, by=by
            )
        except Refusal as refusal:
            form.add_error("text", str(refusal.message))
            return _page(request, case, ways, form=form, status=refusal.status, **more)
        for name, words in taken.refused:
            messages.warning(request, _("« %(name)s » n’a pas été joint : %(words)s") % {"name": name, "words": words})
        messages.success(request, _("Votre message est arrivé au guichet."))
        return redirect(f"{ways.page}#echanges")
    return _page(request, case, ways, form=form, status=422, **more)


def _withdraw(request: HttpRequest, case: Case, ways: Ways) -> HttpResponse:
    form = WithdrawForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        actions.withdraw_case(case=case, text=form.cleaned_data["text"], by=by)
        messages.success(request, _("Votre demande est retirée. Ce que vous aviez écrit reste lisible ici."))
        return redirect(ways.page)
    context = {"case": case, "form": form, "ways": ways, "can_withdraw": Case.FLOW.can("withdraw", case.state)}
    return _private(render(request, "barriers/follow_withdraw.html", context, status=422 if form.errors else 200))


# ── By a link ────────────────────────────────────────────────────────────────────────────────────
def _gone(request: HttpRequest, key: str, *, is_sent: bool = False) -> HttpResponse:
    """A link that opens nothing any more: a new one goes to the address that the case has."""
    context = {"was": queries.case_by_key(key).was, "key": key, "is_sent": is_sent}
    return _private(render(request, "barriers/follow_gone.html", context, status=200 if is_sent else 410))


@require_safe
@open_door
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """The case of a personal link. Opening it changes nothing: mail gateways open links too."""
    case = queries.case_by_key(key).case
    return _page(request, case, _by_link(key)) if case else _gone(request, key)


@require_POST
@once
@open_door
def follow_write(request: HttpRequest, key: str) -> HttpResponse:
    """A message, documents."""
    case = queries.case_by_key(key).case
    return _write(request, case, _by_link(key)) if case else _gone(request, key)


@require_http_methods(["GET", "HEAD", "POST"])
@once
@open_door
def follow_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """« Retirer ma demande », asked once more."""
    case = queries.case_by_key(key).case
    return _withdraw(request, case, _by_link(key)) if case else _gone(request, key)


@require_POST
@open_door
def follow_consent(request: HttpRequest, key: str) -> HttpResponse:
    """Whether the situation may be told, without any name: asked here of whoever wrote by mail too."""
    case = queries.case_by_key(key).case
    if case is None:
        return _gone(request, key)
    may_publish = request.POST.get("accord") == "oui"
    actions.give_consent(case=case, may_publish=may_publish)
    thanks, noted = (
        _("Merci : votre situation pourra servir à d’autres, sans votre nom."),
        _("C’est noté : votre situation ne sera pas publiée."),
    )
    messages.success(request, thanks if may_publish else noted)
    return redirect("barriers:follow", key)


@require_POST
@open_door
def follow_renew(request: HttpRequest, key: str) -> HttpResponse:
    """Send a new link to the address of the case; every earlier one stops. It is not shown here."""
    found = queries.case_by_key(key)
    case = found.case or found.was
    if case is None:
        return _gone(request, key)
    actions.renew_link(case=case)
    return _gone(request, key, is_sent=True)


@require_safe
@open_door
def follow_piece(request: HttpRequest, key: str, piece: uuid.UUID) -> HttpResponse:
    """A document of what the person may read."""
    case = queries.case_by_key(key).case
    return redirect(signed_address(queries.find_piece(case, piece))) if case else _gone(request, key)


@require_http_methods(["GET", "HEAD", "POST"])
@open_door
def follow_find(request: HttpRequest) -> HttpResponse:
    """Somebody lost their link. What is answered never says whether the case exists."""
    form = FindForm(request.POST if request.method == "POST" else None, label_suffix="")
    is_sent = False
    if request.method == "POST" and form.is_valid():
        try:
            count_look_up(request, "barriers")
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            actions.find_by_address(**form.cleaned_data)
            is_sent = True
    context = {"form": form, "is_sent": is_sent}
    return _private(render(request, "barriers/follow_find.html", context, status=422 if form.errors else 200))


# ── Signed in ────────────────────────────────────────────────────────────────────────────────────
def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@door()
def own_cases(request: HttpRequest) -> HttpResponse:
    """What the person reported, latest first."""
    rows = [(one, queries.state_words(one.state)) for one in queries.own_cases(_person(request))[:200]]
    return render(request, "barriers/own_cases.html", {"rows": rows})


@require_safe
@door(rules.can_follow_own_case, find=queries.find_own_case)
def own_case(request: HttpRequest, case: Case) -> HttpResponse:
    """One of them."""
    return _page(request, case, _signed_in(case))


@require_POST
@once
@door(rules.can_follow_own_case, find=queries.find_own_case)
def own_case_write(request: HttpRequest, case: Case) -> HttpResponse:
    """A message, documents."""
    return _write(request, case, _signed_in(case))


@require_http_methods(["GET", "HEAD", "POST"])
@once
@door(rules.can_follow_own_case, find=queries.find_own_case)
def own_case_withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """« Retirer ma demande », asked once more."""
    return _withdraw(request, case, _signed_in(case))


# ── From the space of a project ──────────────────────────────────────────────────────────────────
@require_safe
@door(rules.can_follow_barriers, find=find_space)
def project_barriers(request: HttpRequest, project: Project) -> HttpResponse:
    """What blocks the project, and where each stands."""
    rows = [(one, queries.state_words(one.state)) for one in queries.project_cases(project)[:200]]
    return render(request, "barriers/project_cases.html", {**space_frame(request.user, project, "barriers:project_barriers"), "rows": rows})


@require_safe
@door(rules.can_follow_project_case, find=queries.find_project_case)
def project_barrier(request: HttpRequest, pair: tuple[Project, Case]) -> HttpResponse:
    """One of them, for the team."""
    project, case = pair
    return _page(request, case, _of_project(project, case), **space_frame(request.user, project, "barriers:project_barriers"))


@require_POST
@once
@door(rules.can_follow_project_case, find=queries.find_project_case)
def project_barrier_write(request: HttpRequest, pair: tuple[Project, Case]) -> HttpResponse:
    """A message of the team."""
    project, case = pair
    return _write(request, case, _of_project(project, case), **space_frame(request.user, project, "barriers:project_barriers"))
