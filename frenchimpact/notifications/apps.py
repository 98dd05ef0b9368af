from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "frenchimpact.notifications"
    label = "notifications"

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.notifications.rules import declare_kind

        pages.CONTEXTS.append(_header)
        declare_kind(
            "accounts.sign_in",
            _("Code et lien de connexion"),
            why=_("Quelqu’un, vous sans doute, a demandé à se connecter avec votre adresse."),
            is_mandatory=True,
        )


def _header(request: HttpRequest | None) -> dict[str, Any]:
    """How many notices wait, in all and by kind, for the header and the menu; counted once, only if the page shows them."""
    from django.utils.functional import SimpleLazyObject

    from frenchimpact.notifications.queries import unread_by_kind

    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    kinds: Any = SimpleLazyObject(lambda: unread_by_kind(user))
    return {"unread_count": SimpleLazyObject(lambda: sum(kinds.values())), "unread_kinds": kinds}
