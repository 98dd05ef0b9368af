"""The programmes of one's organisations: written, published, their intakes, who comes in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import TypedPlace, is_sent, place_chooser, places_by_keys, places_sent
from frenchimpact.journal.actions import once
from frenchimpact.resources import presenting, rules
from frenchimpact.resources.actions import programmes as actions
from frenchimpact.resources.forms.sheets import AdmitForm, IntakeForm, ProgrammeForm, ReasonForm
from frenchimpact.resources.models import Admission, Intake, Programme
from frenchimpact.resources.queries import sheets as reads
from frenchimpact.resources.views.frame import carried_out, person


@require_safe
@door()
def my_programmes(request: HttpRequest) -> HttpResponse:
    """All of one's own."""
    context = {"rows": list(reads.own_programmes(request.user)[:200]), "say": presenting.say(), "may_hold": rules.can_hold(request.user)}
    return render(request, "resources/my_programmes.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_hold)
@once
def programme_new(request: HttpRequest) -> HttpResponseBase:
    """A draft."""
    form = ProgrammeForm(request.POST or None, houses=rules.holding_for(request.user).order_by("name", "pk"))
    keys, typed = places_sent(request, [])
    made: list[Programme] = []

    def act() -> None:
        made.append(actions.prepare_programme(by=person(request), places=places_by_keys(keys), **form.values()))

    if is_sent(request, typed) and carried_out(form, act):
        messages.success(request, _("Le brouillon est enregistré. Annoncez une entrée, puis publiez-le."))
        return redirect("resources:own_programme", made[0].reference)
    return _form_page(request, form, keys, typed, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_sheet, find=reads.find_own_programme)
@once
def programme_edit(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    """Its sheet."""
    initial = {name: getattr(programme, name) for name in actions.FIELDS}
    form = ProgrammeForm(request.POST or None, houses=None, initial=initial)
    keys, typed = places_sent(request, [one.place.key for one in programme.places.all()])

    def act() -> None:
        actions.change_programme(programme=programme, by=person(request), places=places_by_keys(keys), **form.values())

    if is_sent(request, typed) and carried_out(form, act):
        messages.success(request, _("C’est enregistré."))
        return redirect("resources:own_programme", programme.reference)
    return _form_page(request, form, keys, typed, programme)


def _form_page(request: HttpRequest, form: ProgrammeForm, keys: list[str], typed: TypedPlace, programme: Programme | None) -> HttpResponse:
    is_wrong = request.method == "POST" and (form.errors or typed.problem)
    context = {"form": form, "chooser": place_chooser(keys, typed), "programme": programme}
    return render(request, "resources/programme_edit.html", context, status=422 if is_wrong else 200)


@require_safe
@door(rules.can_edit_sheet, find=reads.find_own_programme)
def own_programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Where it stands, its intakes, who came in."""
    return _own_page(request, programme)


def _own_page(request: HttpRequest, programme: Programme, refusal: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "programme": programme,
        "say": presenting.say(),
        "can": {verb: Programme.FLOW.can(verb, programme.state) for verb in ("publish", "restore", "withdraw")},
        "intakes": reads.intakes_of(programme),
        "reason_form": forms.get("reason", ReasonForm(prefix="retrait")),
        "intake_form": forms.get("intake", IntakeForm(prefix="entree")),
        "admit_form": forms.get("admit", AdmitForm(prefix="accueil")),
        "admit_at": forms.get("at"),
        "refusal": refusal,
    }
    return render(request, "resources/own_programme.html", context, status=status)


@require_POST
@door(rules.can_edit_sheet, find=reads.find_own_programme)
@once
def programme_move(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    """Published, checked, withdrawn, published again."""
    verb, form = request.POST.get("do", ""), ReasonForm(prefix="retrait")
    try:
        if verb == "check":
            actions.check_programme(programme=programme, by=person(request))
        elif verb == "withdraw":
            form = ReasonForm(request.POST, prefix="retrait")
            if not form.is_valid():
                return _own_page(request, programme, status=422, reason=form)
            actions.move_programme(programme=programme, verb=verb, by=person(request), reason=form.cleaned_data["reason"])
        elif verb in ("publish", "restore"):
            actions.move_programme(programme=programme, verb=verb, by=person(request))
        else:
            raise Refusal(_("Choisissez une action."))
    except Refusal as refusal:
        return _own_page(request, programme, str(refusal.message), refusal.status, reason=form)
    messages.success(request, _("La fiche est retirée.") if verb == "withdraw" else _("C’est fait : la fiche est à jour."))
    return redirect("resources:own_programme", programme.reference)


@require_POST
@door(rules.can_edit_sheet, find=reads.find_own_programme)
@once
def intake_new(request: HttpRequest, programme: Programme) -> HttpResponseBase:
    """A day when projects come in."""
    form = IntakeForm(request.POST, prefix="entree")
    if carried_out(form, lambda: actions.announce_intake(programme=programme, by=person(request), **form.cleaned_data)):
        messages.success(request, _("L’entrée est annoncée."))
        return redirect("resources:own_programme", programme.reference)
    return _own_page(request, programme, status=422, intake=form)


@require_POST
@door(find=reads.find_intake)
@once
def intake_move(request: HttpRequest, intake: Intake) -> HttpResponseBase:
    """A project comes in, or the intake is closed."""
    programme = intake.programme
    if request.POST.get("do") == "close":
        try:
            actions.close_intake(intake=intake, by=person(request))
        except Refusal as refusal:
            return _own_page(request, programme, str(refusal.message), refusal.status)
        messages.success(request, _("L’entrée est fermée."))
        return redirect("resources:own_programme", programme.reference)
    form = AdmitForm(request.POST, prefix="accueil")

    def act() -> None:
        name = form.cleaned_data["name"]
        project = reads.project_of(name)
        actions.admit(intake=intake, project=project, name=project.name if project else name, by=person(request))

    if carried_out(form, act):
        messages.success(request, _("C’est noté : une place de moins."))
        return redirect("resources:own_programme", programme.reference)
    return _own_page(request, programme, status=422, admit=form, at=intake.pk)


@require_POST
@door(find=reads.find_admission)
@once
def admission_end(request: HttpRequest, admission: Admission) -> HttpResponseBase:
    """It gives its seat back."""
    programme = admission.intake.programme
    try:
        actions.give_back(admission=admission, by=person(request))
    except Refusal as refusal:
        return _own_page(request, programme, str(refusal.message), refusal.status)
    messages.success(request, _("La place est rendue."))
    return redirect("resources:own_programme", programme.reference)
