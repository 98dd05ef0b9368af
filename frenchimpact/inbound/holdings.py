"""Messages that a person sent us."""

import io
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.holdings import Fate, declare_holding
from frenchimpact.core.mentions import declare_mentions
from frenchimpact.inbound import raw
from frenchimpact.inbound.models import Message


def messages_of(person: Any) -> QuerySet[Message]:
    """Those from the person's address; a reply address given to them may have been used by somebody else."""
    return Message.objects.filter(Q(sender=person.email.lower()))


def _files(person: Any) -> Iterator[tuple[str, IO[bytes]]]:
    for message in messages_of(person).filter(is_raw_kept=True):
        try:
            yield f"message-{message.pk}.eml", io.BytesIO(raw.read(message.key))
        except OSError:
            continue


def _forget(person: Any) -> int:
    """The raw messages go with their rows."""
    rows = messages_of(person)
    for message in rows:
        raw.erase(message.key)
    return rows.delete()[0]


declare_holding(
    model=Message,
    title=_("Mails que vous nous avez envoyés"),
    rows=messages_of,
    fields={"received_at": _("Date"), "subject": _("Objet"), "state": _("État"), "text": _("Texte compris"), "outcome_fr": _("Suite")},
    fate=Fate.DELETED,
    why=_("Les messages que vous nous avez envoyés sont supprimés ; ce qu’ils ont changé dans un dossier y reste."),
    erase=_forget,
    files=_files,
)
# What became of somebody else’s message, told to them: « transmis à Awa ».
declare_mentions(model=Message, columns={"outcome_fr": "fr", "outcome_en": "en"})
