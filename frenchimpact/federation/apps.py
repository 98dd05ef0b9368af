from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "frenchimpact.federation"
    label = "federation"
    verbose_name = _("Autres instances")

    def ready(self) -> None:
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.federation import merging, rules  # noqa: F401 - following merged sheets begins with the import
        from frenchimpact.projects.queries import declare_tab

        SPACE.append(Destination(_("Autres instances"), "/mon-espace/programme/instances/", role="operator", part="programme", rank=98))
        SPACE.append(Destination(_("Reprendre un dossier"), "/mon-espace/dossiers/reprendre/", part="projects", rank=14))
        declare_tab("federation:project_parcel", lambda: _now("Emporter"), after="projects:project_journal", is_for=rules.can_carry_project)
