"""The legal clock of one file: the dates that its receipt prints, from what happened to it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from frenchimpact.calls import delays
from frenchimpact.calls.models import Application, Call
from frenchimpact.core import clock


@dataclass(frozen=True)
class Clock:
    """When the file came, when silence becomes a decision, until when one may sue."""

    received_on: dt.date
    means: str
    # None while a clock to acceptance has not started: the file is not whole.
    implicit_on: dt.date | None
    suspended_since: dt.date | None
    suspended_days: int

    @property
    def usable_on(self) -> dt.date | None:
        """The day from which the implicit decision may be used."""
        return self.implicit_on + dt.timedelta(days=1) if self.implicit_on else None

    @property
    def last_day_to_sue(self) -> dt.date | None:
        """The last day to challenge an implicit rejection; nothing to challenge in an acceptance."""
        if self.implicit_on is None or self.means == Call.Silence.ACCEPTANCE:
            return None
        return delays.last_day_to_sue(self.implicit_on)

    @property
    def days_left(self) -> int | None:
        """Whole days until silence becomes a decision; negative once it has."""
        return (self.implicit_on - clock.today()).days if self.implicit_on else None


def clock_of(application: Application) -> Clock | None:
    """The clock of a file that was handed in; None for a draft.

    With rejection, each request for correction stops the clock from its notice to the answer, or at most to the day given for it;
    with acceptance, the clock starts with the last answer (L. 114-5 CRPA).
    """
    if application.submitted_at is None:
        return None
    call, received = application.call, timezone.localdate(application.submitted_at)
    # A file of two stages is handed in twice: only what was asked since counts.
    requests = [one for one in application.correction_requests.all() if one.asked_at >= application.submitted_at]
    spans: list[delays.Span] = []
    waiting: dt.date | None = None
    for one in sorted(requests, key=lambda one: one.asked_at):
        since = timezone.localdate(one.asked_at)
        if one.answered_at is None and one.closed_at is None:
            waiting = since
        ended = one.answered_at or one.closed_at
        until = min(timezone.localdate(ended), max(one.due_on, since)) if ended else max(one.due_on, since)
        spans.append((since, until))
    stopped = sum((until - since).days for since, until in spans)
    if call.silence_means == Call.Silence.REJECTION:
        implicit: dt.date | None = delays.implicit_if_rejection(received, call.silence_months, spans)
    elif waiting is not None:
        implicit = None
    else:
        answered = [timezone.localdate(one.answered_at) for one in requests if one.answered_at]
        implicit = delays.implicit_if_acceptance(max([received, *answered]), call.silence_months)
    return Clock(received, call.silence_means, implicit, waiting, stopped)
