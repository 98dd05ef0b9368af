"""How the service is doing, for those who run it: queues, failures, regular tasks, slow work; and the tools of the programme."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core import queue_state, read_only
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.design.navigation import address
from frenchimpact.desk.rules import can_mend_mail
from frenchimpact.organisations.rules import is_operator

# What those who run the programme do elsewhere, from one page: words and French address.
TOOLS = (
    (gettext_lazy("Structures en double"), "/mon-espace/structures/doublons/"),
    (gettext_lazy("Sources et imports d’aides"), "/mon-espace/programme/aides/sources/"),
    (gettext_lazy("Aides en double"), "/mon-espace/programme/aides/doublons/"),
    (gettext_lazy("Importer des engagements"), "/mon-espace/financeur/engagements/importer/"),
    (gettext_lazy("Courrier reçu"), "/mon-espace/courrier/"),
    (gettext_lazy("Comptes à rendre"), "/mon-espace/retours/"),
    (gettext_lazy("Durées et effacements"), "/mon-espace/programme/donnees/"),
    (gettext_lazy("Contenus"), "/mon-espace/contenus/"),
    (gettext_lazy("Statistiques d’usage"), "/stats/"),
)


@require_safe
@door(can_mend_mail)
def service(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    context = {
        "kinds": queue_state.kinds(),
        "failed": queue_state.failed(),
        "regular": queue_state.regular(),
        "running": queue_state.running(),
        "statements": queue_state.statements(),
        "slow": queue_state.slow_routes(),
        "is_read_only": read_only.is_whole(),
        "tools": [(words, href) for words, path in TOOLS if (href := address(path))] if is_operator(cast(User, request.user)) else [],
    }
    return render(request, "desk/service.html", context)


@require_POST
@door(can_mend_mail)
def job_replay(request: HttpRequest, number: int) -> HttpResponse:
    """A job that failed is tried again."""
    try:
        queue_state.replay(number, by=cast(User, request.user).pk)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("La tâche est remise dans la file."))
    return redirect("desk:service")
