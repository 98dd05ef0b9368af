"""The first aid of a funder is read before it is public: operators have it to read, its funder knows what became of it."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Aid
from frenchimpact.notifications.actions import News, finish_tasks, tell_news
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.rules import operators

SUBMITTED, ANSWERED = "aids.submitted", "aids.answered"


def writers_of(aid: Aid) -> list[User]:
    """Who writes for its funder, and can sign in; whoever wrote it when there is no such funder."""
    if aid.funder is None:
        return [aid.created_by] if aid.created_by and aid.created_by.is_active else []
    roles = (Membership.Role.ADMIN, Membership.Role.EDITOR)
    found = aid.funder.memberships.filter(role__in=roles, until=None, user__is_active=True).select_related("user").order_by("pk")
    return [one.user for one in found]


def tell_submitted(aid: Aid) -> None:
    """Operators have something to read."""

    def news() -> News:
        return News(
            subject=_("Aide à relire : %(title)s") % {"title": aid.title},
            lead=_("%(funder)s propose sa première aide : « %(title)s »") % {"funder": aid.funder_words, "title": aid.title},
            quote=aid.promise,
            action=_("Relire l’aide"),
            page=reverse("aids:aid_review", args=[aid.reference]),
        )

    tell_news(
        operators(), kind=SUBMITTED, news=news, event=f"{aid.pk}:{aid.version}", is_task=True, reference=aid.reference, thing=aid.title
    )


def finish_submitted(aid: Aid) -> None:
    """Somebody decided."""
    finish_tasks(kind=SUBMITTED, reference=aid.reference)


def _send(aid: Aid, news: Callable[[], News], by: User) -> None:
    aid.refresh_from_db(fields=["version"])
    people = [person for person in writers_of(aid) if person.pk != by.pk]
    tell_news(people, kind=ANSWERED, news=news, event=f"{aid.pk}:{aid.version}", reference=aid.reference, thing=aid.title)


def tell_accepted(aid: Aid, *, by: User) -> None:
    """It is public."""

    def news() -> News:
        return News(
            subject=_("Votre aide est publiée"),
            lead=_("« %(title)s » est publiée : voyez quels projets correspondent.") % {"title": aid.title},
            action=_("Voir les projets"),
            page=reverse("aids:aid_projects", args=[aid.reference]),
        )

    _send(aid, news, by)


def tell_returned(aid: Aid, *, reason: str, by: User) -> None:
    """Something is to be changed first."""

    def news() -> News:
        return News(
            subject=_("Votre aide est à reprendre"),
            lead=_("Le programme vous demande un changement avant de publier « %(title)s ».") % {"title": aid.title},
            quote=reason,
            action=_("Reprendre l’aide"),
            page=reverse("aids:aid_edit", args=[aid.reference]),
        )

    _send(aid, news, by)
