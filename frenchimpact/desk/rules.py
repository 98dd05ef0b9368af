"""Who may do what in the common pages of the space."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.rules import Anyone, has_role, is_operator


def can_mend_mail(user: Anyone) -> bool:
    """Those who run the programme or the machines."""
    return has_role(user, Assignment.Role.OPERATOR, Assignment.Role.ADMIN)


@dataclass(frozen=True)
class Act:
    """A first useful thing to do, for whom nothing waits."""

    words: Text
    path: str


_READ = Act(_("Ouvrir la file de lecture"), "/mon-espace/lecture/")
_DECLARE = Act(_("Déclarer un projet"), "/projets/declarer/")
_FIND = Act(_("Chercher dans l’annuaire"), "/annuaire/")
_FOR_ME = Act(_("Voir ce qui existe pour moi"), "/pour-moi/")


def first_acts(user: Anyone) -> tuple[Act, ...]:
    """Up to three first acts, by what the person is in the programme."""
    if has_role(user, Assignment.Role.OPERATOR, Assignment.Role.PARTNER):
        return (_READ, _FIND)
    if has_role(user, Assignment.Role.JUROR, Assignment.Role.HACKER):
        return (_FIND,)
    return (_DECLARE, _FOR_ME, _FIND)


def can_sort_mail(user: Anyone) -> bool:
    """Those who run the programme read what nobody could place; those who run the machines do not."""
    return is_operator(user)
