"""What the person of a case receives: the receipt, a new link, what the desk writes to them."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Case, Message
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.queries.observed import observed_delays
from frenchimpact.barriers.redirections import way_of
from frenchimpact.core import clock
from frenchimpact.core.links import make_key
from frenchimpact.design.words import day
from frenchimpact.files.actions import Taken
from frenchimpact.inbound.rules import guest_address, mailbox_address
from frenchimpact.mail.actions import queue_mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.actions import News

RECEIPT, LINK, WRITTEN, MOVED = "barriers.receipt", "barriers.link", "barriers.written", "barriers.moved"
KINDS = (RECEIPT, LINK, WRITTEN, MOVED)
# The purpose of links by which a case is followed, and the topic of the addresses by which its person answers.
FOLLOW, TOPIC = "barriers.follow", "fp"
# The mailbox of the desk; answers that a receipt names.
MAILBOX, MOST_NEAR = "freins", 3
_TEMPLATE = "notifications/mail/news"


def follow_key(case: Case) -> str:
    """The secret part of the address by which its person follows a case."""
    return make_key(FOLLOW, case.pk, case.link_serial)


def follow_page(case: Case) -> str:
    """Where its person follows it, without an account."""
    with translation.override(case.language):
        return reverse("barriers:follow", args=[follow_key(case)])


def recent_receipts(email: str) -> int:
    """How many receipts went to that address in a day."""
    return mails_to(email).filter(kind=RECEIPT, created_at__gt=clock.now() - dt.timedelta(days=1)).count()


def not_an_appeal() -> str:
    """What every receipt says: it protects nobody's rights."""
    return _("Ceci n’est pas un recours et ne suspend pas les délais de recours.")


def who_keeps() -> str:
    """The service that keeps the request, and how to reach it (CRPA, R. 112-5): its name, its address, its telephone."""
    ways = (settings.DESK_POSTAL_ADDRESS, mailbox_address(MAILBOX) or settings.PROGRAMME_CONTACT, settings.DESK_PHONE)
    name = _("le guichet des hackers publics, %(programme)s") % {"programme": settings.PROGRAMME_NAME}
    return ", ".join((name, *filter(None, ways)))


def received_words(case: Case) -> str:
    """When it came, and who has it."""
    at = timezone.localtime(case.received_at)
    return _("Reçu le %(on)s à %(at)s par %(who)s.") % {"on": day(at.date()), "at": f"{at:%H:%M}", "who": who_keeps()}


def near_words(case: Case) -> tuple[str, ...]:
    """Published answers that may be theirs: who writes by mail has not seen them, as the form shows them while one types."""
    if case.way != Case.Way.MAIL:
        return ()
    found = [one.precedent for one in near_precedents(" ".join((case.title, case.wish)), case.place, limit=MOST_NEAR) if one.is_valid]
    lines = (f"– {one.title} : {settings.BASE_URL}{reverse('barriers:precedent', args=[one.slug])}" for one in found)
    return (_("Des réponses déjà publiées ressemblent à votre demande. Si l’une d’elles suffit, dites-le-nous :"), *lines) if found else ()


def delay_words() -> str:
    """By when, as it was seen; otherwise what the desk aims at, said as such."""
    found = observed_delays()
    if found.first is None:
        return _("Nous visons une première réponse en 5 jours ouvrés ; nous n’avons pas encore assez de cas pour dire un délai observé.")
    words = _("Première réponse : %(range)s.") % {"range": found.first.words}
    return words if found.whole is None else f"{words} {_('Réponse complète : %(range)s.') % {'range': found.whole.words}}"


def _why() -> str:
    return _("Vous recevez ce message parce que vous avez signalé un frein au guichet des hackers publics.")


def _write(case: Case, *, kind: str, news: News, in_reply_to: str = "", is_secret: bool = False) -> None:
    """To the person of the case; an answer to the mail is a message of the case. Nothing leaves for somebody who asked to be forgotten."""
    if not case.email:
        return
    queue_mail(
        to=case.email,
        kind=kind,
        subject=news.subject,
        template=_TEMPLATE,
        context={"news": news, "url": settings.BASE_URL + news.page},
        reference=case.reference,
        language=case.language,
        in_reply_to=in_reply_to,
        is_secret=is_secret,
        reply_to=guest_address(TOPIC, case.pk),
    )


def _can_answer() -> tuple[str, ...]:
    words = _("Pour ajouter quelque chose, répondez à ce mail ou ouvrez la page : c’est le même fil.")
    return (words,) if settings.REPLY_ADDRESS else ()


def _in_english(case: Case) -> tuple[str, ...]:
    """The same for who may not read French: nothing said in which language they write."""
    with translation.override("en"):
        told = _("« %(title)s » porte la référence %(reference)s") % {"title": case.title, "reference": case.reference}
        page = settings.BASE_URL + reverse("barriers:follow", args=[follow_key(case)])
        return (f"In English – {told}.", not_an_appeal(), *_can_answer(), f"{_('Suivre ma demande')}: {page}")


def acknowledge(case: Case, *, in_reply_to: str = "", taken: Taken | None = None, is_in_both: bool = False) -> None:
    """The receipt: reference, what happens and by when, that it is no appeal, how to follow and answer; `is_in_both` languages."""
    refused = taken.refused if taken else []
    with translation.override(case.language):
        news = News(
            subject=_("Votre frein est bien arrivé"),
            lead=_("« %(title)s » porte la référence %(reference)s") % {"title": case.title, "reference": case.reference},
            lines=(
                received_words(case),
                *near_words(case),
                _(
                    "Une personne du guichet le lit, cherche si une réponse existe déjà, et vous écrit."
                    " Si une administration doit se prononcer, nous la consultons pour vous."
                ),
                delay_words(),
                not_an_appeal(),
                _(
                    "Si votre demande relève d’un autre service, nous la lui transmettons avec votre adresse, comme la loi le demande,"
                    " et nous vous le disons."
                ),
                *(_("« %(name)s » n’a pas été joint : %(words)s") % {"name": name, "words": words} for name, words in refused),
                *_can_answer(),
                _("Ce lien est personnel : il ouvre votre demande sans compte. Ne le transmettez pas."),
                *(_in_english(case) if is_in_both else ()),
            ),
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, kind=RECEIPT, news=news, in_reply_to=in_reply_to)


def send_link(case: Case) -> None:
    """A new link, the only one that opens the case from then on."""
    with translation.override(case.language):
        news = News(
            subject=_("Votre nouveau lien de suivi"),
            lead=_("Ce lien ouvre votre demande %(reference)s") % {"reference": case.reference},
            lines=(_("Les liens que vous aviez reçus avant ne fonctionnent plus."), _("Ce lien est personnel : ne le transmettez pas.")),
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, kind=LINK, news=news, is_secret=True)


def written_news(case: Case, text: str) -> News:
    """What the person will read of a message of the desk: the same for the preview and for the mail."""
    with translation.override(case.language):
        return News(
            subject=_("Le guichet vous écrit"),
            lead=_("À propos de « %(title)s »") % {"title": case.title},
            quote=text[:4000],
            lines=_can_answer(),
            action=_("Lire et répondre"),
            page=follow_page(case),
            why=_why(),
        )


def tell_written(case: Case, message: Message) -> None:
    """The desk wrote to the person: they read it in the mail itself."""
    _write(case, kind=WRITTEN, news=written_news(case, message.text))


def tell_redirected(case: Case, text: str = "") -> None:
    """Why the desk does not keep it, who can do something, and what it says besides."""
    with translation.override(case.language):
        way = way_of(case.redirection)
        if way is None:
            return
        sent = (_("Nous l’avons transmise à : %(who)s.") % {"who": case.redirected_to},) if case.redirected_to else ()
        news = News(
            subject=_("Votre demande n’est pas pour le guichet"),
            lead=_("« %(title)s » : %(way)s") % {"title": case.title, "way": way.title},
            quote=text[:2000],
            lines=(way.why, way.what, *sent, *_can_answer()),
            action=_("Voir ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, kind=MOVED, news=news)
