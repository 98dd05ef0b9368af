from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinancingConfig(AppConfig):
    name = "frenchimpact.financing"
    label = "financing"
    verbose_name = _("Plans de financement")

    def ready(self) -> None:
        from frenchimpact.financing import merging  # noqa: F401 - following begins with the import
