"""A variant asks to stand beside a generic aid: who answers for that one has it to do, who asked knows what became of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.messages.moderation import writers_of
from frenchimpact.aids.models import Aid, VariantProposal
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.rules import operators

PROPOSED, ANSWERED = "aids.variant", "aids.variant_answered"


def _answering(generic: Aid) -> list[User]:
    """The funder's people, or the programme when it has nobody here."""
    return (writers_of(generic) if generic.funder else []) or list(operators())


def tell_proposed(proposal: VariantProposal) -> None:
    """Somebody has to answer; what is not public yet is not told."""
    aid, generic = proposal.aid, proposal.generic
    if aid.status != Aid.Status.PUBLISHED:
        return

    def news() -> News:
        said = {"funder": aid.funder_words, "title": aid.title, "generic": generic.title}
        return News(
            subject=_("Variante locale proposée pour « %(generic)s »") % said,
            lead=_("%(funder)s propose « %(title)s » comme variante locale de « %(generic)s ». D’ici votre réponse, ce sont deux aides.")
            % said,
            action=_("Lire et répondre"),
            page=reverse("aids:aid_variants", args=[generic.reference]),
        )

    tell_news(
        _answering(generic), kind=PROPOSED, news=news, event=f"{proposal.pk}", is_task=True, reference=aid.reference, thing=generic.title
    )


def finish_proposed(proposal: VariantProposal) -> None:
    """Nobody has to answer any more."""
    finish_tasks(kind=PROPOSED, reference=proposal.aid.reference)


def tell_answered(proposal: VariantProposal) -> None:
    """To whoever writes the variant."""
    aid, said = proposal.aid, {"title": proposal.aid.title, "generic": proposal.generic.title}

    def news() -> News:
        is_accepted = proposal.state == VariantProposal.State.ACCEPTED
        lead = (
            _("« %(title)s » est désormais une variante locale de « %(generic)s » : elle est proposée à sa place là où elle s’applique.")
            if is_accepted
            else _("« %(title)s » ne devient pas une variante locale de « %(generic)s ». Elle reste une aide à part entière.")
        )
        return News(
            subject=(_("Variante locale acceptée : %(title)s") if is_accepted else _("Variante locale refusée : %(title)s")) % said,
            lead=lead % said,
            quote=proposal.reason,
            action=_("Voir l’aide"),
            page=reverse("aids:aid_edit", args=[aid.reference]),
        )

    tell_news(writers_of(aid), kind=ANSWERED, news=news, event=f"{proposal.pk}", reference=aid.reference, thing=aid.title)
