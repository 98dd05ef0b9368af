"""Who writes the file together, and the collective behind it."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, questions, rules
from frenchimpact.calls import messages as told
from frenchimpact.calls.cutoffs import moment
from frenchimpact.calls.forms import MemberForm, PartnerAnswerForm, PartnerForm
from frenchimpact.calls.models import Application, Question
from frenchimpact.calls.queries import Filled
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


def people_page(request: HttpRequest, application: Application, *, status: int = 200, **more: Any) -> HttpResponse:
    """Everyone of the file."""
    context = {
        "application": application,
        "members": list(application.members.filter(ended_at=None).select_related("user")),
        "writers": told.people_of(application),
        "partners": list(application.partners.all()),
        "is_collective": application.call.applicant == application.call.Applicant.COLLECTIVE,
        "can_manage": rules.can_manage_people(request.user, application),
        "can_change_collective": rules.can_manage_people(request.user, application) and application.state in {"draft", "invited"},
        "form": MemberForm(label_suffix="", auto_id="m_%s"),
        "partner_form": PartnerForm(label_suffix="", auto_id="p_%s"),
        "trouble": "",
        **more,
    }
    return render(request, "calls/application_people.html", context, status=status)


@require_safe
@door(find=queries.find_own)
def application_people(request: HttpRequest, application: Application) -> HttpResponse:
    """Who takes part."""
    return people_page(request, application)


@require_POST
@once
@door(rules.can_manage_people, find=queries.find_own)
def member_invite(request: HttpRequest, application: Application) -> HttpResponse:
    """Invite an address."""
    form = MemberForm(request.POST, label_suffix="", auto_id="m_%s")
    if not form.is_valid():
        return people_page(request, application, form=form, status=422)
    try:
        member = actions.invite_member(application=application, by=cast(User, request.user), **form.cleaned_data)
    except Refusal as refusal:
        return people_page(request, application, form=form, trouble=refusal.message, status=refusal.status)
    messages.success(request, _("L’invitation part vers %(email)s.") % {"email": member.email})
    return redirect("calls:application_people", application.reference)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_POST
@door(rules.can_manage_people, find=queries.find_own)
def member_change(request: HttpRequest, application: Application) -> HttpResponse:
    """Take somebody out, or entrust handing in to somebody."""
    by = cast(User, request.user)
    if lead_id := _number(request, "lead"):
        lead = next((one for one in told.people_of(application) if one.pk == lead_id), None)
        if lead is None:
            raise Refusal(_("Cette personne ne peut pas écrire dans le dossier. Donnez-lui d’abord ce droit."))
        actions.change_lead(application=application, lead=lead, by=by)
        messages.success(request, _("%(person)s dépose désormais le dossier.") % {"person": lead})
    elif member := application.members.filter(pk=_number(request, "member")).first():
        actions.remove_member(member=member, by=by)
        messages.success(request, _("%(email)s n’a plus accès au dossier.") % {"email": member.email})
    return redirect("calls:application_people", application.reference)


@door(reason=gettext_lazy("Cette invitation est personnelle : connectez-vous pour la voir."))
def member_join(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind an invitation. Opening it does nothing: mail gateways open links too."""
    member = queries.member_by_key(key)
    if member is None:
        return render(request, "calls/link_gone.html", status=410)
    trouble: Text = ""
    if request.method == "POST":
        try:
            application = actions.join_application(member=member, by=cast(User, request.user))
        except Refusal as refusal:
            trouble = refusal.message
        else:
            messages.success(request, _("Vous participez maintenant à cette candidature."))
            return redirect("calls:application", application.reference)
    context = {"member": member, "application": member.application, "trouble": trouble}
    return render(request, "calls/member_join.html", context, status=409 if trouble else 200)


@require_POST
@once
@door(rules.can_manage_people, find=queries.find_own)
def partner_ask(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask an organisation to confirm; asked again, a new link leaves."""
    if application.state not in {"draft", "invited"}:
        raise Refusal(_("Le dossier est déposé : le collectif ne change plus."))
    form = PartnerForm(request.POST, label_suffix="", auto_id="p_%s")
    if not form.is_valid():
        return people_page(request, application, partner_form=form, status=422)
    try:
        partner = actions.ask_partner(application=application, by=cast(User, request.user), **form.cleaned_data)
    except Refusal as refusal:
        return people_page(request, application, partner_form=form, trouble=refusal.message, status=refusal.status)
    messages.success(request, _("La demande part vers %(email)s.") % {"email": partner.email})
    return redirect("calls:application_people", application.reference)


@require_POST
@door(rules.can_manage_people, find=queries.find_own)
def partner_remove(request: HttpRequest, application: Application) -> HttpResponse:
    """Take an organisation out of the collective."""
    partner = application.partners.filter(pk=_number(request, "partner")).first()
    if partner is None or application.state not in {"draft", "invited"}:
        raise Http404
    actions.remove_partner(partner=partner, by=cast(User, request.user))
    messages.success(request, _("« %(name)s » n’est plus dans le collectif.") % {"name": partner.name})
    return redirect("calls:application_people", application.reference)


@open_door
def partner_answer(request: HttpRequest, key: str) -> HttpResponse:
    """A member of a collective says yes or no, without an account."""
    partner = queries.partner_by_key(key)
    if partner is None:
        return render(request, "calls/link_gone.html", status=410)
    user = request.user if isinstance(request.user, User) else None
    if "back" in request.POST:
        actions.take_answer_back(partner=partner, by=user)
        return redirect("calls:partner_answer", key)
    form = PartnerAnswerForm(request.POST or None, label_suffix="", auto_id="%s")
    # A « no » needs no name.
    form.fields["name"].required = "no" not in request.POST
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_partner(partner=partner, agrees="yes" in request.POST, name=form.cleaned_data["name"], by=user)
        except Refusal as refusal:
            form.add_error("name", str(refusal.message))
            status = 422
        else:
            return redirect("calls:partner_answer", key)
    elif request.method == "POST":
        status = 422
    application = partner.application
    context = {
        "partner": partner,
        "application": application,
        "form": form,
        "groups": shown_to_members(queries.filled(application)),
        "closes": moment(application.cohort.closes_at),
        "may_change": application.state in {Application.State.DRAFT, Application.State.INVITED},
    }
    return render(request, "calls/partner_answer.html", context, status=status)


def shown_to_members(file: Filled) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the members of a collective commit to: the answers that a jury will read, as they stand."""
    found = []
    for section in file.sections:
        asked = [one for one in file.of(section) if one.audience == Question.Audience.JURY and one.kind != Question.Kind.FILE]
        rows = [(one.label, words) for one in asked if (words := questions.words_of(one, file.answers))]
        if rows:
            found.append((section.title, rows))
    return found
