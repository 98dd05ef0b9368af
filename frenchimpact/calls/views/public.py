"""The calls, for everyone: what is open, for whom, until when; whether one is ready."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.calls import eligibility, preparedness, queries, rules
from frenchimpact.calls.cutoffs import moment, overseas
from frenchimpact.calls.forms import CRITERION, ReadinessForm
from frenchimpact.calls.models import Call, Question
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import ATOM, EPOCH, atom_text, unless_held
from frenchimpact.core.pages import render
from frenchimpact.design.words import written
from frenchimpact.notifications.queries import habit_of


@require_safe
@open_door
def call_list(request: HttpRequest) -> HttpResponse:
    """Every call: those that take files, then those that are over; as a feed for who follows them (`format=atom`)."""
    living, over = queries.public_calls()
    if request.GET.get("format") == "atom":
        return _feed(request, [*living, *over])
    rows = [(call, queries.cohort_for(call)) for call in living]
    return render(
        request,
        "calls/call_list.html",
        {"rows": rows, "over": over, "moment": moment, "results": queries.results_of_calls([*living, *over])},
    )


def _feed(request: HttpRequest, calls: list[Call]) -> HttpResponse:
    """Each call, as of the opening of its last wave that is known."""
    today = clock.today().isoformat()
    entries = [
        {
            "nom": one.title,
            "description": one.summary,
            "date": max((day for wave in one.cohorts.all() if (day := clock.date_of(wave.opens_at).isoformat()) <= today), default=EPOCH),
            "adresse_fiche": settings.BASE_URL + reverse("calls:call", args=[one.slug]),
        }
        for one in calls
    ]
    address = settings.BASE_URL + reverse("calls:call_list") + "?format=atom"
    text = "".join(atom_text(entries, title=_("Appels"), address=address, ways={}, language=get_language() or "fr"))
    response = HttpResponse(text, content_type=ATOM)
    return unless_held(request, response, text) or response


@require_safe
@door(find=queries.find_call, visitors=True)
def call(request: HttpRequest, call: Call) -> HttpResponse:
    """One call: who, what to prepare, how long it takes, on what it is judged, what the law says."""
    form = queries.current_form(call)
    asked = (
        list(form.questions.filter(section__stage=1).select_related("template").order_by("section__position", "position")) if form else []
    )
    cohort = queries.cohort_for(call)
    drafts = list(rules.own_applications(request.user).filter(call=call).exclude(state="withdrawn").order_by("-created_at")[:5])
    context = {
        "call": call,
        "cohort": cohort,
        "cohorts": list(call.cohorts.all()),
        "criteria": list(call.criteria.all()),
        "sections": list(form.sections.all()) if form else [],
        "documents": [one for one in asked if one.kind == Question.Kind.FILE],
        "question_count": len(asked),
        "known_count": sum(bool(one.known_from) for one in asked),
        "burden": queries.burden_of(call),
        "drafts": drafts,
        "may_begin": not drafts or bool(queries.free_applicants(request.user, call)[0]),
        "results": queries.results_of_calls([call]).get(call.pk),
        "enquiries": list(queries.published_enquiries(call)[:5]),
        "sections_beyond": queries.sections_of(call),
        "has_rules": call.eligibility_rules.exists(),
        "can_manage": rules.can_manage_calls(request.user),
        **_times(request, cohort),
    }
    return render(request, "calls/call.html", context)


def _times(request: HttpRequest, cohort: Any) -> dict[str, Any]:
    """The cut-off in Paris, in the reader's own zone when it is another one, and overseas."""
    if cohort is None:
        return {"closes": "", "closes_here": "", "elsewhere": []}
    here = ""
    if request.user.is_authenticated:
        zone = habit_of(request.user).zone
        here = moment(cohort.closes_at, zone) if zone and moment(cohort.closes_at, zone) != moment(cohort.closes_at) else ""
    return {"closes": moment(cohort.closes_at), "closes_here": here, "elsewhere": overseas(cohort.closes_at)}


@require_safe
@door(find=queries.find_call, visitors=True)
def readiness(request: HttpRequest, call: Call) -> HttpResponse:
    """Am I ready? Answered without an account; the address of the page keeps the answers. It never refuses anyone."""
    rules_asked, criteria = list(call.eligibility_rules.all()), list(call.criteria.filter(is_independent=False))
    form = ReadinessForm(request.GET if request.GET else None, rules_asked, criteria)
    given = form.given()
    verdicts = eligibility.judge(rules_asked, given) if request.GET else []
    asked = queries.current_form(call)
    said = {one.code: str(given.get(CRITERION + one.code, "")) for one in criteria}
    steps = preparedness.steps_of(criteria, said, asked.questions.all() if asked else [])
    counts = {state: sum(one.state == state for one in verdicts) for state in (eligibility.YES, eligibility.NO, eligibility.ASK)}
    reasons = [{"state": one.state, "text": written(one.rule.question), "rule": f"{one.words} {one.advice}".strip()} for one in verdicts]
    kept = request.GET.urlencode()
    context = {
        "call": call,
        "kept": kept,
        "form": form,
        "reasons": reasons,
        "counts": counts,
        "summary": _summary(counts, bool(request.GET)),
        "steps": [{"state": one.state, "text": written(one.criterion.title), "rule": f"{one.words} {one.next}".strip()} for one in steps],
        "step_counts": {state: sum(one.state == state for one in steps) for state in (eligibility.YES, eligibility.ASK, eligibility.NO)},
        "first": preparedness.first_of(steps),
    }
    return render(request, "calls/readiness.html", context, part="results")


def _summary(counts: dict[str, int], is_asked: bool) -> str:
    if not is_asked:
        return ""
    if counts[eligibility.NO]:
        return _("Cet appel n’est peut-être pas pour vous aujourd’hui. Voici pourquoi, et quoi faire.")
    if counts[eligibility.ASK]:
        return _("Rien ne s’oppose à votre candidature. Il reste des points à vérifier.")
    return _("Vous remplissez les conditions. Vous pouvez commencer.")
