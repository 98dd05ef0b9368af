"""One line of the operators' table of a call: what is given, where the jury stands, what asks for attention."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.calls.models import Application, CorrectionRequest
from frenchimpact.calls.queries.beyond import columns_beyond
from frenchimpact.core import clock
from frenchimpact.design.words import day

# Answers come back to be read in these states.
READING = {Application.State.SUBMITTED, Application.State.COMPLETE}
# What a line counts, as one value: written once for the database, where eight expressions would be composed again for each page.
COLUMNS = """jsonb_build_object(
  'answers', (SELECT jsonb_build_object(
      'asked', jsonb_path_query_array(s.content, '$.sections[*].questions[*].key'),
      'given', jsonb_path_query_array(s.content, '$.sections[*].questions[*] ? (@.words != "").key'),
      'joined', jsonb_path_query_array(s.content, '$.documents[*].key'))
    FROM calls_snapshot s WHERE s.application_id = calls_application.id ORDER BY s.number DESC LIMIT 1),
  'required', (SELECT jsonb_agg(q.key) FROM calls_question q WHERE q.form_id = calls_application.form_id AND q.is_required),
  'again', (SELECT jsonb_agg(i.key) FROM calls_correctionitem i JOIN calls_correctionrequest r ON r.id = i.request_id
    WHERE r.application_id = calls_application.id AND r.answered_at IS NULL AND r.closed_at IS NULL),
  'silent', (SELECT count(*) FROM calls_partner p
    WHERE p.application_id = calls_application.id AND p.confirmed_at IS NULL AND p.declined_at IS NULL),
  'declined', (SELECT count(*) FROM calls_partner p WHERE p.application_id = calls_application.id AND p.declined_at IS NOT NULL)
)"""


@dataclass(frozen=True)
class Signal:
    """Something to look at: words, and how much it presses."""

    words: str
    tone: str


@dataclass(frozen=True)
class Row:
    """One file of the table."""

    application: Application
    # Answers required that are good as they stand, and how many are required.
    given: int
    asked: int
    # Opinions sent and awaited, and the total of the session; None without a jury, or before.
    sent: int | None = None
    awaited: int | None = None
    mark: Decimal | None = None
    signals: list[Signal] = field(default_factory=list)


def with_columns(files: QuerySet[Application]) -> QuerySet[Application]:
    """The files with what `row_of` reads, in the same statement."""
    counted = RawSQL(COLUMNS, (), output_field=JSONField())  # noqa: S611 - it is ours, and takes nothing that anyone typed
    return files.annotate(counted=counted, **columns_beyond())


def row_of(file: Any) -> Row:
    """One line, from a file of `with_columns` with its requests for correction."""
    answers = file.counted["answers"] or {"asked": [], "given": [], "joined": []}
    required = set(file.counted["required"] or []) & set(answers["asked"])
    good = (set(answers["given"]) | set(answers["joined"])) - set(file.counted["again"] or [])
    jury = getattr(file, "jury", {})
    awaited, mark = jury.get("readers") or None, jury.get("mark")
    return Row(
        file,
        len(required & good),
        len(required),
        jury["sent"] if awaited else None,
        awaited,
        Decimal(mark) if mark is not None else None,
        _signals(file),
    )


def _signals(file: Any) -> list[Signal]:
    found = []
    requests: list[CorrectionRequest] = list(file.correction_requests.all())
    declined, silent = file.counted["declined"], file.counted["silent"]
    waiting = next((one for one in requests if one.is_open), None)
    if waiting is not None:
        found.append(_waiting(waiting.due_on))
    elif file.state in READING and any(one.answered_at for one in requests):
        found.append(Signal(_("complément reçu"), "info"))
    if declined:
        found.append(Signal(ngettext("%(n)s membre a refusé", "%(n)s membres ont refusé", declined) % {"n": declined}, "bad"))
    if silent:
        words = ngettext("%(n)s membre n’a pas confirmé", "%(n)s membres n’ont pas confirmé", silent)
        found.append(Signal(words % {"n": silent}, "warn"))
    return found


def _waiting(due_on: dt.date) -> Signal:
    late = (clock.today() - due_on).days
    if late > 0:
        return Signal(ngettext("complément en retard de %(n)s jour", "complément en retard de %(n)s jours", late) % {"n": late}, "bad")
    return Signal(_("à compléter avant le %(on)s") % {"on": day(due_on, "SHORT_DATE_FORMAT")}, "warn")
