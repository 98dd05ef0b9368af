"""Casquettes: as whom a person acts. One person may hold several; exactly one is worn, and it is always shown."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.organisations.models import Assignment, Mandate, Membership
from frenchimpact.organisations.rules import mandates_of, memberships_today, roles_today

SESSION_KEY = "hat"
OWN = "moi"


@dataclass(frozen=True)
class Hat:
    """One way to act: a programme role, an organisation, or simply oneself."""

    key: str
    # As the header and the journal write it: « Partenaire territorial – Savoie ».
    words: str
    kind: str
    role: str = ""
    organisation_id: int | None = None
    perimeter_id: int | None = None

    def __str__(self) -> str:
        return self.words


def words_of(held: Assignment) -> str:
    """A programme role, for whom and where: « Partenaire territorial – Savoie »."""
    words = [str(held.get_role_display())]
    words += [held.organisation.name] if held.organisation else []
    words += [held.perimeter.name] if held.perimeter else []
    return " – ".join(words)


def _of_assignment(held: Assignment) -> Hat:
    return Hat(f"role-{held.pk}", words_of(held), "assignment", held.role, held.organisation_id, held.perimeter_id)


def _of_membership(held: Membership) -> Hat:
    return Hat(f"structure-{held.pk}", held.organisation.name, "membership", held.role, held.organisation_id)


def _of_mandate(held: Mandate) -> Hat:
    words = _("%(agent)s, pour le compte de %(giver)s") % {"agent": held.agent.name, "giver": held.giver.name}
    return Hat(f"mandat-{held.pk}", words, "mandate", held.scope, held.giver_id)


def hats_for(user: User) -> list[Hat]:
    """Every hat that the person may wear today: programme roles, then organisations, those they act for, then oneself."""
    members = memberships_today(user)
    # Nobody acts for another organisation without belonging to one: most people are spared that reading.
    mandates = mandates_of(user).select_related("giver", "agent").order_by("giver__name", "pk") if members else []
    own = Hat(OWN, _("vous-même"), "own")
    return [*map(_of_assignment, roles_today(user)), *map(_of_membership, members), *map(_of_mandate, mandates), own]


def hat_worn(request: HttpRequest) -> Hat | None:
    """The hat that the signed-in person wears: the chosen one while they still hold it, their first one otherwise."""
    if not request.user.is_authenticated:
        return None
    hats = hats_for(request.user)
    chosen = request.session.get(SESSION_KEY)
    return next((hat for hat in hats if hat.key == chosen), hats[0])


def wear(request: HttpRequest, key: str) -> Hat | None:
    """Put on one of one's own hats; None, and nothing changes, when it is not one's own."""
    hats = hats_for(request.user) if request.user.is_authenticated else []
    hat = next((hat for hat in hats if hat.key == key), None)
    if hat is not None:
        request.session[SESSION_KEY] = hat.key
    return hat
