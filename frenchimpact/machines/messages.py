"""What the people of an organisation are told of its machines."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.machines.models import Subscription
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.organisations.rules import administrators_of

DISABLED = "machines.disabled"


def tell_disabled(subscription: Subscription) -> None:
    """Its address answered nothing for a day: nothing more is sent until somebody opens it again."""
    about = {"url": subscription.url, "name": subscription.organisation.name}

    def news() -> News:
        return News(
            subject=_("Un webhook de %(name)s est arrêté") % about,
            lead=_("%(url)s ne répond plus depuis un jour. Plus rien n’y est envoyé. Corrigez l’adresse, puis rouvrez le webhook.") % about,
            action=_("Voir les envois"),
            page=reverse("machines:organisation_webhook", args=[subscription.organisation.slug, subscription.pk]),
        )

    people = [one.user for one in administrators_of(subscription.organisation).select_related("user")]
    tell_news(people, kind=DISABLED, news=news, event=f"{subscription.pk}:{subscription.ended_at}")
