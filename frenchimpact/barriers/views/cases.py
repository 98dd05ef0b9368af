"""A case at the desk (HA02): the person's words, its analysis, its exchanges by circle, what comes next."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import analysis as card
from frenchimpact.barriers.actions import planning
from frenchimpact.barriers.actions.cited import cite as cite_lines
from frenchimpact.barriers.actions.services_told import write_services
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.forms.desk import CardForm, PauseForm, PlanForm, ServicesForm, WriteForm
from frenchimpact.barriers.ladder import ladder
from frenchimpact.barriers.messages.receipts import written_news
from frenchimpact.barriers.models import Case, Circle, Message
from frenchimpact.barriers.queries import cases as queries
from frenchimpact.barriers.queries.book import find_norm, matching_norms
from frenchimpact.barriers.queries.cited import only_named
from frenchimpact.barriers.queries.consultations import reachable_services
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.queries.queue import Asked, neighbours
from frenchimpact.barriers.queries.routing import running_of
from frenchimpact.barriers.reply_templates import template_text, templates
from frenchimpact.barriers.rules import STORY
from frenchimpact.barriers.views.declaring import minimum_page
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal, Stale
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.seen import seals
from frenchimpact.core.text import whole
from frenchimpact.design.navigation import address
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once

TONES = {"received": "warn", "triage": "warn", "needs_information": "warn", "outcome": "ok", "follow_up": "ok", "closed": "ok"}


def case_page(request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; a refused form comes back in its place with what was typed."""
    asked, circle = Asked.of(request.GET), request.GET.get("cercle", "")
    circle = circle if circle in Circle.values else Circle.PERSON
    previous, following = neighbours(request.user, case, asked)
    analysis = queries.analysis_of(case)
    shown = card.shown(case, analysis)
    wanted = request.GET.get("texte", "")[:100]
    context = {
        "case": case,
        "clock": queries.clock_of(case),
        "query": urlencode(asked.pairs()),
        "previous": previous,
        "following": following,
        "analysis": analysis,
        "card": CardForm(initial=shown, label_suffix="", auto_id="a_%s"),
        "seen": seals(shown),
        "conflicts": [],
        "trouble": "",
        "norms": list(queries.norms_of(case)),
        "wanted": wanted,
        "found_norms": matching_norms(wanted),
        "named": only_named(wanted),
        "rungs": ladder(),
        "circle": circle,
        "circles": Circle.choices,
        "counts": queries.circle_counts(case),
        "lines": queries.exchanges(case, circle),
        "message": _write_form(request, case, circle),
        "templates": templates(case) if circle == Circle.PERSON else [],
        "files": list(files_of(case, STORY)),
        "history": queries.history(case),
        "followers": running_of(case),
        "near": near_precedents(" ".join((case.title, case.wish, case.obstacle)), case.place, limit=4),
        "similar": queries.near_cases(request.user, case, 4),
        "plan": PlanForm(initial={"next_on": case.next_on, "next_what": case.next_what}, label_suffix="", auto_id="p_%s"),
        "pausing": PauseForm(label_suffix="", auto_id="z_%s"),
        "may_run": rules.can_run_case(request.user, case),
        "may_route": rules.can_route_case(request.user, case),
        "is_open": case.state in Case.OPEN,
        "tone": TONES.get(case.state, "info"),
        "tabs": tabs_of(case),
        **more,
    }
    return render(request, "barriers/case.html", context, status=status)


def _write_form(request: HttpRequest, case: Case, circle: str, data: QueryDict | None = None) -> forms.Form | None:
    """What is written in a circle; None where nobody could read it yet."""
    given: dict[str, Any] = {"label_suffix": "", "auto_id": f"{circle}_%s"}
    if circle == Circle.ADMINISTRATIONS:
        reachable = reachable_services(case)
        return ServicesForm(data, reachable=reachable, **given) if reachable else None
    return WriteForm(data, initial={"text": template_text(case, request.GET.get("modele", ""))}, **given)


def tabs_of(case: Case) -> list[tuple[str, str]]:
    """The other pages of a case: those of consultations and of the answer, when this version has them."""
    here = f"/mon-espace/freins/{case.reference}/"
    pages = [(_("Consultations"), f"{here}consultations/"), (_("Réponse"), f"{here}repondre/")]
    return [(words, found) for words, path in pages if (found := address(path))]


@require_safe
@door(rules.can_see_case, find=queries.find_case_of_desk)
def case(request: HttpRequest, case: Case) -> HttpResponse:
    """Read it, and work on it when one may; a hacker says first whether they have a tie to who asks."""
    return case_page(request, case) if rules.can_read_case(request.user, case) else minimum_page(request, case)


def _back(case: Case, request: HttpRequest, part: str = "", **more: str) -> HttpResponse:
    query = urlencode({**Asked.of(request.GET).pairs(), **more})
    return redirect(reverse("barriers:case", args=[case.reference]) + (f"?{query}" if query else "") + part)


@require_POST
@door(rules.can_run_case, find=queries.find_case_of_desk)
@once
def case_card(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Save the card. What somebody else wrote in between is shown beside what was typed: nothing is lost."""
    form = CardForm(request.POST, label_suffix="", auto_id="a_%s")
    if form.is_valid():
        try:
            card.save_analysis(case=case, by=person(request), seen=request.POST.get("seen", ""), values=form.cleaned_data)
        except Stale as stale:
            now = card.shown(Case.objects.get(pk=case.pk), queries.analysis_of(case))
            conflicts = [(str(form.fields[name].label), *_both(form, name, stale)) for name in dict(stale.mine)]  # type: ignore[call-overload]  # pairs of any kind
            return case_page(request, case, status=409, card=form, conflicts=conflicts, seen=seals(now), trouble=stale.message)
        except Refusal as refusal:
            return case_page(request, case, status=refusal.status, card=form, trouble=refusal.message)
        messages.success(request, _("L’analyse est enregistrée."))
        return _back(case, request, "#analyse")
    return case_page(request, case, status=422, card=form)


def _both(form: forms.Form, name: str, stale: Stale) -> tuple[str, str]:
    named = {str(code): str(words) for code, words in getattr(form.fields[name], "choices", ())}
    mine, theirs = dict(stale.mine)[name], dict(stale.theirs)[name]  # type: ignore[call-overload]  # pairs of any kind
    return named.get(str(mine), str(mine)) or "–", named.get(str(theirs), str(theirs)) or "–"


@require_POST
@door(rules.can_run_case, find=queries.find_case_of_desk)
def case_cite(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Cite a text found, write one that is not there yet, or take one out."""
    number = whole(request.POST.get("norm", ""))
    if number is not None:
        norm = find_norm(request.user, number)
        if "remove" in request.POST:
            card.uncite(case=case, norm=norm)
        else:
            card.cite(case=case, norm=norm, note=request.POST.get("note", ""))
        return _back(case, request, "#textes")
    found = cite_lines(request.POST.get("lines", "")[:1000])
    for one in found:
        card.cite(case=case, norm=one)
    if not found:
        messages.warning(request, _("Écrivez un texte, par exemple « Code des transports, L. 3120-1 »."))
    return _back(case, request, "#textes")


@require_POST
@door(rules.can_run_case, find=queries.find_case_of_desk)
@once
def case_plan(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Say what comes next, stop the clock for a reason, or let it go on."""
    act, by = request.POST.get("act", ""), person(request)
    if act == "resume":
        planning.resume(case=case, by=by)
        return _back(case, request, "#suite")
    form: forms.Form = (PauseForm if act == "pause" else PlanForm)(
        request.POST, label_suffix="", auto_id="z_%s" if act == "pause" else "p_%s"
    )
    if form.is_valid():
        try:
            (planning.pause if act == "pause" else planning.plan)(case=case, by=by, **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le délai est arrêté.") if act == "pause" else _("La prochaine étape est notée."))
            return _back(case, request, "#suite")
    return case_page(request, case, status=422, **{"pausing" if act == "pause" else "plan": form})


_WRITTEN = {
    Circle.PERSON: gettext_lazy("Le message est parti : la personne le lit par mail et sur sa page de suivi."),
    Circle.ADMINISTRATIONS: gettext_lazy("Le message est parti : chaque service le lit dans son mail, et répond comme à la question."),
    Circle.INTERNAL: gettext_lazy("La note est enregistrée. Elle reste au guichet."),
}


def _write_services(request: HttpRequest, case: Case, form: forms.Form) -> None:
    """A mail to each of those ticked; what would tell who asks comes back in the form."""
    chosen = [one for one in reachable_services(case) if str(one.pk) in form.cleaned_data["services"]]
    try:
        write_services(case=case, services=chosen, text=form.cleaned_data["text"], by=person(request))
    except Refusal as refusal:
        explain(form, refusal)


@require_http_methods(["POST"])
@door(rules.can_run_case, find=queries.find_case_of_desk)
@once
def case_write(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Write to the person, who reads it by mail: shown first as they will see it; to administrations consulted; or a note of the desk."""
    circle = request.POST.get("circle", "")
    circle = circle if circle in Circle.values else Circle.INTERNAL
    form = _write_form(request, case, circle, request.POST)
    if form is None:
        raise Refusal(_("Aucune administration n’a encore été consultée : posez d’abord une question."))
    if circle == Circle.ADMINISTRATIONS and form.is_valid():
        _write_services(request, case, form)
    if form.is_bound and not form.is_valid():
        return case_page(request, case, status=422, message=form, circle=circle, lines=queries.exchanges(case, circle))
    if "change" in request.POST:
        return case_page(request, case, message=form, circle=circle, lines=queries.exchanges(case, circle))
    if circle == Circle.PERSON and "send" not in request.POST:
        context = {
            "case": case,
            "form": form,
            "news": written_news(case, form.cleaned_data["text"]),
            "query": urlencode(Asked.of(request.GET).pairs()),
        }
        return render(request, "barriers/case_preview.html", context)
    if circle != Circle.ADMINISTRATIONS:
        write(case=case, circle=circle, author=Message.Author.DESK, text=form.cleaned_data["text"], by=person(request))
    messages.success(request, _WRITTEN[Circle(circle)])
    return _back(case, request, "#echanges", cercle=circle)
