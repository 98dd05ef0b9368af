"""A request that came to the wrong door goes on to the service that can answer, and its person is told (article L. 114-2 of the CRPA)."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Authority, Case
from frenchimpact.design.words import day
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.actions import News

SENT_ON = "barriers.transmitted"


def transmit(case: Case, authority: Authority, by: User) -> None:
    """What the person wrote, with their name and address, to the service that is competent."""
    with translation.override(settings.LANGUAGE_CODE):
        who = f"{case.name} – {case.email}" if case.name else case.email
        place = case.place.name if case.place else case.place_words
        news = News(
            subject=_("Une demande qui relève de votre service"),
            lead=_("« %(title)s », reçue le %(on)s par le guichet des hackers publics")
            % {"title": case.title, "on": day(case.received_at)},
            quote="\n\n".join(part for part in (case.wish, case.obstacle, case.norm_words) if part)[:6000],
            lines=(
                *((_("Lieu : %(place)s.") % {"place": place},) if place else ()),
                _("Répondez directement à la personne : %(who)s. Elle sait que sa demande vous est transmise.") % {"who": who},
                _("Référence au guichet : %(reference)s.") % {"reference": case.reference},
            ),
            action=_("Voir ce que fait le guichet"),
            page="/freins/",
            why=_(
                "Cette demande nous a été adressée par erreur ; le code des relations entre le public et l’administration nous"
                " demande de la transmettre (article L. 114-2)."
            ),
        )
    queue_mail(
        to=authority.email,
        kind=SENT_ON,
        subject=news.subject,
        template="notifications/mail/news",
        context={"news": news, "url": settings.BASE_URL + news.page},
        reference=case.reference,
        language=settings.LANGUAGE_CODE,
    )
