"""What those who manage two sheets are told when these become one."""

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.notifications.actions import News
from frenchimpact.organisations.messages.writing import admins, page, tell
from frenchimpact.organisations.models import Merge


def tell_merged(merge: Merge, by: User) -> None:
    """Everyone who manages the sheet that stays, wherever they came from."""
    names = {"kept": merge.kept.name, "absorbed": merge.before["absorbed"]["name"]}
    tell(
        [person for person in admins(merge.kept) if person.pk != by.pk],
        kind="merged",
        news=lambda: News(
            subject=_("Deux fiches réunies : %(kept)s") % names,
            lead=_("La fiche de %(absorbed)s et celle de %(kept)s n’en font plus qu’une") % names,
            lines=(_("Les deux équipes sont réunies. Si c’est une erreur, répondez à l’équipe du programme : cela s’annule."),),
            action=_("Voir l’équipe"),
            page=page("organisation_team", merge.kept.slug),
            why=_("Vous recevez ce message parce que vous gérez une des deux structures."),
        ),
    )
