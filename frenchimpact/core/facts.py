"""What happened, told upward: an action announces a fact and never knows who listens.

Inside the transaction of the action: the recorder (the journal) writes its entry, and one background
task per listener is queued in the same database. So nothing is lost, and nothing is told of a change
that was rolled back.
"""

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar

from django.db import transaction
from django.tasks import task
from django.utils.module_loading import import_string

from frenchimpact.core import logs
from frenchimpact.core.errors import Text

type Listener[F] = Callable[[F], None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened, in the past tense: identifiers only.

    `about` names the model of the thing it happened to, as "room.Model"; the first field is its key.
    `words` tells it after the author's name, as the journal's pages do: « Awa *a publié le projet* ».
    """

    about: ClassVar[str]
    words: ClassVar[Text] = ""
    # Whether whoever watches over security looks for it: it is written in the log too.
    is_security: ClassVar[bool] = False

    @property
    def subject_model(self) -> str:
        """The model of the thing it happened to."""
        return self.about

    @property
    def subject_id(self) -> int:
        """The key of the thing it happened to."""
        first = dataclasses.fields(self)[0].name
        return int(getattr(self, first))


class Recorder:
    """Who writes the journal: set once by the journal's room when it opens."""

    write: Callable[[Fact, Any], object] | None = None


_listeners: dict[type[Fact], list[str]] = {}


def path_of(thing: Any) -> str:
    """The dotted path by which a background task finds a class or a function again."""
    return f"{thing.__module__}.{thing.__qualname__}"


def listens[F: Fact](fact: type[F]) -> Callable[[Listener[F]], Listener[F]]:
    """Declare a function of `listeners.py` as one that must hear every fact of that class, once each."""

    def register(listener: Listener[F]) -> Listener[F]:
        path = path_of(listener)
        paths = _listeners.setdefault(fact, [])
        if path not in paths:
            paths.append(path)
        return listener

    return register


def announce(fact: Fact, *, by: Any) -> None:
    """Write the fact in the journal and queue its listeners. Must run inside the action's transaction.

    `by` is the person who acted; None is the system.
    """
    if Recorder.write is not None:
        Recorder.write(fact, by)
    if fact.is_security:
        told = {"about": fact.about, "subject": fact.subject_id, "person": getattr(by, "pk", None)}
        transaction.on_commit(lambda: logs.note(type(fact).__name__, **told), robust=True)
    for listener in _listeners.get(type(fact), []):
        hear.enqueue(listener, path_of(type(fact)), dataclasses.asdict(fact))


@task
def hear(listener: str, fact: str, fields: dict[str, Any]) -> None:
    """Tell one listener of one fact."""
    import_string(listener)(import_string(fact)(**fields))
