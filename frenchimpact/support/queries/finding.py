"""Structures that may support a project, with the reasons: where they are, on what, whether they hold a label, how fast they answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from frenchimpact.geo.models import Place
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of
from frenchimpact.support import rules
from frenchimpact.support.models import Support
from frenchimpact.support.queries.supports import Delay, delays_of
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.queries import words

MOST = 8


@dataclass(frozen=True)
class Reason:
    """One reason: `state` is done (it suits), ask (nobody said) or no (it differs)."""

    state: str
    text: str


@dataclass(frozen=True)
class Found:
    """A structure and why."""

    structure: Organisation
    reasons: Sequence[Reason]
    delay: Delay | None
    score: int
    is_asked: bool


def structures_for(project: Project, *, text: str = "") -> list[Found]:
    """The structures that suit best first. Nothing is left out but the project's own holder: a far one may be the right one."""
    places = places_of(project)
    rows = _near(rules.supporters().exclude(projects=project), places, list(project.themes), text)
    structures = list(rows[: MOST * 8])
    delays = delays_of(structures)
    asked = set(project.supports.filter(state__in=("requested", *Support.LIVE)).values_list("structure", flat=True))
    found = [_found(one, project, places, delays.get(one.pk), one.pk in asked) for one in structures]
    return sorted(found, key=lambda one: (-one.score, one.structure.name))[:MOST]


def _near(rows: QuerySet[Organisation], places: Sequence[Place], themes: list[str], text: str) -> QuerySet[Organisation]:
    """Those of the same region or of the same themes, or whose name is asked; all of them when the project says nothing."""
    rows = rows.select_related("commune__department", "commune__region")
    rows = rows.annotate(is_labelled=Exists(Label.objects.filter(organisation=OuterRef("pk"), status__in=Label.HOLDING)))
    if text:
        return rows.filter(name__icontains=text).order_by("-is_labelled", "name")
    regions = {place.region_id or place.pk for place in places}
    wanted = Q(commune__region__in=regions) if regions else Q()
    if themes:
        wanted |= Q(themes__overlap=themes)
    return rows.filter(wanted).order_by("-is_labelled", "name")


def _found(structure: Organisation, project: Project, places: Sequence[Place], delay: Delay | None, is_asked: bool) -> Found:
    reasons = [_where(structure, places), _on_what(structure, project), _labelled(structure)]
    score = sum({"done": 2, "ask": 0, "no": -1}[one.state] for one in reasons)
    return Found(structure, reasons, delay, score, is_asked)


def _where(structure: Organisation, places: Sequence[Place]) -> Reason:
    seat = structure.commune
    if seat is None:
        return Reason("ask", _("La structure ne dit pas où elle est."))
    if not places:
        return Reason("ask", _("Elle est à %(commune)s ; votre fiche ne dit pas où vous agissez.") % {"commune": seat.name})
    for place in places:
        if seat.department_id is not None and seat.department_id in (place.department_id, place.pk):
            return Reason("done", _("Elle est à %(commune)s, dans le département où vous agissez.") % {"commune": seat.name})
    for place in places:
        if seat.region_id is not None and seat.region_id in (place.region_id, place.pk):
            return Reason("done", _("Elle est à %(commune)s, dans la région où vous agissez.") % {"commune": seat.name})
    return Reason("no", _("Elle est à %(commune)s, dans une autre région que la vôtre.") % {"commune": seat.name})


def _on_what(structure: Organisation, project: Project) -> Reason:
    known = words(Term.Scheme.THEME)
    shared = [str(known[code]) for code in project.themes if code in structure.themes and code in known]
    if shared:
        return Reason("done", _("Elle travaille sur : %s.") % ", ".join(shared))
    if not structure.themes or not project.themes:
        return Reason("ask", _("Rien ne dit si vos thèmes se rejoignent."))
    return Reason("no", _("Ses thèmes ne sont pas les vôtres."))


def _labelled(structure: Organisation) -> Reason:
    if getattr(structure, "is_labelled", False):
        return Reason("done", _("Elle porte un label en cours du programme."))
    return Reason("ask", _("Elle ne porte pas de label du programme."))
