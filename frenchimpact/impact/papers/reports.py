"""The report of a project on paper: a sentence, bars and a table for each indicator."""

from typing import Any

from django.utils.translation import gettext as _

from frenchimpact.design.papers import paper
from frenchimpact.design.words import day
from frenchimpact.impact.queries.changes import public_change
from frenchimpact.impact.queries.reports import Chapter, Report


def report_paper(report: Report) -> bytes:
    """A tagged PDF."""
    theory = public_change(report.project)
    question = theory[0].question if theory else ""
    data = {
        "lead": report.project.answer,
        "question": _("La question : %(question)s") % {"question": question} if question else "",
        "summary": report.summary,
        "chapters": [_told(chapter) for chapter in report.chapters],
        "heads": [_("Période"), _("Valeur"), _("État"), _("Vérifié par")],
        "foot": _("Un chiffre déclaré est celui de l’équipe ; un chiffre vérifié a été regardé par quelqu’un d’autre."),
    }
    return paper("impact/papers/report.typ", data, title=_("Impact : %(project)s") % {"project": report.project.name})


def _told(chapter: Chapter) -> dict[str, Any]:
    bars = chapter.bars
    longest = max((length for _period, length, _shown in bars), default=0.0)
    until = f" ({_('jusqu’au %(on)s') % {'on': day(chapter.evidence.until)}})" if chapter.evidence.level else ""
    return {
        "title": str(chapter.followed.indicator),
        "sentence": chapter.sentence,
        "evidence": chapter.evidence.words + until,
        "alt": _("Barres : %(values)s") % {"values": " ; ".join(f"{period}, {shown}" for period, _length, shown in bars)},
        "bars": [[period, round(100 * length / longest, 1) if longest else 0, shown] for period, length, shown in bars],
        "rows": [[one.period, one.value, one.state, one.seen_by or "–"] for one in chapter.values],
        "definition": chapter.followed.indicator.definition,
    }
