"""What those of a circle are told: one mail for one message, which they answer without seeing any address."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from frenchimpact.conversations import rules
from frenchimpact.conversations.models import Message
from frenchimpact.conversations.queries import page_of
from frenchimpact.conversations.rules import TOPIC, Circle
from frenchimpact.inbound.rules import reply_address
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.notifications.models import Notice

WRITTEN = "conversations.written"


def tell_written(message: Message, circle: Circle, files: list[str]) -> None:
    """Everyone of the circle but its author, once each, in their language."""
    thread = message.thread
    people = {one.person.pk: one.person for one in circle.seats() if one.is_told and one.person.is_active}
    people.pop(message.by_id, None)

    def news() -> News:
        about = {"name": rules.name_of(message.by, message.side), "side": message.side, "thing": thread.title}
        lines = [_("Pièce jointe, à ouvrir sur la page : %s") % name for name in files]
        lines.append(_("Répondez à ce mail : votre réponse rejoint la conversation, sans montrer votre adresse."))
        return News(
            subject=_("%(name)s vous écrit : %(thing)s") % about,
            lead=_("%(name)s (%(side)s) vous écrit à propos de « %(thing)s ».") % about,
            action=_("Lire et répondre"),
            page=page_of(thread),
            lines=tuple(lines),
            quote=message.text,
        )

    tell_news(
        people.values(),
        kind=WRITTEN,
        news=news,
        event=str(message.pk),
        reference=thread.reference,
        thing=thread.title,
        reply_to=lambda person: reply_address(person, TOPIC, thread.pk),
    )


def still_to_read(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Not read meanwhile, and still of the person's conversations when the mail leaves."""
    waiting = notices.filter(read_at=None).select_related("person")
    kept = [one.pk for one in waiting if rules.visible_threads(one.person).filter(reference=one.reference).exists()]
    return notices.filter(pk__in=kept)
