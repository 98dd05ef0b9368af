from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabelsConfig(AppConfig):
    name = "frenchimpact.labels"
    label = "labels"

    def ready(self) -> None:
        from frenchimpact.labels import merging  # noqa: F401 - says how labels follow a merge
        from frenchimpact.notifications.rules import declare_kind

        holder = _("Vous agissez pour le titulaire de ce label.")
        declare_kind("labels.granted", _("Label attribué à une de vos structures"), why=holder, is_mandatory=True)
