"""The single undertaking of an organisation: its group, other organisations of it, their answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.financing import queries, rules
from frenchimpact.financing.actions import undertakings as actions
from frenchimpact.financing.forms.deminimis import CancelForm, EndForm, GroupForm, MemberForm
from frenchimpact.financing.models import UndertakingMember
from frenchimpact.financing.views.pages import person
from frenchimpact.financing.views.registers import register_asking, register_page
from frenchimpact.journal.actions import once
from frenchimpact.organisations.models import Organisation


@require_http_methods(["GET", "POST"])
@door(rules.can_declare, find=queries.find_organisation)
@once
def group_found(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Write the group of the organisation."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.found_undertaking(organisation=organisation, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le groupe est écrit. Ajoutez les autres structures."))
            return redirect(reverse("financing:de_minimis", args=[organisation.slug]) + "#groupe")
    return register_asking(
        request,
        organisation,
        form,
        title=_("Écrire son groupe"),
        button=_("Enregistrer"),
        text=_(
            "Des structures dont l’une décide pour les autres sont une seule entreprise : leurs aides s’ajoutent. Une filiale, par exemple."
        ),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_declare, find=queries.find_organisation)
@once
def group_add(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """One more organisation of the group."""
    form = MemberForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            member = actions.propose_member(organisation=organisation, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            if member.state == UndertakingMember.State.AGREED:
                words = _("%(name)s compte avec les autres.")
            else:
                words = _("%(name)s est prévenue. Ses aides compteront quand elle aura répondu.")
            messages.success(request, words % {"name": member.organisation.name})
            return redirect(reverse("financing:de_minimis", args=[organisation.slug]) + "#groupe")
    return register_asking(
        request,
        organisation,
        form,
        title=_("Ajouter une structure au groupe"),
        button=_("Ajouter"),
        text=_("Ses personnes confirment le lien : chacune verra ensuite le total de l’autre."),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_answer_link, find=queries.find_member)
@once
def link_answer(request: HttpRequest, member: UndertakingMember) -> HttpResponseBase:
    """The organisation says whether it is so."""
    if request.method == "POST":
        actions.answer_member(member=member, is_agreed=request.POST.get("answer") == "yes", by=person(request))
        messages.success(request, _("Votre réponse est enregistrée."))
        return redirect(reverse("financing:de_minimis", args=[member.organisation.slug]) + "#groupe")
    others = member.undertaking.members.filter(state=UndertakingMember.State.AGREED, until=None).select_related("organisation")
    return register_page(
        request, member.organisation, "link_answer", {"member": member, "others": [one.organisation.name for one in others]}
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_end_link, find=queries.find_member)
@once
def link_end(request: HttpRequest, member: UndertakingMember) -> HttpResponseBase:
    """Its last day in the group."""
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_member(member=member, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            return _left(request, member, _("Ce lien prend fin. Les aides de la structure partent avec elle."))
    return register_asking(
        request,
        member.organisation,
        form,
        title=_("%(name)s quitte le groupe") % {"name": member.organisation.name},
        button=_("Enregistrer"),
        text=_(
            "Ce qu’elle a reçu ne comptera plus avec les autres après ce jour ; les aides déjà accordées gardent le groupe de leur jour."
        ),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_end_link, find=queries.find_member)
@once
def link_cancel(request: HttpRequest, member: UndertakingMember) -> HttpResponseBase:
    """It was a mistake."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_member(member=member, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            return _left(request, member, _("Ce lien est annulé : il n’a jamais compté."))
    return register_asking(
        request, member.organisation, form, title=_("Annuler un lien écrit par erreur"), button=_("Annuler ce lien"), danger=True
    )


def _left(request: HttpRequest, member: UndertakingMember, words: str) -> HttpResponse:
    """Back to a page that the person still reads."""
    messages.success(request, words)
    if rules.can_read_register(request.user, member.organisation):
        return redirect(reverse("financing:de_minimis", args=[member.organisation.slug]) + "#groupe")
    return redirect("organisations:my_organisations")
