"""Amendments of an agreement in force: proposed, signed by each party, or given up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.journal.actions import once
from frenchimpact.territories import rules
from frenchimpact.territories.actions import amendments as actions
from frenchimpact.territories.forms.promises import AmendmentForm, SignatureForm, WhyForm
from frenchimpact.territories.models import Agreement, Amendment, AmendmentSignature
from frenchimpact.territories.queries import agreements as reads
from frenchimpact.territories.views.agreements import TAB, agreement_page, page_of
from frenchimpact.territories.views.pages import ask
from frenchimpact.territories.views.spaces import person


@require_http_methods(["GET", "POST"])
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def amendment_new(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """What would change."""
    return ask(
        request,
        found.territory,
        AmendmentForm(request.POST or None),
        lambda values: actions.propose_amendment(agreement=found, by=person(request), **values),
        done=_("L’avenant est proposé. Il entrera en vigueur quand toutes les parties l’auront signé."),
        back=page_of(found),
        tab=TAB,
        title=_("Avenant à « %(title)s »") % {"title": found.title},
        button=_("Proposer cet avenant"),
        text=_("Rien ne change tant que toutes les parties n’ont pas signé. Un avenant ne s’efface pas."),
    )


@require_POST
@door(rules.can_sign, find=reads.find_amendment_signature)
@once
def amendment_sign(request: HttpRequest, signature: AmendmentSignature) -> HttpResponseBase:
    """One party signed."""
    agreement, form = signature.amendment.agreement, SignatureForm(request.POST, auto_id=f"a{signature.pk}_%s")
    if form.is_valid():
        try:
            signed = actions.sign_amendment(signature=signature, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            done = signed.state == Amendment.State.IN_FORCE
            messages.success(request, _("Tous ont signé : l’avenant est en vigueur.") if done else _("La signature est enregistrée."))
            return redirect(page_of(agreement))
    return agreement_page(request, agreement, amending={signature.pk: form}, status=422)


@require_http_methods(["GET", "POST"])
@door(rules.can_drop_amendment, find=reads.find_amendment)
@once
def amendment_drop(request: HttpRequest, amendment: Amendment) -> HttpResponseBase:
    """It will not be signed."""
    agreement = amendment.agreement
    return ask(
        request,
        agreement.territory,
        WhyForm(request.POST or None),
        lambda values: actions.drop_amendment(amendment=amendment, by=person(request), **values),
        done=_("L’avenant est abandonné. La convention reste ce qu’elle était."),
        back=page_of(agreement),
        tab=TAB,
        title=_("Abandonner l’avenant"),
        button=_("Abandonner l’avenant"),
        danger=True,
    )
