"""A question, or a mail to the person of a case, that comes back: whoever follows it is told to find another way."""

from frenchimpact.barriers.actions.answering import note_bounce
from frenchimpact.barriers.actions.talk import note
from frenchimpact.barriers.messages import arrivals, receipts
from frenchimpact.barriers.messages.consultations import ASKED, TOPIC
from frenchimpact.barriers.models import Asked, Case
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


@listens(MailReturned)
def tell_unreachable(fact: MailReturned) -> None:
    """The person of a case does not receive our mails: the desk must find another way to answer them."""
    mail = Mail.objects.filter(pk=fact.mail_id, kind__in=receipts.KINDS).first()
    case = Case.objects.filter(reference=mail.reference, email__iexact=mail.to).first() if mail else None
    if case is not None:
        note(case=case, verb="mail_returned", is_for_person=False)
        arrivals.tell_unreachable(case)
