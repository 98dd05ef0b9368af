from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    name = "frenchimpact.territories"
    label = "territories"
    verbose_name = _("Territoires")

    def ready(self) -> None:
        from frenchimpact.design import navigation
        from frenchimpact.files.rules import register_reader
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.territories import listeners, merging, rules  # noqa: F401 - hearing and following begin with the import

        declare_part("territories", _("Vos territoires"))
        # The collective, agreements and promises.
        followed = _("Vous suivez ce territoire.")
        register_reader("territories.Member", rules.can_read_mandate)
        declare_kind("territories.lead", _("Changement de chef de file d’un de vos territoires"), why=followed, is_mandatory=True)
        declare_kind("territories.collective", _("Membres d’un de vos collectifs"), why=followed, is_for=rules.has_some_space)
        navigation.SPACE.append(
            navigation.Destination(_("Territoires"), "/mon-espace/territoires/", icon="map-pin", rank=20, is_for=rules.has_some_space)
        )
