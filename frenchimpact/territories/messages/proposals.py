"""What is written to those who propose something for a challenge, and to the collective that reads it."""

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.notifications.models import Notice
from frenchimpact.territories.models import Proposal
from frenchimpact.territories.rules import people_of

KIND, PROPOSER = "territories.proposal", "territories.proposer"


def _why() -> str:
    return _("Vous recevez ce message parce que vous avez écrit à un territoire labellisé.")


def ask_to_confirm(proposal: Proposal, key: str) -> None:
    """The receipt: the link by which the address is confirmed."""
    territory = proposal.challenge.territory
    news = News(
        subject=_("Confirmez votre proposition"),
        lead=_("Votre proposition pour « %(challenge)s » est bien arrivée") % {"challenge": proposal.challenge.title},
        lines=(
            _("Confirmez votre adresse : le collectif de « %(territory)s » la lira ensuite, et vous répondra ici.")
            % {"territory": territory.name},
            _("Sans réponse de votre part, elle est effacée dans 30 jours."),
        ),
        quote=proposal.text[:600],
        action=_("Confirmer"),
        page=reverse("territories:proposal_confirm", args=[key]),
        why=_why(),
    )
    write_news(to=proposal.email, kind=PROPOSER, news=news, language=proposal.language, is_secret=True)


def tell_received(proposal: Proposal) -> None:
    """Those who write for the lead have something to read."""
    territory = proposal.challenge.territory
    if territory.lead is None:
        return

    def news() -> News:
        who = f"{proposal.name} ({proposal.organisation})" if proposal.organisation else proposal.name
        return News(
            subject=_("Une proposition pour un de vos défis"),
            lead=_("%(who)s propose quelque chose pour « %(challenge)s »") % {"who": who, "challenge": proposal.challenge.title},
            quote=proposal.text[:600],
            action=_("Lire et répondre"),
            page=reverse("territories:proposal", args=[territory.reference, proposal.pk]),
            why=_("Vous recevez ce message parce que vous écrivez pour la structure qui porte ce territoire."),
        )

    people = people_of(territory.lead)
    tell_news(people, kind=KIND, news=news, event=str(proposal.pk), is_task=True, reference=str(proposal.pk), thing=territory.name)


def tell_answered(proposal: Proposal) -> None:
    """The person reads what the collective says; it leaves the tasks of the others."""
    finish_tasks(kind=KIND, reference=str(proposal.pk))
    territory = proposal.challenge.territory
    with translation.override(proposal.language or settings.LANGUAGE_CODE):
        news = News(
            subject=_("Réponse à votre proposition"),
            lead=_("« %(territory)s » vous répond : %(state)s")
            % {"territory": territory.name, "state": proposal.get_state_display().lower()},
            lines=(_("Votre proposition pour le défi « %(challenge)s ».") % {"challenge": proposal.challenge.title},),
            quote=proposal.answer,
            action=_("Voir le défi"),
            page=reverse("territories:challenge", args=[territory.slug, proposal.challenge.number]),
            why=_why(),
        )
    write_news(to=proposal.email, kind=PROPOSER, news=news, language=proposal.language)


def still_waits(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The proposal is there, and nobody answered it."""
    waiting = Proposal.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("reference"), state=Proposal.State.RECEIVED)
    return notices.filter(Exists(waiting))
