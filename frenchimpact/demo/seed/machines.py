"""The machines of a structure of the demonstration: a token whose secret nobody knows, and a webhook that stopped, with its log."""

import datetime as dt
import json
import uuid
from typing import Any

from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES, person
from frenchimpact.machines.actions.hooks import move_webhook, open_webhook
from frenchimpact.machines.actions.tokens import open_token
from frenchimpact.machines.models import Attempt, Delivery, Kind, Scope, Token
from frenchimpact.organisations.models import Organisation

# Nobody has a name under « .example »: nothing is ever sent there.
ADDRESS = "https://agenda.tremplin.example/annonces"


def load() -> None:
    """Write it, once."""
    house, bastien = Organisation.objects.get(slug=BODIES["bastien@demo.test"].slug), person("bastien@demo.test")
    if Token.objects.filter(organisation=house).exists():
        return
    with days_ago(20):
        scopes, until = [Scope.OFFERS, Scope.EVENTS], clock.today() + dt.timedelta(days=180)
        rest: dict[str, Any] = {"name": "Site du Tremplin", "expires_on": until, "per_hour": 100, "per_day": 1000}
        open_token(organisation=house, scopes=scopes, by=bastien, **rest)
        kinds = [Kind.EVENT_PUBLISHED, Kind.EVENT_CHANGED, Kind.EVENT_CANCELLED]
        webhook, _secret = open_webhook(organisation=house, url=ADDRESS, kinds=kinds, by=bastien)
        received = _letter(webhook.pk, Delivery.State.DELIVERED)
        Attempt.objects.create(delivery=received, status=204, duration_ms=182)
    with days_ago(3):
        lost = _letter(webhook.pk, Delivery.State.FAILED)
        Attempt.objects.create(delivery=lost, status=503, duration_ms=2140, answer="Service unavailable")
        move_webhook(subscription=webhook, verb="disable", by=None)


def _letter(subscription: int, state: str) -> Delivery:
    number = uuid.uuid4()
    data = {"reference": "EV-2026-0001", "url": "https://exemple.test/evenements/"}
    told = {"id": str(number), "kind": Kind.EVENT_PUBLISHED.value, "at": clock.now().isoformat(), "data": data}
    return Delivery.objects.create(
        subscription_id=subscription, number=number, kind=Kind.EVENT_PUBLISHED, body=json.dumps(told, ensure_ascii=False), state=state
    )
