"""The question as a service receives it, its reminders, what is told to those above it, and what the hackers of the case hear."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.barriers.messages.arrivals import people_of_desk
from frenchimpact.barriers.models import Asked, Case, Message
from frenchimpact.core.links import make_key
from frenchimpact.design.words import day
from frenchimpact.inbound.rules import guest_address
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.actions import News, tell_news, write_news

ASKED, ABOVE, OPINION = "barriers.consultation", "barriers.consultation_above", "barriers.opinion"
# The purpose of links by which a service answers, and the topic of the addresses by which it does.
LINK, TOPIC = "barriers.consultation", "ca"


def answer_key(asked: Asked) -> str:
    """The secret part of the address by which that service answers."""
    return make_key(LINK, asked.pk, asked.link_serial)


def answer_page(asked: Asked) -> str:
    """Where it answers, without an account. Administrations are written to in French."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("barriers:answer_question", args=[answer_key(asked)])


def letter(asked: Asked, *, is_reminder: bool = False) -> dict[str, Any]:
    """What the mail says; the desk reads it before it leaves."""
    consultation = asked.consultation
    by = consultation.asked_by
    return {
        "asked": asked,
        "consultation": consultation,
        "case": consultation.case,
        "norms": [link.norm for link in consultation.case.norm_links.select_related("norm")],
        "precedents": list(consultation.precedents.all()) if consultation.pk else [],
        "follower": by.full_name if by is not None and by.full_name else _("une personne du guichet"),
        "is_reminder": is_reminder,
        "can_reply": bool(settings.REPLY_ADDRESS),
        "base_url": settings.BASE_URL,
        "page": settings.BASE_URL + (answer_page(asked) if asked.pk else "/consultations/…/"),
    }


def subject_of(asked: Asked) -> str:
    """What is expected, and by when."""
    return _("Votre avis avant le %(on)s : %(question)s") % {"on": f"{asked.due_on:%d/%m}", "question": asked.consultation.question}


def send_question(asked: Asked, *, is_reminder: bool = False) -> None:
    """The question, with what is needed to answer it: by replying, or by one of four links."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = subject_of(asked)
        queue_mail(
            to=asked.email,
            kind=ASKED,
            subject=_("Rappel. %(subject)s") % {"subject": subject} if is_reminder else subject,
            template="barriers/mail/consultation",
            context=letter(asked, is_reminder=is_reminder),
            reference=asked.consultation.case.reference,
            language=settings.LANGUAGE_CODE,
            reply_to=guest_address(TOPIC, asked.pk),
        )


def tell_written(asked: Asked, message: Message) -> None:
    """The desk writes to a service that it consulted; it answers by replying, as to the question."""
    with translation.override(settings.LANGUAGE_CODE):
        can_reply = (_("Répondez simplement à ce message : votre réponse ira au guichet, pas à la personne concernée."),)
        news = News(
            subject=_("Un mot sur la question : %(question)s") % {"question": asked.consultation.question},
            lead=_("Le guichet vous écrit à propos de : « %(question)s »") % {"question": asked.consultation.question[:300]},
            quote=message.text,
            lines=can_reply if settings.REPLY_ADDRESS else (),
            action=_("Revoir la question"),
            page=answer_page(asked),
            why=_why(asked),
        )
        write_news(
            to=asked.email,
            kind=ASKED,
            news=news,
            language=settings.LANGUAGE_CODE,
            reference=asked.consultation.case.reference,
            reply_to=guest_address(TOPIC, asked.pk),
        )


def tell_cancelled(asked: Asked) -> None:
    """The service need not answer any more."""
    with translation.override(settings.LANGUAGE_CODE):
        news = News(
            subject=_("Votre avis n’est plus attendu"),
            lead=_("Votre avis n’est plus attendu : vous n’avez rien à faire"),
            quote=asked.consultation.question,
            action=_("Revoir la question"),
            page=answer_page(asked),
            why=_why(asked),
        )
        write_news(to=asked.email, kind=ASKED, news=news, language=settings.LANGUAGE_CODE, reference=asked.consultation.case.reference)


def tell_above(asked: Asked, email: str, *, is_secretary: bool) -> None:
    """The sponsor of the service, then the secretary general: the deadline passed without an answer."""
    with translation.override(settings.LANGUAGE_CODE):
        found = {"name": asked.name, "on": day(asked.due_on), "asked": day(asked.consultation.asked_at)}
        news = News(
            subject=_("Sans réponse de %(name)s depuis le %(on)s") % found,
            lead=_("%(name)s devait rendre un avis avant le %(on)s et n’a pas répondu") % found,
            quote=asked.consultation.question,
            lines=(
                _("La question a été posée le %(asked)s, puis rappelée. Un porteur de projet attend cette réponse.") % found,
                _("Merci de le faire répondre, ou de nous dire qui est compétent. Sans réponse, son silence sera inscrit au dossier.")
                if is_secretary
                else _("Merci de faire répondre ce service, ou de nous dire qui est compétent."),
            ),
            action=_("Lire la question et répondre"),
            page=answer_page(asked),
            why=_("Vous recevez ce message parce que le guichet des hackers publics vous connaît comme responsable de ce service."),
        )
        write_news(to=email, kind=ABOVE, news=news, language=settings.LANGUAGE_CODE, reference=asked.consultation.case.reference)


def _why(asked: Asked) -> str:
    return _("Vous recevez ce message parce que « %(name)s » est consulté par le guichet des hackers publics.") % {"name": asked.name}


# ── What the hackers of the case hear ────────────────────────────────────────────────────────────
def _tell(case: Case, event: str, news: Callable[[], News]) -> None:
    tell_news(people_of_desk(case), kind=OPINION, news=news, event=event, reference=case.reference, thing=case.title)


def _news(asked: Asked, lead: str, quote: str = "", lines: tuple[str, ...] = ()) -> News:
    return News(
        subject=lead,
        lead=lead,
        quote=quote[:1500],
        lines=lines,
        action=_("Ouvrir les consultations"),
        page=consultations_page(asked.consultation.case),
        why=_("Vous recevez ce message parce que vous suivez ce frein, ou que personne ne le suit encore."),
    )


def consultations_page(case: Case) -> str:
    """Where consultations of a case stand."""
    return reverse("barriers:case_consultations", args=[case.reference])


def tell_settled(asked: Asked) -> None:
    """A service answered, handed the question on, or asked for more time."""
    found = {"name": asked.name, "on": day(asked.due_on)}

    def lead() -> str:
        if asked.state == Asked.State.ANSWERED:
            return _("%(name)s : %(opinion)s") % {**found, "opinion": asked.get_opinion_display()}
        if asked.state == Asked.State.FORWARDED:
            return _("%(name)s a transmis la question à un autre service") % found
        return _("%(name)s demande un délai jusqu’au %(on)s") % {**found, "on": day(asked.due_on)}

    _tell(asked.consultation.case, f"{asked.pk}:{asked.state}:{asked.due_on}", lambda: _news(asked, lead(), asked.text))


def tell_said(asked: Asked, message: Message) -> None:
    """A service wrote, without an opinion that could be read."""
    unsure = (_("Ce message vient d’une autre adresse que celle du service consulté."),) if message.is_unsure else ()
    _tell(
        asked.consultation.case,
        f"{asked.pk}:said:{message.pk}",
        lambda: _news(asked, _("Message de %(name)s") % {"name": asked.name}, message.text, unsure),
    )


def tell_bounced(asked: Asked) -> None:
    """The question did not arrive."""
    found = {"name": asked.name, "email": asked.email}
    _tell(
        asked.consultation.case,
        f"{asked.pk}:bounced",
        lambda: _news(
            asked,
            _("La question n’est pas arrivée : %(name)s") % found,
            lines=(_("L’adresse %(email)s refuse nos messages. Trouvez-en une autre, et transmettez-lui la question.") % found,),
        ),
    )


def tell_nobody_above(asked: Asked, step: str) -> None:
    """The deadline passed, and the address book knows nobody above the service."""
    _tell(
        asked.consultation.case,
        f"{asked.pk}:{step}:{asked.due_on}",
        lambda: _news(
            asked,
            _("%(name)s n’a pas répondu, et nous ne connaissons personne au-dessus") % {"name": asked.name},
            lines=(_("Appelez ce service, ou complétez sa fiche avec une adresse au-dessus de lui."),),
        ),
    )


def tell_silent(silent: Sequence[Asked]) -> None:
    """Silences of one case, written the same day."""
    first = silent[0]
    names = ", ".join(one.name for one in silent)
    _tell(
        first.consultation.case,
        f"{first.pk}:silent:{first.due_on}",
        lambda: _news(
            first,
            ngettext("Silence inscrit : %(name)s", "Silences inscrits : %(name)s", len(silent)) % {"name": names},
            lines=(
                ngettext(
                    "La personne en est prévenue. Une réponse tardive sera encore acceptée.",
                    "La personne en est prévenue. Des réponses tardives seront encore acceptées.",
                    len(silent),
                ),
            ),
        ),
    )
