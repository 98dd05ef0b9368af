"""One support, read by both sides: who follows it, the diagnosis, the plan, what was said; and what each may do next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.conversations.queries import ways_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.support import rules
from frenchimpact.support.actions import steps, supports
from frenchimpact.support.circles import MODEL
from frenchimpact.support.forms import (
    ContactForm,
    DiagnosisForm,
    ElsewhereForm,
    EndForm,
    JoinForm,
    ReasonForm,
    StepForm,
    TakeOnForm,
)
from frenchimpact.support.models import Axis, Step, Support
from frenchimpact.support.queries.supports import find_step, find_support, history_of, is_quiet, next_of
from frenchimpact.support.views.acts import Act, carried_out
from frenchimpact.support.views.projects import person

State = Support.State


def people_of(structure: Organisation) -> QuerySet[User]:
    """Those of a structure, who may follow a project."""
    members = Membership.objects.filter(organisation=structure, until=None, user__is_active=True)
    return User.objects.filter(pk__in=members.values("user")).order_by("full_name", "pk")


def _of_structure(request: HttpRequest, support: Support, data: Any) -> dict[str, Act]:
    """What those who hold the thread may do."""
    by = person(request)
    others = rules.supporters().exclude(pk=support.structure_id).order_by("name")
    if support.state == State.REQUESTED:
        return {
            "prendre": Act(
                _("Accompagner ce projet"),
                _("C’est entendu : l’équipe du projet est prévenue."),
                lambda **given: supports.take_on(support=support, by=by, **given),
                TakeOnForm(data, people=people_of(support.structure), initial={"officer": by.pk}),
                "primary",
                is_open=True,
            ),
            "orienter": Act(
                _("Orienter vers une autre structure"),
                _("La demande est transmise telle quelle à l’autre structure."),
                lambda **given: supports.redirect_to(support=support, by=by, **given),
                ElsewhereForm(data, structures=others),
            ),
            "decliner": Act(
                _("Décliner"),
                _("L’équipe du projet est prévenue, avec vos raisons."),
                lambda **given: supports.decline(support=support, by=by, **given),
                ReasonForm(data),
            ),
        }
    if not support.is_live:
        return {}
    return {
        "diagnostic": Act(
            _("Partager un diagnostic"),
            _("Le diagnostic est partagé avec l’équipe."),
            lambda **given: supports.write_diagnosis(support=support, by=by, **given),
            DiagnosisForm(data, initial=_last_diagnosis(support)),
            is_open=support.state == State.DIAGNOSIS,
        ),
        "etape": Act(
            _("Ajouter un jalon ou une recommandation"),
            _("C’est ajouté au plan."),
            lambda **given: steps.write_step(support=support, by=by, **given),
            StepForm(data),
        ),
        "echange": Act(
            _("Noter un échange"),
            _("L’échange est noté."),
            lambda **given: steps.note_contact(support=support, by=by, **given),
            ContactForm(data),
        ),
        "equipe": Act(
            _("Changer qui suit le projet"),
            _("C’est changé."),
            lambda **given: supports.join(support=support, by=by, **given),
            JoinForm(data, people=people_of(support.structure)),
        ),
        "transmettre": Act(
            _("Transmettre à une autre structure"),
            _("Le projet est transmis, avec tout ce qui a été fait."),
            lambda **given: supports.hand_over(support=support, by=by, **given),
            ElsewhereForm(data, structures=others),
        ),
        "terminer": Act(
            _("Terminer l’accompagnement"),
            _("L’accompagnement est terminé."),
            lambda **given: supports.end_support(support=support, by=by, **given),
            EndForm(data),
        ),
    }


def _last_diagnosis(support: Support) -> dict[str, str]:
    """A new version starts from the last one."""
    read: list[Any] = getattr(support, "read", [])
    if not read:
        return {}
    words = {f"{axis}_{side}": text for axis, sides in read[0].axes.items() for side, text in sides.items()}
    return {"summary": read[0].summary, **words}


def _of_project(request: HttpRequest, support: Support, data: Any) -> dict[str, Act]:
    """What the team may do."""
    by = person(request)
    if support.state == State.REQUESTED:
        act = Act(_("Retirer la demande"), _("La demande est retirée."), lambda: supports.withdraw(support=support, by=by), kind="quiet")
        return {"retirer": act}
    if support.state == State.OFFERED:
        done = _("C’est accepté : la structure est saisie, et répond sous dix jours.")
        refused = _("C’est noté : le programme lit vos raisons.")
        form = ReasonForm(data)
        return {
            "accepter": Act(_("Accepter le Pass"), done, lambda: supports.accept_pass(support=support, by=by), kind="primary"),
            "refuser": Act(_("Ne pas accepter"), refused, lambda **given: supports.refuse_pass(support=support, by=by, **given), form),
        }
    if support.state == State.PLANNING and support.steps.exists():
        done = _("Le plan est validé : il est suivi, avec une revue chaque trimestre.")
        return {"valider": Act(_("Valider ce plan"), done, lambda: supports.agree_plan(support=support, by=by), kind="primary")}
    if support.state == State.ENDED and support.was_useful is None:

        def say(was_useful: bool) -> Callable[..., Any]:
            return lambda: supports.say_useful(support=support, was_useful=was_useful, by=by)

        thanks = _("Merci, c’est noté.")
        return {
            "utile": Act(_("Il nous a servi"), thanks, say(True)),
            "inutile": Act(_("Il ne nous a pas servi"), thanks, say(False), kind="quiet"),
        }
    return {}


def _acts(request: HttpRequest, support: Support, verb: str = "") -> dict[str, Act]:
    found: dict[str, Act] = {}
    if rules.can_answer(request.user, support) or (support.is_live and rules.can_follow(request.user, support)):
        found |= _of_structure(request, support, None)
        if verb in found and request.method == "POST":
            found[verb] = _of_structure(request, support, request.POST)[verb]
    if rules.speaks_for_project(request.user, support):
        found |= _of_project(request, support, request.POST if verb == "refuser" else None)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=find_support)
@once
def support(request: HttpRequest, support: Support) -> HttpResponseBase:
    """All of it on one page; each act is a form of its own."""
    verb = request.POST.get("do", "")
    acts = _acts(request, support, verb)
    status = 200
    if request.method == "POST":
        act = acts.get(verb)
        if act is None:
            messages.error(request, _("Ce n’est plus possible : la page a changé entre-temps."))
            return redirect("support:support", support.reference)
        if carried_out(act):
            messages.success(request, act.done)
            return redirect("support:support", support.reference)
        act.is_open, status = True, 422
    return _shown(request, support, acts, status)


def _shown(request: HttpRequest, support: Support, acts: dict[str, Act], status: int) -> HttpResponse:
    between = rules.reads_between_advisers(request.user, support)
    is_team = rules.speaks_for_project(request.user, support)
    words, on = next_of(support)
    said: list[Any] = getattr(support, "said", [])
    read: list[Any] = getattr(support, "read", [])
    context = {
        "support": support,
        "next": (words, on),
        "is_late": on is not None and on < clock.today(),
        "is_quiet": is_quiet(support) and between,
        "acts": acts,
        "refusals": [words for act in acts.values() for words in act.errors],
        "axes": dict(Axis.choices),
        "diagnosis": read[0] if read else None,
        "earlier": read[1:],
        "steps": [(step, _verbs(step), _may_move(step, is_team, between)) for step in getattr(support, "plan", [])],
        "said": [one for one in said if between or not one.is_internal],
        "history": history_of(support),
        "is_team": is_team,
        "talks": ways_of(request.user, MODEL, support),
        "back": reverse("support:project_supports", args=[support.project.reference]) if is_team else reverse("support:portfolio"),
    }
    return render(request, "support/support.html", context, status=status)


def _may_move(step: Step, is_team: bool, is_holder: bool) -> bool:
    return is_team or is_holder


def _verbs(step: Step) -> list[tuple[str, str]]:
    """What may become of a step, in words."""
    words = {
        "start": _("En cours"),
        "finish": _("Fait"),
        "take_up": _("Reprendre"),
    }
    return [(verb, words[verb]) for verb in Step.FLOW.verbs(step.state) if verb in words]


def _may_step(user: Any, step: Step) -> bool:
    return rules.speaks_for_project(user, step.support) or rules.can_follow(user, step.support)


@require_http_methods(["GET", "HEAD", "POST"])
@door(_may_step, find=find_step)
@once
def step_move(request: HttpRequest, step: Step) -> HttpResponseBase:
    """Started, done, or not applicable for a reason that one is asked on this page."""
    verb = request.POST.get("do", "")
    here = redirect(reverse("support:support", args=[step.support.reference]) + f"#etape-{step.pk}")
    form = ReasonForm(request.POST if verb == "set_aside" else None)
    if request.method == "POST" and verb in Step.FLOW.moves:
        if verb == "set_aside" and not form.is_valid():
            return _set_aside(request, step, form, 422)
        try:
            steps.move_step(step=step, verb=verb, reason=form.cleaned_data["reason"] if verb == "set_aside" else "", by=person(request))
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("« %s » : c’est noté.") % step.title)
        return here
    return _set_aside(request, step, form, 200)


def _set_aside(request: HttpRequest, step: Step, form: ReasonForm, status: int) -> HttpResponse:
    return render(request, "support/step_set_aside.html", {"step": step, "support": step.support, "form": form}, status=status)
