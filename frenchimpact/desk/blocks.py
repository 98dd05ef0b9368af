"""The blocks of a person's home page. Each one is a query and a template; one that fails leaves the others standing.

A block is a function `(request) -> Block | None`; None when it has nothing for that person. To add one, write it in a module
of this room and name it in `BLOCKS`, in the order of the page.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.desk.rules import can_mend_mail
from frenchimpact.mail.queries import failed_mails
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.notifications.rules import visible_notices
from frenchimpact.projects.queries import declarations_of, projects_of, waiting_count
from frenchimpact.projects.rules import can_read_queue

log = logging.getLogger(__name__)
TODO_LIMIT, MOVES_LIMIT, PROJECTS_LIMIT = 7, 7, 20


@dataclass(frozen=True)
class Block:
    """One part of the page: its title, its template (included with `block`), and what the template needs."""

    title: Text
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


def todo(request: HttpRequest) -> Block:
    """What is expected of the person, nearest date first."""
    tasks = list(tasks_for(cast(User, request.user))[: TODO_LIMIT + 1])
    return Block(_("À faire"), "desk/todo.html", {"tasks": tasks[:TODO_LIMIT], "has_more": len(tasks) > TODO_LIMIT})


def moves(request: HttpRequest) -> Block | None:
    """What moved and asks for nothing, until it is read."""
    notices = list(visible_notices(cast(User, request.user)).filter(is_task=False, read_at=None)[:MOVES_LIMIT])
    return Block(_("Ce qui a bougé"), "desk/moves.html", {"notices": notices}) if notices else None


def to_read(request: HttpRequest) -> Block | None:
    """How many projects wait to be read, for those who read them."""
    if not can_read_queue(request.user):
        return None
    return Block(_("Projets à lire"), "desk/to_read.html", {"count": waiting_count(request.user)})


def my_projects(request: HttpRequest) -> Block | None:
    """The person's projects, and the declarations that they have not finished."""
    projects, drafts = list(projects_of(request.user)[:PROJECTS_LIMIT]), list(declarations_of(request.user)[:PROJECTS_LIMIT])
    return Block(_("Mes projets"), "desk/my_projects.html", {"projects": projects, "drafts": drafts}) if projects or drafts else None


def mail_trouble(request: HttpRequest) -> Block | None:
    """Mails that did not leave, for those who can do something about it. Their words are nobody's but the reader's."""
    if not can_mend_mail(request.user):
        return None
    mails = list(failed_mails()[:MOVES_LIMIT])
    return Block(_("Mails qui ne sont pas partis"), "desk/mail_trouble.html", {"mails": mails}) if mails else None


BLOCKS: tuple[Callable[[HttpRequest], Block | None], ...] = (todo, to_read, mail_trouble, my_projects, moves)


def blocks_for(request: HttpRequest) -> Iterator[Block]:
    """Every block that has something to show; one that breaks says so and offers to try again."""
    for make in BLOCKS:
        try:
            with transaction.atomic():
                block = make(request)
        except Exception:
            log.exception("block %s", make.__name__)
            block = Block(_("Une partie de la page manque"), "desk/broken.html")
        if block is not None:
            yield block
