from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "frenchimpact.desk"
    label = "desk"

    def ready(self) -> None:
        from frenchimpact.design.navigation import SPACE, Destination

        SPACE.insert(2, Destination(_("Agenda"), "/mon-espace/agenda/", icon="calendar-blank"))
