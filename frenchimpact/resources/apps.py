from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "frenchimpact.resources"
    label = "resources"
    verbose_name = _("Programmes et outils")

    def ready(self) -> None:
        from frenchimpact.design.navigation import PARTS, SPACE, Destination
        from frenchimpact.files.rules import register_reader
        from frenchimpact.notifications.rules import declare_kind, declare_part
        from frenchimpact.resources import listeners, rules  # noqa: F401 - hearing begins with the import
        from frenchimpact.resources.messages import sheets

        register_reader("resources.Tool", rules.can_read_tool_file, purpose=rules.TOOL_FILE)
        PARTS.setdefault("resources", (_("Programmes et outils"), "rows"))
        SPACE.append(
            Destination(_("Mes programmes"), "/mon-espace/programmes/", part="resources", rank=31, is_for=rules.is_holder),
        )
        SPACE.append(Destination(_("Mes outils"), "/mon-espace/outils/", part="resources", rank=32, is_for=rules.is_holder))
        declare_part("resources", _("Programmes et outils"))
        holds = _("Vous écrivez pour la structure qui tient cette fiche.")
        declare_kind(sheets.CHECK, _("Un de vos programmes ou outils est à vérifier"), why=holds, is_for=rules.is_holder)
        declare_kind(sheets.BROKEN, _("Un de vos outils ne s’ouvre plus"), why=holds, is_for=rules.is_holder)
