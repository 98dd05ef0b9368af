"""Meetings of a collective: those that come, those that were held, what the next one has to deal with."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Attendance, Commitment, Indicator, Meeting, Member, Objective, Proposal, Resolution, Territory
from frenchimpact.territories.queries.plans import OVER
from frenchimpact.territories.queries.proposals import proposals_for
from frenchimpact.territories.queries.territories import find_space

# At most so many lines of each kind in a proposed agenda.
MOST = 6


def find_meeting(user: Anyone, reference: str, pk: int) -> Meeting:
    """A meeting of a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.meetings.select_related("host").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette réunion n’existe pas."))
    found.territory = territory
    return found


def find_resolution(user: Anyone, reference: str, pk: int, number: int) -> Resolution:
    """A resolution of such a meeting, or Http404."""
    meeting = find_meeting(user, reference, pk)
    found = meeting.resolutions.filter(pk=number).first()
    if found is None:
        raise Http404(_("Cette résolution n’existe pas."))
    found.meeting = meeting
    return found


def objective_of(territory: Territory, key: str) -> Objective | None:
    """An objective of the territory, by what a form sends; None when nothing was chosen, or something else."""
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    return Objective.objects.filter(challenge__territory=territory, pk=int(key)).select_related("challenge").first()


def meetings_of(territory: Territory) -> tuple[list[Meeting], list[Meeting]]:
    """Those that are planned, the nearest first; the others, the latest first."""
    rows = list(territory.meetings.select_related("host"))
    planned = sorted((one for one in rows if one.state == Meeting.State.PLANNED), key=lambda one: (one.starts_at, one.pk))
    return planned, [one for one in rows if one.state != Meeting.State.PLANNED]


def next_meeting(territory: Territory) -> Meeting | None:
    """The one that is planned first from now on."""
    rows = territory.meetings.filter(state=Meeting.State.PLANNED, ends_at__gte=clock.now())
    return rows.order_by("starts_at", "pk").first()


def members_on(meeting: Meeting) -> list[Member]:
    """Who was of the collective that day, and whoever was noted there since."""
    on = clock.date_of(meeting.starts_at)
    there = Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))
    rows = Member.objects.filter(there | Q(attendances__meeting=meeting), territory=meeting.territory)
    return list(rows.distinct().order_by("name", "pk"))


@dataclass(frozen=True)
class Line:
    """One member at a meeting. `came`: "present", "represented", "excused", or "" when nothing was noted."""

    member: Member
    came: str
    note: str


def came(attendance: Attendance | None) -> str:
    """How a member was there: one who is present with a note is represented by whom it names."""
    if attendance is None:
        return ""
    if not attendance.is_present:
        return "excused"
    return "represented" if attendance.note else "present"


def sheet_of(meeting: Meeting) -> list[Line]:
    """The attendance sheet: each member, those who have left since included."""
    noted = {one.member_id: one for one in meeting.attendances.all()}
    return [Line(member, came(noted.get(member.pk)), noted[member.pk].note if member.pk in noted else "") for member in members_on(meeting)]


def proposed_agenda(territory: Territory) -> str:
    """What waits for a decision: late figures, blocked actions, late promises, open proposals. One line each; four statements."""
    today = clock.today()
    indicators = Indicator.objects.filter(territory=territory, ended_on=None, due_on__lt=today).order_by("due_on", "number")
    blocked = territory.actions.filter(state="blocked").order_by("blocked_on", "number")
    late = territory.actions.filter(ends_on__lt=today).exclude(state__in=[*OVER, "blocked"]).order_by("ends_on", "number")
    waiting = [Commitment.State.PROMISED, Commitment.State.IN_PROGRESS, Commitment.State.CONTESTED]
    promises = territory.commitments.filter(due_on__lt=today, state__in=waiting).select_related("party").order_by("due_on", "pk")
    proposals = proposals_for(territory).filter(state__in=[Proposal.State.RECEIVED, Proposal.State.DISCUSSED])
    parts = [
        (_("Actions bloquées"), [f"{one.code} {one.title} : {one.blocked_by}" for one in blocked[:MOST]]),
        (_("Actions en retard"), [f"{one.code} {one.title} ({day(one.ends_on)})" for one in late[:MOST]]),
        (_("Indicateurs en retard"), [f"{one.name} ({day(one.due_on)})" for one in indicators[:MOST]]),
        (_("Promesses en retard"), [f"{one.party.name} : {one.title} ({day(one.due_on)})" for one in promises[:MOST]]),
        (_("Propositions reçues"), [_for(one) for one in proposals[:MOST]]),
    ]
    lines = []
    for title, items in parts:
        if items:
            lines += [title, *(f"– {' '.join(item.split())}" for item in items), ""]
    return "\n".join(lines).strip()


def _for(proposal: Proposal) -> str:
    named = {"name": proposal.organisation or proposal.name, "number": proposal.challenge.number}
    return _("%(name)s, pour le défi %(number)s") % named
