"""Experts: asked by the operator; reading and answering by a link, without an account."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.files.queries import signed_address
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.forms import ExpertForm
from frenchimpact.reviews.models import Declaration, Expertise, Jury
from frenchimpact.reviews.views.juries import can_run_of, tabs
from frenchimpact.reviews.views.jurors import sign_words
from frenchimpact.reviews.views.papers import send_piece


def _experts_page(request: HttpRequest, jury: Jury, form: ExpertForm | None = None) -> HttpResponse:
    hidden = rules.hidden_files(request.user, jury)
    asked = jury.expertises.select_related("application__organisation", "asked_by").exclude(application__in=hidden)
    rows = [
        {
            "asked": one,
            "flags": [sign_words(flag.sign, flag.detail) for flag in queries.flags_of_address(one.email, one.application)],
            "is_expired": one.expires_at < clock.now(),
            "is_open": one.ended_at is None and one.sent_at is None and one.nature in {"", Declaration.Nature.NONE},
        }
        for one in asked.order_by("application__reference", "asked_at", "pk")
    ]
    files = rules.files_before(jury).exclude(pk__in=hidden).order_by("reference")
    context = {
        "jury": jury,
        "tabs": tabs(jury, "experts"),
        "rows": rows,
        "form": form or ExpertForm(label_suffix="", files=files),
        "can_ask": jury.state in {Jury.State.OPEN, Jury.State.SESSION},
    }
    return render(request, "reviews/experts.html", context, status=422 if form else 200)


@door(rules.can_run_juries, find=queries.find_jury)
def experts(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Who is asked outside the jury, and what they answered."""
    return _experts_page(request, jury)


@require_POST
@once
@door(rules.can_run_juries, find=queries.find_jury)
def expert_ask(request: HttpRequest, jury: Jury) -> HttpResponse:
    """Ask somebody about one file."""
    files = rules.files_before(jury).exclude(pk__in=rules.hidden_files(request.user, jury))
    form = ExpertForm(request.POST, label_suffix="", files=files)
    if form.is_valid():
        try:
            asked = actions.ask_expert(jury=jury, by=cast(User, request.user), **form.cleaned_data)
        except OutOfTurn:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("La demande part vers %(email)s.") % {"email": asked.email})
            return redirect("reviews:experts", jury.pk)
    return _experts_page(request, jury, form)


def find_asked(user: Anyone, jury_id: int, expertise_id: int) -> tuple[Jury, Expertise]:
    """What an expert was asked, in a jury that the person runs, or Http404."""
    found = queries.find_jury(user, jury_id)
    asked = found.expertises.exclude(application__in=rules.hidden_files(user, found)).filter(pk=expertise_id).select_related("jury").first()
    if asked is None:
        raise Http404(_("Cette demande d’avis n’existe pas."))
    return found, asked


@require_POST
@door(can_run_of, find=find_asked)
def expert_change(request: HttpRequest, found: tuple[Jury, Expertise]) -> HttpResponse:
    """Send the link again, or take the request back."""
    jury, asked = found
    if "renew" in request.POST:
        actions.renew_expert_link(expertise=asked, by=cast(User, request.user))
        messages.success(request, _("Un nouveau lien part vers %(email)s. L’ancien ne fonctionne plus.") % {"email": asked.email})
    else:
        actions.end_expertise(expertise=asked, by=cast(User, request.user))
        messages.success(request, _("La demande est retirée : le lien n’ouvre plus rien."))
    return redirect("reviews:experts", jury.pk)


def _expert_page(
    request: HttpRequest, asked: Expertise, key: str, missing: dict[str, Text] | None = None, *, status: int = 200
) -> HttpResponse:
    jury, is_free = asked.jury, asked.nature == Declaration.Nature.NONE
    typed = request.POST if missing else {}
    context: dict[str, Any] = {
        "asked": asked,
        "jury": jury,
        "key": key,
        "title": queries.title_of(asked.application, jury),
        "names": queries.names_for_expert(asked) if not asked.declared_at else [],
        "flags": [sign_words(flag.sign, flag.detail) for flag in queries.flags_of_address(asked.email, asked.application)]
        if not jury.is_anonymous
        else [],
        "natures": Declaration.Nature.choices,
        "is_free": is_free,
        "sheet": queries.sheet_of(asked.application, jury, lambda number: reverse("reviews:expert_piece", args=[key, number]))
        if is_free and asked.sent_at is None
        else None,
        "opinion": typed.get("opinion", asked.opinion),
        "nature": typed.get("nature", ""),
        "words": typed.get("words", ""),
        "ticked": set(request.POST.getlist("tied")) if missing else set(),
        "missing": missing or {},
    }
    response = render(request, "reviews/expert.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    # Not « no-referrer »: it would hide from ourselves where our own form comes from, and the form would be refused.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(["GET", "POST"])
@open_door
def expert(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind an expert's link. Opening it does nothing: mail gateways open links too."""
    asked = queries.expertise_by_key(key)
    if asked is None or asked.ended_at is not None:
        return render(request, "reviews/expert_gone.html", {"asked": None}, status=410)
    if asked.sent_at is None and (asked.jury.state == Jury.State.CLOSED or asked.expires_at < clock.now()):
        return _expired(request, asked)
    if request.method == "GET":
        return _expert_page(request, asked, key)
    try:
        if asked.declared_at is None:
            actions.declare_expert_tie(expertise=asked, **_tie_of(request, asked))
        else:
            is_final = "draft" not in request.POST
            actions.write_expertise(expertise=asked, opinion=request.POST.get("opinion", ""), is_final=is_final)
            messages.success(
                request,
                _("Votre avis est rendu. Merci.") if is_final else _("Votre brouillon est enregistré. Revenez par le même lien."),
            )
    except Incomplete as refusal:
        return _expert_page(request, asked, key, dict(refusal.missing), status=422)
    return redirect("reviews:expert", key)


def _tie_of(request: HttpRequest, asked: Expertise) -> dict[str, str]:
    """What the expert says of their ties: on one name; or, when files are anonymous, on all those of the session."""
    if not asked.jury.is_anonymous:
        return {"nature": request.POST.get("nature", ""), "words": request.POST.get("words", "")}
    tied, words = set(request.POST.getlist("tied")), request.POST.get("words", "")
    if "read" not in request.POST:
        return {"nature": "", "words": words}
    return {
        "nature": Declaration.Nature.DOUBT if queries.expert_code(asked, asked.application) in tied else Declaration.Nature.NONE,
        "words": words,
    }


def _expired(request: HttpRequest, asked: Expertise) -> HttpResponse:
    """Too late for this link: a new one may leave to the same address, while the jury works."""
    is_over = asked.jury.state == Jury.State.CLOSED
    if request.method == "POST" and not is_over:
        actions.renew_expert_link(expertise=asked)
        return render(request, "reviews/expert_gone.html", {"asked": asked, "is_over": False, "is_sent": True})
    return render(request, "reviews/expert_gone.html", {"asked": asked, "is_over": is_over, "is_sent": False}, status=410)


@require_safe
@open_door
def expert_piece(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """A document of the file, for the expert who said that they have no tie and has not answered yet."""
    asked = queries.expertise_by_key(key)
    if asked is None or not queries.is_readable_by_expert(asked):
        raise Http404(_("Ce lien n’ouvre plus ce dossier."))
    document, file = queries.document_of(asked.application, asked.jury, number)
    return send_piece(asked.jury, document, file) if asked.jury.is_anonymous else redirect(signed_address(file))
