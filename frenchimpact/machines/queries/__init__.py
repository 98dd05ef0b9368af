"""Reading tokens and webhooks: by their secret, by their organisation."""

import datetime as dt
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.core.secret_keys import digest
from frenchimpact.machines.models import Delivery, MachineRequest, Subscription, Token
from frenchimpact.machines.rules import can_keep_machines, is_in_force
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_organisation
from frenchimpact.organisations.rules import Anyone


def token_by_secret(secret: str) -> Token | None:
    """The token of that secret, when it is in force."""
    token = Token.objects.select_related("organisation", "created_by").filter(digest=digest(secret), ended_at=None).first()
    return token if token is not None and is_in_force(token) else None


def tokens_of(organisation: Organisation) -> QuerySet[Token]:
    """All that were ever made, open ones first, with how much each served in thirty days."""
    since = clock.now() - dt.timedelta(days=30)
    counted = Token.objects.filter(organisation=organisation).annotate(uses=Sum("hours__count", filter=Q(hours__hour__gte=since)))
    return counted.select_related("created_by", "ended_by").order_by("ended_at", "-created_at", "-pk")


def webhooks_of(organisation: Organisation) -> QuerySet[Subscription]:
    """Those that are not closed, with when each was last told something."""
    shown = Subscription.objects.filter(organisation=organisation).exclude(state=Subscription.State.CLOSED)
    return shown.annotate(sent=Count("deliveries"), last_at=Max("deliveries__created_at")).order_by("-created_at", "-pk")


def find_token(user: Anyone, slug: str, pk: int) -> Token:
    """A token of an organisation whose machines the person keeps. Raises Http404."""
    found: Token = _of_mine(user, slug, Token.objects.select_related("organisation"), pk)
    return found


def find_webhook(user: Anyone, slug: str, pk: int) -> Subscription:
    """A webhook of an organisation whose machines the person keeps. Raises Http404."""
    found: Subscription = _of_mine(user, slug, Subscription.objects.select_related("organisation"), pk)
    return found


def find_delivery(user: Anyone, slug: str, pk: int) -> Delivery:
    """A letter of such a webhook. Raises Http404."""
    found = Delivery.objects.select_related("subscription__organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    find_webhook(user, slug, found.subscription_id)
    return found


def _of_mine(user: Anyone, slug: str, rows: QuerySet[Any], pk: int) -> Any:
    organisation = find_organisation(user, slug)
    found = rows.filter(organisation=organisation, pk=pk).first() if can_keep_machines(user, organisation) else None
    if found is None:
        raise Http404
    return found


def log_of(subscription: Subscription) -> list[Delivery]:
    """Its last letters, each with its tries."""
    return list(subscription.deliveries.prefetch_related("attempts").order_by("-created_at", "-pk")[:100])


def written_for(organisation: Organisation) -> list[MachineRequest]:
    """What machines wrote for it lately."""
    return list(MachineRequest.objects.filter(token__organisation=organisation).select_related("token").order_by("-at", "-pk")[:30])
