"""What an event produced, as everyone reads it: figures, the projects that are public, the words of the wall without names."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.references import public_page
from frenchimpact.events.models import Capture, Card, Event
from frenchimpact.events.queries.captures import counted_by_kind, declared_at, files_of_projects, public_wall
from frenchimpact.projects.models import Project

Kind = Capture.Kind
# Projects that are named on the page.
NAMED = 50


@dataclass(frozen=True)
class Produced:
    """Figures with their words; projects with their pages; for each kind of the wall, what was said and where it led."""

    figures: list[tuple[int, str]]
    projects: list[tuple[str, str]]
    wall: list[tuple[str, list[tuple[str, tuple[str, str] | None]]]]


def produced_at(event: Event) -> Produced | None:
    """Nothing before anything was captured there: one query then."""
    counts = counted_by_kind(event)
    if not counts:
        return None
    declared = list(declared_at(event)) if counts.get(Kind.PROJECT) else []
    public = [one.reference for one in declared if one.status == Project.Status.PUBLISHED][:NAMED]
    figures = [
        (counts.get(Kind.PROJECT, 0), ngettext("projet noté", "projets notés", counts.get(Kind.PROJECT, 0))),
        (len(declared), ngettext("projet déclaré", "projets déclarés", len(declared))),
        *_files(event, declared),
        (counts.get(Kind.INTRODUCTION, 0), ngettext("mise en relation", "mises en relation", counts.get(Kind.INTRODUCTION, 0))),
        (counts.get(Kind.BARRIER, 0), ngettext("frein remonté", "freins remontés", counts.get(Kind.BARRIER, 0))),
        (counts.get(Kind.NEED, 0), ngettext("besoin exprimé", "besoins exprimés", counts.get(Kind.NEED, 0))),
        (counts.get(Kind.OFFER, 0), ngettext("offre proposée", "offres proposées", counts.get(Kind.OFFER, 0))),
    ]
    told = public_wall(event)
    wall = [(words, [_line(one) for one in told if one.capture.kind == kind]) for kind, words in _titles()]
    pages = [page for page in map(public_page, public) if page]
    return Produced([(value, words) for value, words in figures if value], pages, [(words, lines) for words, lines in wall if lines])


def _titles() -> list[tuple[Kind, str]]:
    """What hangs on the wall, in the order of the kit."""
    return [
        (Kind.NEED, _("Besoins")),
        (Kind.OFFER, _("Offres")),
        (Kind.BARRIER, _("Freins")),
        (Kind.INTRODUCTION, _("Mises en relation")),
    ]


def _line(card: Card) -> tuple[str, tuple[str, str] | None]:
    return card.text, public_page(card.reference) if card.reference else None


def _files(event: Event, declared: list[Project]) -> list[tuple[int, str]]:
    count = files_of_projects(declared_at(event)) if declared else 0
    return [(count, ngettext("dossier de candidature", "dossiers de candidature", count))]
