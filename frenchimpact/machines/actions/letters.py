"""Letters to the addresses that asked for them: written once, tried again later and later, given up after a day."""

import datetime as dt
import json
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.fetching import Guard, Unreachable
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.machines.actions.hooks import move_webhook
from frenchimpact.machines.messages import tell_disabled
from frenchimpact.machines.models import PING, Attempt, Delivery, Subscription
from frenchimpact.machines.signing import secret_of, sign
from frenchimpact.machines.tasks import deliver_letter

# What a receiver has to answer, and how much of its answer is kept.
SECONDS, KEPT = 10.0, 500
# After each failure; together, a day.
DELAYS = tuple(dt.timedelta(minutes=one) for one in (1, 5, 15, 30, 60, 120, 240, 480, 490))
LOG_FOR = dt.timedelta(days=30)
type Opening = Callable[[], Guard]


def guard() -> Guard:
    """The door by which letters leave: public names, https alone."""
    return Guard(end=time.monotonic() + SECONDS, first_octets=4 * KEPT)


@transaction.atomic
def tell_webhooks(*, kind: str, reference: str, page: str, at: dt.datetime | None = None) -> int:
    """One letter for each address that asked for such facts, sent in the background. Gives how many."""
    asked = Subscription.objects.filter(state=Subscription.State.ACTIVE, kinds__contains=[kind]).order_by("pk")
    letters = [_letter(one, kind, {"reference": reference, "url": settings.BASE_URL + page}, at) for one in asked]
    return len(letters)


@transaction.atomic
def ping(*, subscription: Subscription) -> Delivery:
    """A letter that tells nothing, to try the address. Raises Refusal."""
    if subscription.state != Subscription.State.ACTIVE:
        raise Refusal(_("Ce webhook est arrêté : rouvrez-le d’abord."))
    return _letter(subscription, PING, {"reference": "", "url": settings.BASE_URL + "/"}, None)


def _letter(subscription: Subscription, kind: str, data: dict[str, str], at: dt.datetime | None) -> Delivery:
    number = uuid.uuid4()
    told = {"id": str(number), "kind": kind, "at": (at or clock.now()).isoformat(), "data": data}
    made = Delivery.objects.create(subscription=subscription, number=number, kind=kind, body=json.dumps(told, ensure_ascii=False))
    deliver_letter.enqueue(made.pk)
    return made


@transaction.atomic
def resend(*, delivery: Delivery) -> Delivery:
    """The same letter once more, and all its tries. Raises Refusal."""
    delivery = lock(delivery)
    if delivery.subscription.state != Subscription.State.ACTIVE:
        raise Refusal(_("Ce webhook est arrêté : rouvrez-le d’abord."))
    delivery.state = Delivery.FLOW.step("resend", delivery.state)
    delivery.failures_count, delivery.next_at = 0, None
    delivery.save(update_fields=["state", "failures_count", "next_at"])
    deliver_letter.enqueue(delivery.pk)
    return delivery


def deliver(delivery: Delivery, opening: Opening = guard) -> Attempt | None:
    """Try it once, outside any transaction: it may take seconds. Nothing is sent of what waits no more, or where nothing is to be sent."""
    subscription = delivery.subscription
    if delivery.state != Delivery.State.WAITING or subscription.state != Subscription.State.ACTIVE:
        return None
    headers = sign(secret_of(subscription), number=str(delivery.number), at=int(time.time()), body=delivery.body)
    start, status = time.monotonic(), None
    try:
        sent = {**headers, "Content-Type": "application/json; charset=utf-8"}
        answer = opening().ask(subscription.url, method="POST", headers=sent, body=delivery.body.encode())
        status, words = answer.status, clean_text(answer.content.decode("utf-8", "replace"))[:KEPT]
    except Unreachable as error:
        words = str(error.told)[:KEPT]
    return _note(delivery, status, int((time.monotonic() - start) * 1000), words)


@transaction.atomic
def _note(delivery: Delivery, status: int | None, duration_ms: int, words: str) -> Attempt:
    """What came of a try: received, tried again later, or given up, and with it the address."""
    delivery = lock(delivery)
    attempt = Attempt.objects.create(delivery=delivery, status=status, duration_ms=duration_ms, answer=words)
    if delivery.state != Delivery.State.WAITING:
        return attempt
    if status is not None and 200 <= status < 300:
        delivery.state, delivery.next_at = Delivery.FLOW.step("deliver", delivery.state), None
    elif delivery.failures_count < len(DELAYS):
        delivery.next_at = clock.now() + DELAYS[delivery.failures_count]
        delivery.failures_count += 1
        deliver_letter.using(run_after=delivery.next_at).enqueue(delivery.pk)
    else:
        delivery.state, delivery.next_at = Delivery.FLOW.step("give_up", delivery.state), None
    delivery.save(update_fields=["state", "next_at", "failures_count"])
    if delivery.state == Delivery.State.FAILED:
        _stop(delivery)
    return attempt


def _stop(delivery: Delivery) -> None:
    subscription = lock(delivery.subscription)
    if Subscription.FLOW.can("disable", subscription.state):
        tell_disabled(move_webhook(subscription=subscription, verb="disable", by=None))


@transaction.atomic
def forget_old_letters() -> int:
    """The log is kept for a month; what stopped a webhook, as long as it is stopped: it says why. Gives how many letters left it."""
    old = Delivery.objects.filter(created_at__lt=clock.now() - LOG_FOR)
    old = old.exclude(state=Delivery.State.FAILED, subscription__state=Subscription.State.DISABLED)
    gone, _rows = old.delete()
    return gone
