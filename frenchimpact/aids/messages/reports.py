"""Errors reported on aids: who mends them is told; whoever reported one reads the answer."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.aids.messages.moderation import writers_of
from frenchimpact.aids.models import AidReport
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.rules import operators

REPORTED, ANSWERED = "aids.reported", "aids.report_answered"


def _mark(report: AidReport) -> str:
    return f"report-{report.pk}"


def tell_reported(report: AidReport) -> None:
    """Its funder's people; the programme when the funder has none here."""
    aid = report.aid
    people = writers_of(aid) if aid.funder else []

    def news() -> News:
        return News(
            subject=_("Erreur signalée : %(title)s") % {"title": aid.title},
            lead=_("Quelqu’un signale une erreur sur « %(title)s »") % {"title": aid.title},
            quote=report.text,
            action=_("Lire et répondre"),
            page=reverse("aids:aid_reports", args=[aid.reference]),
        )

    tell_news(people or operators(), kind=REPORTED, news=news, event=_mark(report), is_task=True, reference=_mark(report), thing=aid.title)


def finish_reported(report: AidReport) -> None:
    """It is answered."""
    finish_tasks(kind=REPORTED, reference=_mark(report))


def write_answer(report: AidReport, *, language: str) -> None:
    """To the address that was left, or to the person who was signed in; nobody when neither is known."""
    aid = report.aid

    def news() -> News:
        return News(
            subject=_("Votre signalement : %(title)s") % {"title": aid.title},
            lead=_("Vous avez signalé une erreur sur « %(title)s ». Voici la réponse.") % {"title": aid.title},
            quote=report.answer,
            action=_("Voir l’aide"),
            page=reverse("aids:aid", args=[aid.slug]),
        )

    if report.by is not None:
        tell_news([report.by], kind=ANSWERED, news=news, event=_mark(report), reference=_mark(report), thing=aid.title)
    elif report.email:
        with translation.override(language):
            write_news(to=report.email, kind=ANSWERED, news=news(), language=language)
