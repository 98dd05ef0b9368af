from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "frenchimpact.commitments"
    label = "commitments"
    verbose_name = _("Engagements financiers")

    def ready(self) -> None:
        from frenchimpact.commitments import merging  # noqa: F401 - following begins with the import
