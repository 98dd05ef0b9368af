"""Tokens and webhooks for tests."""

import datetime as dt
from typing import Any

from frenchimpact.core import clock
from frenchimpact.machines.actions.hooks import open_webhook
from frenchimpact.machines.actions.tokens import open_token
from frenchimpact.machines.models import Kind, Scope, Subscription, Token
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation


def make_admin(**fields: Any) -> Membership:
    """The administrator of a published organisation."""
    user = make_member(make_organisation(**fields), role=Membership.Role.ADMIN)
    return user.memberships.select_related("organisation").get()


def make_token(admin: Membership, *scopes: str, **fields: Any) -> tuple[Token, str]:
    """One of their organisation, good for a month, and its secret."""
    whole = {"name": "Site", "expires_on": clock.today() + dt.timedelta(days=30), "per_hour": 100, "per_day": 1000, **fields}
    return open_token(organisation=admin.organisation, scopes=scopes or [Scope.OFFERS], by=admin.user, **whole)


def make_webhook(admin: Membership, *kinds: str, url: str = "https://recoit.exemple/crochet") -> tuple[Subscription, str]:
    """One of their organisation, and its secret."""
    return open_webhook(organisation=admin.organisation, url=url, kinds=kinds or [Kind.OFFER_PUBLISHED], by=admin.user)
