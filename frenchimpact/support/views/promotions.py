"""Promotions, for who runs them: the list, one with its projects and what they measured, one project, a file."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.support import rules
from frenchimpact.support.actions import promotions as actions
from frenchimpact.support.forms import BeginForm, GraduateForm, PromotionForm, ReasonForm
from frenchimpact.support.models import Participant, Promotion
from frenchimpact.support.queries import promotions as reads
from frenchimpact.support.views.acts import Act, carried_out
from frenchimpact.support.views.projects import person
from frenchimpact.support.views.supports import people_of

State = Participant.State


def page_of(promotion: Promotion) -> str:
    """Where it is read."""
    return reverse("support:promotion", args=[promotion.cohort.call.slug, promotion.cohort.number])


@require_safe
@door(rules.is_portfolio_reader)
def promotions(request: HttpRequest) -> HttpResponse:
    """Those that the person's structures run, or all of them."""
    rows = [(one, page_of(one), _standing(one)) for one in reads.promotions_for(request.user)[:200]]
    return render(request, "support/promotions.html", {"rows": rows, "may_open": rules.can_open_promotion(request.user)})


def _standing(promotion: Promotion) -> list[str]:
    """« 12 candidats », « 4 en accompagnement »: what there is."""
    given = {state: getattr(promotion, f"{state}_count") for state in State.values}
    words = {
        "candidate": ngettext("%(n)s candidat", "%(n)s candidats", given["candidate"]),
        "selected": ngettext("%(n)s sélectionné", "%(n)s sélectionnés", given["selected"]),
        "in_support": ngettext("%(n)s en accompagnement", "%(n)s en accompagnement", given["in_support"]),
        "graduated": ngettext("%(n)s diplômé", "%(n)s diplômés", given["graduated"]),
        "left": ngettext("%(n)s parti", "%(n)s partis", given["left"]),
    }
    return [words[state] % {"n": count} for state, count in given.items() if count]


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_open_promotion)
@once
def promotion_open(request: HttpRequest) -> HttpResponseBase:
    """On a wave of a call: those that have applied already come with it."""
    cohorts = reads.open_cohorts()
    form = PromotionForm(request.POST or None, cohorts=cohorts, structures=rules.supporters().order_by("name"))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_promotion(by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La promotion est ouverte : ses candidats suivent leur dossier."))
            return redirect(page_of(made))
    context = {"form": form, "has_any": cohorts.exists()}
    return render(request, "support/promotion_open.html", context, status=422 if form.errors else 200)


@require_safe
@door(rules.is_portfolio_reader, find=reads.find_promotion)
def promotion(request: HttpRequest, promotion: Promotion) -> HttpResponse:
    """Its projects by state, and what they measured; `?format=csv` gives the file."""
    state = request.GET.get("etat", "")
    state = state if state in State.values else ""
    rows = list(reads.participants_of(promotion, state))
    if request.GET.get("format") == "csv":
        return _file(promotion, rows)
    here = page_of(promotion)
    states = [("", _("Tous")), *((one, words) for one, words in State.choices if getattr(promotion, f"{one}_count"))]
    context: dict[str, Any] = {
        "promotion": promotion,
        "call": promotion.cohort.call,
        "tabs": [(words, f"{here}?etat={one}" if one else here, one == state, None) for one, words in states],
        "rows": [(one, f"{here}{one.project.reference}/") for one in rows],
        "changes": [((one.project.name, f"{here}{one.project.reference}/"), change) for one in rows for change in reads.changes_of(one)],
        "here": here,
        "state": state,
        "standing": _standing(promotion),
    }
    return render(request, "support/promotion.html", context)


def _file(promotion: Promotion, rows: list[Participant]) -> HttpResponse:
    """A line for each project and each thing that it measured; one without figures for those that measured nothing."""
    names = [
        _("Projet"),
        _("Nom"),
        _("Dossier"),
        _("État"),
        _("Pourquoi"),
        _("Accompagnement"),
        _("Entrée"),
        _("Sortie"),
        _("Indicateur"),
        _("Unité"),
        _("Valeur à l’entrée"),
        _("Mesurée au"),
        _("Valeur à la sortie"),
        _("Mesurée au"),
        _("Écart"),
    ]
    lines: list[list[Any]] = []
    for one in rows:
        support = one.support.reference if one.support else ""
        said: list[Any] = [one.project.reference, one.project.name, one.application.reference, one.get_state_display(), one.reason, support]
        said += [one.entered_on, one.ended_on]
        figures = [
            [str(change.indicator), change.unit, *_ends(change.entry), *_ends(change.exit), change.difference]
            for change in reads.changes_of(one)
        ]
        lines += [[*said, *found] for found in figures] or [[*said, *[None] * 7]]
    cohort = promotion.cohort
    return csv_file([names, *lines], name=f"promotion-{cohort.call.slug}-{cohort.number}")


def _ends(figure: Any) -> list[Any]:
    return [figure.value, figure.on] if figure else [None, None]


def _acts(request: HttpRequest, one: Participant, data: Any = None, verb: str = "") -> dict[str, Act]:
    """What may be done now by this person."""
    if not rules.can_run_promotion(request.user, one):
        return {}
    by = person(request)
    found: dict[str, Act] = {}

    def typed(name: str) -> Any:
        return data if name == verb else None

    if Participant.FLOW.can("begin", one.state):
        form = BeginForm(typed("commencer"), supports=reads.supports_for(one), people=people_of(one.promotion.structure))
        words = _("L’accompagnement commence : ce que le projet mesure aujourd’hui est relevé.")
        found["commencer"] = Act(
            _("Commencer l’accompagnement"),
            words,
            lambda **given: actions.begin_support(participant=one, by=by, **given),
            form,
            "primary",
            is_open=True,
        )
    if Participant.FLOW.can("graduate", one.state):
        found["diplomer"] = Act(
            _("Diplômer le projet"),
            _("Le projet est diplômé, et ses résultats sont relevés."),
            lambda **given: actions.graduate(participant=one, by=by, **given),
            GraduateForm(typed("diplomer")),
            "primary",
        )
    if one.entered_on and one.ended_on:
        words = _("Les valeurs déclarées depuis sont relevées, s’il y en avait.")
        found["relever"] = Act(_("Relever les résultats"), words, lambda: actions.keep_results(participant=one, by=by))
    if Participant.FLOW.can("leave", one.state):
        found["partir"] = Act(
            _("Le projet quitte la promotion"),
            _("C’est noté, avec la raison."),
            lambda **given: actions.leave(participant=one, by=by, **given),
            ReasonForm(typed("partir")),
        )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.is_portfolio_reader, find=reads.find_participant)
@once
def participant(request: HttpRequest, participant: Participant) -> HttpResponseBase:
    """One project of it: where it stands, what it measured before and after, what may be done."""
    verb = request.POST.get("do", "")
    acts = _acts(request, participant, request.POST, verb)
    status = 200
    if request.method == "POST":
        act = acts.get(verb)
        if act is None:
            messages.error(request, _("Ce n’est plus possible : la page a changé entre-temps."))
            return redirect(request.path)
        if carried_out(act):
            messages.success(request, act.done)
            return redirect(request.path)
        act.is_open, status = True, 422
    moves = list(reads.moves_of(participant))
    verbs = {
        "apply": _("Candidature déposée"),
        "select": _("Sélectionné"),
        "reconsider": _("Candidature rouverte"),
        "begin": _("Entré en accompagnement"),
        "graduate": _("Diplômé"),
        "leave": _("Parti"),
        "measure": _("Résultats relevés"),
    }
    context = {
        "participant": participant,
        "promotion": participant.promotion,
        "project": participant.project,
        "back": page_of(participant.promotion),
        "acts": acts,
        "refusals": [words for act in acts.values() for words in act.errors],
        "changes": [(None, change) for change in reads.changes_of(participant)],
        "moves": [(verbs[one.verb], one) for one in moves],
        "steps": Counter(one.state for one in participant.support.steps.all()) if participant.support else Counter(),
    }
    return render(request, "support/participant.html", context, status=status)
