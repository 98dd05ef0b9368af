"""A published answer (P19), a barrier, and what anyone does with them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.actions.posts import network_print
from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import feedback, same_situation
from frenchimpact.barriers.forms.precedents import FollowForm, SameSituationForm
from frenchimpact.barriers.messages.same_situation import situation_of, title_of
from frenchimpact.barriers.models import Barrier, Precedent, SameSituation
from frenchimpact.barriers.queries.demand import case_count, demand_of_barrier, demand_of_precedent, find_barrier, find_shown_barrier
from frenchimpact.barriers.queries.notes import notes_about
from frenchimpact.barriers.queries.precedents import find_answer_page, find_published, useful_count
from frenchimpact.barriers.rules import PUBLISHED, is_of_desk
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.design.navigation import address
from frenchimpact.journal.actions import once
from frenchimpact.vocabularies.queries import word

# Whether this browser said already that an answer served it: nothing else is kept of it.
COOKIE, A_YEAR = "avis", 365 * 24 * 3600


def _person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _email(request: HttpRequest) -> str:
    person = _person(request)
    return person.email if person else ""


def _page(request: HttpRequest, found: Precedent, status: int = 200, **forms: Any) -> HttpResponse:
    """The answer, its forms as they were typed."""
    email = _email(request)
    context = {
        "one": found,
        "themes": [(word("theme", code), f"{address('/freins/')}?theme={code}") for code in found.themes],
        "demand": demand_of_precedent(found),
        "useful": useful_count(found),
        "has_said": COOKIE in request.COOKIES or bool(email),
        "same_form": SameSituationForm(email=email),
        "follow_form": FollowForm(email=email),
        "is_desk": is_of_desk(request.user),
        "refusal": "",
        **forms,
    }
    return render(request, "barriers/precedent.html", context, status=status)


@require_safe
@door(find=find_answer_page, visitors=True)
def precedent(request: HttpRequest, found: Precedent) -> HttpResponse:
    """What was asked, what was answered, by whom, and whether it still holds. Withdrawn, none of its words; an old address leads here."""
    if found.state == Precedent.State.WITHDRAWN or (found.state in (Precedent.State.DRAFT, Precedent.State.REVIEW) and found.published_at):
        return render(request, "barriers/precedent_gone.html", {"one": found, "is_desk": is_of_desk(request.user)}, status=410)
    if request.resolver_match and request.resolver_match.kwargs.get("slug") != found.slug:
        return redirect("barriers:precedent", found.slug, permanent=True)
    return _page(request, found)


@require_POST
@door(find=find_published, visitors=True)
def precedent_useful(request: HttpRequest, found: Precedent) -> HttpResponse:
    """« Cette réponse m’a servi », or not: once for each person or network."""
    person = _person(request)
    # A visitor's voice is that of their network: a browser that refuses cookies has no other voices.
    source = feedback.print_of(f"u{person.pk}" if person else f"n{network_print(request)}")
    is_useful = request.POST.get("avis") == "oui"
    feedback.give_feedback(precedent=found, is_useful=is_useful, source=source, comment=request.POST.get("comment", ""))
    messages.success(request, _("Merci : c’est noté.") if is_useful else _("Merci : le guichet lira que cette réponse ne suffit pas."))
    response = redirect("barriers:precedent", found.slug)
    if not person:
        response.set_cookie(COOKIE, "1", max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


def _said(request: HttpRequest, is_confirmed: bool, email: str, words: str) -> None:
    if is_confirmed:
        messages.success(request, words)
    else:
        messages.success(request, _("Un mail part à %(email)s : ouvrez-le et confirmez, rien n’est compté avant.") % {"email": email})


@require_POST
@once
@door(find=find_published, visitors=True)
def precedent_same(request: HttpRequest, found: Precedent) -> HttpResponse:
    """« Bloqué moi aussi », from the page of an answer."""
    form = SameSituationForm(request.POST, email=_email(request))
    if not form.is_valid():
        return _page(request, found, status=422, same_form=form)
    values = {"email": _email(request), **form.cleaned_data}
    try:
        row = same_situation.say_same(precedent=found, by=_person(request), **values)
    except Refusal as refused:
        return _page(request, found, status=refused.status, same_form=form, refusal=refused.message)
    _said(request, bool(row.confirmed_at and _person(request)), values["email"], _("C’est compté : merci."))
    return redirect("barriers:precedent", found.slug)


@require_POST
@once
@door(find=find_published, visitors=True)
def precedent_follow(request: HttpRequest, found: Precedent) -> HttpResponse:
    """To be told when it changes."""
    form = FollowForm(request.POST, email=_email(request))
    if not form.is_valid():
        return _page(request, found, status=422, follow_form=form)
    email = _email(request) or form.cleaned_data["email"]
    try:
        row = same_situation.say_same(precedent=found, by=_person(request), email=email, is_counted=False, is_told=True)
    except Refusal as refused:
        return _page(request, found, status=refused.status, follow_form=form, refusal=refused.message)
    _said(request, bool(row.confirmed_at and _person(request)), email, _("Vous serez prévenu si cette réponse change."))
    return redirect("barriers:precedent", found.slug)


def _barrier_page(request: HttpRequest, found: Barrier, status: int = 200, **forms: Any) -> HttpResponse:
    answers = found.precedents.filter(state__in=PUBLISHED).exclude(state=Precedent.State.WITHDRAWN).defer("words").order_by("-published_at")
    context = {
        "one": found,
        "themes": [(word("theme", code), f"{address('/freins/')}?theme={code}") for code in found.themes],
        "demand": demand_of_barrier(found),
        "cases": case_count(found),
        "answers": list(answers[:20]),
        "experiments": list(found.experiments.filter(is_public=True).order_by("-starts_on")[:20]),
        "notes": notes_about(found),
        "same_form": SameSituationForm(email=_email(request)),
        "is_desk": is_of_desk(request.user),
        "refusal": "",
        **forms,
    }
    return render(request, "barriers/barrier.html", context, status=status)


@require_safe
@door(find=find_barrier, visitors=True)
def common_barrier(request: HttpRequest, found: Barrier) -> HttpResponse:
    """What blocks, whoever it blocks: the rule, who could change it, how many it stops. Hidden, why; merged, where it is now."""
    if request.resolver_match and request.resolver_match.kwargs.get("reference") != found.reference:
        return redirect("barriers:common_barrier", found.reference, permanent=True)
    if found.hidden_at is not None:
        return render(request, "barriers/gone.html", _gone(found), status=410)
    return _barrier_page(request, found)


def _gone(found: Barrier) -> dict[str, object]:
    return {
        "over": found.reference,
        "title": _("Ce frein n’est plus public"),
        "lead": _("Le guichet a retiré sa page. Les demandes qu’il réunit sont toujours suivies."),
        "why": found.hidden_reason,
        "since": found.hidden_at,
        "list": reverse("barriers:home"),
        "list_words": _("Chercher une réponse"),
    }


@require_POST
@once
@door(find=find_shown_barrier, visitors=True)
def barrier_same(request: HttpRequest, found: Barrier) -> HttpResponse:
    """« Bloqué moi aussi », from the page of a barrier."""
    form = SameSituationForm(request.POST, email=_email(request))
    if not form.is_valid():
        return _barrier_page(request, found, status=422, same_form=form)
    values = {"email": _email(request), **form.cleaned_data}
    try:
        row = same_situation.say_same(barrier=found, by=_person(request), **values)
    except Refusal as refused:
        return _barrier_page(request, found, status=refused.status, same_form=form, refusal=refused.message)
    _said(request, bool(row.confirmed_at and _person(request)), values["email"], _("C’est compté : merci."))
    return redirect("barriers:common_barrier", found.reference)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_door
def same_situation_link(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the links of these mails. Opening it does nothing: gateways open links. A mail program may stop it in one click."""
    read = situation_of(key)
    if read is None:
        return render(request, "barriers/same_gone.html", {}, status=410)
    row, wants_news = read
    refusal = ""
    if request.method == "POST":
        if "List-Unsubscribe" in request.POST:
            same_situation.stop_telling(situation=row)
            return HttpResponse(_("C’est fait : vous ne recevrez plus rien."), content_type="text/plain; charset=utf-8")
        try:
            if _act(request, row, wants_news=wants_news):
                return redirect(address("/freins/") or "/")
        except Refusal as refused:
            refusal = str(refused.message)
        else:
            return redirect("barriers:same_situation", key)
    context = {"row": row, "title": title_of(row), "wants_news": wants_news, "refusal": refusal}
    return render(request, "barriers/same.html", context, status=409 if refusal else 200)


def _act(request: HttpRequest, row: SameSituation, *, wants_news: bool) -> bool:
    """One button of the page. Gives whether the row is gone."""
    verb = request.POST.get("verbe", "")
    if verb == "confirmer":
        same_situation.confirm_same(situation=row, wants_news=wants_news)
        messages.success(request, _("C’est confirmé : merci."))
    elif verb == "suivre":
        same_situation.confirm_same(situation=row, wants_news=True)
    elif verb == "arreter":
        same_situation.stop_telling(situation=row)
        messages.success(request, _("Vous ne recevrez plus rien à propos de cette réponse."))
    elif verb == "retirer":
        same_situation.take_back(situation=row)
        messages.success(request, _("C’est effacé : vous n’êtes plus compté."))
        return True
    return False
