"""Before a case is read: somebody of the desk says whether they have a tie to who asks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions.routing import declare
from frenchimpact.barriers.forms.desk import DeclaredTieForm
from frenchimpact.barriers.models import Assigned, Case
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.queries.minimum import asks_for, minimum_of
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once


def minimum_page(request: HttpRequest, case: Case, form: DeclaredTieForm | None = None) -> HttpResponse:
    """What the case is about, and the question."""
    asked = case.assigned.filter(user=person(request), state=Assigned.State.PROPOSED).first()
    form = form or DeclaredTieForm(label_suffix="")
    context = {"case": case, "minimum": minimum_of(case), "asks": asks_for(case), "proposed": asked, "form": form}
    return render(request, "barriers/case_minimum.html", context, status=422 if form.errors else 200)


@require_POST
@door(rules.can_see_case, find=find_case_of_desk)
@once
def case_declare(request: HttpRequest, case: Case) -> HttpResponseBase:
    """No tie: the case opens. A tie: it is seen no more."""
    if request.POST.get("act") != "tie":
        declare(case=case, by=person(request))
        return redirect("barriers:case", case.reference)
    form = DeclaredTieForm(request.POST, label_suffix="")
    if not form.is_valid():
        return minimum_page(request, case, form)
    declare(case=case, by=person(request), ties=form.cleaned_data["ties"])
    messages.success(request, _("C’est noté : vous ne voyez plus ce cas, une autre personne le suit."))
    return redirect("barriers:queue")
