"""Messages sent to a person's address."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.endings import declare_ending
from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.core.mentions import declare_mentions
from frenchimpact.mail.models import BadAddress, Mail
from frenchimpact.mail.queries import mails_to

KEEP_FOR = dt.timedelta(days=365)

declare_holding(
    model=Mail,
    title=_("Mails envoyés"),
    rows=lambda person: mails_to(person.email),
    fields={"created_at": _("Date"), "subject": _("Objet"), "reference": _("Référence"), "state": _("État"), "text": _("Texte")},
    fate=Fate.DELETED,
    why=_("Les messages qui vous ont été envoyés sont supprimés ; ceux qui attendent ne partent pas."),
)
declare_holding(
    model=BadAddress,
    title=_("Mails non remis"),
    rows=lambda person: BadAddress.objects.filter(address=person.email.lower()),
    fields={"address": _("Adresse"), "bounces_count": _("Nombre de retours"), "status": _("Code"), "last_at": _("Date")},
    fate=Fate.DELETED,
    why=_("La trace des mails qui ne vous sont pas parvenus est supprimée."),
)
# « Awa vous écrit… » in the mail of somebody else. The language is that of the page that was written.
declare_mentions(
    model=Mail,
    columns={"subject": "", "text": "", "html": ""},
    language=lambda mail: "en" if '<html lang="en"' in mail.html else "fr",
)
declare_ending(
    "mail.old",
    title=_("Mails envoyés"),
    after=_("Un an"),
    due=lambda: Mail.objects.exclude(state=Mail.State.QUEUED).filter(created_at__lt=clock.now() - KEEP_FOR),
)
