"""Webhooks: signed, told in the background, tried again for a day, stopped with a notice; to a real server of this machine."""

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.fetching import Guard
from frenchimpact.events.tests.factories import make_event
from frenchimpact.machines.actions.hooks import move_webhook, open_webhook
from frenchimpact.machines.actions.letters import DELAYS, KEPT, deliver, forget_old_letters, guard, ping, resend, tell_webhooks
from frenchimpact.machines.models import Attempt, Delivery, Kind, Subscription
from frenchimpact.machines.tests.factories import make_admin, make_webhook
from frenchimpact.notifications.models import Notice
from frenchimpact.offers.actions.offers import move_offer
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.organisations.models import Membership

pytestmark = pytest.mark.django_db
HOST = "recoit.exemple"


class Receiver:
    """A server of this machine under a public name: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer = 204, b""
        self.port = 0

    def guard(self) -> Guard:
        return Guard(
            allows=lambda address: address == "127.0.0.1",
            resolve=lambda host, _port: ["127.0.0.1"] if host == HOST else ["10.0.0.1"],
            schemes=("http",),
            ports=(self.port,),
            first_octets=guard().first_octets,
        )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            self.send_header("Content-Length", str(len(found.answer)))
            self.end_headers()
            self.wfile.write(found.answer)

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def admin() -> Membership:
    return make_admin()


@pytest.fixture
def webhook(admin: Membership, receiver: Receiver) -> tuple[Subscription, str]:
    made, secret = make_webhook(admin)
    Subscription.objects.filter(pk=made.pk).update(url=f"http://{HOST}:{receiver.port}/crochet")
    made.refresh_from_db()
    return made, secret


def hear_facts() -> None:
    """Do what was queued for our listeners, as a worker does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE args->'args'->>0 LIKE 'frenchimpact.machines.listeners.%%' ORDER BY id")
        found = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]
    for one in found:
        import_string(one["path"]).call(*one["args"])


def try_again(delivery: Delivery, receiver: Receiver) -> Attempt | None:
    fresh = Delivery.objects.select_related("subscription").get(pk=delivery.pk)
    return deliver(fresh, receiver.guard)


def test_a_public_offer_is_told_and_the_letter_is_signed(webhook: tuple[Subscription, str], receiver: Receiver) -> None:
    offer = make_offer()
    assert not Delivery.objects.exists()
    hear_facts()
    delivery = Delivery.objects.get()
    attempt = try_again(delivery, receiver)
    assert attempt is not None
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert told["kind"] == "offer.published"
    assert told["data"]["reference"] == offer.reference
    assert told["data"]["url"].endswith(reverse("offers:offer", args=[offer.slug]))
    assert told["id"] == headers["webhook-id"] == str(delivery.number)
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 300
    # Written again here from the text of Standard Webhooks.
    key = base64.b64decode(webhook[1].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    delivery.refresh_from_db()
    assert (delivery.state, attempt.status) == ("delivered", 204)
    assert try_again(delivery, receiver) is None
    assert len(receiver.got) == 1


def test_what_is_no_longer_public_is_not_told(webhook: tuple[Subscription, str]) -> None:
    offer = make_offer()
    move_offer(offer=offer, verb="withdraw", by=None, reason="Fin")
    hear_facts()
    assert not Delivery.objects.exists()


def test_only_what_was_asked_is_told(admin: Membership, webhook: tuple[Subscription, str]) -> None:
    other, _secret = make_webhook(admin, Kind.EVENT_PUBLISHED)
    event = make_event()
    hear_facts()
    letter = Delivery.objects.get()
    assert (letter.subscription, letter.kind, json.loads(letter.body)["data"]["reference"]) == (other, "event.published", event.reference)


def test_a_failure_is_tried_again_later_then_the_webhook_stops(
    admin: Membership, webhook: tuple[Subscription, str], receiver: Receiver
) -> None:
    receiver.status, receiver.answer = 500, "é".encode() * 900
    tell_webhooks(kind=Kind.OFFER_PUBLISHED, reference="O-1", page="/offres/x/")
    delivery = Delivery.objects.get()
    waits = []
    for _turn in DELAYS:
        now = clock.now()
        with clock.stopped(now):
            attempt = try_again(delivery, receiver)
        delivery.refresh_from_db()
        assert delivery.next_at is not None
        waits.append(delivery.next_at - now)
    assert attempt is not None
    assert (attempt.status, attempt.answer) == (500, "é" * KEPT)
    assert waits == sorted(waits)
    assert sum(waits, dt.timedelta()) >= dt.timedelta(hours=24)
    try_again(delivery, receiver)
    delivery.refresh_from_db()
    webhook[0].refresh_from_db()
    assert (delivery.state, webhook[0].state, delivery.attempts.count()) == ("failed", "disabled", len(DELAYS) + 1)
    assert Notice.objects.filter(person=admin.user, kind="machines.disabled").count() == 1
    # Nothing is written for an address that is stopped; opened again, the letter may leave again.
    assert tell_webhooks(kind=Kind.OFFER_PUBLISHED, reference="O-2", page="/offres/y/") == 0
    with pytest.raises(Refusal):
        resend(delivery=delivery)
    move_webhook(subscription=webhook[0], verb="reopen", by=admin.user)
    receiver.status = 200
    delivery.refresh_from_db()
    resend(delivery=delivery)
    try_again(delivery, receiver)
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1


def test_a_redirection_is_a_failure(webhook: tuple[Subscription, str], receiver: Receiver) -> None:
    receiver.status = 302
    attempt = try_again(ping(subscription=webhook[0]), receiver)
    assert attempt is not None
    assert (attempt.status, len(receiver.got)) == (302, 1)
    assert Delivery.objects.get().state == "waiting"


def test_a_private_network_is_never_asked(webhook: tuple[Subscription, str], receiver: Receiver) -> None:
    Subscription.objects.update(url=f"http://dedans.exemple:{receiver.port}/")
    attempt = try_again(ping(subscription=webhook[0]), receiver)
    assert attempt is not None
    assert (attempt.status, "réseau privé" in attempt.answer, receiver.got) == (None, True, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://exemple.org:8443/",
        "https://a:b@exemple.org/",
        "ftp://exemple.org/",
    ],
)
def test_an_address_that_is_not_public_is_refused(admin: Membership, url: str) -> None:
    with pytest.raises(Incomplete) as caught:
        open_webhook(organisation=admin.organisation, url=url, kinds=[Kind.OFFER_PUBLISHED], by=admin.user)
    assert set(caught.value.missing) == {"url"}


def test_the_page_opens_tries_renews_and_closes(admin: Membership) -> None:
    client = Client()
    client.force_login(admin.user)
    page = reverse("machines:organisation_webhooks", args=[admin.organisation.slug])
    refused = client.post(page, {"webhook-url": "http://exemple.org/", "webhook-kinds": ["offer.published"]})
    assert (refused.status_code, "http://exemple.org/" in refused.content.decode()) == (422, True)
    made = client.post(page, {"webhook-url": "https://exemple.org/a", "webhook-kinds": ["offer.published"]}).content.decode()
    assert "whsec_" in made
    assert "whsec_" not in client.get(page).content.decode().replace("whsec_…", "")
    webhook = Subscription.objects.get()
    move = reverse("machines:organisation_webhook_move", args=[admin.organisation.slug, webhook.pk])
    client.post(move, {"verb": "ping"})
    letter = Delivery.objects.get()
    assert (letter.kind, letter.state) == ("ping", "waiting")
    Delivery.objects.update(state="failed")
    client.post(reverse("machines:organisation_delivery_resend", args=[admin.organisation.slug, letter.pk]))
    letter.refresh_from_db()
    assert letter.state == "waiting"
    renewed = client.post(move, {"verb": "renew"}).content.decode().split("whsec_", 1)[1][:40]
    assert renewed not in made
    client.post(move, {"verb": "close"})
    webhook.refresh_from_db()
    letter.refresh_from_db()
    assert (webhook.state, letter.state) == ("closed", "failed")
    log = client.get(reverse("machines:organisation_webhook", args=[admin.organisation.slug, webhook.pk])).content.decode()
    assert ("Abandonné" in log, client.post(move, {"verb": "reopen"}).status_code) == (True, 302)
    webhook.refresh_from_db()
    assert webhook.state == "closed"


def test_the_log_is_kept_for_a_month(webhook: tuple[Subscription, str]) -> None:
    kept = ping(subscription=webhook[0])
    old = ping(subscription=webhook[0])
    Delivery.objects.filter(pk=old.pk).update(created_at=clock.now() - dt.timedelta(days=31))
    forget_old_letters()
    assert list(Delivery.objects.all()) == [kept]


def test_what_stopped_a_webhook_is_told_as_long_as_it_is_stopped(webhook: tuple[Subscription, str], admin: Membership) -> None:
    last = ping(subscription=webhook[0])
    stopped = move_webhook(subscription=webhook[0], verb="disable", by=None)
    Delivery.objects.filter(pk=last.pk).update(created_at=clock.now() - dt.timedelta(days=400))
    Attempt.objects.create(delivery=last, status=503, duration_ms=12, answer="En panne")
    forget_old_letters()
    client = Client()
    client.force_login(admin.user)
    page = client.get(reverse("machines:organisation_webhook", args=[admin.organisation.slug, stopped.pk])).content.decode()
    assert [words for words in ("Arrêté le", "réponse 503", "En panne") if words not in page] == []
    move_webhook(subscription=stopped, verb="reopen", by=None)
    forget_old_letters()
    page = client.get(reverse("machines:organisation_webhook", args=[admin.organisation.slug, stopped.pk])).content.decode()
    assert ("Rien n’a été envoyé depuis un mois" in page, "Arrêté le" in page) == (True, False)
