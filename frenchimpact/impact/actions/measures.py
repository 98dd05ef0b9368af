"""The only code that writes what projects measured: one value or ten thousand, by the same way.

A value replaced goes to MeasureVersion, never lost; what is unlikely is asked to be confirmed; what somebody else looked at asks why.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import among, lock
from frenchimpact.impact import facts
from frenchimpact.impact.actions.measure_rows import Hand, follow_values, parts_of, read_around, write_rows
from frenchimpact.impact.actions.measure_shares import at_odds
from frenchimpact.impact.judging import DETAILS, Given, Problem, judge
from frenchimpact.impact.messages.measures import finish_asked
from frenchimpact.impact.models import Measure, MeasureVia
from frenchimpact.projects.models import Project

UNDO_FOR = dt.timedelta(minutes=30)
_BATCH = """
SELECT m.id, m.followed_id, m.starts_on, m.ends_on, v.value, coalesce(v.absence, ''), v.state, coalesce(v.content, '{}')::json, m.at
FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id
LEFT JOIN impact_measureversion v ON v.measure_id = m.id AND v.version = m.version - 1
WHERE f.project_id = %s AND m.batch = %s ORDER BY m.followed_id, m.ends_on
"""


@dataclass(slots=True)
class Recorded:
    """What became of the values given."""

    batch: uuid.UUID
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


class NotTaken(Refusal):
    """One value was not taken: `problem` says which kind of answer is expected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@transaction.atomic
def record_measures(
    *, values: Sequence[Given], via: str, by: User | None, project: Project | None = None, batch: uuid.UUID | None = None
) -> Recorded:
    """Take each value that can be, and say why the others cannot. Without a project, indicators of any (a file of the programme)."""
    recorded = Recorded(batch or uuid.uuid4())
    if not values:
        return recorded
    # By indicator, in the order of time: each value meets the one before it, given or kept.
    order = sorted(range(len(values)), key=lambda place: (values[place].followed_id, values[place].ends_on, place))
    abouts, theres = read_around(values, order, project.pk if project else None)
    taken, recorded.problems, recorded.unchanged = judge(values, order, abouts, theres, clock.today())
    if over := at_odds(taken, {id(one): place for place, one in enumerate(values)}) if taken else []:
        refused = {id(values[one.position]) for one in over}
        taken = [one for one in taken if id(one.given) not in refused]
        recorded.problems = sorted([*recorded.problems, *over], key=lambda one: one.position)
    recorded.updated = sum(one.there is not None for one in taken)
    recorded.created = len(taken) - recorded.updated
    if taken:
        write_rows(taken, Hand(via, recorded.batch, by))
        finish_asked({one.given.followed_id for one in taken})
        for project_id, count in Counter(one.about.project_id for one in taken).items():
            announce(facts.MeasuresRecorded(project_id=project_id, batch=str(recorded.batch), count=count, via=via), by=by)
    return recorded


def record_measure(*, given: Given, via: str, by: User | None, project: Project | None = None) -> Recorded:
    """One value. Raises NotTaken."""
    with transaction.atomic():
        recorded = record_measures(project=project, values=[given], via=via, by=by)
        if recorded.problems:
            raise NotTaken(recorded.problems[0])
    return recorded


@transaction.atomic
def submit_measure(*, measure: Measure, by: User) -> Measure:
    """A draft is declared: it counts. Raises Refusal."""
    return _step(measure, "submit", by)


@transaction.atomic
def take_back_measure(*, measure: Measure, by: User) -> Measure:
    """What was declared is a draft again, as long as nobody looked at it. Raises Refusal."""
    return _step(measure, "take_back", by)


def _step(measure: Measure, verb: str, by: User) -> Measure:
    measure = lock(measure)
    measure.state = Measure.FLOW.step(verb, measure.state)
    measure.save(update_fields=["state"])
    follow_values([measure.followed_id])
    finish_asked([measure.followed_id])
    fact = facts.MeasureSubmitted if verb == "submit" else facts.MeasureTakenBack
    announce(fact(project_id=measure.followed.project_id, measure_id=measure.pk), by=by)
    return measure


@transaction.atomic
def undo_measures(*, project: Project, batch: uuid.UUID, by: User) -> int:
    """What a batch wrote is put back as it was, as new versions; what somebody changed since stays. Gives how many. Raises Refusal."""
    project = lock(project)
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, [project.pk, batch])
        rows = cursor.fetchall()
    if not rows:
        raise Refusal(_("Rien à annuler : ces valeurs ont changé depuis."))
    if any(clock.now() - row[-1] > UNDO_FOR for row in rows):
        raise Refusal(_("Ces valeurs ont plus de trente minutes : corrigez-les une par une, l’histoire garde les deux."))
    recorded = record_measures(project=project, values=[_as_it_was(*row[1:-1]) for row in rows], via=MeasureVia.FORM, by=by)
    if recorded.problems:
        # Nothing is half undone.
        raise Refusal(recorded.problems[0].message)
    # What was a draft, or was not there, counts for nothing again.
    hidden = [row[0] for row in rows if row[6] in (None, Measure.State.DRAFT)]
    Measure.objects.filter(pk__in=among(hidden)).update(state=Measure.State.DRAFT)
    follow_values(sorted({row[1] for row in rows}))
    announce(facts.MeasuresUndone(project_id=project.pk, batch=str(batch), count=len(rows)), by=by)
    return len(rows)


def _as_it_was(
    followed_id: int, starts_on: dt.date, ends_on: dt.date, value: Decimal | None, absence: str, state: str | None, content: Any
) -> Given:
    """The version before, to be given again; nothing before: no value yet."""
    shares = [(place, Decimal(share)) for place, share in content.get("shares", [])]
    if "place" in content:
        shares = [(content["place"], Decimal(100))]
    usual = vars(Measure())
    return Given(
        followed_id,
        starts_on,
        ends_on,
        value,
        absence=absence,
        shares=tuple(shares) if state else None,
        parts=parts_of(content.get("parts")) if state else (),
        details={name: content.get(name, usual[name]) for name in DETAILS} if state else None,
        is_confirmed=True,
    )
