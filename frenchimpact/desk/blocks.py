"""The blocks of a person's home page. Each one is a query and a template; one that fails leaves the others standing.

A block is a function `(request) -> Block | None`; None when it has nothing for that person. To add one, write it in a module
of this room and name it in `BLOCKS`, in the order of the page.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.queries.waiting import waiting as aids_waiting
from frenchimpact.aids.rules import can_moderate
from frenchimpact.barriers.queries.experiments import undecided
from frenchimpact.barriers.queries.queue import work_for
from frenchimpact.barriers.rules import is_of_desk
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.core.kept import kept
from frenchimpact.desk.actions import note_visit
from frenchimpact.desk.agenda import next_dates
from frenchimpact.desk.invitations import invitations_to
from frenchimpact.desk.moves import moved_since
from frenchimpact.desk.own import things_of
from frenchimpact.desk.rules import can_mend_mail, can_sort_mail, first_acts
from frenchimpact.inbound.queries import held_messages
from frenchimpact.mail.queries import failed_mails
from frenchimpact.notifications.models import Notice
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.notifications.rules import visible_notices
from frenchimpact.organisations.rules import is_operator
from frenchimpact.projects.models import Declaration
from frenchimpact.projects.queries import declarations_of, waiting_count
from frenchimpact.projects.rules import can_read_queue

# Later dates stay in the calendar's page.
SOON = dt.timedelta(days=60)
log = logging.getLogger(__name__)
TODO_LIMIT, MOVES_LIMIT, PROJECTS_LIMIT, DRAFTS_LIMIT, APPLICATIONS_LIMIT = 7, 7, 10, 5, 5


@dataclass(frozen=True)
class Block:
    """One part of the page: its title, its template (included with `block`), and what the template needs."""

    title: Text
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


# What notices show here; each is read whole where it is dealt with.
_SHOWN = ("reference", "text_fr", "text_en", "url", "due_on", "created_at")


@kept
def _tasks(person: int) -> QuerySet[Notice]:
    return tasks_for(User(pk=person)).only(*_SHOWN)[: TODO_LIMIT + 1]


@kept
def _news(person: int) -> QuerySet[Notice]:
    return visible_notices(User(pk=person)).filter(is_task=False, read_at=None).only(*_SHOWN)[:MOVES_LIMIT]


@kept
def _declarations(person: int) -> QuerySet[Declaration]:
    return declarations_of(User(pk=person)).only("answers", "step", "updated_at")[: DRAFTS_LIMIT + 1]


def todo(request: HttpRequest) -> Block:
    """What is expected of the person, nearest date first: tasks, teams that invite them, and the queue that they share with others."""
    person = cast(User, request.user)
    tasks = _tasks(person=person.pk)
    invitations = invitations_to(person)
    queue = waiting_count(person) if can_read_queue(person) else 0
    acts = () if tasks or queue or invitations else first_acts(person)
    has_more = len(tasks) > TODO_LIMIT
    values = {"tasks": tasks[:TODO_LIMIT], "has_more": has_more, "invitations": invitations, "queue": queue, "acts": acts}
    return Block(_("À faire"), "desk/todo.html", values)


def moves(request: HttpRequest) -> Block | None:
    """What others did on the person's projects and sheets since their last visit, and what they have not read yet."""
    person = cast(User, request.user)
    since = note_visit(person=person)
    found = moved_since(person, since, things_of(request))
    notices = _news(person=person.pk)
    if not found and not notices:
        return None
    title = _("Ce qui a bougé depuis votre dernière visite") if found else _("Pas encore lu")
    return Block(title, "desk/moves.html", {"moves": found, "notices": notices, "since": since})


def dates(request: HttpRequest) -> Block | None:
    """The next days that count, beyond what is to do now: that has its own block, with its dates."""
    found = next_dates(things_of(request), until=clock.today() + SOON)
    return Block(_("Échéances"), "desk/dates.html", {"dates": found}) if found else None


def my_projects(request: HttpRequest) -> Block | None:
    """The latest of the person's projects, and of the declarations that they have not finished; their page has them all."""
    projects, drafts = things_of(request).projects, _declarations(person=cast(User, request.user).pk)
    if not projects and not drafts:
        return None
    has_more = len(projects) > PROJECTS_LIMIT or len(drafts) > DRAFTS_LIMIT
    values = {"projects": projects[:PROJECTS_LIMIT], "drafts": drafts[:DRAFTS_LIMIT], "has_more": has_more}
    return Block(_("Mes projets"), "desk/my_projects.html", values)


def my_applications(request: HttpRequest) -> Block | None:
    """The latest of the applications in which the person takes part, each with its state; their page has them all."""
    found = things_of(request).applications
    if not found:
        return None
    values = {"applications": found[:APPLICATIONS_LIMIT], "has_more": len(found) > APPLICATIONS_LIMIT}
    return Block(_("Mes candidatures"), "desk/my_applications.html", values)


def mail_trouble(request: HttpRequest) -> Block | None:
    """Mails that did not leave, for those who can do something about it. Their words are nobody's but the reader's."""
    if not can_mend_mail(request.user):
        return None
    mails = list(failed_mails()[:MOVES_LIMIT])
    return Block(_("Mails qui ne sont pas partis"), "desk/mail_trouble.html", {"mails": mails}) if mails else None


def held_mail(request: HttpRequest) -> Block | None:
    """Received messages that wait for a person, for those who run the programme."""
    if not can_sort_mail(request.user):
        return None
    count = held_messages().count()
    return Block(_("Courrier à trier"), "desk/held_mail.html", {"count": count}) if count else None


def undecided_experiments(request: HttpRequest) -> Block | None:
    """Experiments that ended without a decision, for those who run the programme: an alarm until they are decided."""
    if not is_operator(request.user):
        return None
    found = list(undecided()[: MOVES_LIMIT + 1])
    if not found:
        return None
    values = {"experiments": found[:MOVES_LIMIT], "has_more": len(found) > MOVES_LIMIT}
    return Block(_("Expérimentations terminées sans décision"), "desk/experiments.html", values)


def barriers_desk(request: HttpRequest) -> Block | None:
    """What waits at the desk of barriers: for operators what nobody keeps, for a hacker what is proposed to them and due."""
    if not is_of_desk(request.user):
        return None
    work = work_for(request.user, runs=is_operator(request.user))
    return Block(_("Guichet des freins"), "desk/barriers.html", {"work": work}) if work.total else None


def catalogue_of_aids(request: HttpRequest) -> Block | None:
    """What waits for a person in the catalogue of aids, for those who run the programme."""
    if not can_moderate(request.user):
        return None
    work = aids_waiting(has_links=False)
    return Block(_("Catalogue des aides"), "desk/aids.html", {"work": work}) if work.total else None


BLOCKS: tuple[Callable[[HttpRequest], Block | None], ...] = (
    todo,
    undecided_experiments,
    barriers_desk,
    dates,
    mail_trouble,
    held_mail,
    catalogue_of_aids,
    my_projects,
    my_applications,
    moves,
)


def blocks_for(request: HttpRequest) -> Iterator[Block]:
    """Every block that has something to show; one that breaks says so and offers to try again."""
    for make in BLOCKS:
        try:
            # Inside a transaction a query that fails would take the rest with it; outside, each stands alone.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                block = make(request)
        except Exception:
            log.exception("block %s", make.__name__)
            block = Block(_("Une partie de la page manque"), "desk/broken.html")
        if block is not None:
            yield block
