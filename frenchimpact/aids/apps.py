from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AidsConfig(AppConfig):
    name = "frenchimpact.aids"
    label = "aids"
    verbose_name = _("Aides")

    def ready(self) -> None:
        from frenchimpact.aids import listeners  # noqa: F401 - hearing begins with the import
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.projects.queries import declare_tab

        declare_part("aids", _("Financements"))
        declare_tab("aids:project_aids", lambda: _("Aides"))
        team = _("Vous êtes de l’équipe de ce projet.")
        declare_kind("aids.found", _("Aides trouvées pour un de vos projets"), why=team)
        declare_kind("aids.reminder", _("Rappel d’une aide"), why=_("Vous l’avez demandé."))
