"""Secrets of a project's machines, and values given by them: all or nothing, once under one name."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import digest, new_key
from frenchimpact.impact import facts
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.judging import Given, Problem
from frenchimpact.impact.models import MeasureKey, MeasureRequest, MeasureVia
from frenchimpact.projects.models import Project

MOST_KEYS = 10
# How long a request is known by its name.
KNOWN_FOR = dt.timedelta(days=7)


class Reused(Refusal):
    """The name of a request was used for another one."""

    status = 422


class UnderWay(Refusal):
    """The same request is being answered: its first sending has not ended."""


def hold_name(owner: str, name: str) -> None:
    """Until the end of the transaction, nobody else answers a request of that name. Raises UnderWay when somebody does already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"request {owner} {name}"])
        (is_held,) = cursor.fetchone()
    if not is_held:
        raise UnderWay(_("Une demande avec cette Idempotency-Key est en cours : renvoyez-la dans un instant."))


class NoneTaken(Refusal):
    """Some values cannot be taken, so none was: `problems` says why of each."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Des valeurs sont à corriger : aucune n’est enregistrée."))
        self.problems = problems


@transaction.atomic
def open_measure_key(*, project: Project, name: str, by: User) -> tuple[MeasureKey, str]:
    """One more secret, which is shown this once. Raises Refusal past ten."""
    project = lock(project)
    if project.measure_keys.filter(ended_at=None).count() >= MOST_KEYS:
        raise Refusal(_("Dix clés au plus : fermez celles qui ne servent plus."))
    secret = new_key()
    key = MeasureKey.objects.create(project=project, name=name, digest=digest(secret), created_by=by)
    announce(facts.MeasureKeyOpened(project_id=project.pk, key_id=key.pk), by=by)
    return key, secret


@transaction.atomic
def end_measure_key(*, key: MeasureKey, by: User) -> MeasureKey:
    """It opens nothing any more."""
    key = lock(key)
    if key.ended_at is None:
        key.ended_at = clock.now()
        key.save(update_fields=["ended_at"])
        announce(facts.MeasureKeyEnded(project_id=key.project_id, key_id=key.pk), by=by)
    return key


@transaction.atomic
def record_by_key(*, key: MeasureKey, values: Sequence[Given], name: str, body: str) -> dict[str, Any]:
    """Values that a machine gives. Under a name that was used already, the same answer again, and nothing is written.

    Raises NoneTaken, Reused when the name was used for something else, UnderWay when the same request is being answered.
    """
    key.last_used_at = clock.now()
    key.save(update_fields=["last_used_at"])
    asked = None
    if name:
        hold_name(f"key {key.pk}", name)
        asked, is_new = MeasureRequest.objects.get_or_create(key=key, name=name, defaults={"body_digest": digest(body)})
        if not is_new:
            if asked.body_digest != digest(body):
                raise Reused(_("Cette Idempotency-Key a déjà servi pour une autre demande : prenez-en une nouvelle."))
            return dict(asked.answer)
    recorded = record_measures(project=key.project, values=values, via=MeasureVia.API, by=None)
    if recorded.problems:
        raise NoneTaken(recorded.problems)
    counts = {"created": recorded.created, "updated": recorded.updated, "unchanged": recorded.unchanged}
    answer = {"batch": str(recorded.batch), **counts}
    if asked is not None:
        asked.answer = answer
        asked.save(update_fields=["answer"])
    return answer


@transaction.atomic
def forget_old_requests() -> int:
    """Requests are known by their names for a week."""
    gone, _detail = MeasureRequest.objects.filter(at__lt=clock.now() - KNOWN_FOR).delete()
    return gone
