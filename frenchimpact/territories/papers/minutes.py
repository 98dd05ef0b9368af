"""The minutes of a meeting, on paper."""

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.design.papers import paper
from frenchimpact.design.words import day, hour
from frenchimpact.territories.models import Meeting
from frenchimpact.territories.papers.sheets import cut
from frenchimpact.territories.queries.meetings import sheet_of

LONGEST = 40_000


def minutes_paper(meeting: Meeting) -> bytes:
    """Who came, the agenda, what was said, what was decided."""
    words = {"present": _("présent"), "represented": _("représenté par %(who)s"), "excused": _("excusé")}
    came = []
    for line in sheet_of(meeting):
        if line.came:
            reason = f" ({line.note})" if line.came == "excused" and line.note else ""
            came.append(f"{line.member.name} : {words[line.came] % {'who': line.note}}{reason}")
    starts_at = timezone.localtime(meeting.starts_at)
    heads = [[_("Quand"), f"{day(timezone.localdate(meeting.starts_at))}, {hour(starts_at)}"]]
    if meeting.where:
        heads.append([_("Où"), cut(meeting.where, 300)])
    if meeting.host is not None:
        heads.append([_("Territoire qui reçoit"), meeting.host.name])
    sections = [
        {"title": _("Présences"), "items": [cut(one, 400) for one in came], "lines": []},
        {"title": _("Ordre du jour"), "items": [], "lines": _lines(meeting.agenda)},
        {"title": _("Compte rendu"), "items": [], "lines": _lines(meeting.minutes)},
        {
            "title": _("Résolutions"),
            "items": [],
            "lines": [cut(f"{one.number}. {one.text}", 2200) for one in meeting.resolutions.all()],
        },
    ]
    data = {"lead": meeting.territory.name, "heads": heads, "sections": [one for one in sections if one["items"] or one["lines"]]}
    return paper("territories/papers/minutes.typ", data, title=cut(meeting.title, 200))


def _lines(text: str) -> list[str]:
    return [cut(line, LONGEST) for line in text.split("\n") if line.strip()]
