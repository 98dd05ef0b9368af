"""One value: all that is said beside it, its files, what it was before; declaring it, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of
from frenchimpact.impact import rules
from frenchimpact.impact.actions.measure_papers import DOCUMENTS, add_measure_papers, remove_measure_paper
from frenchimpact.impact.actions.measures import submit_measure, take_back_measure
from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries.measures import MEASURE_PAPER, find_measure, find_measure_paper
from frenchimpact.impact.views.measures import Words, measures_page
from frenchimpact.impact.views.space import person
from frenchimpact.journal.actions import once


def _may_measure(user: Any, found: Measure) -> bool:
    return rules.can_measure(user, found.followed)


def _page(request: HttpRequest, found: Measure, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "measure": found,
        "followed": found.followed,
        "words": Words(found.followed),
        "shares": list(found.shares.select_related("place")),
        "parts": list(found.parts.all()),
        "versions": list(found.versions.select_related("replaced_by")),
        "papers": list(files_of(found, MEASURE_PAPER)),
        "may_measure": rules.can_measure(request.user, found.followed),
        "intake": DOCUMENTS,
        "refused": [],
        **more,
    }
    return measures_page(request, found.followed.project, "measure", context, status=status)


@require_safe
@door(lambda user, found: rules.can_read_change(user, found.followed.project), find=find_measure)
def measure(request: HttpRequest, found: Measure) -> HttpResponse:
    """Everything about one value."""
    return _page(request, found)


def _back(found: Measure) -> HttpResponse:
    return redirect("impact:measure", found.followed.project.reference, found.followed_id, found.pk)


@require_POST
@door(_may_measure, find=find_measure)
@once
def measure_move(request: HttpRequest, found: Measure) -> HttpResponse:
    """A draft is declared; what was declared is a draft again (`reprendre`)."""
    if "reprendre" in request.POST:
        take_back_measure(measure=found, by=person(request))
        messages.success(request, _("La valeur est de nouveau un brouillon : elle ne compte plus."))
    else:
        submit_measure(measure=found, by=person(request))
        messages.success(request, _("La valeur est déclarée : elle compte."))
    return _back(found)


@require_POST
@door(_may_measure, find=find_measure)
@once
def measure_papers(request: HttpRequest, found: Measure) -> HttpResponseBase:
    """Files beside the value."""
    taken = add_measure_papers(measure=found, sent=request.FILES, fields=request.POST, by=person(request))
    if taken.refused or not taken.files:
        return _page(request, found, status=422, refused=taken.refused or [("", _("Choisissez au moins un fichier."))])
    messages.success(request, _("C’est joint."))
    return _back(found)


@require_POST
@door(lambda user, found: _may_measure(user, found[0]), find=find_measure_paper)
@once
def measure_paper_remove(request: HttpRequest, found: tuple[Measure, StoredFile]) -> HttpResponse:
    """One file goes."""
    owner, file = found
    remove_measure_paper(measure=owner, file=file, by=person(request))
    messages.success(request, _("« %s » est retiré.") % file.name)
    return _back(owner)
