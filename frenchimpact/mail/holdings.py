"""Messages sent to a person's address."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, Holding, declare_holding
from frenchimpact.mail.models import BadAddress, Mail


def mails_to(person: Any) -> QuerySet[Mail]:
    """Every message to the person's address, whatever its case."""
    return Mail.objects.annotate(low=Lower("to")).filter(low=person.email.lower())


declare_holding(
    Holding(
        model=Mail,
        title=_("Mails envoyés"),
        rows=mails_to,
        fields={"created_at": _("Date"), "subject": _("Objet"), "reference": _("Référence"), "state": _("État"), "text": _("Texte")},
        fate=Fate.DELETED,
        why=_("Les messages qui vous ont été envoyés sont supprimés ; ceux qui attendent ne partent pas."),
    )
)
declare_holding(
    Holding(
        model=BadAddress,
        title=_("Mails non remis"),
        rows=lambda person: BadAddress.objects.filter(address=person.email.lower()),
        fields={"address": _("Adresse"), "bounces_count": _("Nombre de retours"), "status": _("Code"), "last_at": _("Date")},
        fate=Fate.DELETED,
        why=_("La trace des mails qui ne vous sont pas parvenus est supprimée."),
    )
)
