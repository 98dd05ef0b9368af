from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MachinesConfig(AppConfig):
    name = "frenchimpact.machines"
    label = "machines"
    verbose_name = _("Accès des machines")

    def ready(self) -> None:
        from frenchimpact.machines import listeners  # noqa: F401 - hearing begins with the import
        from frenchimpact.machines.messages import DISABLED
        from frenchimpact.notifications.rules import declare_kind, declare_part

        declare_part("machines", _("Accès des machines"))
        declare_kind(DISABLED, _("Webhook arrêté : son adresse ne répond plus"), why=_("Vous administrez cette structure."))
