"""What ends with time: looked at before, done once a day, and written down."""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import Device, OpenSession, User
from frenchimpact.core import clock
from frenchimpact.core.endings import Ending, declare_ending, endings
from frenchimpact.core.errors import Text
from frenchimpact.journal.models import Entry
from frenchimpact.mail.actions import queue_mail
from frenchimpact.privacy.actions import erase_person
from frenchimpact.privacy.models import Hold, InactivityWarning, Round

logger = logging.getLogger(__name__)
# Without any visit for so long somebody is warned; and is erased when so long after the warning they did not come.
UNSEEN_FOR, WARNED_FOR = dt.timedelta(days=3 * 365), dt.timedelta(days=30)
WARNING_MAIL = "privacy.unseen"
# Accounts erased, or warned, in one round: each is a whole erasure.
MOST = 200


@dataclass(frozen=True)
class Foreseen:
    """One line of what the next round will do."""

    ending: Ending
    count: int


def held_people() -> list[User]:
    """Those whose data must be kept for now."""
    return [one.person for one in Hold.objects.filter(lifted_at=None).select_related("person").order_by("pk")]


def unseen_people(since: dt.datetime) -> QuerySet[User]:
    """Accounts of before, without any visit nor any act since; the demonstration's never age."""
    mine = {"user": OuterRef("pk"), "seen_at__gte": since}
    return (
        User.objects.filter(is_active=True, erased_at=None, is_demo=False, created_at__lt=since)
        .exclude(Exists(OpenSession.objects.filter(**mine)) | Exists(Device.objects.filter(**mine)))
        .exclude(Exists(Entry.objects.filter(by=OuterRef("pk"), at__gte=since)))
    )


def _to_warn() -> QuerySet[User]:
    warned = InactivityWarning.objects.filter(person=OuterRef("pk"))
    return unseen_people(clock.now() - UNSEEN_FOR).exclude(Exists(warned)).order_by("pk")[:MOST]


def _to_erase() -> QuerySet[User]:
    warned = InactivityWarning.objects.filter(person=OuterRef("pk"), at__lt=clock.now() - WARNED_FOR)
    return unseen_people(clock.now() - UNSEEN_FOR).filter(Exists(warned))


def _came_back() -> QuerySet[InactivityWarning]:
    return InactivityWarning.objects.exclude(person__in=unseen_people(clock.now() - UNSEEN_FOR).values("pk"))


def _erase(people: QuerySet[User]) -> int:
    found = list(people.order_by("pk")[:MOST])
    for person in found:
        erase_person(person=person, by=None)
    return len(found)


declare_ending(
    "privacy.unseen",
    title=_("Comptes sans visite depuis trois ans"),
    after=_("Un mois après un avertissement resté sans visite"),
    due=_to_erase,
    end=_erase,
)
declare_ending("privacy.came_back", title=_("Avertissements à des personnes revenues"), after=_("À leur visite"), due=_came_back)


def warn_unseen() -> int:
    """Tell those who have not come for three years that their account will be erased in a month. Gives how many."""
    held = {person.pk for person in held_people()}
    found = [one for one in _to_warn() if one.pk not in held]
    for person in found:
        with transaction.atomic():
            _warning, is_new = InactivityWarning.objects.get_or_create(person=person)
            if is_new:
                queue_mail(
                    to=person.email,
                    kind=WARNING_MAIL,
                    subject=_("Votre compte sera effacé dans un mois"),
                    template="privacy/mail/unseen",
                    context={"on": clock.today() + WARNED_FOR, "url": settings.BASE_URL + reverse("privacy:my_data")},
                    language=person.language,
                )
    return len(found)


def foresee_round() -> list[Foreseen]:
    """What the next round will do, without doing it."""
    held = held_people()
    return [Foreseen(one, one.due_without(held).count()) for one in endings()]


def run_round() -> Round:
    """Let go of everything whose time is over, and write down what was done. One kind that fails keeps no other from ending."""
    held, report = held_people(), []
    for one in endings():
        report.append(_end(one, held))
    report.append({"code": WARNING_MAIL, "count": warn_unseen()})
    return Round.objects.create(report=report)


def _end(ending: Ending, held: list[User]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            rows = ending.due_without(held)
            return {"code": ending.code, "count": rows.count() if ending.is_by_hand else ending.end(rows)}
    except Exception as error:
        # Told to the operators on the page of rounds, and to whoever reads the log.
        logger.exception("ending %s failed", ending.code)
        return {"code": ending.code, "count": 0, "failed": type(error).__name__}


def titles() -> dict[str, Text]:
    """The words of each code of a report."""
    return {one.code: one.title for one in endings()} | {WARNING_MAIL: _("Comptes avertis de leur effacement")}
