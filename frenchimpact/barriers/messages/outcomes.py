"""What the person of a case is told of its end: the silence of an administration, the answer, what became of an experiment."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.barriers.messages.receipts import TOPIC, follow_page
from frenchimpact.barriers.models import Case, Message, Outcome
from frenchimpact.design.words import day
from frenchimpact.inbound.rules import guest_address
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.actions import News

OUTCOME = "barriers.outcome"


def _write(case: Case, news: News) -> None:
    """To the person of the case. Nothing leaves for somebody who asked to be forgotten."""
    if not case.email:
        return
    queue_mail(
        to=case.email,
        kind=OUTCOME,
        subject=news.subject,
        template="notifications/mail/news",
        context={"news": news, "url": settings.BASE_URL + news.page},
        reference=case.reference,
        language=case.language,
        reply_to=guest_address(TOPIC, case.pk),
    )


def _why() -> str:
    return _("Vous recevez ce message parce que vous avez signalé un frein au guichet des hackers publics.")


def tell_silence(case: Case, message: Message, count: int) -> None:
    """So many administrations did not answer."""
    with translation.override(case.language):
        news = News(
            subject=ngettext("Une administration n’a pas répondu", "%(n)s administrations n’ont pas répondu", count) % {"n": count},
            lead=_("À propos de « %(title)s »") % {"title": case.title},
            quote=message.text,
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, news)


def tell_late_opinion(case: Case, message: Message) -> None:
    """A silence that they were told of is over."""
    with translation.override(case.language):
        news = News(
            subject=_("Une administration a répondu après son délai"),
            lead=_("À propos de « %(title)s »") % {"title": case.title},
            quote=message.text,
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, news)


def tell_outcome(case: Case, outcome: Outcome) -> None:
    """The answer, as its person reads it."""
    with translation.override(case.language):
        news = News(
            subject=_("Votre réponse est là"),
            lead=kind_words(outcome.kind),
            quote=outcome.answer,
            lines=facts_of(outcome),
            action=_("Lire la réponse"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, news)


def tell_reopened(case: Case, text: str) -> None:
    """The desk takes it up again."""
    with translation.override(case.language):
        news = News(
            subject=_("Votre demande est rouverte"),
            lead=_("« %(title)s » : le guichet reprend votre demande") % {"title": case.title},
            quote=text,
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, news)


def tell_decided(case: Case, words: str, reason: str) -> None:
    """What became of the experiment that answered their case."""
    with translation.override(case.language):
        news = News(
            subject=_("Votre expérimentation : ce qui est décidé"),
            lead=words,
            quote=reason,
            action=_("Suivre ma demande"),
            page=follow_page(case),
            why=_why(),
        )
    _write(case, news)


def kind_words(kind: str) -> str:
    """What came of it, in a sentence that hides nothing."""
    return {
        "clarification": _("C’est possible dès maintenant : le droit le permet déjà"),
        "legal_securing": _("L’administration a pris une position écrite"),
        "practice_change": _("L’administration change sa pratique"),
        "prefect_derogation": _("Le préfet accorde une dérogation"),
        "state_experiment_regulatory": _("L’État ouvre une expérimentation"),
        "state_experiment_legislative": _("L’État ouvre une expérimentation"),
        "local_experiment": _("Une collectivité ouvre une expérimentation"),
        "local_rule_changed": _("La règle locale a changé"),
        "norm_amendment": _("Le texte a changé"),
        "redirected": _("Votre demande relève d’un autre service, voici lequel"),
        "refused": _("La réponse est non, voici pourquoi"),
        "no_reply": _("L’administration n’a pas répondu, malgré nos relances"),
        "withdrawn": _("Votre demande est retirée"),
    }[kind]


def facts_of(outcome: Outcome) -> tuple[str, ...]:
    """Who decided and when, on which ground, for whom, until when, at which conditions."""
    found = []
    if outcome.decided_by:
        words = {"who": outcome.decided_by, "on": day(outcome.decided_on) if outcome.decided_on else ""}
        found.append((_("Décidé par %(who)s, le %(on)s.") if outcome.decided_on else _("Décidé par %(who)s.")) % words)
    if outcome.legal_basis:
        found.append(_("Fondement : %(text)s") % {"text": outcome.legal_basis})
    if outcome.starts_on and outcome.ends_on:
        found.append(_("Du %(start)s au %(end)s.") % {"start": day(outcome.starts_on), "end": day(outcome.ends_on)})
    if outcome.conditions:
        found.append(_("Conditions : %(text)s") % {"text": outcome.conditions})
    if outcome.kind == "no_reply":
        found.append(_("Un silence n’est ni un accord ni un refus. Celui-ci est inscrit à votre dossier."))
    if outcome.kind == "refused":
        found.append(
            _("Cette réponse n’est pas une décision contre laquelle on fait un recours : elle dit ce que le droit permet aujourd’hui.")
        )
    found.append(_("Si quelque chose ne va pas, répondez à ce message : une personne du guichet le lira."))
    return tuple(found)
