"""Consultations of a case, at the desk: ask, read what came back, write what was said by telephone."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import answering
from frenchimpact.barriers.actions import consultations as actions
from frenchimpact.barriers.forms.consultations import AskForm, DeskOpinionForm, ForwardForm
from frenchimpact.barriers.messages.consultations import letter, subject_of
from frenchimpact.barriers.models import Asked, Authority, Case, Consultation
from frenchimpact.barriers.queries import consultations as reads
from frenchimpact.barriers.queries.book import competent
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.views.asking import case_page
from frenchimpact.barriers.views.guarded import given as given_of
from frenchimpact.barriers.views.guarded import kept_in, mark
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once

TONES = {
    "waiting": "info",
    "answered": "ok",
    "forwarded": "line",
    "silent": "bad",
    "cancelled": "line",
}


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def can_run_asked(user: Any, asked: Asked) -> bool:
    """Those who write in its case."""
    return rules.can_run_case(user, asked.consultation.case)


@require_safe
@door(rules.can_read_case, find=find_case_of_desk)
def case_consultations(request: HttpRequest, case: Case) -> HttpResponse:
    """Who was asked what, who answered, whose silence is written."""
    rows = list(reads.consultations_of(case))
    files = {asked.pk: list(files_of(asked)) for one in rows for asked in one.asked.all() if asked.state == Asked.State.ANSWERED}
    context = {
        "case": case,
        "back": case_page(case),
        "consultations": rows,
        "files": files,
        "tones": TONES,
        "today": clock.today(),
        "may_run": rules.can_run_case(request.user, case),
        "can_ask": Case.FLOW.can("consult", case.state),
        "is_unsorted": Case.FLOW.can("qualify", case.state),
    }
    return render(request, "barriers/case_consultations.html", context)


def _first_values(case: Case) -> dict[str, Any]:
    analysis = getattr(case, "analysis", None)
    return {"question": analysis.question if analysis else ""}


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_run_case, find=find_case_of_desk)
@once
def case_ask(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Write the question, read the mail as it will be read, send it. Nothing leaves before."""
    if not Case.FLOW.can("consult", case.state):
        raise Refusal(_("Ce frein ne se prête pas à une consultation maintenant : qualifiez-le d’abord, ou rouvrez-le."))
    given, is_masking = given_of(request, ("question", "context"), [case])
    is_search = given is not None and "search" in given
    wanted = given.get("service", "") if given is not None else ""
    book = competent(case, wanted)
    near = reads.close_answers(case, _first_values(case)["question"])
    if given is not None:
        book = _with_chosen(book, given.getlist("services"))
    typed = _typed(given) if is_search and given is not None else _first_values(case)
    form = AskForm(None if is_search else given, book=book, near=near, initial=typed, label_suffix="")
    preview = None
    mark(form, request)
    if given is not None and not is_masking and form.is_bound and form.is_valid():
        values = form.values()
        try:
            if "send" in given:
                with transaction.atomic():
                    actions.ask(case=case, by=person(request), kept_names=kept_in(request), **values)
                messages.success(request, _("La question est partie. Les réponses arrivent ici."))
                return redirect("barriers:case_consultations", case.reference)
            checked = {name: value for name, value in values.items() if name != "precedents"}
            actions.check_question(case=case, kept_names=kept_in(request), **checked)
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            preview = _preview(case, values, person(request))
    context = {
        "case": case,
        "form": form,
        "preview": preview,
        "wanted": wanted,
        "back": reverse("barriers:case_consultations", args=[case.reference]),
    }
    return render(request, "barriers/case_ask.html", context, status=422 if form.errors else 200)


def _typed(given: QueryDict) -> dict[str, Any]:
    """What was typed, while a service is looked for: nothing of it is judged yet, and nothing is lost."""
    texts = {name: given.get(name, "") for name in ("question", "context", "others", "due_on")}
    return {**texts, "services": given.getlist("services"), "precedents": given.getlist("precedents")}


def _with_chosen(book: list[Any], keys: list[str]) -> list[Any]:
    """The services that were ticked stay in the list, whatever was searched since."""
    known = {str(one.pk) for one in book}
    missing = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 12 and key not in known]
    return [*book, *Authority.objects.filter(pk__in=missing, is_active=True)]


def _preview(case: Case, values: dict[str, Any], by: User) -> dict[str, Any]:
    """The mail as the first of them will read it."""
    consultation = Consultation(case=case, question=values["question"], context=values["context"], due_on=values["due_on"], asked_by=by)
    first = values["services"][0]
    asked = Asked(consultation=consultation, name=first.name, email=first.email, due_on=values["due_on"])
    return {**letter(asked), "precedents": values["precedents"], "subject": subject_of(asked), "services": values["services"]}


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_run_asked, find=reads.find_asked)
@once
def asked_opinion(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """A service that called: its opinion, written by the desk."""
    form = DeskOpinionForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            answering.answer(asked=asked, way=Asked.Way.DESK, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’avis de %(name)s est enregistré.") % {"name": asked.name})
            return redirect("barriers:case_consultations", asked.consultation.case.reference)
    return _ask_page(request, asked, form, _("Écrire l’avis de %(name)s") % {"name": asked.name}, _("Enregistrer cet avis"))


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_run_asked, find=reads.find_asked)
@once
def asked_elsewhere(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Another address for the same question: the first one was wrong, or somebody else is competent."""
    form = ForwardForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            answering.forward(asked=asked, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La question est partie à cette adresse."))
            return redirect("barriers:case_consultations", asked.consultation.case.reference)
    return _ask_page(request, asked, form, _("Envoyer la question à une autre adresse"), _("Envoyer la question"))


def _ask_page(request: HttpRequest, asked: Asked, form: Any, title: str, button: str) -> HttpResponse:
    case = asked.consultation.case
    context = {
        "case": case,
        "asked": asked,
        "form": form,
        "title": title,
        "button": button,
        "back": reverse("barriers:case_consultations", args=[case.reference]),
    }
    return render(request, "barriers/asked_form.html", context, status=422 if form.errors else 200)


@require_POST
@door(can_run_asked, find=reads.find_asked)
@once
def asked_cancel(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The opinion is no longer needed: the service is told."""
    actions.cancel(asked=asked, by=person(request))
    messages.success(request, _("La question est retirée ; le service en est prévenu."))
    return redirect("barriers:case_consultations", asked.consultation.case.reference)
