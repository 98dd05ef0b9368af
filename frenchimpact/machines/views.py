"""The tokens and the webhooks of an organisation, for those who keep them."""

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, is_sent
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.machines import queries
from frenchimpact.machines.actions.hooks import move_webhook, open_webhook, renew_secret
from frenchimpact.machines.actions.letters import ping, resend
from frenchimpact.machines.actions.tokens import end_token, open_token
from frenchimpact.machines.forms import TokenForm, WebhookForm
from frenchimpact.machines.models import Delivery, Subscription, Token
from frenchimpact.machines.rules import can_keep_machines
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_organisation

STATE_TONES = {"active": "ok", "disabled": "bad", "delivered": "ok", "failed": "bad", "waiting": "info"}


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _when(at: dt.datetime) -> str:
    """A day and its hour."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _page(request: HttpRequest, organisation: Organisation, part: str, secret: str = "", **more: Any) -> HttpResponse:
    """One of the two parts of the page; a secret that was just made is in no cache."""
    sheet = reverse("atlas:organisation", args=[organisation.slug])
    context = {"organisation": organisation, "sheet": sheet, "part": part, "tones": STATE_TONES, "when": _when, "secret": secret, **more}
    form = more.get("form")
    response = render(request, f"machines/{part}.html", context, status=422 if form is not None and form.errors else 200)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_keep_machines, find=find_organisation, fresh=is_sent, own=True)
def organisation_access(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Its tokens, what each did, and one more; a new one is shown this once."""
    form, secret = TokenForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = open_token(organisation=organisation, by=_person(request), **form.cleaned_data)
            form = TokenForm()
        except Refusal as refusal:
            explain(form, refusal)
    rows = list(queries.tokens_of(organisation)[:200])
    more = {"form": form, "open": [one for one in rows if one.is_open], "ended": [one for one in rows if not one.is_open]}
    written = queries.written_for(organisation)
    return _page(request, organisation, "tokens", secret, written=written, address=request.build_absolute_uri("/api/v1/offers"), **more)


@require_POST
@door(find=queries.find_token, fresh=True)
def organisation_token_end(request: HttpRequest, token: Token) -> HttpResponse:
    """It opens nothing any more."""
    end_token(token=token, by=_person(request))
    messages.success(request, _("« %s » est révoqué : il n’ouvre plus rien.") % token.name)
    return redirect("machines:organisation_access", token.organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@door(can_keep_machines, find=find_organisation, fresh=is_sent, own=True)
def organisation_webhooks(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Its webhooks, and one more; its secret is shown this once."""
    form, secret = WebhookForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = open_webhook(organisation=organisation, by=_person(request), **form.cleaned_data)
            form = WebhookForm()
        except Refusal as refusal:
            explain(form, refusal)
    return _page(request, organisation, "webhooks", secret, form=form, webhooks=list(queries.webhooks_of(organisation)))


@require_safe
@door(find=queries.find_webhook, own=True)
def organisation_webhook(request: HttpRequest, webhook: Subscription) -> HttpResponse:
    """What was sent there, and how it was received."""
    return _page(request, webhook.organisation, "webhook", webhook=webhook, letters=queries.log_of(webhook))


@require_POST
@door(find=queries.find_webhook, fresh=True)
def organisation_webhook_move(request: HttpRequest, webhook: Subscription) -> HttpResponse:
    """Try it, give it another secret, close it, open it again."""
    verb, secret = request.POST.get("verb", ""), ""
    try:
        if verb == "ping":
            ping(subscription=webhook)
            messages.success(request, _("L’essai est parti : rechargez la page pour lire la réponse."))
        elif verb == "renew":
            secret = renew_secret(subscription=webhook, by=_person(request))
        elif verb in ("close", "reopen"):
            move_webhook(subscription=webhook, verb=verb, by=_person(request))
            messages.success(request, _("Le webhook est fermé.") if verb == "close" else _("Le webhook est rouvert."))
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    if secret:
        return _page(request, webhook.organisation, "webhook", secret, webhook=webhook, letters=queries.log_of(webhook))
    if verb == "close":
        return redirect("machines:organisation_webhooks", webhook.organisation.slug)
    return redirect("machines:organisation_webhook", webhook.organisation.slug, webhook.pk)


@require_POST
@door(find=queries.find_delivery)
def organisation_delivery_resend(request: HttpRequest, delivery: Delivery) -> HttpResponseBase:
    """The same letter once more."""
    try:
        resend(delivery=delivery)
        messages.success(request, _("L’envoi est reparti : rechargez la page pour lire la réponse."))
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("machines:organisation_webhook", delivery.subscription.organisation.slug, delivery.subscription_id)
