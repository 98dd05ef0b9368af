"""The collective in the space: its members, their mandates, those who leave."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import collective as actions
from frenchimpact.territories.actions.attaching import DOCUMENTS
from frenchimpact.territories.forms.collective import LeaveForm, MandateAnswerForm, MandateForm, MemberForm, initial_of
from frenchimpact.territories.models import Member, Territory
from frenchimpact.territories.queries import collective as reads
from frenchimpact.territories.queries.attendance import presences_of
from frenchimpact.territories.queries.said import member_words, seal_of
from frenchimpact.territories.views.attaching import take_papers
from frenchimpact.territories.views.pages import asking_page, seen_in, stale_of
from frenchimpact.territories.views.spaces import person, space_page

TAB = "collective"


def home(territory: Territory) -> str:
    """The address of the tab."""
    return reverse("territories:collective", args=[territory.reference])


@require_safe
@door(find=queries.find_space)
def collective(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Who carries the territory and with whom, how it decides, where it is."""
    people = reads.collective_of(territory)
    label = queries.label_of(territory)
    actions_left, indicators_left = reads.to_take_back(territory)
    context = {
        "members": people.members,
        "former": people.former,
        "presences": presences_of(territory, people.members),
        "composition": reads.composition_of(territory, people.members),
        "periods": list(territory.lead_periods.select_related("organisation")),
        "places": queries.places_of(territory),
        "actions_left": actions_left,
        "indicators_left": indicators_left,
        "lead_is_gone": rules.lead_is_gone(territory),
        "can_take_over": rules.can_take_over(request.user, territory),
        "holder": label.organisation if label is not None and label.organisation_id != territory.lead_id else None,
    }
    return space_page(request, territory, "collective", context, tab=TAB)


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def member_add(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more member; the link to confirm leaves when an address is given."""
    form = MemberForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.add_member(territory=territory, by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("« %(name)s » est du collectif.") % {"name": member.name})
            if member.email and member.mandate_signed_on is None:
                actions.ask_mandate(member=member, email=member.email, by=person(request))
                messages.success(request, _("La demande de confirmation part vers %(email)s.") % {"email": member.email})
            return redirect("territories:member", territory.reference, member.pk)
    text = _("Une structure de l’annuaire, ou un nom. La composition du collectif se compte d’après ceux qui ont signé leur mandat.")
    return asking_page(
        request, territory, form, tab=TAB, title=_("Ajouter un membre"), button=_("Ajouter au collectif"), back=home(territory), text=text
    )


def _member_page(request: HttpRequest, member: Member, *, status: int = 200, **more: Any) -> HttpResponse:
    territory, can_run = member.territory, rules.can_run(request.user, member.territory)
    context = {
        "member": member,
        "papers": list(files_of(member, actions.MANDATE)),
        "belongings": reads.belongings_of(member),
        "may_change": can_run and member.until is None,
        "mandate_form": MandateForm(initial={"email": member.email}, auto_id="m_%s"),
        "intake": DOCUMENTS,
        "refused": [],
        **more,
    }
    return space_page(request, territory, "collective_member", context, tab=TAB, status=status)


@require_safe
@door(find=reads.find_member)
def member(request: HttpRequest, found: Member) -> HttpResponse:
    """One member: its role, its mandate with its documents, what it carries."""
    return _member_page(request, found)


@require_http_methods(["GET", "POST"])
@door(rules.can_run_member, find=reads.find_member)
@once
def member_edit(request: HttpRequest, found: Member) -> HttpResponseBase:
    """Change what is said of a member."""
    form, stale = MemberForm(request.POST or None, initial=initial_of(found), user=request.user, member=found), None
    seen = seen_in(request)
    back = reverse("territories:member", args=[found.territory.reference, found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_member(member=found, by=person(request), seen=seen, **form.values(found))
        except Refusal as refusal:
            stale = stale_of(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(back)
    title, shown = _("Modifier « %(name)s »") % {"name": found.name}, seen or seal_of(member_words(found))
    button = _("Enregistrer")
    return asking_page(request, found.territory, form, tab=TAB, title=title, button=button, back=back, seen=shown, stale=stale)


@require_POST
@door(rules.can_run_member, find=reads.find_member)
@once
def mandate_add(request: HttpRequest, found: Member) -> HttpResponseBase:
    """Take the signed mandate as a document."""
    page = partial(_member_page, request, found)
    back = reverse("territories:member", args=[found.territory.reference, found.pk])
    return take_papers(request, found, purpose=actions.MANDATE, name="mandate", page=page, back=back)


@require_POST
@door(rules.can_run_member, find=reads.find_member)
@once
def mandate_ask(request: HttpRequest, found: Member) -> HttpResponseBase:
    """Send the link by which somebody without account confirms."""
    form = MandateForm(request.POST, auto_id="m_%s")
    if form.is_valid():
        try:
            actions.ask_mandate(member=found, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La demande de confirmation part vers %(email)s.") % form.cleaned_data)
            return redirect("territories:member", found.territory.reference, found.pk)
    return _member_page(request, found, mandate_form=form, status=422)


@open_door
def mandate_answer(request: HttpRequest, key: str) -> HttpResponse:
    """A member says yes or no, without an account. Opening the page does nothing: mail gateways open links too."""
    found = reads.member_by_key(key)
    if found is None:
        return render(request, "territories/link_gone.html", status=410)
    form, status = MandateAnswerForm(request.POST or None, auto_id="%s"), 200
    # A « no » needs no name.
    form.fields["name"].required = "no" not in request.POST
    if request.method == "POST":
        if form.is_valid():
            try:
                by = request.user if isinstance(request.user, User) else None
                actions.answer_mandate(member=found, agrees="no" not in request.POST, name=form.cleaned_data["name"], by=by)
            except Refusal as refusal:
                explain(form, refusal)
            else:
                return redirect("territories:mandate_answer", key)
        status = 422
    context = {"member": found, "territory": found.territory, "form": form}
    return render(request, "territories/mandate_answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(rules.can_run_member, find=reads.find_member)
@once
def member_leave(request: HttpRequest, found: Member) -> HttpResponseBase:
    """A member leaves: what it carried is given to somebody, or waits."""
    territory = found.territory
    belongings = reads.belongings_of(found)
    form = LeaveForm(request.POST or None, belongings=belongings, heirs=reads.heirs_of(territory, beside=found))
    if request.method == "POST" and form.is_valid():
        try:
            values = {name: form.cleaned_data[name] for name in ("until", "reason")}
            waiting = actions.leave(member=found, heirs=form.given(), by=person(request), **values)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("« %(name)s » n’est plus du collectif. Son histoire reste.") % {"name": found.name})
            if waiting:
                words = ngettext("%(n)s chose est à reprendre.", "%(n)s choses sont à reprendre.", waiting)
                messages.warning(request, words % {"n": waiting})
            return redirect(home(territory))
    return asking_page(
        request,
        territory,
        form,
        tab=TAB,
        title=_("« %(name)s » quitte le collectif") % {"name": found.name},
        button=_("Enregistrer son départ"),
        back=reverse("territories:member", args=[territory.reference, found.pk]),
        text=_("Ses membres n’entreront plus dans cet espace. Tout ce qu’elle a fait reste dans l’histoire du territoire."),
        template="collective_leave",
        belongings=belongings,
    )
