"""Asking to join a structure or to take charge of its sheet, and answering those who ask."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.files import queries as files
from frenchimpact.files.actions import take_sent
from frenchimpact.geo.queries import place_words
from frenchimpact.journal.actions import once
from frenchimpact.organisations import actions, addresses, queries, rules
from frenchimpact.organisations.forms import ClaimMailForm, ClaimReviewForm, CodeForm, JoinForm, ReasonForm, RoleForm
from frenchimpact.organisations.models import Claim, JoinRequest, Organisation
from frenchimpact.organisations.views.asking import person, sheet_url

PROOF = "proof"


class _Undo(Exception):
    """The file was refused: the claim that it came with is not made."""


@door(rules.can_ask_entry, find=queries.find_organisation, reason=gettext_lazy("Connectez-vous pour demander à rejoindre cette structure."))
@once
def organisation_join(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Ask its administrators to let one in; when nobody administers it, its sheet is claimed."""
    user = person(request)
    if rules.can_read_team(user, organisation) and not rules.is_operator(user):
        return redirect("organisations:organisation_team", organisation.slug)
    if not rules.administrators_of(organisation).exists():
        return redirect("organisations:organisation_claim", organisation.slug)
    asked = queries.request_of(user, organisation)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and "withdraw" in request.POST and asked is not None:
        try:
            actions.withdraw_join(request=asked, by=user)
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Votre demande est retirée."))
        return redirect(sheet_url(organisation))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_join(organisation=organisation, message=form.cleaned_data["message"], by=user)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Votre demande est partie. Vous recevrez la réponse ici et par courriel."))
            return redirect("organisations:my_organisations")
    context = {"organisation": organisation, "sheet": sheet_url(organisation), "form": form, "asked": asked}
    return render(request, "organisations/join.html", context, status=422 if form.errors else 200)


@door(find=queries.find_join_request)
@once
def join_request(request: HttpRequest, asked: JoinRequest) -> HttpResponseBase:
    """A request: its answer, or the means to give it."""
    user = person(request)
    can_decide = asked.state == JoinRequest.State.ASKED and rules.can_decide_join(user, asked)
    refusing = request.method == "POST" and "refuse" in request.POST
    role = RoleForm(request.POST if request.method == "POST" and not refusing else None)
    reason = ReasonForm(request.POST if refusing else None)
    trouble, status = "", 200
    if request.method == "POST" and not rules.can_decide_join(user, asked):
        trouble, status = _("Seule une personne qui gère la structure peut répondre."), 403
    elif request.method == "POST" and (reason if refusing else role).is_valid():
        try:
            if refusing:
                actions.refuse_join(request=asked, reason=reason.cleaned_data["reason"], by=user)
                messages.success(request, _("La personne est prévenue de votre refus et de sa raison."))
            else:
                actions.accept_join(request=asked, role=role.cleaned_data["role"], by=user)
                messages.success(request, _("%(who)s est dans l’équipe.") % {"who": asked.user})
        except Refusal as refusal:
            asked.refresh_from_db()
            can_decide = asked.state == JoinRequest.State.ASKED
            trouble, status = str(refusal.message), refusal.status
        else:
            return redirect("organisations:join_request", asked.pk)
    elif request.method == "POST":
        status = 422
    context = {
        "asked": asked,
        "organisation": asked.organisation,
        "sheet": sheet_url(asked.organisation),
        "can_decide": can_decide,
        "can_manage": rules.can_manage_members(user, asked.organisation),
        "role": role,
        "reason": reason,
        "refusing": refusing,
        "trouble": trouble,
    }
    return render(request, "organisations/join_request.html", context, status=status)


def _claim_page(request: HttpRequest, organisation: Organisation, status: int = 200, **given: Any) -> HttpResponse:
    context = {
        "organisation": organisation,
        "sheet": sheet_url(organisation),
        "claim": queries.claim_of(request.user, organisation),
        "domains": addresses.own_domains(website=organisation.website, email=organisation.email),
        "mail": ClaimMailForm(initial={"address": organisation.email}),
        "code": CodeForm(),
        "review": ClaimReviewForm(),
        "intake": files.intake("document"),
        "file_errors": [],
        **given,
    }
    return render(request, "organisations/claim.html", context, status=status)


@door(rules.can_ask_entry, find=queries.find_organisation, reason=gettext_lazy("Connectez-vous pour tenir la fiche de cette structure."))
@once
def organisation_claim(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Take charge of a sheet that nobody keeps: by its own address, or through the operators."""
    user = person(request)
    if rules.memberships_of(user).filter(organisation=organisation, role="admin").exists():
        return redirect("organisations:organisation_team", organisation.slug)
    if rules.administrators_of(organisation).exists():
        return redirect("organisations:organisation_join", organisation.slug)
    if request.method != "POST":
        return _claim_page(request, organisation)
    way = request.POST.get("way", "")
    handle = {"mail": _by_mail, "code": _by_code, "review": _by_review, "withdraw": _withdraw}.get(way)
    return handle(request, organisation) if handle else _claim_page(request, organisation, 422)


def _by_mail(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    form = ClaimMailForm(request.POST)
    if form.is_valid():
        try:
            actions.claim_by_mail(organisation=organisation, address=form.cleaned_data["address"], by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Le code est parti vers %(email)s.") % {"email": form.cleaned_data["address"]})
            return redirect("organisations:organisation_claim", organisation.slug)
    return _claim_page(request, organisation, 422, mail=form)


def _by_code(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    form, user = CodeForm(request.POST), person(request)
    open_claim = queries.claim_of(user, organisation)
    if form.is_valid():
        try:
            if open_claim is None:
                raise Refusal(_("Ce code ne fonctionne plus. Demandez-en un nouveau."))
            actions.prove_claim(claim=open_claim, code=form.cleaned_data["code"], by=user)
        except Refusal as refusal:
            form.add_error("code", str(refusal.message))
        else:
            messages.success(request, _("Vous tenez maintenant la fiche. Vérifiez-la, puis invitez une autre personne."))
            return redirect("organisations:organisation_team", organisation.slug)
    return _claim_page(request, organisation, 422, code=form)


def _by_review(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    form, user = ClaimReviewForm(request.POST), person(request)
    errors: list[Any] = []
    if form.is_valid():
        try:
            with transaction.atomic():
                made = actions.claim_by_review(organisation=organisation, explanation=form.cleaned_data["explanation"], by=user)
                taken = take_sent(
                    sent=request.FILES,
                    fields=request.POST,
                    name="proof",
                    owner=made,
                    purpose=PROOF,
                    intake=files.intake("document"),
                    by=user,
                )
                if taken.refused:
                    raise _Undo
        except _Undo:
            errors = taken.refused
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("Votre demande est partie. L’équipe du programme la lit et vous répond ici et par courriel."))
            return redirect("organisations:my_organisations")
    return _claim_page(request, organisation, 422, review=form, file_errors=errors)


def _withdraw(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    open_claim = queries.claim_of(request.user, organisation)
    if open_claim is not None:
        actions.withdraw_claim(claim=open_claim, by=person(request))
        messages.success(request, _("Votre demande est retirée."))
    return redirect(sheet_url(organisation))


@door(rules.can_review_claims)
def claims(request: HttpRequest) -> HttpResponse:
    """The claims that wait for an operator."""
    context = {"claims": list(queries.claims_to_read()), "words": place_words}
    return render(request, "organisations/claims.html", context)


@door(find=queries.find_claim)
@once
def claim_decide(request: HttpRequest, found: Claim) -> HttpResponseBase:
    """One claim: what the person says, what they join to it, and the answer."""
    user = person(request)
    can_decide = found.state == Claim.State.REVIEWED and rules.can_decide_claim(user, found)
    refusing = request.method == "POST" and "refuse" in request.POST
    reason = ReasonForm(request.POST if refusing else None)
    trouble, status = "", 200
    if request.method == "POST" and not rules.can_decide_claim(user, found):
        trouble, status = _("Seule l’équipe du programme peut répondre, et jamais à sa propre demande."), 403
    elif request.method == "POST" and (not refusing or reason.is_valid()):
        try:
            if refusing:
                actions.refuse_claim(claim=found, reason=reason.cleaned_data["reason"], by=user)
            else:
                actions.accept_claim(claim=found, by=user)
        except Refusal as refusal:
            found.refresh_from_db()
            can_decide = found.state == Claim.State.REVIEWED
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("La personne est prévenue de votre réponse."))
            return redirect("organisations:claim_decide", found.pk)
    elif request.method == "POST":
        status = 422
    context = {
        "claim": found,
        "organisation": found.organisation,
        "sheet": sheet_url(found.organisation),
        "words": place_words,
        "files": [{"name": one.name, "href": files.address(one)} for one in files.files_of(found, PROOF)],
        "can_decide": can_decide,
        "is_mine": found.user_id == user.pk,
        "reason": reason,
        "trouble": trouble,
    }
    return render(request, "organisations/claim_decide.html", context, status=status)
