from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "frenchimpact.mail"
    label = "mail"
    verbose_name = _("Mails envoyés")

    def ready(self) -> None:
        from django.conf import settings

        from frenchimpact.core import pages, views
        from frenchimpact.mail import queries

        # In a mail, addresses are whole.
        pages.GLOBALS["whole"] = lambda path: settings.BASE_URL + path
        views.PULSES.append(queries.pulse)
