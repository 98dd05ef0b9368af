"""Who came to the last meetings, member by member."""

from collections.abc import Sequence
from dataclasses import dataclass

from frenchimpact.core import clock
from frenchimpact.territories.models import Attendance, Meeting, Member, Territory
from frenchimpact.territories.queries.meetings import came

# How many meetings are looked back at.
LAST = 6


@dataclass(frozen=True)
class Presence:
    """One member at the last meetings, in the order of these; "" where nothing was noted, None before it joined or after it left."""

    member: Member
    came: list[str | None]

    @property
    def count(self) -> int:
        """How many it came to, or was represented at."""
        return sum(one in ("present", "represented") for one in self.came)

    @property
    def noted(self) -> int:
        """Out of how many for which something was noted of it."""
        return sum(bool(one) for one in self.came)


@dataclass(frozen=True)
class Presences:
    """The last meetings whose sheet was filled in, the latest first, and each member at them."""

    meetings: list[Meeting]
    rows: list[Presence]


def presences_of(territory: Territory, members: Sequence[Member]) -> Presences:
    """In two statements, whatever the members."""
    held = territory.meetings.filter(state=Meeting.State.HELD, attendances__isnull=False).exclude(kind=Meeting.Kind.EXPEDITION)
    meetings = list(held.distinct().order_by("-starts_at", "-pk")[:LAST])
    noted = {(one.meeting_id, one.member_id): one for one in Attendance.objects.filter(meeting__in=meetings)} if meetings else {}
    return Presences(meetings, [Presence(one, [_at(meeting, one, noted) for meeting in meetings]) for one in members])


def _at(meeting: Meeting, member: Member, noted: dict[tuple[int, int], Attendance]) -> str | None:
    found = noted.get((meeting.pk, member.pk))
    on = clock.date_of(meeting.starts_at)
    if found is None and (member.since > on or (member.until is not None and member.until < on)):
        return None
    return came(found)
