"""The team of an organisation: who belongs, who is invited, who asks, its establishments and its mandates."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.core.doors import SignInNeeded, door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.identifiers import show
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import place_words
from frenchimpact.journal.actions import once
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.forms import ROLE_WORDS, InviteForm
from frenchimpact.organisations.models import Invitation, Membership, Organisation
from frenchimpact.organisations.views.asking import person, sheet_url


def team_page(request: HttpRequest, organisation: Organisation, form: InviteForm, *, status: int = 200) -> HttpResponse:
    """Who belongs, and what those who manage it may do there."""
    can_manage = rules.can_manage_members(request.user, organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "sheet": sheet_url(organisation),
        "members": list(queries.members_for(organisation)),
        "can_manage": can_manage,
        "roles": Membership.Role.choices,
        "invitations": list(queries.invitations_of(organisation)) if can_manage else [],
        "requests": [one for one in queries.requests_of(organisation) if rules.can_decide_join(request.user, one)],
        "mandates": list(queries.mandates_of_organisation(organisation)),
        "establishments": list(queries.establishments_of(request.user, organisation)),
        "words": place_words,
        "show_number": show,
        "form": form,
    }
    return render(request, "organisations/team.html", context, status=status)


@door(rules.can_read_team, find=queries.find_organisation)
def organisation_team(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The team."""
    return team_page(request, organisation, InviteForm())


@require_POST
@once
@door(rules.can_manage_members, find=queries.find_organisation)
def organisation_invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite an address."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            actions.invite_member(organisation=organisation, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("L’invitation est partie vers %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("organisations:organisation_team", organisation.slug)
    return team_page(request, organisation, form, status=422)


@require_POST
@door(rules.can_manage_members, find=queries.find_organisation)
def organisation_invitations(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Send an invitation again, or take it back."""
    invitation = queries.find_invitation_of(organisation, request.POST.get("invitation", ""))
    try:
        if "again" in request.POST:
            actions.invite_member(organisation=organisation, email=invitation.email, role=invitation.role, by=person(request))
            messages.success(request, _("L’invitation est repartie vers %(email)s.") % {"email": invitation.email})
        else:
            actions.withdraw_invitation(invitation=invitation, by=person(request))
            messages.success(request, _("L’invitation ne fonctionne plus."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("organisations:organisation_team", organisation.slug)


@require_POST
@door(rules.can_read_team, find=queries.find_organisation)
def organisation_team_change(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """A role or a departure: administrators for everyone, each person for themselves."""
    user = person(request)
    key = request.POST.get("member", "")
    members = organisation.memberships.filter(until=None).select_related("user", "organisation")
    member = members.filter(pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0).first()
    if member is None:
        raise Http404
    can_manage = rules.can_manage_members(user, organisation)
    try:
        if "remove" in request.POST and (can_manage or member.user_id == user.pk):
            actions.remove_member(member=member, by=user)
            done = _("Vous n’êtes plus dans l’équipe.") if member.user_id == user.pk else _("Cette personne n’est plus dans l’équipe.")
        elif can_manage and request.POST.get("role") in Membership.Role.values:
            actions.change_member_role(member=member, role=request.POST["role"], by=user)
            done = _("Le rôle est changé.")
        else:
            raise Refusal(_("Seule une personne qui gère la structure peut faire cela."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    if rules.can_read_team(user, organisation):
        return redirect("organisations:organisation_team", organisation.slug)
    return redirect("organisations:my_organisations")


@open_door
def invitation(request: HttpRequest, key: str) -> HttpResponseBase:
    """What one is invited to, what one will see and do, and for whom the link is: known before signing in."""
    found = queries.invitation_by_key(key)
    user = request.user
    is_for_them = user.is_authenticated and user.email.lower() == found.email.lower()
    trouble, status = "", 200
    if request.method == "POST":
        if not user.is_authenticated:
            raise SignInNeeded(_("On vous invite dans l’équipe d’une structure. Connectez-vous pour répondre."))
        try:
            if "decline" in request.POST:
                return _decline(request, found)
            actions.accept_invitation(invitation=found, by=user)
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("Vous êtes dans l’équipe de %(name)s.") % {"name": found.organisation.name})
            return redirect("organisations:organisation_team", found.organisation.slug)
    elif is_for_them and found.accepted_by_id == user.pk and rules.can_read_team(user, found.organisation):
        return redirect("organisations:organisation_team", found.organisation.slug)
    context = {
        "invitation": found,
        "organisation": found.organisation,
        "role_words": ROLE_WORDS[Membership.Role(found.role)],
        "is_for_them": is_for_them,
        "trouble": trouble,
        "sheet": sheet_url(found.organisation) if found.organisation.is_published else "",
    }
    return render(request, "organisations/invitation.html", context, status=status if found.is_good or trouble else 410)


def _decline(request: HttpRequest, found: Invitation) -> HttpResponseBase:
    actions.decline_invitation(invitation=found, by=person(request))
    messages.success(request, _("C’est noté : vous ne rejoignez pas l’équipe de %(name)s.") % {"name": found.organisation.name})
    return redirect("organisations:my_organisations")


@door()
def my_organisations(request: HttpRequest) -> HttpResponse:
    """Where one belongs, what one was invited to, what one asked for."""
    user = person(request)
    context = {
        "memberships": list(
            rules.memberships_of(user).select_related("organisation__commune__department").order_by("organisation__name", "pk")
        ),
        "mandates": list(rules.mandates_of(user).select_related("giver", "agent").order_by("giver__name", "pk")),
        "invitations": list(queries.invitations_for(user)),
        "requests": list(queries.requests_by(user)),
        "claims": list(queries.claims_by(user)),
        "words": place_words,
        "claims_count": queries.claims_to_read().count() if rules.can_review_claims(user) else None,
        "directory": reverse("atlas:directory"),
    }
    return render(request, "organisations/mine.html", context)


@require_POST
@door()
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer an invitation from one's own space: one's address was proved by signing in."""
    found = queries.invitations_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        if "decline" in request.POST:
            return _decline(request, found)
        member = actions.accept_invitation(invitation=found, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("organisations:my_organisations")
    messages.success(request, _("Vous êtes dans l’équipe de %(name)s.") % {"name": member.organisation.name})
    return redirect("organisations:organisation_team", member.organisation.slug)
