"""A question that comes back: whoever follows the case is told to find another address."""

from frenchimpact.barriers.actions.answering import note_bounce
from frenchimpact.barriers.messages.consultations import ASKED, TOPIC
from frenchimpact.barriers.models import Asked
from frenchimpact.core.facts import listens
from frenchimpact.inbound.rules import read_token, token_of
from frenchimpact.mail.facts import MailReturned
from frenchimpact.mail.models import Mail


@listens(MailReturned)
def mark_bounced(fact: MailReturned) -> None:
    """The address to which the question was sent does not take our mail."""
    mail = Mail.objects.filter(pk=fact.mail_id, kind=ASKED).first()
    token = read_token(token_of(mail.reply_to) or "") if mail is not None and mail.reply_to else None
    if mail is None or token is None or token.topic != TOPIC:
        return
    asked = Asked.objects.select_related("consultation__case").filter(pk=token.thing_id, email__iexact=mail.to).first()
    if asked is not None:
        note_bounce(asked=asked)
