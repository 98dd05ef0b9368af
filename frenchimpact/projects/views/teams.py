"""The team of a project, and the link that lets someone in."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.projects import actions, queries, rules
from frenchimpact.projects.forms import InvitationForm
from frenchimpact.projects.models import Project, TeamInvitation, TeamMember
from frenchimpact.projects.views.spaces import space_page


def team_page(request: HttpRequest, project: Project, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    """Who is of the team, and who is invited."""
    members = project.team.filter(until__isnull=True).select_related("user")
    invitations = project.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    context = {"members": list(members), "invitations": list(invitations), "form": form, "roles": TeamMember.Role.choices}
    return space_page(request, project, "project_team", context, status=status)


@door(find=queries.find_space)
def project_team(request: HttpRequest, project: Project) -> HttpResponse:
    """The team."""
    return team_page(request, project, InvitationForm(label_suffix="", auto_id="%s"))


@require_POST
@once
@door(rules.can_manage_team, find=queries.find_space)
def team_invite(request: HttpRequest, project: Project) -> HttpResponse:
    """Invite an address."""
    form = InvitationForm(request.POST, label_suffix="", auto_id="%s")
    if form.is_valid():
        try:
            actions.invite_member(project=project, by=cast(User, request.user), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", str(refusal.message))
        else:
            messages.success(request, _("L’invitation est partie vers %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("projects:project_team", project.reference)
    return team_page(request, project, form, status=422)


def member_of(project: Project, request: HttpRequest) -> TeamMember:
    """The member whom the form names, or Http404."""
    key = request.POST.get("member", "")
    return get_object_or_404(
        project.team.filter(until__isnull=True), pk=int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    )


@require_POST
@door(rules.can_leave_team, find=queries.find_space)
def team_change(request: HttpRequest, project: Project) -> HttpResponse:
    """A role, a name shown, a departure: leads for everyone, each person for themselves."""
    user = cast(User, request.user)
    member = member_of(project, request)
    is_lead = rules.can_manage_team(user, project)
    try:
        if "shown" in request.POST:
            actions.show_member(member=member, is_shown=request.POST["shown"] == "yes", by=user)
        elif "remove" in request.POST and (is_lead or member.user_id == user.pk):
            actions.remove_member(member=member, by=user)
        elif request.POST.get("role") in TeamMember.Role.values and is_lead:
            actions.change_role(member=member, role=request.POST["role"], by=user)
        else:
            raise Refusal(_("Seule une personne qui pilote le projet peut faire cela."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("L’équipe est à jour."))
    if not rules.can_read_team_space(user, project):
        return redirect("/")
    return redirect("projects:project_team", project.reference)


@require_POST
@door(rules.can_manage_team, find=queries.find_space)
def invitation_withdraw(request: HttpRequest, project: Project) -> HttpResponse:
    """The link no longer lets anyone in."""
    key = request.POST.get("invitation", "")
    invitation = queries.find_invitation(project, int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0)
    actions.withdraw_invitation(invitation=invitation, by=cast(User, request.user))
    messages.success(request, _("L’invitation ne fonctionne plus."))
    return redirect("projects:project_team", project.reference)


def find_invitation(user: object, key: str) -> TeamInvitation:
    """The invitation behind a link, for whoever holds it."""
    return queries.invitation_by_key(key)


@require_http_methods(["GET", "POST"])
@door(find=find_invitation, reason=gettext_lazy("On vous invite dans l’équipe d’un projet. Connectez-vous pour répondre."))
def invitation(request: HttpRequest, invitation: TeamInvitation) -> HttpResponse:
    """What one is invited to, and a button for each answer. A link that was handed on says nothing of the project."""
    user = cast(User, request.user)
    if invitation.email.lower() != user.email.lower():
        return render(request, "projects/invitation.html", {"is_theirs": False, "trouble": ""}, status=403)
    trouble, status = "", 200
    if request.method == "POST":
        try:
            return _answer(request, invitation)
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
    elif invitation.accepted_at is not None and rules.can_read_team_space(user, invitation.project):
        return redirect("projects:project_space", invitation.project.reference)
    context = {"is_theirs": True, "invitation": invitation, "project": invitation.project, "trouble": trouble}
    return render(request, "projects/invitation.html", context, status=status if invitation.is_good or trouble else 410)


def _answer(request: HttpRequest, invitation: TeamInvitation) -> HttpResponse:
    user = cast(User, request.user)
    if "decline" in request.POST:
        actions.decline_invitation(invitation=invitation, by=user)
        messages.success(request, _("C’est noté : vous ne rejoignez pas cette équipe."))
        return redirect("desk:projects")
    actions.accept_invitation(invitation=invitation, by=user)
    messages.success(request, _("Vous êtes dans l’équipe."))
    return redirect("projects:project_space", invitation.project.reference)


@require_POST
@door()
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an invitation from one's own space: one's address was proved by signing in."""
    invitation = get_object_or_404(queries.invitations_for(request.user), pk=pk)
    try:
        return _answer(request, invitation)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("desk:projects")
