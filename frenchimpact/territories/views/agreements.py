"""Agreements in the space: written, signed, amended, ended."""

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
from frenchimpact.files.queries import files_of
from frenchimpact.journal.actions import once
from frenchimpact.territories import queries, rules
from frenchimpact.territories.actions import agreements as actions
from frenchimpact.territories.actions.attaching import DOCUMENTS
from frenchimpact.territories.forms.promises import AgreementForm, AmendmentForm, ClosingForm, PartyForm, SignatureForm, initial_of, key_of
from frenchimpact.territories.models import Agreement, Territory
from frenchimpact.territories.queries import agreements as reads
from frenchimpact.territories.views.attaching import take_papers
from frenchimpact.territories.views.pages import asking_page, frame_of
from frenchimpact.territories.views.spaces import explain, person, space_page

TAB = "commitments"


def _page(agreement: Agreement) -> str:
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
    form = AgreementForm(request.POST or None, parties=parties, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_agreement(territory=territory, agreement=agreement, by=person(request), **form.values())
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La convention est enregistrée. Envoyez-la à la signature quand elle est prête."))
            return redirect(_page(made))
    notices = [_("Ajoutez d’abord l’autre partie : l’État, l’opérateur du programme, un financeur.")] if len(parties) < 2 else []
    back = _page(agreement) if agreement is not None else _board(territory)
    title = _("Modifier la convention") if agreement is not None else _("Écrire une convention")
    return asking_page(request, territory, form, tab=TAB, title=title, button=_("Enregistrer"), back=back, notices=notices)


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


def _agreement_page(request: HttpRequest, agreement: Agreement, *, status: int = 200, **more: Any) -> HttpResponse:
    territory = agreement.territory
    signing: dict[int, SignatureForm] = more.pop("signing", {})
    terms = next(one for one in reads.agreements_of(territory) if one.agreement.pk == agreement.pk)
    may_record = rules.can_record(request.user, territory)
    flow, state = Agreement.FLOW, agreement.state
    context = {
        "terms": terms,
        "agreement": terms.agreement,
        "may_record": may_record,
        "verbs": [verb for verb in flow.moves if verb != "enter" and flow.can(verb, state)] if may_record else [],
        "waits_for_outcome": may_record and reads.waits_for_outcome(terms.agreement),
        "forms": {one.pk: signing.get(one.pk) or SignatureForm(auto_id=f"s{one.pk}_%s") for one in terms.unsigned},
        "papers": list(files_of(agreement, actions.PAPER)),
        "open_promises": reads.open_promises_of(agreement),
        "intake": DOCUMENTS,
        "refused": [],
        "trouble": "",
        **frame_of(request, territory, _page(agreement)),
        **more,
    }
    return space_page(request, territory, "agreement", context, tab=TAB, status=status)


@require_safe
@door(find=reads.find_agreement)
def agreement(request: HttpRequest, found: Agreement) -> HttpResponse:
    """One agreement: its terms, who signed, what was promised by it."""
    return _agreement_page(request, found)


@require_POST
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_send(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """To be signed, or back to writing."""
    try:
        act = actions.take_back_agreement if "back" in request.POST else actions.send_agreement
        act(agreement=found, by=person(request))
    except Refusal as refusal:
        return _agreement_page(request, found, trouble=refusal.message, status=refusal.status)
    return redirect(_page(found))


@require_POST
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_sign(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """One party signed."""
    key = request.POST.get("signature", "")
    signature = found.signatures.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    if signature is None:
        raise Http404
    form = SignatureForm(request.POST, auto_id=f"s{signature.pk}_%s")
    if form.is_valid():
        try:
            signed = actions.sign_agreement(signature=signature, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            done = signed.state == Agreement.State.IN_FORCE
            messages.success(request, _("Tous ont signé : la convention est en vigueur.") if done else _("La signature est enregistrée."))
            return redirect(_page(found))
    return _agreement_page(request, found, signing={signature.pk: form}, status=422)


@require_POST
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_paper(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """Its documents."""
    page = partial(_agreement_page, request, found)
    return take_papers(request, found, purpose=actions.PAPER, name="paper", page=page, back=_page(found))


@require_http_methods(["GET", "POST"])
@door(rules.can_record_agreement, find=reads.find_agreement)
@once
def agreement_amend(request: HttpRequest, found: Agreement) -> HttpResponseBase:
    """What changes."""
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend_agreement(agreement=found, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’avenant est enregistré. Ce qui était signé avant reste écrit."))
            return redirect(_page(found))
    return asking_page(
        request,
        found.territory,
        form,
        tab=TAB,
        title=_("Avenant à « %(title)s »") % {"title": found.title},
        button=_("Enregistrer l’avenant"),
        back=_page(found),
        text=_("Un avenant ne s’efface pas : il s’ajoute à ce qui a été signé."),
    )


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
            return redirect(_page(found))
    waiting = reads.open_promises_of(found)
    notices = [_("Promesses encore ouvertes : %(n)s. Elles restent dues.") % {"n": len(waiting)}] if waiting else []
    title = _("La convention est arrivée à son terme") if verb == "end" else _("Résilier la convention")
    return asking_page(
        request, found.territory, form, tab=TAB, title=title, button=title, back=_page(found), notices=notices, danger=verb == "terminate"
    )
