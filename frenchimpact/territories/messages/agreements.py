"""What is told of agreements: to all the parties and to the programme."""

import datetime as dt

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News
from frenchimpact.territories.messages import of_the_territory, path, programme_of, tell, writers_of
from frenchimpact.territories.models import Agreement, Amendment
from frenchimpact.territories.queries.agreements import waits_for_outcome


def _everyone(agreement: Agreement, by: User | None = None) -> list[User]:
    """The lead, the people of the parties that have a sheet, the programme; not the one who just did it."""
    territory = agreement.territory
    parties = [person for one in agreement.parties.select_related("organisation") for person in writers_of(one.organisation)]
    people = [*writers_of(territory.lead), *parties, *programme_of(territory)]
    return [one for one in people if by is None or one.pk != by.pk]


def tell_moved(agreement: Agreement, by: User | None) -> None:
    """It is to be signed, in force, ended or terminated."""
    territory = agreement.territory
    tell(
        _everyone(agreement, by),
        kind="agreement",
        territory=territory,
        event=f"agreement:{agreement.pk}:{agreement.state}:{agreement.changed_at}",
        news=lambda: News(
            subject=_("Convention : %(name)s") % {"name": territory.name},
            lead=_("« %(title)s » : %(state)s") % {"title": agreement.title, "state": agreement.get_state_display()},
            quote=agreement.end_note,
            lines=_lines(agreement),
            action=_("Ouvrir la convention"),
            page=path("agreement", territory, agreement.pk),
            why=of_the_territory(territory),
        ),
    )


def _lines(agreement: Agreement) -> tuple[str, ...]:
    if not waits_for_outcome(agreement):
        return ()
    return (_("Son dernier jour est passé. Dites sur sa page ce qu’il en est advenu ; ce qui a été promis reste dû."),)


def tell_amendment(agreement: Agreement, amendment: Amendment, by: User) -> None:
    """It is to be signed, in force, or given up."""
    territory = agreement.territory

    def lead() -> str:
        words = {
            Amendment.State.PROPOSED: _("« %(title)s » : un avenant est à signer"),
            Amendment.State.IN_FORCE: _("« %(title)s » reçoit un avenant"),
            Amendment.State.DROPPED: _("« %(title)s » : un avenant est abandonné"),
        }
        return words[Amendment.State(amendment.state)] % {"title": agreement.title}

    tell(
        _everyone(agreement, by),
        kind="agreement",
        territory=territory,
        event=f"amendment:{amendment.pk}:{amendment.state}",
        news=lambda: News(
            subject=_("Avenant à une convention : %(name)s") % {"name": territory.name},
            lead=lead(),
            quote=amendment.end_note or amendment.text,
            action=_("Ouvrir la convention"),
            page=path("agreement", territory, agreement.pk),
            why=of_the_territory(territory),
        ),
    )


def remind_end(agreement: Agreement, ends_on: dt.date, days: int) -> None:
    """Its end comes near: an amendment, another agreement, or what came of it."""
    territory = agreement.territory
    tell(
        [*writers_of(territory.lead), *programme_of(territory)],
        kind="agreement",
        territory=territory,
        event=f"end:{agreement.pk}:{ends_on}:{days}",
        news=lambda: News(
            subject=_("Fin d’une convention : %(name)s") % {"name": territory.name},
            lead=_("« %(title)s » prend fin le %(on)s") % {"title": agreement.title, "on": day(ends_on)},
            lines=(_("Préparez un avenant ou une nouvelle convention, ou dites ce qu’il en est advenu."),),
            action=_("Ouvrir la convention"),
            page=path("agreement", territory, agreement.pk),
            why=of_the_territory(territory),
        ),
    )
