"""Sorting a case (HA03): five ways out of the pile, each with what the desk found by itself."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import triage
from frenchimpact.barriers.forms.desk import AskMoreForm, DuplicateForm, PrecedentForm, QualifyForm, RedirectForm
from frenchimpact.barriers.ladder import ladder
from frenchimpact.barriers.models import Authority, Barrier, Case, Precedent
from frenchimpact.barriers.queries import book
from frenchimpact.barriers.queries import cases as queries
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.redirections import ways
from frenchimpact.barriers.views.guarded import given as given_of
from frenchimpact.barriers.views.guarded import kept_in, mark
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.journal.actions import once

# The ways, in the order in which they are tried.
STEPS = ("reponse", "double", "precision", "ailleurs", "qualifier")


def _answers(case: Case) -> list[Precedent]:
    """Published answers in force, close to it, that answer anyone in the same situation."""
    words = " ".join((case.title, case.wish, case.obstacle))
    found = [one.precedent for one in near_precedents(words, case.place, limit=7) if one.is_valid]
    return [one for one in found if one.outcome in triage.REUSABLE]


def _forms(case: Case, answers: list[Precedent]) -> dict[str, Callable[..., forms.Form]]:
    barriers, services = book.barriers_like(case), book.competent(case)
    first = {name: getattr(case, name) for name in ("nature", "level", "effect", "channel", "themes")}
    first["barrier"] = case.barrier.reference if case.barrier else ""

    def text_of(answer: Precedent) -> str:
        return _("Une réponse a déjà été rendue à cette question : « %(title)s ».\n\n%(answer)s") % {
            "title": answer.title,
            "answer": answer.answer,
        }

    told = [link.norm for link in queries.norms_of(case) if link.is_told]
    first["texts"] = [str(one.pk) for one in told]
    made: dict[str, tuple[Callable[..., forms.Form], dict[str, Any]]] = {
        "reponse": (PrecedentForm, {"answers": answers}),
        "double": (DuplicateForm, {}),
        "precision": (AskMoreForm, {}),
        "ailleurs": (RedirectForm, {"services": services}),
        "qualifier": (QualifyForm, {"barriers": barriers, "told": told, "initial": first}),
    }
    if answers:
        made["reponse"][1]["initial"] = {"precedent": answers[0].reference, "text": text_of(answers[0])}
    return {name: lambda data=None, form=form, given=given: form(data, label_suffix="", **given) for name, (form, given) in made.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_run_case, find=queries.find_case_of_desk)
@once
def case_sort(request: HttpRequest, case: Case) -> HttpResponseBase:
    """What exists already first, then what is missing, then where it goes, and last what it is."""
    step = (request.POST or request.GET).get("suite", "")
    if request.method == "POST" and step == "prendre":
        triage.take(case=case, by=person(request))
        messages.success(request, _("Ce cas est à vous."))
        return redirect("barriers:case_sort", case.reference)
    answers = _answers(case)
    similar = queries.near_cases(request.user, case, 6)
    step = step if step in STEPS else "reponse" if answers else "double" if similar else "qualifier"
    made = _forms(case, answers)
    data, is_masking = given_of(request, ("new_barrier",), [case])
    form = made[step](data)
    mark(form, request)
    if request.method == "POST" and not is_masking and form.is_valid():
        try:
            words = _ACTS[step](request, case, form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
            mark(form, request, refusal)
        else:
            messages.success(request, words)
            return redirect(
                "barriers:case_route" if step == "qualifier" and _may_confide(request, case) else "barriers:case", case.reference
            )
    here = reverse("barriers:case_sort", args=[case.reference])
    if request.GET.get("de") and step == "double":
        form.initial["of"] = request.GET["de"][:20]
    context = {
        "case": case,
        "clock": queries.clock_of(case),
        "step": step,
        "tabs": [(words, f"{here}?suite={name}", name == step, None, count) for name, words, count in _steps(answers, similar)],
        "form": form,
        "answers": answers,
        "similar": similar,
        "rungs": ladder(),
        "ways": ways(),
        "services": book.competent(case),
        "norms": list(queries.norms_of(case)),
        "can_sort": case.state in Case.OPEN and case.state not in (Case.State.OUTCOME, Case.State.FOLLOW_UP),
    }
    return render(request, "barriers/case_sort.html", context, status=422 if form.errors else 200)


def _may_confide(request: HttpRequest, case: Case) -> bool:
    return rules.can_route_case(request.user, case) and not case.assigned.filter(state="accepted").exists()


def _steps(answers: list[Precedent], similar: list[Case]) -> list[tuple[str, str, int | None]]:
    return [
        ("reponse", _("Déjà répondu ?"), len(answers) or None),
        ("double", _("Déjà demandé ?"), len(similar) or None),
        ("precision", _("Il manque quelque chose ?"), None),
        ("ailleurs", _("Pas pour nous ?"), None),
        ("qualifier", _("Qualifier"), None),
    ]


def _answer(request: HttpRequest, case: Case, given: dict[str, Any]) -> str:
    precedent = Precedent.objects.get(reference=given["precedent"])
    triage.answer_with(case=case, precedent=precedent, text=given["text"], by=person(request))
    return _("La réponse est partie, avec ce qui la fonde.")


def _double(request: HttpRequest, case: Case, given: dict[str, Any]) -> str:
    other = rules.readable_cases(request.user).filter(reference__iexact=given["of"]).first()
    if other is None:
        raise Refusal(_("Aucun cas ne porte cette référence."))
    triage.mark_duplicate(case=case, of=other, text=given["text"], by=person(request))
    return _("Les deux cas sont réunis. Les deux personnes en sont prévenues.")


def _precision(request: HttpRequest, case: Case, given: dict[str, Any]) -> str:
    triage.ask_person(case=case, text=given["text"], by=person(request))
    return _("La question est partie. Le délai s’arrête jusqu’à la réponse.")


def _elsewhere(request: HttpRequest, case: Case, given: dict[str, Any]) -> str:
    pk = whole(given["authority"])
    authority = Authority.objects.filter(pk=pk, is_active=True).first() if pk is not None else None
    triage.redirect(case=case, kind=given["kind"], to=given["to"], text=given["text"], authority=authority, by=person(request))
    return _("La personne est prévenue, et sait à qui s’adresser.")


def _qualify(request: HttpRequest, case: Case, given: dict[str, Any]) -> str:
    barrier = Barrier.objects.filter(reference=given.pop("barrier")).first()
    triage.qualify(case=case, barrier=barrier, by=person(request), kept_names=kept_in(request), **given)
    return _("Le cas est qualifié.")


_ACTS = {"reponse": _answer, "double": _double, "precision": _precision, "ailleurs": _elsewhere, "qualifier": _qualify}
