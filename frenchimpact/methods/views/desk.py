"""Bringing a method in, following it, publishing it."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.methods import actions, queries, rules
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.folders import LARGEST, unpack
from frenchimpact.methods.forms import MethodForm, ReasonForm
from frenchimpact.methods.models import MethodVersion
from frenchimpact.organisations.rules import is_operator

# Verbs of the addresses.
VERBS = {"soumettre": "submit", "renvoyer": "send_back", "publier": "publish", "retirer": "withdraw"}


@require_safe
@door(rules.can_propose_method)
def drafts(request: HttpRequest) -> HttpResponse:
    """What is not public yet, and those that wait to be read."""
    return render(request, "methods/drafts.html", {"rows": list(queries.drafts_for(request.user)), "may_review": is_operator(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_propose_method, reason=_("Pour proposer une méthode, dites qui vous êtes."))
@once
def propose(request: HttpRequest) -> HttpResponseBase:
    """One archive becomes a draft; every fault is told with its place."""
    owners = list(rules.owners_for(request.user))
    speaks = is_operator(request.user)
    form = MethodForm(request.POST or None, request.FILES or None, owners=owners, may_speak_for_all=speaks)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data.get("owner", owners[0] if owners and not speaks else None)
        try:
            version = actions.draft_method(files=_read(form.cleaned_data["archive"]), by=_person(request), owner=owner)
            return redirect("methods:version", version.method.slug, version.number)
        except Unsound as error:
            problems = error.problems
        except actions.NotSound as error:
            problems = error.problems
        except Refusal as error:
            problems = [Problem("", error.message)]
    status = 422 if problems or form.errors else 200
    return render(request, "methods/propose.html", {"form": form, "problems": problems}, status=status)


def _read(archive: forms.FileField) -> dict[str, str]:
    data = archive.read(LARGEST + 1)  # type: ignore[attr-defined]  # an uploaded file
    if len(data) > LARGEST:
        raise Unsound([Problem("", _("Une archive de méthode pèse au plus 1 Mo."))])
    return unpack(data)


@require_POST
@door(find=lambda user, slug, number, verb: (queries.find_version(user, slug, number), verb), rule=lambda user, found: _may(user, *found))
@once
def move(request: HttpRequest, found: tuple[MethodVersion, str]) -> HttpResponseBase:
    """A version goes on, or back."""
    version, verb = found
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.move_method(version=version, verb=VERBS[verb], by=_person(request), reason=reason)
    except (Incomplete, actions.NotSound) as error:
        problems = error.problems if isinstance(error, actions.NotSound) else [Problem("", error.message)]
        return render(request, "methods/refused.html", {"version": version, "problems": problems, "verb": verb}, status=422)
    return redirect(reverse("methods:version", args=[version.method.slug, version.number]))


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the door asked for it
    return request.user


def _may(user: object, version: MethodVersion, verb: str) -> bool:
    if verb not in VERBS:
        return False
    if verb == "soumettre":
        return rules.can_edit_method(user, version.method)  # type: ignore[arg-type]  # whoever asks
    return rules.can_review_method(user, version)  # type: ignore[arg-type]  # whoever asks
