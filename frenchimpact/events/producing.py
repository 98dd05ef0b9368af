"""What an event produced, as everyone reads it: figures, the projects that are public, the words of the wall without names."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import ngettext

from frenchimpact.core.references import public_page
from frenchimpact.events.models import Capture, Event
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
    wall = [
        (str(Kind(kind).label), [(one.text, public_page(one.reference) if one.reference else None) for one in cards])
        for kind, cards in groupby(public_wall(event), key=lambda one: one.capture.kind)
    ]
    pages = [page for page in map(public_page, public) if page]
    return Produced([(value, words) for value, words in figures if value], pages, wall)


def _files(event: Event, declared: list[Project]) -> list[tuple[int, str]]:
    count = files_of_projects(declared_at(event)) if declared else 0
    return [(count, ngettext("dossier de candidature", "dossiers de candidature", count))]
