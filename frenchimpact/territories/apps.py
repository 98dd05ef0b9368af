from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "frenchimpact.territories"
    label = "territories"

    def ready(self) -> None:
        from frenchimpact.design import navigation
        from frenchimpact.notifications.rules import declare_part
        from frenchimpact.territories import listeners, merging, rules  # noqa: F401 - hearing and following begin with the import

        declare_part("territories", _("Vos territoires"))
        navigation.SPACE.append(
            navigation.Destination(_("Territoires"), "/mon-espace/territoires/", icon="map-pin", rank=20, is_for=rules.has_some_space)
        )
