from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MinisitesConfig(AppConfig):
    name = "frenchimpact.minisites"
    label = "minisites"
    verbose_name = _("Mini-sites")
