"""What whoever receives money is told of it: it is announced, signed, paid, or given up."""

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.accounts.models import User
from frenchimpact.commitments.models import Commitment, Entry, GrantsImport
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import operators
from frenchimpact.projects.rules import team_of
from frenchimpact.territories.rules import people_of

TOLD, NUMBER = "commitments.told", "commitments.number"
# Lines of a file that one message names.
_NAMED = 5
Kind = Entry.Kind

# By kind of line: the subject, then the sentence. Those that only an accountant reads are not told.
_SUBJECTS: dict[str, Callable[[], str]] = {
    Kind.ANNOUNCED: lambda: _("Argent annoncé : %(amount)s pour %(name)s"),
    Kind.SIGNED: lambda: _("Argent engagé : %(amount)s pour %(name)s"),
    Kind.AMENDED: lambda: _("Avenant : l’engagement pour %(name)s change"),
    Kind.PAID: lambda: _("Versement : %(amount)s pour %(name)s"),
    Kind.CANCELLED: lambda: _("Engagement annulé : %(amount)s pour %(name)s"),
    Kind.RECOVERED: lambda: _("Argent repris : %(amount)s pour %(name)s"),
}
_LEADS: dict[str, Callable[[], str]] = {
    Kind.ANNOUNCED: lambda: _("%(funder)s annonce %(amount)s pour %(name)s"),
    Kind.SIGNED: lambda: _("%(funder)s a signé pour %(amount)s en faveur de %(name)s"),
    Kind.AMENDED: lambda: _("%(funder)s change son engagement pour %(name)s"),
    Kind.PAID: lambda: _("%(funder)s dit avoir versé %(amount)s à %(name)s"),
    Kind.CANCELLED: lambda: _("%(funder)s renonce à %(amount)s pour %(name)s"),
    Kind.RECOVERED: lambda: _("%(funder)s a repris %(amount)s à %(name)s"),
}


def told_of(commitment: Commitment) -> list[User]:
    """Who receives it: those who write for the organisation, and the team of the project."""
    project = commitment.project
    houses = [commitment.beneficiary, project.organisation if project is not None else None]
    people = [one for house in houses if house is not None for one in people_of(house)]
    people += team_of(project) if project is not None else []
    return list({one.pk: one for one in people}.values())


def tell_line(entry: Entry) -> None:
    """One line of the ledger, to whoever it is about. Once each, however often it is told again."""
    commitment = entry.commitment
    if entry.kind not in _LEADS or entry.counters_id is not None:
        return
    name = commitment.project.name if commitment.project is not None else commitment.beneficiary_name

    def news() -> News:
        said = {"funder": commitment.funder_name, "amount": euros(abs(entry.amount)), "name": name}
        lines = [_("Le %(on)s, référence %(ref)s.") % {"on": day(entry.value_on), "ref": commitment.reference}]
        lines += [commitment.title] if commitment.title else []
        if entry.kind == Kind.AMENDED:
            lines.append(_("Il est maintenant de %(amount)s.") % {"amount": euros(commitment.net)})
        if entry.kind == Kind.PAID and commitment.due:
            lines.append(_("Il reste %(left)s à verser.") % {"left": euros(commitment.due)})
        lines.append(_("Si c’est inexact, écrivez au financeur : la page de l’engagement dit tout ce qui est enregistré."))
        return News(
            subject=_SUBJECTS[entry.kind]() % said,
            lead=_LEADS[entry.kind]() % said,
            lines=tuple(lines),
            action=_("Voir l’engagement"),
            page=reverse("commitments:commitment", args=[commitment.reference]),
            why=_("Vous êtes du côté de celui qui reçoit cet argent."),
        )

    tell_news(told_of(commitment), kind=TOLD, news=news, event=f"{entry.pk}", reference=commitment.reference, thing=name)


def tell_brought(organisation: Organisation, found: Sequence[Commitment], run: GrantsImport) -> None:
    """What a file says that an organisation receives, all at once. Once each, however often it is told again."""

    def news() -> News:
        said = {"name": organisation.name, "n": len(found), "amount": euros(sum((one.net for one in found), start=found[0].net * 0))}
        lines = [
            _("%(funder)s : %(amount)s, le %(on)s, référence %(ref)s.")
            % {"funder": one.funder_name, "amount": euros(one.net), "on": day(one.committed_on), "ref": one.reference}
            for one in found[:_NAMED]
        ]
        if (more := len(found) - _NAMED) > 0:
            lines.append(ngettext("Et %(n)s autre.", "Et %(n)s autres.", more) % {"n": more})
        lines.append(_("Si c’est inexact, écrivez au financeur : la page de l’engagement dit tout ce qui est enregistré."))
        alone = reverse("commitments:commitment", args=[found[0].reference])
        return News(
            subject=ngettext("%(n)s subvention enregistrée pour %(name)s", "%(n)s subventions enregistrées pour %(name)s", len(found))
            % said,
            lead=ngettext(
                "Un fichier publié par un financeur dit que %(name)s reçoit %(n)s subvention, de %(amount)s",
                "Un fichier publié par un financeur dit que %(name)s reçoit %(n)s subventions, de %(amount)s en tout",
                len(found),
            )
            % said,
            lines=tuple(lines),
            action=ngettext("Voir l’engagement", "Voir ces engagements", len(found)),
            page=alone if len(found) == 1 else f"{reverse('commitments:commitments')}?{urlencode({'q': organisation.name})}",
            why=_("Vous êtes du côté de celui qui reçoit cet argent."),
        )

    event, reference = f"file:{run.pk}:{organisation.pk}", f"SF{run.pk}"
    tell_news(people_of(organisation), kind=TOLD, news=news, event=event, reference=reference, thing=organisation.name)


def tell_number(organisation: Organisation) -> None:
    """Operators have a number to confirm. Once for each, however often it is asked."""

    def news() -> News:
        said = {"name": organisation.name, "siren": organisation.siren}
        return News(
            subject=_("Numéro à confirmer : %(name)s") % said,
            lead=_("%(name)s, qui finance, porte désormais le SIREN %(siren)s. Est-ce bien le sien ?") % said,
            action=_("Vérifier et confirmer"),
            page=reverse("commitments:funder_numbers"),
        )

    event = f"{organisation.pk}:{organisation.siren}"
    tell_news(operators(), kind=NUMBER, news=news, event=event, is_task=True, reference=organisation.slug, thing=organisation.name)


def finish_number(organisation: Organisation) -> None:
    """Somebody saw it."""
    finish_tasks(kind=NUMBER, reference=organisation.slug)
