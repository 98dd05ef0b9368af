"""Webhooks, opened and closed by a token of their organisation."""

from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path

from frenchimpact.machines.actions.hooks import move_webhook, open_webhook
from frenchimpact.machines.models import Scope, Subscription
from frenchimpact.opendata.api.interface import api
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken
from frenchimpact.opendata.machine_shapes import ClosedOut, WebhookIn, WebhookOut

_by_token = OrganisationToken(Scope.WEBHOOKS)


@api.post("/webhooks", response={200: WebhookOut, **WRITES}, summary="Tell an address of public facts, by a token", auth=_by_token)
def webhook_open(request: HttpRequest, asked: WebhookIn) -> WebhookOut:
    """Its secret is told this once: letters are signed by it, as Standard Webhooks says."""
    token = cast(Any, request).auth
    made, secret = open_webhook(organisation=token.organisation, by=token.created_by, token=token, **asked.given())
    return WebhookOut(id=made.pk, url=made.url, kinds=made.kinds, secret=secret)


@api.delete("/webhooks/{id}", response={200: ClosedOut, **WRITES}, summary="Close a webhook, by a token", auth=_by_token)
def webhook_close(request: HttpRequest, id: Annotated[int, Field(ge=1, le=2**62), Path()]) -> ClosedOut:
    """Nothing more is sent there."""
    token = cast(Any, request).auth
    found = Subscription.objects.filter(pk=id, organisation=token.organisation).first()
    if found is None:
        raise Http404(_("Aucun webhook de cette structure ne porte ce numéro."))
    if found.state != Subscription.State.CLOSED:
        found = move_webhook(subscription=found, verb="close", by=token.created_by)
    return ClosedOut(id=found.pk, state=found.state)
