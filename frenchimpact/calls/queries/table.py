"""One line of the operators' table of a call: what is given, where the jury stands, what asks for attention."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.calls.models import Application, CorrectionItem, CorrectionRequest, Partner, Question, Snapshot
from frenchimpact.calls.queries.beyond import columns_beyond
from frenchimpact.core import clock
from frenchimpact.design.words import day

OPEN = Q(answered_at=None, closed_at=None)
# Answers come back to be read in these states.
READING = {Application.State.SUBMITTED, Application.State.COMPLETE}


class _AtPath(Func):
    """What a JSON path finds in a document."""

    function = "jsonb_path_query_array"
    template = "%(function)s(%(expressions)s, '%(path)s')"
    output_field = JSONField()


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
    latest = Snapshot.objects.filter(application=OuterRef("pk")).order_by("-number")
    answers = JSONObject(
        asked=_AtPath(F("content"), path="$.sections[*].questions[*].key"),
        given=_AtPath(F("content"), path='$.sections[*].questions[*] ? (@.words != "").key'),
        joined=_AtPath(F("content"), path="$.documents[*].key"),
    )
    required = Question.objects.filter(form=OuterRef("form"), is_required=True)
    again = CorrectionItem.objects.filter(request__application=OuterRef("pk"), request__answered_at=None, request__closed_at=None)
    silent = Partner.objects.filter(application=OuterRef("pk"), confirmed_at=None, declined_at=None).order_by()
    no = Partner.objects.filter(application=OuterRef("pk"), declined_at__isnull=False).order_by()
    return files.annotate(
        keys=Subquery(latest.values(found=answers)[:1], output_field=JSONField()),
        required_keys=ArraySubquery(required.order_by().values("key")),
        keys_again=ArraySubquery(again.order_by().values("key")),
        silent_count=_count(silent),
        declined_count=_count(no),
        **columns_beyond(),
    )


def _count(rows: QuerySet[Partner]) -> Coalesce:
    counted = rows.values("application").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def row_of(file: Any) -> Row:
    """One line, from a file of `with_columns` with its requests for correction."""
    answers = file.keys or {"asked": [], "given": [], "joined": []}
    required = set(file.required_keys) & set(answers["asked"])
    good = (set(answers["given"]) | set(answers["joined"])) - set(file.keys_again)
    awaited = getattr(file, "reader_count", None) or None
    return Row(
        file,
        len(required & good),
        len(required),
        file.review_count if awaited else None,
        awaited,
        getattr(file, "mark", None),
        _signals(file),
    )


def _signals(file: Any) -> list[Signal]:
    found = []
    requests: list[CorrectionRequest] = list(file.correction_requests.all())
    waiting = next((one for one in requests if one.is_open), None)
    if waiting is not None:
        found.append(_waiting(waiting.due_on))
    elif file.state in READING and any(one.answered_at for one in requests):
        found.append(Signal(_("complément reçu"), "info"))
    if file.declined_count:
        found.append(
            Signal(ngettext("%(n)s membre a refusé", "%(n)s membres ont refusé", file.declined_count) % {"n": file.declined_count}, "bad")
        )
    if file.silent_count:
        words = ngettext("%(n)s membre n’a pas confirmé", "%(n)s membres n’ont pas confirmé", file.silent_count)
        found.append(Signal(words % {"n": file.silent_count}, "warn"))
    return found


def _waiting(due_on: dt.date) -> Signal:
    late = (clock.today() - due_on).days
    if late > 0:
        return Signal(ngettext("complément en retard de %(n)s jour", "complément en retard de %(n)s jours", late) % {"n": late}, "bad")
    return Signal(_("à compléter avant le %(on)s") % {"on": day(due_on, "SHORT_DATE_FORMAT")}, "warn")
