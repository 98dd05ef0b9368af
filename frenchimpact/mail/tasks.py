"""Sending what is queued."""

import datetime as dt
import smtplib
import ssl

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.tasks import task
from django.utils.module_loading import import_string

from frenchimpact.core import clock
from frenchimpact.core.queue import every
from frenchimpact.mail import rules
from frenchimpact.mail.models import BadAddress, Mail

# After a failure: 1, 2, 4… minutes, then hours; the last try comes about a day after the first.
TRIES = 11
FOR_GOOD = range(500, 600)


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures."""
    return dt.timedelta(minutes=min(2 ** (attempts - 1), 720))


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message as it leaves. Its Message-ID never changes: a second sending is recognised as the same one."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.in_reply_to:
        headers["In-Reply-To"] = headers["References"] = mail.in_reply_to
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # What cannot be delivered comes back to an address of this very message, when mail is received here.
    back = rules.ReturnAddress.make(mail) if rules.ReturnAddress.make else ""
    if back:
        headers["From"] = settings.MAIL_FROM
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=back or settings.MAIL_FROM,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.kind in rules.ENCLOSURES:
        for name, data, kind in rules.ENCLOSURES[mail.kind](mail):
            message.attach(name, data, kind)
    return message


def stays_here() -> bool:
    """Without a mail server nothing leaves the machine."""
    return not settings.MAIL_URL


def is_refused_for_good(error: Exception) -> bool:
    """Whether the mail server said that trying again is useless."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in FOR_GOOD for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in FOR_GOOD


def _note_refusal(mail: Mail, error: smtplib.SMTPRecipientsRefused) -> None:
    from frenchimpact.mail.actions import note_bounce  # actions call tasks

    code = next(iter(error.recipients.values()))[0]
    note_bounce(address=mail.to, status=str(code), is_for_good=True)


@task
def send(mail_id: int) -> None:
    """Send one queued message, holding its row: two workers never send the same one.

    Only a crash between the mail server's agreement and the end of the transaction sends it again,
    under the same Message-ID.
    """
    with transaction.atomic():
        mail = Mail.objects.select_for_update(skip_locked=True).filter(pk=mail_id, state=Mail.State.QUEUED).first()
        if mail is None:
            return
        if stays_here() and not settings.DEMO_MODE:
            return
        if not mail.is_secret and BadAddress.objects.filter(address=mail.to.lower(), stopped_at__isnull=False).exists():
            mail.state, mail.error = Mail.State.FAILED, "the address gave back several messages"
            mail.save()
            return
        if mail.last_look and not import_string(mail.last_look)(mail):
            mail.state = Mail.State.DROPPED
            mail.save()
            return
        if stays_here():
            mail.state, mail.sent_at = Mail.State.SENT, clock.now()
            mail.save()
            return
        mail.attempts_count += 1
        try:
            mailers["default"].send_messages([message_of(mail)])
        except (smtplib.SMTPException, OSError, ssl.SSLError, ValueError) as error:
            mail.error = f"{type(error).__name__}: {error}"[:2000]
            if is_refused_for_good(error) or isinstance(error, ValueError) or mail.attempts_count >= TRIES:
                mail.state = Mail.State.FAILED
                if isinstance(error, smtplib.SMTPRecipientsRefused):
                    _note_refusal(mail, error)
            else:
                mail.next_try_at = clock.now() + wait_after(mail.attempts_count)
                send.using(run_after=mail.next_try_at).enqueue(mail.pk)
        else:
            mail.state, mail.sent_at, mail.error = Mail.State.SENT, clock.now(), ""
            if mail.is_secret:
                mail.subject, mail.text, mail.html = "–", "", ""
        mail.save()


@task
def send_many(mail_ids: list[int]) -> None:
    """Send these, each on its own: one that fails is tried again alone."""
    for mail_id in mail_ids:
        send.func(mail_id)


@every("*/5 * * * *")
@task
def sweep() -> None:
    """Queue again what no job carries any more: a worker killed, a mail server configured since."""
    if stays_here() and not settings.DEMO_MODE:
        return
    late = clock.now() - dt.timedelta(minutes=5)
    with transaction.atomic():
        rows = Mail.objects.select_for_update(skip_locked=True).filter(state=Mail.State.QUEUED, next_try_at__lt=late)
        for mail in rows.order_by("next_try_at", "pk")[:500]:
            mail.next_try_at = clock.now()
            mail.save(update_fields=["next_try_at"])
            send.enqueue(mail.pk)
