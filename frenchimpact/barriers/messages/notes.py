"""What is written about a policy note: to the administration that answers it, and to the desk that follows it."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import NoteLetter, PolicyNote, PolicyReply
from frenchimpact.barriers.queries.notes import reply_key
from frenchimpact.design.words import day
from frenchimpact.inbound.rules import guest_address
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import operators

# The topic of reply addresses: what an administration writes about a note.
TOPIC = "np"
SENT, REPLY, LETTER, LATE, EXPECTED = (
    "barriers.note_sent",
    "barriers.note_reply",
    "barriers.note_letter",
    "barriers.note_late",
    "barriers.note_expected",
)


def keepers(note: PolicyNote) -> list[User]:
    """Who wrote it, and those who run the programme."""
    people = {one.pk: one for one in operators()}
    author = note.created_by
    if author is not None and author.is_active:
        people.setdefault(author.pk, author)
    return list(people.values())


def _why(note: PolicyNote) -> str:
    return _("Vous recevez ce message parce que cette note est adressée à « %(name)s ».") % {"name": note.authority_name}


def _to_administration(note: PolicyNote, news: News) -> None:
    """In the programme's first language, as the note is; answered by its page, or by the mail itself."""
    if not note.email:
        # Its person asked to be forgotten.
        return
    queue_mail(
        to=note.email,
        kind=SENT,
        subject=news.subject,
        template="notifications/mail/news",
        context={"news": news, "url": settings.BASE_URL + news.page},
        reference=note.reference,
        language=settings.LANGUAGE_CODE,
        reply_to=guest_address(TOPIC, note.pk),
    )


def send_note(note: PolicyNote) -> None:
    """What is asked first; then by when, where the evidence is, and how to answer."""
    with translation.override(settings.LANGUAGE_CODE):
        public = settings.BASE_URL + reverse("barriers:policy_note", args=[note.slug])
        news = News(
            subject=_("Note : %(title)s") % {"title": note.title},
            lead=note.request,
            lines=(
                _("Réponse attendue au plus tard le %(on)s.") % {"on": day(note.answer_by)},
                _("La note et ses preuves, une par phrase : %(address)s") % {"address": public},
                _(
                    "Répondez sans compte, par le bouton. Votre réponse, ou son absence, est publiée sous la note. "
                    "Vous pouvez aussi répondre à ce mail : le guichet saisira votre réponse."
                ),
            ),
            action=_("Répondre à la note"),
            page=reverse("barriers:note_answer", args=[reply_key(note)]),
            why=_why(note),
        )
        _to_administration(note, news)


def tell_corrected(note: PolicyNote) -> None:
    """What it received says something else now: what, and where it is read."""
    with translation.override(settings.LANGUAGE_CODE):
        news = News(
            subject=_("Erratum : %(title)s") % {"title": note.title},
            lead=_("La note qui vous est adressée a été corrigée : %(what)s") % {"what": note.correction},
            lines=(_("Le jour de votre réponse ne change pas."),) if note.state == PolicyNote.State.SENT else (),
            quote=note.request,
            action=_("Lire la note corrigée"),
            page=reverse("barriers:policy_note", args=[note.slug]),
            why=_why(note),
        )
        _to_administration(note, news)


def remind(note: PolicyNote, *, is_late: bool) -> None:
    """Before its day, and after it; then the desk knows too."""
    with translation.override(settings.LANGUAGE_CODE):
        on = {"on": day(note.answer_by)}
        news = News(
            subject=(_("Sans réponse : %(title)s") if is_late else _("Rappel : %(title)s")) % {"title": note.title},
            lead=(
                _("La note ci-dessous attendait votre réponse pour le %(on)s. Sa page publique dit qu’elle n’en a pas.")
                if is_late
                else _("La note ci-dessous attend votre réponse au plus tard le %(on)s.")
            )
            % on,
            quote=note.request,
            action=_("Répondre à la note"),
            page=reverse("barriers:note_answer", args=[reply_key(note)]),
            why=_why(note),
        )
        _to_administration(note, news)
    if is_late:
        _tell(
            note,
            LATE,
            lambda: _news(
                note,
                _("Une note est sans réponse"),
                _("« %(title)s » est sans réponse depuis le %(on)s.") % {"title": note.title, "on": day(note.answer_by)},
            ),
            event=f"{note.pk}-{note.answer_by}",
        )


def _news(note: PolicyNote, subject: str, lead: str, quote: str = "", action: str = "") -> News:
    return News(
        subject=subject,
        lead=lead,
        quote=quote,
        action=action or _("Voir la note"),
        page=reverse("barriers:kept_note", args=[note.reference]),
        why=_("Vous suivez cette note avec le guichet."),
    )


def _tell(note: PolicyNote, kind: str, news: Callable[[], News], *, event: str, is_task: bool = False, but: User | None = None) -> None:
    people: Iterable[User] = [one for one in keepers(note) if but is None or one.pk != but.pk]
    tell_news(people, kind=kind, news=news, event=event, is_task=is_task, reference=note.reference, thing=note.title)


def tell_answered(note: PolicyNote, reply: PolicyReply) -> None:
    """The desk reads what the administration answered; not whoever entered it."""
    finish_letters(note)
    finish_expected(note)
    _tell(
        note,
        REPLY,
        lambda: _news(
            note,
            _("Une administration a répondu à une note"),
            _("« %(title)s » : %(verdict)s") % {"title": note.title, "verdict": reply.get_verdict_display().lower()},
            quote=reply.reason,
        ),
        event=f"{reply.pk}",
        but=reply.by,
    )


def tell_letter(note: PolicyNote, letter: NoteLetter) -> None:
    """A mail to read, and to make a reply of when it is one."""
    _tell(
        note,
        LETTER,
        lambda: _news(
            note,
            _("Un mail sur une note, à lire"),
            _("%(sender)s a écrit au sujet de « %(title)s ». Si c’est une réponse, saisissez-la.")
            % {"sender": letter.sender, "title": note.title},
            quote=letter.text[:2000],
            action=_("Lire et saisir la réponse"),
        ),
        event=f"{letter.pk}",
        is_task=True,
    )


def ask_for_text(note: PolicyNote, reply: PolicyReply) -> None:
    """The day that the administration gave is over: is the text there?"""
    _tell(
        note,
        EXPECTED,
        lambda: _news(
            note,
            _("Le texte annoncé est-il publié ?"),
            _("« %(title)s » : un texte était annoncé pour le %(on)s.") % {"title": note.title, "on": day(reply.expected_on)},
            quote=reply.text_reference,
            action=_("Dire ce qu’il en est"),
        ),
        event=f"{reply.pk}",
        is_task=True,
    )


def finish_letters(note: PolicyNote) -> None:
    """Every mail was read: nothing waits any more."""
    if not note.letters.filter(reply=None, set_aside_at=None).exists():
        finish_tasks(kind=LETTER, reference=note.reference)


def finish_expected(note: PolicyNote) -> None:
    """What was announced is told."""
    finish_tasks(kind=EXPECTED, reference=note.reference)
