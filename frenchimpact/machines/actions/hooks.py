"""Addresses are told of public facts: opened, tried, closed, opened again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.fetching import is_followable
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import new_key
from frenchimpact.machines import facts
from frenchimpact.machines.models import Delivery, Kind, Subscription, Token
from frenchimpact.machines.signing import secret_of
from frenchimpact.organisations.models import Organisation

MOST_WEBHOOKS = 10
State = Subscription.State


@transaction.atomic
def open_webhook(
    *, organisation: Organisation, url: str, kinds: Sequence[str], by: User | None, token: Token | None = None
) -> tuple[Subscription, str]:
    """One more address, and the secret by which it knows our letters, shown this once. Raises Refusal or Incomplete."""
    organisation = lock(organisation)
    problems = {}
    if not is_followable(url):
        problems["url"] = _("Écrivez une adresse publique qui commence par https://, sans port, par son nom.")
    if not kinds or not set(kinds) <= set(Kind.values):
        problems["kinds"] = _("Choisissez au moins un genre de fait.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    if organisation.webhooks.exclude(state=State.CLOSED).count() >= MOST_WEBHOOKS:
        raise Refusal(_("Dix webhooks au plus : fermez ceux qui ne servent plus."))
    made = Subscription.objects.create(
        organisation=organisation, url=url, kinds=list(dict.fromkeys(kinds)), salt=new_key(), created_by=by, token=token
    )
    _tell(made, "open", by)
    return made, secret_of(made)


def _tell(subscription: Subscription, verb: str, by: User | None) -> None:
    found = facts.WebhookMoved(organisation_id=subscription.organisation_id, subscription_id=subscription.pk, verb=verb)
    announce(found, by=by)


@transaction.atomic
def move_webhook(*, subscription: Subscription, verb: str, by: User | None) -> Subscription:
    """Close it, open it again, or stop it because nothing answers there. What waited is given up, unless it opens. Raises Refusal."""
    subscription = lock(subscription)
    subscription.state = Subscription.FLOW.step(verb, subscription.state)
    subscription.ended_at = None if verb == "reopen" else clock.now()
    subscription.save(update_fields=["state", "ended_at"])
    if verb != "reopen":
        waiting = subscription.deliveries.filter(state=Delivery.State.WAITING)
        waiting.update(state=Delivery.FLOW.step("give_up", Delivery.State.WAITING), next_at=None)
    _tell(subscription, verb, by)
    return subscription


@transaction.atomic
def renew_secret(*, subscription: Subscription, by: User) -> str:
    """Another secret, shown this once: the one before verifies nothing more."""
    subscription = lock(subscription)
    subscription.salt = new_key()
    subscription.save(update_fields=["salt"])
    _tell(subscription, "renew", by)
    return secret_of(subscription)
