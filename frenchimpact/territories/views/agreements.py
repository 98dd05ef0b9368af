"""Agreements in the space: written, signed, amended, ended."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import agreements as actions
from frenchimpact.territories.actions.attaching import DOCUMENTS
from frenchimpact.territories.forms.promises import AgreementForm, ClosingForm, PartyForm, SignatureForm, initial_of, key_of
from frenchimpact.territories.models import Agreement, AmendmentSignature, Signature, Territory
from frenchimpact.territories.queries import agreements as reads
from frenchimpact.territories.views.attaching import take_papers
from frenchimpact.territories.views.pages import asking_page, frame_of, seen_in, stale_of
from frenchimpact.territories.views.spaces import person, space_page

TAB = "commitments"


def page_of(agreement: Agreement) -> str:
    """Its address."""
    return reverse("territories:agreement", args=[agreement.territory.reference, agreement.pk])


def _board(territory: Territory) -> str:
    return reverse("territories:commitments", args=[territory.reference])


@require_http_methods(["GET", "POST"])
@door(rules.can_record, find=queries.find_space)
@once
def party_add(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more party."""
    form = PartyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            party = actions.name_party(territory=territory, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("« %(name)s » est parmi les parties.") % {"name": party.name})
            return redirect(_board(territory))
    text = _("Une partie promet, ou signe : le territoire, l’État, l’opérateur du programme, un financeur.")
    return asking_page(
        request,
        territory,
        form,
        tab=TAB,
        title=_("Ajouter une partie"),
        button=_("Ajouter cette partie"),
        back=_board(territory),
        text=text,
    )


def _writing(request: HttpRequest, territory: Territory, agreement: Agreement | None) -> HttpResponseBase:
    parties = reads.parties_of(territory)
    initial = initial_of(agreement) if agreement is not None else {"parties": [key_of(parties[0])]}
    form, stale = AgreementForm(request.POST or None, parties=parties, initial=initial), None
    seen = seen_in(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_agreement(territory=territory, agreement=agreement, by=person(request), seen=seen, **form.values())
        except Refusal as refusal:
            stale = stale_of(form, refusal)
        else:
            messages.success(request, _("La convention est enregistrée. Envoyez-la à la signature quand elle est prête."))
            return redirect(page_of(made))
    notices = [_("Ajoutez d’abord l’autre partie : l’État, l’opérateur du programme, un financeur.")] if len(parties) < 2 else []
    back = page_of(agreement) if agreement is not None else _board(territory)
    title = _("Modifier la convention") if agreement is not None else _("Écrire une convention")
    seen = seen or (reads.Draft.of(agreement).seal if agreement is not None else None)
    return asking_page(
        request, territory, form, tab=TAB, title=title, button=_("Enregistrer"), back=back, notices=notices, seen=seen, stale=stale
    )


@require_http_methods(["GET", "POST"])
@door(rules.can_record, find=queries.find_space)
@once
def agreement_add(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """A new agreement."""
    return _writing(request, territory, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_edit(request: HttpRequest, agreement: Agreement) -> HttpResponseBase:
    """Its text and terms, as long as it was not sent."""
    return _writing(request, agreement.territory, agreement)


def _forms_of(
    request: HttpRequest,
    territory: Territory,
    unsigned: Sequence[Signature | AmendmentSignature],
    typed: dict[int, SignatureForm],
    prefix: str,
) -> dict[int, SignatureForm]:
    """A form for each signature that the person may record."""
    found = {}
    for one in unsigned:
        one.party.territory = territory
        if rules.can_sign(request.user, one):
            found[one.pk] = typed.get(one.pk) or SignatureForm(auto_id=f"{prefix}{one.pk}_%s")
    return found


def agreement_page(request: HttpRequest, agreement: Agreement, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an agreement; `signing` and `amending` hold what was typed for one signature."""
    territory = agreement.territory
    signing: dict[int, SignatureForm] = more.pop("signing", {})
    amending: dict[int, SignatureForm] = more.pop("amending", {})
    terms = next(one for one in reads.agreements_of(territory) if one.agreement.pk == agreement.pk)
    may_record = rules.can_record(request.user, territory)
    flow, state = Agreement.FLOW, agreement.state
    amendment = reads.awaiting(agreement)
    asked = list(amendment.signatures.select_related("party__organisation")) if amendment is not None else []
    context = {
        "terms": terms,
        "agreement": terms.agreement,
        "may_record": may_record,
        "verbs": [verb for verb in flow.moves if verb != "enter" and flow.can(verb, state)] if may_record else [],
        "waits_for_outcome": may_record and reads.waits_for_outcome(terms.agreement),
        "forms": _forms_of(request, territory, terms.unsigned, signing, "s"),
        "amendment": amendment,
        "asked": asked,
        "amendment_forms": _forms_of(request, territory, [one for one in asked if one.signed_on is None], amending, "a"),
        "may_drop": amendment is not None and rules.can_drop_amendment(request.user, amendment),
        "papers": list(files_of(agreement, actions.PAPER)),
        "open_promises": reads.open_promises_of(agreement),
        "intake": DOCUMENTS,
        "refused": [],
        "trouble": "",
        **frame_of(request, territory, page_of(agreement)),
        **more,
    }
    return space_page(request, territory, "agreement", context, tab=TAB, status=status)


@require_safe
@door(find=reads.find_agreement)
def agreement(request: HttpRequest, found: Agreement) -> HttpResponse:
    """One agreement: its terms, who signed, what was promised by it."""
    return agreement_page(request, found)


@require_POST
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_send(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """To be signed, or back to writing."""
    try:
        act = actions.take_back_agreement if "back" in request.POST else actions.send_agreement
        act(agreement=found, by=person(request))
    except Refusal as refusal:
        return agreement_page(request, found, trouble=refusal.message, status=refusal.status)
    return redirect(page_of(found))


@require_POST
@door(rules.can_sign, find=reads.find_signature)
@once
def agreement_sign(request: HttpRequest, signature: Signature) -> HttpResponseBase:
    """One party signed."""
    found, form = signature.agreement, SignatureForm(request.POST, auto_id=f"s{signature.pk}_%s")
    if form.is_valid():
        try:
            signed = actions.sign_agreement(signature=signature, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            done = signed.state == Agreement.State.IN_FORCE
            messages.success(request, _("Tous ont signé : la convention est en vigueur.") if done else _("La signature est enregistrée."))
            return redirect(page_of(found))
    return agreement_page(request, found, signing={signature.pk: form}, status=422)


@require_POST
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_paper(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """Its documents."""
    page = partial(agreement_page, request, found)
    return take_papers(request, found, purpose=actions.PAPER, name="paper", page=page, back=page_of(found))


@require_http_methods(["GET", "POST"])
@door(rules.can_record_agreement, find=reads.find_agreement_to_close)
@once
def agreement_close(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """Its end, or its termination."""
    verb = request.resolver_match.kwargs["verb"] if request.resolver_match else ""
    if verb not in ("end", "terminate"):
        raise Http404
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_agreement(agreement=found, verb=verb, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré. Les promesses encore ouvertes restent au tableau."))
            return redirect(page_of(found))
    waiting = reads.open_promises_of(found)
    notices = [_("Promesses encore ouvertes : %(n)s. Elles restent dues.") % {"n": len(waiting)}] if waiting else []
    title = _("La convention est arrivée à son terme") if verb == "end" else _("Résilier la convention")
    return asking_page(
        request, found.territory, form, tab=TAB, title=title, button=title, back=page_of(found), notices=notices, danger=verb == "terminate"
    )
