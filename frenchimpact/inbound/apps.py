from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboundConfig(AppConfig):
    name = "frenchimpact.inbound"
    label = "inbound"
    verbose_name = _("Courrier reçu")

    def ready(self) -> None:

        from frenchimpact.core import views
        from frenchimpact.inbound import queries
        from frenchimpact.inbound.rules import return_address
        from frenchimpact.mail.rules import ReturnAddress
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import declare_kind

        views.PULSES.append(queries.pulse)
        ReturnAddress.make = return_address
        declare_kind(
            "inbound.receipt",
            _("Reçu d’une réponse envoyée par mail"),
            why=_("Vous avez répondu par mail à un de nos messages."),
            is_mandatory=True,
        )
        declare_kind(
            "inbound.trouble",
            _("Mails qui ne vous parviennent pas"),
            why=_("Plusieurs de nos mails sont revenus de votre adresse."),
            default=Rhythm.NEVER,
            # It tells that mail does not arrive: there is nothing to choose.
            is_for=lambda person: False,
        )
