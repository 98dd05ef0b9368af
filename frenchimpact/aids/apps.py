from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AidsConfig(AppConfig):
    name = "frenchimpact.aids"
    label = "aids"
    verbose_name = _("Aides")
