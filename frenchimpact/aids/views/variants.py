"""What asks to be the local variant of a generic aid, for who answers in its name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.aids import rules
from frenchimpact.aids.actions.proposals import accept_variant, refuse_variant
from frenchimpact.aids.forms.moves import RefuseVariantForm
from frenchimpact.aids.models import Aid, VariantProposal
from frenchimpact.aids.queries.catalogue import find_editable
from frenchimpact.aids.queries.variants import find_proposal, proposals_for
from frenchimpact.aids.side_by_side import lines_of
from frenchimpact.aids.views.spaces import person, space_page
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.explained import explain
from frenchimpact.journal.actions import once


def can_answer(user: object, proposal: VariantProposal) -> bool:
    """Who answers for the generic aid."""
    return rules.can_answer_variants(user, proposal.generic)  # type: ignore[arg-type] # whoever asks


@require_safe
@door(rules.can_answer_variants, find=find_editable)
def aid_variants(request: HttpRequest, aid: Aid) -> HttpResponse:
    """What waits, each compared with the generic aid, then its variants."""
    return _page(request, aid)


def _page(request: HttpRequest, aid: Aid, answered: int = 0, form: RefuseVariantForm | None = None) -> HttpResponse:
    rows = []
    for one in proposals_for(aid):
        own = form if form is not None and one.pk == answered else RefuseVariantForm(auto_id=f"id_{one.pk}_%s")
        rows.append((one, own, [[line.words, *line.cells] for line in lines_of([aid, one.aid]) if line.differs]))
    variants = list(aid.variants.filter(status=Aid.Status.PUBLISHED).select_related("funder").order_by("title_fold", "pk"))
    context = {"aid": aid, "rows": rows, "variants": variants}
    return space_page(request, "aid_variants", context, status=422 if form is not None else 200)


@require_POST
@door(can_answer, find=find_proposal)
@once
def aid_variant_answer(request: HttpRequest, proposal: VariantProposal) -> HttpResponseBase:
    """Yes, or no with a reason."""
    form = RefuseVariantForm(request.POST, auto_id=f"id_{proposal.pk}_%s")
    is_accepted = "accept" in request.POST
    try:
        if is_accepted:
            accept_variant(proposal=proposal, by=person(request))
            messages.success(request, _("« %(title)s » est désormais une variante de cette aide.") % {"title": proposal.aid.title})
            return redirect("aids:aid_variants", proposal.generic.reference)
        if form.is_valid():
            refuse_variant(proposal=proposal, reason=form.cleaned_data["reason"], by=person(request))
            messages.success(
                request, _("Votre refus est envoyé : « %(title)s » reste une aide à part entière.") % {"title": proposal.aid.title}
            )
            return redirect("aids:aid_variants", proposal.generic.reference)
    except Refusal as refusal:
        if is_accepted:
            why = next(iter(refusal.missing.values()), refusal.message) if isinstance(refusal, Incomplete) else refusal.message
            messages.error(request, str(why))
            return redirect("aids:aid_variants", proposal.generic.reference)
        explain(form, refusal)
    return _page(request, proposal.generic, proposal.pk, form)
