"""What everyone reads of what a project measured: figures with their evidence, their period, their method, their place."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_lines
from frenchimpact.core.pages import render
from frenchimpact.impact.models import Measure
from frenchimpact.impact.period_names import name_between, words_between
from frenchimpact.impact.queries import evidence_of, public_change
from frenchimpact.impact.queries.public_measures import Published, find_measured, published_of
from frenchimpact.impact.views.figures import goal_words
from frenchimpact.impact.views.measures import chart
from frenchimpact.projects.models import Project

# Who looked at the value as it stands, in which quality, when, at how many records of how many.
SEEN = ("verifie_par", "qualite", "verifie_le", "fiches_regardees", "fiches_total", "preuve_donnee_par")
# Its version; when it was last corrected, what it was then, and why.
CORRECTED = ("version", "corrigee_le", "valeur_avant", "raison")
COLUMNS = ("indicateur", "definition", "debut", "fin", "valeur", "unite", "etat", "preuve", "lieu", "methode", "note", *SEEN, *CORRECTED)


def _drawn(one: Published) -> Any:
    """The curve; none where a value is not told."""
    if one.has_few:
        return None
    followed = one.line.followed
    breaks = [(followed.started_on, _("définition v%(n)s") % {"n": followed.indicator.version})] if followed.follows else []
    return chart(one.line.aim, one.line.trajectory, [each for each in one.measures if each.value is not None], breaks)


def _corrected(one: Published, measure: Measure) -> tuple[str, ...]:
    last = next(iter(one.corrections(measure)), None)
    return (last.on.isoformat(), last.was, last.reason) if last else ("", "", "")


def _seen(one: Published, measure: Measure) -> tuple[Any, ...]:
    seen = next(iter(one.seen_by(measure)), None)
    by = one.graded.by if one.graded else ""
    return (seen.by, seen.quality, seen.on.isoformat(), seen.checked, seen.out_of, by) if seen else ("", "", "", None, None, by)


@require_safe
@door(find=find_measured, visitors=True)
def public_measures(request: HttpRequest, project: Project) -> HttpResponse:
    """Each indicator with its values; an earlier definition stands apart, below."""
    figures = [(one, _drawn(one)) for one in published_of(project)]
    context = {
        "project": project,
        "figures": figures,
        "change": public_change(project),
        "goal_words": goal_words,
        "name_between": name_between,
        "words_between": words_between,
    }
    return render(request, "impact/public_measures.html", context)


@require_safe
@door(find=find_measured, visitors=True)
def public_measures_csv(request: HttpRequest, project: Project) -> HttpResponseBase:
    """The same figures as a file."""

    def rows() -> Iterator[tuple[Any, ...]]:
        yield COLUMNS
        for one in published_of(project):
            indicator, level = one.line.followed.indicator, evidence_of(one.line.followed).level
            for measure in one.measures:
                is_number = measure.value is not None and not one.is_hidden(measure)
                yield (
                    indicator.code,
                    indicator.version,
                    measure.starts_on.isoformat(),
                    measure.ends_on.isoformat(),
                    format(measure.value.normalize(), "f") if is_number and measure.value is not None else one.said(measure),
                    indicator.unit,
                    measure.state,
                    level,
                    one.where(measure),
                    str(measure.method_version) if measure.method_version else "",
                    measure.note,
                    *_seen(one, measure),
                    measure.version,
                    *_corrected(one, measure),
                )

    response = StreamingHttpResponse(["\ufeff", *csv_lines(rows())], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="impact-{project.slug}.csv"'
    return response
