"""Needs are told, told again and closed with what became of them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.offers import facts
from frenchimpact.offers.actions.offers import lapse_waiting, next_number, slug_of
from frenchimpact.offers.models import Match, Request

FIELDS = (
    "what",
    "title",
    "text",
    "quantity",
    "unit",
    "from_on",
    "until_on",
    "place",
    "may_be_remote",
    "price",
    "themes",
    "is_public",
)
# Nobody waits longer for an answer without saying that they still need it.
OPEN_DAYS = 180
_CLOSING = ("fulfil", "abandon", "expire")
_AGREED = (Match.State.ACCEPTED, Match.State.ACTIVE)


@transaction.atomic
def ask(*, by: User | None, **fields: Any) -> Request:
    """One need of a project, an organisation or a territory (exactly one of them). `fields` are FIELDS too. Raises Incomplete."""
    reference, year, number = next_number("BE")
    kept = {name: fields[name] for name in (*FIELDS, "project", "organisation", "territory", "is_demo") if name in fields}
    slug = slug_of(kept.get("title", ""), year, number, "demande")
    request = Request(reference=reference, slug=slug, created_by=by, expires_on=clock.today() + dt.timedelta(days=OPEN_DAYS), **kept)
    _save(request)
    announce(facts.NeedWritten(request_id=request.pk), by=by)
    return request


@transaction.atomic
def change_request(*, request: Request, by: User, **fields: Any) -> Request:
    """What it says; saying it again keeps it open for as long again. Raises Refusal or Incomplete."""
    request = lock(request)
    if request.state not in (Request.State.OPEN, Request.State.MATCHED):
        raise Incomplete(_("Cette demande n’est plus ouverte : rouvrez-la d’abord."), {})
    for name in FIELDS:
        if name in fields:
            setattr(request, name, fields[name])
    request.expires_on = clock.today() + dt.timedelta(days=OPEN_DAYS)
    _save(request)
    announce(facts.NeedWritten(request_id=request.pk), by=by)
    return request


def _save(request: Request) -> None:
    problems: dict[str, Any] = {}
    if request.quantity is not None and not request.unit:
        problems["unit"] = _("Dites l’unité : jours, mètres carrés, licences…")
    if request.from_on and request.until_on and request.until_on < request.from_on:
        problems["until_on"] = _("La fin vient après le début.")
    if not request.title or not request.text:
        problems["title"] = _("Dites ce que vous cherchez, en une phrase puis en détail.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    request.changed_at = clock.now()
    request.save()


def step_request(request: Request, verb: str, by: User | None, reason: str = "") -> None:
    """One move, of a row that the caller holds."""
    request.state = Request.FLOW.step(verb, request.state)
    request.state_reason = reason
    request.closed_at = clock.now() if verb in _CLOSING else None
    if verb == "reopen":
        request.expires_on = clock.today() + dt.timedelta(days=OPEN_DAYS)
    request.changed_at = clock.now()
    request.save()
    announce(facts.NeedMoved(request_id=request.pk, verb=verb, state=request.state), by=by)


@transaction.atomic
def close_request(*, request: Request, verb: str, reason: str, by: User) -> Request:
    """`fulfil`, `abandon` or `reopen`. Matches not answered yet end with it. Raises Refusal or Incomplete."""
    request = lock(request)
    reason = clean_line(reason)[:500]
    if verb == "abandon" and not reason:
        words = _("Dites pourquoi en une phrase : cela montre ce qui manque sur le territoire.")
        raise Incomplete(words, {"reason": words})
    step_request(request, verb, by, reason)
    if verb != "reopen":
        lapse_waiting(request.matches.all(), _("La demande est close."), by)
    return request


def expire_requests() -> int:
    """Those that nobody said again and that nobody works on, each in its own transaction. Gives how many."""
    count = 0
    past = Request.objects.filter(state__in=("open", "matched"), expires_on__lt=clock.today())
    for request in past.exclude(pk__in=Match.objects.filter(state__in=_AGREED).values("request")).order_by("pk"):
        with transaction.atomic():
            held = lock(request)
            if Request.FLOW.can("expire", held.state) and held.expires_on < clock.today():
                step_request(held, "expire", None)
                lapse_waiting(held.matches.all(), _("La demande est échue."), None)
                count += 1
    return count
