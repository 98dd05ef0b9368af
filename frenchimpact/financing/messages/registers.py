"""What the people of organisations are told of their de minimis aid: a ceiling that is passed, a link to agree to."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.commitments.models import GrantsImport
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.financing.deminimis import Review
from frenchimpact.financing.models import DeMinimisAid, RemovalAnswer, UndertakingMember
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.models import Membership, Organisation

CEILING, LINK, IMPORTED, REMOVED = "financing.ceiling", "financing.link", "financing.imported", "financing.removed"


def writers_of(organisation: Organisation | None) -> list[User]:
    """Who writes for an organisation and can sign in; nobody for none."""
    if organisation is None:
        return []
    roles = [Membership.Role.ADMIN, Membership.Role.EDITOR]
    held = organisation.memberships.filter(until=None, role__in=roles, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("user_id")]


def page_of(organisation: Organisation) -> str:
    """Its page."""
    return reverse("financing:de_minimis", args=[organisation.slug])


def tell_passed(aid: DeMinimisAid, reviews: Sequence[Review]) -> None:
    """Both sides learn that the ceiling is passed: who received the aid, and who gave it."""
    own, later = reviews[0].answer, [one for one in reviews[1:] if one.is_made_irregular]

    def lines(*, received: bool) -> tuple[str, ...]:
        if not received:
            # What others gave is the beneficiary's: the funder learns what was left, and nothing else.
            if own.is_possible:
                return (_("Une aide plus récente de cette structure devient irrégulière : elle vous en parlera."),)
            left = _("Ce jour-là, il restait %(left)s sous le plafond, et elle compte pour %(amount)s.")
            return (left % {"left": euros(own.available), "amount": euros(own.amount)},)
        found = []
        if not own.is_possible:
            said = {"used": euros(own.used), "amount": euros(own.amount), "ceiling": euros(own.ceiling), "on": day(own.on)}
            found.append(
                _("Le %(on)s, %(used)s étaient déjà utilisés sur trois ans ; avec %(amount)s, le plafond de %(ceiling)s est dépassé.")
                % said
            )
            found.append(_("Aucune part de cette aide ne peut alors relever du régime de minimis : elle se réduit avant d’être accordée."))
        if later:
            words = ngettext(
                "%(n)s aide plus récente devient irrégulière.", "%(n)s aides plus récentes deviennent irrégulières.", len(later)
            )
            found.append(words % {"n": len(later)})
        return tuple(found)

    for side in (aid.organisation, aid.funder):
        if side is None:
            continue
        received = side == aid.organisation
        tell_news(
            writers_of(side),
            kind=CEILING,
            news=lambda received=received: News(  # type: ignore[misc] # bound now, for this turn of the loop
                subject=_("Plafond de minimis dépassé : %(name)s") % {"name": aid.organisation.name},
                lead=_("Une aide de %(amount)s accordée le %(on)s à %(name)s dépasse le plafond de minimis")
                % {"amount": euros(aid.equivalent), "on": day(aid.granted_on), "name": aid.organisation.name},
                lines=lines(received=received),
                action=_("Voir les aides de minimis") if received else _("Ouvrir mon espace"),
                page=page_of(aid.organisation) if received else "/mon-espace/",
                why=_("Vous écrivez pour la structure qui a reçu l’aide.")
                if received
                else _("Vous écrivez pour la structure qui a accordé l’aide."),
            ),
            event=f"{aid.pk}",
            reference=f"DM{aid.pk}",
            thing=aid.organisation.name,
        )


def tell_removed(aid: DeMinimisAid, by: User) -> None:
    """The funder learns that its beneficiary no longer counts what it signed, and why: the ledger stays as it is."""
    given = aid.commitment
    payer = None if given is None else given.funder or (given.funder_vehicle.organisation if given.funder_vehicle else None)
    if given is None:
        return

    def news() -> News:
        said = {"name": aid.organisation.name, "amount": euros(aid.nominal), "on": day(aid.granted_on), "ref": given.reference}
        return News(
            subject=_("Aide de minimis retirée par %(name)s") % said,
            lead=_("%(name)s a retiré de son registre l’aide de %(amount)s accordée le %(on)s (%(ref)s).") % said,
            quote=aid.withdrawn_reason,
            lines=(
                _("Dites si vous êtes d’accord, ou si l’aide compte : elle revient alors au registre."),
                _("Votre engagement reste ce qu’il est ; si l’aide n’est pas de minimis, corrigez son régime."),
            ),
            action=_("Répondre"),
            page=reverse("financing:removal_answer", args=[aid.pk]),
            why=_("Vous écrivez pour la structure qui a accordé l’aide."),
        )

    people = [one for one in writers_of(payer) if one.pk != by.pk]
    tell_news(people, kind=REMOVED, news=news, event=f"{aid.pk}", is_task=True, reference=given.reference, thing=aid.organisation.name)


def tell_removal_answered(answer: RemovalAnswer) -> None:
    """The beneficiary learns what the funder says of the aid that it took out; the funder's task is done."""
    aid = answer.aid
    if aid.commitment is not None:
        finish_tasks(kind=REMOVED, reference=aid.commitment.reference)
    is_upheld = answer.answer == RemovalAnswer.Answer.UPHELD

    def news() -> News:
        said = {"who": aid.funder_words, "amount": euros(aid.nominal), "on": day(aid.granted_on)}
        lead = _("%(who)s maintient l’aide de %(amount)s accordée le %(on)s : elle compte de nouveau.")
        agreed = _("%(who)s est d’accord : l’aide de %(amount)s accordée le %(on)s ne compte pas.")
        return News(
            subject=_("Aide de minimis retirée : la réponse de %(who)s") % said,
            lead=(lead if is_upheld else agreed) % said,
            quote=answer.reason,
            action=_("Voir les aides de minimis"),
            page=page_of(aid.organisation),
            why=_("Vous écrivez pour la structure qui a reçu l’aide."),
        )

    tell_news(writers_of(aid.organisation), kind=CEILING, news=news, event=f"answered:{aid.pk}", thing=aid.organisation.name)


def ask_link(member: UndertakingMember, declared_by: Organisation) -> None:
    """The people of an organisation are asked whether it is one undertaking with another."""
    tell_news(
        writers_of(member.organisation),
        kind=LINK,
        news=lambda: News(
            subject=_("Entreprise unique : %(name)s") % {"name": member.organisation.name},
            lead=_("%(other)s dit que %(name)s fait partie de la même entreprise unique")
            % {"other": declared_by.name, "name": member.organisation.name},
            lines=(
                _("Si c’est vrai, vos aides de minimis s’ajoutent : chacune voit le total des autres."),
                _("Rien ne compte tant que vous n’avez pas répondu."),
            ),
            action=_("Répondre"),
            page=reverse("financing:link_answer", args=[member.pk]),
            why=_("Vous écrivez pour %(name)s.") % {"name": member.organisation.name},
        ),
        event=f"{member.pk}",
        is_task=True,
        reference=f"EU{member.pk}",
        thing=member.organisation.name,
    )


def ask_imported(organisation: Organisation, run: GrantsImport, count: int) -> None:
    """A file of grants says that it received de minimis aid: its people say whether it is so."""
    tell_news(
        writers_of(organisation),
        kind=IMPORTED,
        news=lambda: News(
            subject=ngettext("Une aide de minimis à confirmer", "%(n)s aides de minimis à confirmer", count) % {"n": count},
            lead=ngettext(
                "Un fichier de subventions dit que %(name)s a reçu une aide de minimis",
                "Un fichier de subventions dit que %(name)s a reçu %(n)s aides de minimis",
                count,
            )
            % {"name": organisation.name, "n": count},
            lines=(_("Rien ne compte sous le plafond tant que vous n’avez pas répondu."),),
            action=_("Voir ce qui est à confirmer"),
            page=page_of(organisation) + "#a-confirmer",
            why=_("Vous écrivez pour %(name)s.") % {"name": organisation.name},
        ),
        event=f"{run.pk}:{organisation.pk}",
        is_task=True,
        reference=f"DM{organisation.pk}",
        thing=organisation.name,
    )
