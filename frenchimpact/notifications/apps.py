from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class NotificationsConfig(AppConfig):
    name = "frenchimpact.notifications"
    label = "notifications"

    def ready(self) -> None:
        from frenchimpact.core import pages

        pages.CONTEXTS.append(_header)


def _header(request: HttpRequest | None) -> dict[str, Any]:
    """How many notices wait, for the header; counted only if the page shows it."""
    from django.utils.functional import SimpleLazyObject

    from frenchimpact.notifications.queries import unread_count

    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: unread_count(user))}
