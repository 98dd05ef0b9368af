"""What a team does with the aids found for its project: keep one, put one aside with a reason, be reminded; and what it is told."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.messages import finds as letters
from frenchimpact.aids.models import Aid, Choice, Find, Reminder, Rule, Terms
from frenchimpact.aids.queries.matches import queue_finds
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.projects.models import Project


@transaction.atomic
def choose_aid(
    *, project: Project, aid: Aid, answer: str, by: User, subject: str = "", reason: str = "", side: str = Choice.Side.PROJECT
) -> Choice:
    """Keep an aid to study it, or say that it is not for us; chosen again, the answer changes. Raises Incomplete for a bare « no ».

    `side`: who says it, the team of an aid or the funder of a project.
    """
    if answer == Choice.Answer.NOT_FOR_US and not (reason or subject):
        raise Incomplete(
            _("Dites pourquoi en quelques mots : les conditions de l’aide en tirent profit."), {"reason": _("Écrivez une raison.")}
        )
    values = {
        "answer": answer,
        "subject": subject if subject in Rule.Subject.values else "",
        "reason": reason[:500],
        "at": clock.now(),
        "by": by,
    }
    return Choice.objects.update_or_create(project=project, aid=aid, side=side, defaults=values)[0]


@transaction.atomic
def unchoose_aid(*, project: Project, aid: Aid, side: str = Choice.Side.PROJECT) -> None:
    """The aid, or the project, is among the others again."""
    Choice.objects.filter(project=project, aid=aid, side=side).delete()


@transaction.atomic
def remind_of(*, user: User, project: Project, aid: Aid, on: dt.date, reason: str = "") -> Reminder:
    """« Me le rappeler » that day. Asked again, the day changes.

    Raises Refusal for a day that is over, or that comes after the end of an aid that is not known to come back.
    """
    if on <= clock.today():
        raise Refusal(_("Choisissez un jour à venir."))
    comes_back = aid.next_opens_on is not None or aid.rhythm == Aid.Rhythm.RECURRING
    if aid.closes_on is not None and on > aid.closes_on and not comes_back:
        day = date_format(aid.closes_on, "DATE_FORMAT")
        raise Refusal(_("Cette aide ferme le %(day)s : choisissez un jour avant.") % {"day": day})
    found, _made = Reminder.objects.update_or_create(
        user=user, aid=aid, project=project, told_at=None, defaults={"on": on, "reason": reason[:300]}
    )
    return found


def find_projects(aid_id: int) -> int:
    """An aid is public, or changed: keep the projects that it suits. Gives how many are new."""
    terms = Terms.objects.filter(aid=aid_id).first()
    return queue_finds(terms) if terms else 0


def tell_finds() -> int:
    """One message a day to each team for which aids were found, without those put aside or withdrawn since. Gives how many."""
    waiting: dict[int, list[Find]] = defaultdict(list)
    for find in Find.objects.filter(told_at=None).select_related("aid__funder").order_by("project_id", "-at")[:20_000]:
        waiting[find.project_id].append(find)
    put_aside = set(Choice.objects.filter(project__in=waiting, side=Choice.Side.PROJECT).values_list("project_id", "aid_id"))
    projects = Project.objects.in_bulk(waiting)
    for pk, finds in waiting.items():
        news = [find.aid for find in finds if find.aid.status == Aid.Status.PUBLISHED and (pk, find.aid_id) not in put_aside]
        with transaction.atomic():
            if news:
                letters.tell_team(projects[pk], news)
            Find.objects.filter(pk__in=[find.pk for find in finds]).update(told_at=clock.now())
    return len(waiting)


def tell_reminders() -> int:
    """The day has come: each person is told once. Gives how many."""
    count = 0
    for pk in Reminder.objects.filter(told_at=None, on__lte=clock.today()).values_list("pk", flat=True)[:5000]:
        with transaction.atomic():
            due = (
                Reminder.objects.select_for_update(of=("self",))
                .select_related("aid", "user", "project")
                .filter(pk=pk, told_at=None)
                .first()
            )
            if due is not None:
                letters.tell_reminder(due)
                due.told_at = clock.now()
                due.save(update_fields=["told_at"])
                count += 1
    return count
