"""Receiving a message, understanding it, deciding about those that are held."""

import datetime as dt
import hashlib
import logging
import uuid

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.queue import carried
from frenchimpact.core.rows import lock
from frenchimpact.inbound import facts, raw, rules
from frenchimpact.inbound.automatic import Bounce, automatic_reason, bounce_of, is_forged
from frenchimpact.inbound.errands import Errand, errand_of
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.parsing import Parsed, Unreadable, fingerprint, parse
from frenchimpact.inbound.rules import Guest, Understood
from frenchimpact.mail.actions import note_returned, queue_mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.actions import notify

log = logging.getLogger(__name__)
RECEIPT, TROUBLE = "inbound.receipt", "inbound.trouble"
# Receipts to one person in an hour: a loop that nothing else recognises ends there.
MOST_RECEIPTS = 20
EXPIRED = gettext_lazy("Cette adresse de réponse a expiré : votre message est gardé, une personne va le lire.")
GONE = gettext_lazy("Vous n’avez plus accès à ce dossier, ou il n’attend plus de réponse. Rien n’a été enregistré.")
EMPTY = gettext_lazy("Nous n’avons trouvé aucun texte au-dessus du message cité. Écrivez votre réponse tout en haut, puis renvoyez-la.")
RAW_FOR, ROWS_FOR = dt.timedelta(days=90), dt.timedelta(days=365)


def receive(*, content: bytes, recipient: str, envelope_from: str, source: str) -> Message:
    """Keep a message for good; understanding it is queued with it. The same message received again is the first one."""
    from frenchimpact.inbound.tasks import understand_message  # tasks call actions

    print_ = fingerprint(content, recipient)
    known = Message.objects.filter(fingerprint=print_).first()
    if known is not None:
        return known
    key = uuid.uuid4()
    raw.keep(key, content)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                key=key,
                source=source,
                fingerprint=print_,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                recipient=recipient.replace("\x00", "")[:320],
                envelope_from=envelope_from.replace("\x00", "")[:320],
            )
            understand_message.enqueue(message.pk)
            return message
    except BaseException as error:
        raw.erase(key)
        if isinstance(error, IntegrityError) and (known := Message.objects.filter(fingerprint=print_).first()):
            return known
        raise


class _Refused(Exception):
    """What the message asks cannot be done: nothing of it stays, and its author is told why."""

    def __init__(self, parsed: Parsed, who: User | Guest, words: tuple[str, str], page: str) -> None:
        super().__init__(words[0])
        self.parsed, self.who, self.words, self.page = parsed, who, words, page


def understand(*, message: Message) -> Message:
    """Do what a received message asks, once. What cannot be done safely is held for a person; nothing is lost."""
    try:
        with transaction.atomic():
            message = lock(message)
            if message.state == Message.State.RECEIVED:
                _read(message)
    except OperationalError:
        raise
    except _Refused as refused:
        with transaction.atomic():
            fresh = lock(message)
            if fresh.state == Message.State.RECEIVED:
                _copy(message, fresh)
                _refuse(fresh, refused.parsed, refused.who, refused.words, None, refused.page)
            message = fresh
    except Exception:
        log.exception("message %s", message.pk)
        with transaction.atomic():
            message = lock(message)
            if message.state == Message.State.RECEIVED:
                _hold(message, Message.Reason.BROKEN)
    return message


def _copy(read: Message, fresh: Message) -> None:
    """What the message says, read in a transaction that was undone."""
    for name in ("sender", "sender_name", "subject", "message_id", "text", "person", "topic", "thing_id"):
        setattr(fresh, name, getattr(read, name))


def _read(message: Message) -> None:
    try:
        parsed = parse(raw.read(message.key))
    except Unreadable:
        _hold(message, Message.Reason.UNREADABLE)
        return
    message.sender, message.sender_name = parsed.sender, parsed.sender_name
    message.subject, message.message_id = parsed.subject, parsed.message_id
    message.text = parsed.text
    bounce = bounce_of(parsed.mime)
    if bounce is not None:
        _note_bounce(message, bounce)
        _settle(message, "recognise", reason=Message.Reason.BOUNCE)
        return
    why = automatic_reason(
        parsed.mime, envelope_from=message.envelope_from, our_domain=_our_domain(), our_sender=_address(settings.MAIL_FROM)
    )
    if not why and (rules.mailbox_of(parsed.sender) or rules.token_of(parsed.sender) is not None):
        # Nobody writes from an address of ours.
        why = Message.Reason.LOOP
    if why:
        _settle(message, "recognise", reason=Message.Reason(why))
        return
    _judge(message, parsed)


def _note_bounce(message: Message, bounce: Bounce) -> None:
    """Only a report that comes to the return address of one of our messages counts: anyone can write a report."""
    token = rules.read_token(rules.token_of(message.recipient) or "")
    if token is None or token.topic != rules.RETURN or token.is_expired:
        return
    address, stops = note_returned(mail_id=token.thing_id, status=bounce.status, is_for_good=bounce.is_for_good)
    person = User.objects.filter(email__iexact=address).first() if stops else None
    if person is not None:
        notify(
            person=person,
            kind=TROUBLE,
            text=gettext_lazy("Nos mails ne vous parviennent plus. Dites-nous quand votre adresse fonctionne de nouveau."),
            url="/mon-espace/notifications/recus/",
            event=f"{message.pk}",
        )


def _judge(message: Message, parsed: Parsed) -> None:
    """Whose message it is, about what; then do it."""
    errand = errand_of(message, parsed)
    if errand is None:
        _hold(message, _why_unknown(message))
    elif not rules.can_be_answered(parsed.sender) or parsed.sender != errand.who.email.lower():
        _hold(message, Message.Reason.SENDER)
    elif is_forged(parsed.mime, settings.MAIL_AUTHSERV):
        _hold(message, Message.Reason.FORGED)
    elif errand.is_expired:
        _hold(message, Message.Reason.EXPIRED)
        _tell(message, parsed, errand.who, is_done=False, words=_pair(EXPIRED))
    else:
        _apply(message, parsed, errand)


def _why_unknown(message: Message) -> Message.Reason:
    text = rules.token_of(message.recipient)
    token = rules.read_token(text or "")
    if token is not None and token.person_id:
        return Message.Reason.SENDER
    return Message.Reason.TOKEN if text else Message.Reason.UNKNOWN


def _apply(message: Message, parsed: Parsed, errand: Errand, by: User | None = None) -> None:
    who = errand.who
    if errand.thing is None:
        _refuse(message, parsed, who, _pair(GONE), by)
        return
    if not (parsed.text or errand.says) and not parsed.attachments:
        _refuse(message, parsed, who, _pair(EMPTY), by, _page(errand))
        return
    try:
        with translation.override(who.language):
            understood = errand.take()
    except Refusal as refusal:
        raise _Refused(parsed, who, _pair(refusal.message), _page(errand)) from refusal
    message.outcome_fr, message.outcome_en = _pair(understood.words)
    _settle(message, "apply", by=by)
    if not understood.is_told:
        _tell(message, parsed, who, is_done=True, words=(message.outcome_fr, message.outcome_en), understood=understood)


def _page(errand: Errand) -> str:
    """Where they answer in a browser: a French address."""
    with translation.override(settings.LANGUAGE_CODE):
        return errand.page()


def _refuse(message: Message, parsed: Parsed, who: User | Guest, words: tuple[str, str], by: User | None, page: str = "") -> None:
    message.outcome_fr, message.outcome_en = words
    _settle(message, "refuse", by=by)
    _tell(message, parsed, who, is_done=False, words=words, page=page)


def _hold(message: Message, reason: Message.Reason) -> None:
    message.state, message.reason = Message.FLOW.step("hold", message.state), reason
    message.save()


def _settle(message: Message, verb: str, *, reason: Message.Reason = Message.Reason.NONE, by: User | None = None) -> None:
    message.state = Message.FLOW.step(verb, message.state)
    message.reason = reason or message.reason
    message.settled_at, message.settled_by = clock.now(), by
    message.save()


def _tell(
    message: Message,
    parsed: Parsed,
    who: User | Guest,
    *,
    is_done: bool,
    words: tuple[str, str],
    understood: Understood | None = None,
    page: str = "",
) -> None:
    """The receipt: what was understood, once, to their own address."""
    recent = mails_to(who.email).filter(kind=RECEIPT, created_at__gt=clock.now() - dt.timedelta(hours=1))
    if recent.count() >= MOST_RECEIPTS:
        return
    url = understood.url if understood else page or ("/mon-espace/notifications/" if isinstance(who, User) else "/")
    whole = settings.BASE_URL + (f"/{who.language}{url}" if who.language != settings.LANGUAGE_CODE else url)
    with translation.override(who.language):
        subject = _("Votre réponse est enregistrée") if is_done else _("Votre réponse n’a pas pu être enregistrée")
    queue_mail(
        to=who.email,
        kind=RECEIPT,
        subject=subject,
        template="inbound/mail/receipt",
        context={
            "is_done": is_done,
            "words": words[1] if who.language == "en" else words[0],
            "quote": parsed.text[:2000],
            "files": understood.files if understood else [],
            "refused_files": understood.refused_files if understood else [],
            "left_out": parsed.left_out,
            "is_cut": parsed.is_cut,
            "url": whole,
        },
        in_reply_to=parsed.message_id,
        language=who.language,
        # What could not be done may still be: they answer the question by mail too.
        reply_to=message.recipient if page and not is_done else "",
    )


@transaction.atomic
def accept_message(*, message: Message, by: User) -> Message:
    """Take a held message for what its address is for: the reply of whom the address was given to, or a letter to a mailbox.

    Raises OutOfTurn, or Refusal when the address is for nothing, or the message names nobody to answer.
    """
    message = lock(message)
    Message.FLOW.step("apply", message.state)
    try:
        parsed = parse(raw.read(message.key))
    except (OSError, Unreadable) as error:
        raise Refusal(_("Ce message n’est plus lisible. Mettez-le de côté.")) from error
    errand = errand_of(message, parsed)
    if errand is None or not rules.can_be_answered(errand.who.email):
        raise Refusal(
            _("Ce message n’est lié à aucune personne ni à aucun dossier : il ne peut pas devenir une réponse. Mettez-le de côté.")
        )
    announce(facts.MessageAccepted(message_id=message.pk), by=by)
    try:
        with transaction.atomic():
            _apply(message, parsed, errand, by)
    except _Refused as refused:
        _refuse(message, parsed, refused.who, refused.words, by, refused.page)
    return message


@transaction.atomic
def set_aside(*, message: Message, by: User) -> Message:
    """A held message asks for nothing. Raises OutOfTurn."""
    message = lock(message)
    _settle(message, "set_aside", by=by)
    announce(facts.MessageSetAside(message_id=message.pk), by=by)
    return message


def queue_unread(*, is_start: bool = False) -> int:
    """Queue again what no job carries any more. Reading one twice is reading it once. Gives how many."""
    from frenchimpact.inbound.tasks import understand_message  # tasks call actions

    waiting = Message.objects.filter(state=Message.State.RECEIVED)
    if not waiting.exists():
        return 0
    ids = list(
        waiting.exclude(pk__in=carried(understand_message, is_start=is_start)).order_by("received_at").values_list("pk", flat=True)[:500]
    )
    for message_id in ids:
        understand_message.enqueue(message_id)
    return len(ids)


def forget_old() -> int:
    """Raw messages go after three months, rows after a year; what is held waits for its person. Gives how many were touched."""
    now = clock.now()
    settled = Message.objects.exclude(state__in=[Message.State.HELD, Message.State.RECEIVED])
    count = 0
    for message in settled.filter(is_raw_kept=True, received_at__lt=now - RAW_FOR).order_by("pk")[:1000]:
        raw.erase(message.key)
        Message.objects.filter(pk=message.pk).update(is_raw_kept=False, text="")
        count += 1
    deleted, _by_model = settled.filter(is_raw_kept=False, received_at__lt=now - ROWS_FOR).delete()
    return count + deleted


def _in(language: str, text: Text) -> str:
    with translation.override(language):
        return str(text)


def _pair(text: Text) -> tuple[str, str]:
    """A sentence in both languages."""
    return _in("fr", text), _in("en", text)


def _address(sender: str) -> str:
    return sender.rpartition("<")[2].rstrip(">").strip()


def _our_domain() -> str:
    """What our own Message-IDs end with."""
    from frenchimpact.mail.actions import message_id

    return message_id(uuid.uuid4()).rpartition("@")[2].rstrip(">")
