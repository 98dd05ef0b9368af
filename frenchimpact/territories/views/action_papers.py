"""The documents of an action: sent, described, shown to everyone or not, deleted."""

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core.doors import door
from frenchimpact.files.models import StoredFile
from frenchimpact.journal.actions import once
from frenchimpact.territories import rules
from frenchimpact.territories.actions import attaching as actions
from frenchimpact.territories.forms.papers import PaperForm, SendingForm
from frenchimpact.territories.models import Action
from frenchimpact.territories.queries.actions import find_action
from frenchimpact.territories.queries.papers import ACTION_PAPER, find_paper
from frenchimpact.territories.rules import OwnedPaper
from frenchimpact.territories.views.attaching import take_papers
from frenchimpact.territories.views.pages import ask
from frenchimpact.territories.views.plan_actions import action_page
from frenchimpact.territories.views.spaces import person


def _back(action: Action) -> str:
    return reverse("territories:plan_action", args=[action.territory.reference, action.number]) + "#documents"


@require_POST
@door(rules.can_edit_action, find=find_action)
@once
def action_papers(request: HttpRequest, action: Action) -> HttpResponseBase:
    """Take documents."""
    form = SendingForm(request.POST, auto_id="d_%s")
    form.is_valid()
    return take_papers(
        request,
        action,
        purpose=ACTION_PAPER,
        name="papers",
        page=partial(action_page, request, action, sending_form=form),
        back=_back(action),
        audience=actions.audience_for(is_public=form.cleaned_data["is_public"]),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_change_paper, find=find_paper)
@once
def action_paper(request: HttpRequest, owned: OwnedPaper) -> HttpResponseBase:
    """What a document is, and who reads it."""
    action, file = owned
    initial = {"description": file.description, "is_public": file.audience == StoredFile.Audience.PUBLIC}
    return ask(
        request,
        action.territory,
        PaperForm(request.POST or None, initial=initial),
        lambda given: actions.describe_paper(action=action, file=file, by=person(request), **given),
        done=_("C’est enregistré."),
        tab="plan",
        title=file.name,
        button=_("Enregistrer"),
        back=_back(action),
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_change_paper, find=find_paper)
@once
def action_paper_delete(request: HttpRequest, owned: OwnedPaper) -> HttpResponseBase:
    """Delete a document for good, after having read what it means."""
    action, file = owned
    return ask(
        request,
        action.territory,
        Form(request.POST if request.method == "POST" else None),
        lambda _given: actions.remove_paper(action=action, file=file, by=person(request)),
        done=_("« %(name)s » est supprimé.") % {"name": file.name},
        tab="plan",
        title=_("Supprimer « %(name)s »") % {"name": file.name},
        button=_("Supprimer pour de bon"),
        back=_back(action),
        text=_("Le document ne pourra pas être retrouvé. L’histoire du territoire dira qu’il a existé."),
        danger=True,
    )
