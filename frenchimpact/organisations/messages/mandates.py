"""What both sides of a mandate are told."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.notifications.actions import News
from frenchimpact.organisations.messages.writing import admins, as_admin, day, page, reference_of, tell
from frenchimpact.organisations.models import Mandate


def _mandate_lines(mandate: Mandate) -> tuple[str, ...]:
    return (
        _("Ce qu’il permet : %(scope)s.") % {"scope": mandate.get_scope_display()},
        _("Du %(start)s au %(end)s.") % {"start": day(mandate.starts_on), "end": day(mandate.ends_on)},
    )


def _both(mandate: Mandate) -> dict[str, str]:
    return {"agent": mandate.agent.name, "giver": mandate.giver.name}


def tell_mandate_proposed(mandate: Mandate) -> None:
    """The other side is asked."""
    other = mandate.agent if mandate.giver_agreed_at else mandate.giver
    tell(
        admins(other),
        kind="mandate_proposed",
        reference=reference_of(mandate),
        thing=f"{mandate.agent.name} – {mandate.giver.name}",
        is_task=True,
        news=lambda: News(
            subject=_("Mandat proposé à %(name)s") % {"name": other.name},
            lead=_("Il est proposé que %(agent)s agisse pour le compte de %(giver)s") % _both(mandate),
            lines=_mandate_lines(mandate),
            action=_("Lire et répondre"),
            page=page("mandate", mandate.pk),
            why=as_admin(other),
        ),
    )


def _tell_both(mandate: Mandate, *, besides: User | None, subject: Callable[[], str], lead: Callable[[], str]) -> None:
    people = {person.pk: person for side in (mandate.giver, mandate.agent) for person in admins(side)}
    tell(
        [person for person in people.values() if besides is None or person.pk != besides.pk],
        kind="mandate_moved",
        news=lambda: News(
            subject=subject(),
            lead=lead(),
            lines=_mandate_lines(mandate),
            action=_("Voir le mandat"),
            page=page("mandate", mandate.pk),
            why=_("Vous recevez ce message parce que vous gérez une des deux structures."),
        ),
    )


def tell_mandate_agreed(mandate: Mandate, by: User) -> None:
    """Both sides agree."""
    _tell_both(
        mandate,
        besides=by,
        subject=lambda: _("Mandat accepté"),
        lead=lambda: _("%(agent)s peut agir pour le compte de %(giver)s") % _both(mandate),
    )


def tell_mandate_closed(mandate: Mandate, by: User) -> None:
    """One side said no, or stopped it."""
    _tell_both(
        mandate,
        besides=by,
        subject=lambda: _("Mandat refusé") if mandate.state == Mandate.State.DECLINED else _("Mandat arrêté"),
        lead=lambda: _("%(agent)s n’agit pas, ou plus, pour le compte de %(giver)s") % _both(mandate),
    )


def tell_mandate_ends_soon(mandate: Mandate) -> None:
    """A month is left to renew it."""
    _tell_both(
        mandate,
        besides=None,
        subject=lambda: _("Votre mandat se termine bientôt"),
        lead=lambda: _("Le mandat de %(agent)s pour %(giver)s se termine bientôt") % _both(mandate),
    )


def tell_mandate_ended(mandate: Mandate) -> None:
    """It is over."""
    _tell_both(
        mandate,
        besides=None,
        subject=lambda: _("Votre mandat est terminé"),
        lead=lambda: _("Le mandat de %(agent)s pour %(giver)s est terminé") % _both(mandate),
    )
