"""An adoption, for both sides: the agreement, the steps, the results beside the first team's, how it ends."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.conversations.queries import ways_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.solutions import rules
from frenchimpact.solutions.actions import adoptions as actions
from frenchimpact.solutions.actions.results import record_result, years_of
from frenchimpact.solutions.circles import MODEL
from frenchimpact.solutions.forms.adoptions import AgreementForm, CarriedForm, CloseForm, LaunchForm, ResultForm, StepForm
from frenchimpact.solutions.models import Adoption, AdoptionStep, Solution
from frenchimpact.solutions.queries import adoptions as reads
from frenchimpact.solutions.queries.results import measured_yearly, results_of
from frenchimpact.solutions.rules import PLACE, TEAM
from frenchimpact.solutions.views.frame import carried_out, person, say

_AGREEING = (Adoption.State.IDENTIFIED, Adoption.State.AGREEMENT)


@require_safe
@door()
def my_adoptions(request: HttpRequest) -> HttpResponse:
    """Those of both sides of the person."""
    rows = [(one, rules.sides_of(request.user, one)) for one in reads.own_adoptions(request.user)[:100]]
    return render(request, "solutions/my_adoptions.html", {"rows": rows, "say": say()})


@require_safe
@door(find=reads.find_adoption)
def adoption(request: HttpRequest, found: Adoption) -> HttpResponse:
    """Where it stands and what comes next."""
    return _page(request, found)


def _page(
    request: HttpRequest, found: Adoption, *, forms: dict[str, Form] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    sides = rules.sides_of(request.user, found)
    may_record = rules.can_record(request.user, found)
    context = {
        "adoption": found,
        "solution": found.solution,
        "kit": found.kit,
        "newest": found.solution.kits.filter(published_at__isnull=False).order_by("-number").first(),
        "sides": sides,
        "say": say(),
        "steps": list(found.steps.all()),
        "events": list(found.events.select_related("by").order_by("-at", "-pk")[:30]),
        "results": results_of(found.solution, [found]),
        "years": years_of(found),
        "today": clock.today(),
        "may_record": may_record,
        "forms": {**_forms(request, found, sides, may_record), **(forms or {})},
        "refusal": refusal,
        "talks": ways_of(request.user, MODEL, found),
        "is_withdrawn": found.solution.state == Solution.State.WITHDRAWN,
        "must_agree": _must_agree(found, sides),
        "is_declining": PLACE not in sides and found.state in _AGREEING,
    }
    return render(request, "solutions/adoption.html", context, status=status)


def _must_agree(found: Adoption, sides: set[str]) -> list[str]:
    """The sides of the person that have not said yes to the words as they are."""
    if found.state != Adoption.State.AGREEMENT or not found.agreement:
        return []
    given = {TEAM: found.agreed_by_team_at, PLACE: found.agreed_by_place_at}
    return [side for side in (TEAM, PLACE) if side in sides and given[side] is None]


def _forms(request: HttpRequest, found: Adoption, sides: set[str], may_record: bool) -> dict[str, Form]:
    """Those that this person may send now, blank."""
    made: dict[str, Form] = {}
    if not sides:
        return made
    if found.state in _AGREEING:
        made["agreement"] = _agreement_form(found)
    if found.state == Adoption.State.AGREEMENT and PLACE in sides and found.agreed_by_team_at and found.agreed_by_place_at:
        made["launch"] = _launch_form(request, found)
    if PLACE in sides and found.launched_on and found.project is None:
        made["carried"] = _carried_form(request, found)
    if may_record and found.launched_on and years_of(found) and (measured := measured_yearly(found.solution)).exists():
        made["result"] = ResultForm(indicators=measured, years=years_of(found))
    if found.state != Adoption.State.CLOSED:
        made["close"] = _close_form(found, sides)
    return made


def _agreement_form(found: Adoption, data: Any = None) -> AgreementForm:
    return AgreementForm(data, mentors=rules.mentors_for(found), initial={"agreement": found.agreement, "mentor": found.mentor_id})


def _launch_form(request: HttpRequest, found: Adoption, data: Any = None) -> LaunchForm:
    projects = [(one.reference, one.name) for one in _projects(request, found)]
    initial = {"on": clock.today(), "project": found.project.reference if found.project else ""}
    return LaunchForm(data, projects=projects, initial=initial)


def _carried_form(request: HttpRequest, found: Adoption, data: Any = None) -> CarriedForm:
    return CarriedForm(data, projects=[(one.reference, one.name) for one in _projects(request, found)])


def _projects(request: HttpRequest, found: Adoption) -> list[Project]:
    """Which may do it there: public ones of the person's teams, and those attached to the challenge, or to any of the territory."""
    own = {one.pk: one for one in rules.adopting_projects(request.user)[:100]}
    if found.territory is not None:
        attached = Project.objects.filter(challenges__territory=found.territory, status=Project.Status.PUBLISHED)
        own |= {one.pk: one for one in attached.distinct().order_by("name", "pk")}
    if found.project is not None:
        own |= {found.project.pk: found.project}
    own.pop(found.solution.project_id, None)
    return list(own.values())


def _close_form(found: Adoption, sides: set[str], data: Any = None) -> CloseForm:
    labels = dict(Adoption.Ending.choices)
    kept = [one for one in actions.endings_from(found.state) if TEAM in sides or one != Adoption.Ending.DECLINED]
    if PLACE not in sides and Adoption.Ending.DECLINED in kept:
        kept = [Adoption.Ending.DECLINED]
    return CloseForm(data, endings=[(one, str(labels[one])) for one in kept], initial={"ending": kept[0] if len(kept) == 1 else ""})


def _done(request: HttpRequest, found: Adoption, words: str, place: str = "") -> HttpResponseBase:
    messages.success(request, words)
    response = redirect("solutions:adoption", found.reference)
    response["Location"] += place
    return response


@require_POST
@door(rules.can_act, find=reads.find_adoption)
@once
def adoption_agreement(request: HttpRequest, found: Adoption) -> HttpResponseBase:
    """The words of the agreement, and the mentor."""
    form = _agreement_form(found, request.POST)

    def act() -> None:
        values = form.cleaned_data
        actions.write_agreement(adoption=found, text=values["agreement"], mentor=values["mentor"], by=person(request))

    if carried_out(form, act):
        return _done(request, found, _("C’est enregistré. Chaque côté dit maintenant oui à ces mots."), "#accord")
    return _page(request, found, forms={"agreement": form}, status=422)


@require_POST
@door(rules.can_act, find=reads.find_adoption)
@once
def adoption_move(request: HttpRequest, found: Adoption) -> HttpResponseBase:
    """Yes to the agreement, launched, running, closed."""
    verb, sides = request.POST.get("do", ""), rules.sides_of(request.user, found)
    if verb == "launch" and PLACE in sides:
        return _launch(request, found)
    if verb == "carry" and PLACE in sides:
        return _carry(request, found)
    if verb == "close":
        return _close(request, found, sides)
    try:
        if verb == "agree" and request.POST.get("side") in sides:
            actions.agree(adoption=found, side=request.POST["side"], by=person(request))
            words = _("Votre côté a dit oui.")
        elif verb == "run" and PLACE in sides:
            actions.run(adoption=found, by=person(request))
            words = _("Elle fonctionne : bravo. Donnez ses résultats chaque année.")
        else:
            raise Refusal(_("Choisissez une action de votre côté."))
    except Refusal as refusal:
        return _page(request, found, refusal=str(refusal.message), status=refusal.status)
    return _done(request, found, words)


def _launch(request: HttpRequest, found: Adoption) -> HttpResponseBase:
    form = _launch_form(request, found, request.POST)

    def act() -> None:
        chosen = next((one for one in _projects(request, found) if one.reference == form.cleaned_data["project"]), None)
        actions.launch(adoption=found, project=chosen, by=person(request), on=form.cleaned_data["on"])

    if carried_out(form, act):
        return _done(request, found, _("La reprise est lancée. Cochez les étapes à mesure."), "#etapes")
    return _page(request, found, forms={"launch": form}, status=422)


def _carry(request: HttpRequest, found: Adoption) -> HttpResponseBase:
    form = _carried_form(request, found, request.POST)

    def act() -> None:
        chosen = next(one for one in _projects(request, found) if one.reference == form.cleaned_data["project"])
        actions.name_project(adoption=found, project=chosen, by=person(request))

    if carried_out(form, act):
        return _done(request, found, _("C’est noté : ses mesures se lisent à côté de celles de l’équipe d’origine."), "#resultats")
    return _page(request, found, forms={"carried": form}, status=422)


def _close(request: HttpRequest, found: Adoption, sides: set[str]) -> HttpResponseBase:
    if found.state == Adoption.State.CLOSED:
        return _page(request, found, refusal=_("Cette reprise est close."), status=409)
    form = _close_form(found, sides, request.POST)
    if carried_out(form, lambda: actions.close(adoption=found, by=person(request), **form.cleaned_data)):
        return _done(request, found, _("La reprise est close. Merci : les suivants le liront."))
    return _page(request, found, forms={"close": form}, status=422)


@require_POST
@door(lambda user, step: rules.can_act(user, step.adoption), find=reads.find_step)
@once
def adoption_step(request: HttpRequest, step: AdoptionStep) -> HttpResponseBase:
    """A step done, or not yet after all."""
    form = StepForm(request.POST)
    adoption = step.adoption

    def act() -> None:
        values = form.cleaned_data
        done_on = values["done_on"] if request.POST.get("do") != "undo" else None
        actions.do_step(step=step, done_on=done_on, note=values["note"], by=person(request))

    if carried_out(form, act):
        return _done(request, adoption, _("C’est noté."), "#etapes")
    return _page(request, adoption, forms={f"step-{step.position}": form}, status=422)


@require_POST
@door(rules.can_record, find=reads.find_adoption)
@once
def adoption_result(request: HttpRequest, found: Adoption) -> HttpResponseBase:
    """One value of one year, which stands beside the first team's."""
    form = ResultForm(request.POST, indicators=measured_yearly(found.solution), years=years_of(found))
    if carried_out(form, lambda: record_result(adoption=found, by=person(request), **form.cleaned_data)):
        return _done(request, found, _("C’est enregistré, à côté des résultats de l’équipe d’origine."), "#resultats")
    return _page(request, found, forms={"result": form}, status=422)
