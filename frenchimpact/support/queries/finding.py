"""Structures that may support somebody, with the reasons: where they are, on what, what they have done, whether they hold a label."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.geo.models import Place
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of
from frenchimpact.support import rules
from frenchimpact.support.models import Axis, Support
from frenchimpact.support.queries.supports import Delay, delays_of
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.queries import words

MOST = 8
# What each reason counts, told on the page of algorithms: it suits, nobody said, it differs.
SUITS_WEIGHT, UNKNOWN_WEIGHT, DIFFERS_WEIGHT = 2, 0, -1
_WEIGHTS = {"done": SUITS_WEIGHT, "ask": UNKNOWN_WEIGHT, "no": DIFFERS_WEIGHT}


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


@dataclass(frozen=True)
class Seeker:
    """Who seeks: a project as its sheet says it, or three answers given without an account."""

    places: Sequence[Place] = ()
    themes: Sequence[str] = ()
    # On what help is sought; a project says it when it writes.
    axis: str = ""


def structures_for(project: Project, *, text: str = "") -> list[Found]:
    """The structures that suit best first. Nothing is left out but the project's own holder: a far one may be the right one."""
    asked = set(project.supports.filter(state__in=("requested", *Support.LIVE)).values_list("structure", flat=True))
    seeker = Seeker(places_of(project), list(project.themes))
    return _ranked(rules.supporters().exclude(projects=project), seeker, text=text, asked=asked)


def structures_for_anyone(seeker: Seeker) -> list[Found]:
    """The same for three answers."""
    return _ranked(rules.supporters(), seeker)


def _ranked(rows: QuerySet[Organisation], seeker: Seeker, *, text: str = "", asked: set[int] | None = None) -> list[Found]:
    structures = list(_near(rows, seeker, text)[: MOST * 8])
    delays = delays_of(structures)
    done = _done_on(structures, seeker.axis)
    found = [_found(one, seeker, delays.get(one.pk), done.get(one.pk, 0), one.pk in (asked or set())) for one in structures]
    return sorted(found, key=lambda one: (-one.score, one.structure.name))[:MOST]


def _near(rows: QuerySet[Organisation], seeker: Seeker, text: str) -> QuerySet[Organisation]:
    """Those of the same region or of the same themes, or whose name is asked; all of them when nothing is said."""
    rows = rows.select_related("commune__department", "commune__region")
    rows = rows.annotate(is_labelled=Exists(Label.objects.filter(organisation=OuterRef("pk"), status__in=Label.HOLDING)))
    if text:
        return rows.filter(name__icontains=text).order_by("-is_labelled", "name")
    regions = {place.region_id or place.pk for place in seeker.places}
    wanted = Q(commune__region__in=regions) if regions else Q()
    if seeker.themes:
        wanted |= Q(themes__overlap=list(seeker.themes))
    return rows.filter(wanted).order_by("-is_labelled", "name")


def _done_on(structures: list[Organisation], axis: str) -> dict[int, int]:
    """How many projects each of them took on about that, by structure. One statement, or none."""
    if not axis:
        return {}
    held = Support.objects.filter(structure__in=[one.pk for one in structures], axes__contains=[axis])
    taken = held.filter(state__in=(*Support.LIVE, Support.State.ENDED, Support.State.HANDED_OVER))
    return dict(taken.order_by().values_list("structure").annotate(n=Count("project", distinct=True)))


def _found(structure: Organisation, seeker: Seeker, delay: Delay | None, done: int, is_asked: bool) -> Found:
    reasons = [_where(structure, seeker.places), _on_what(structure, seeker.themes), _labelled(structure)]
    if seeker.axis:
        reasons.append(_has_done(done, Axis(seeker.axis)))
    score = sum(_WEIGHTS[one.state] for one in reasons)
    return Found(structure, reasons, delay, score, is_asked)


def _where(structure: Organisation, places: Sequence[Place]) -> Reason:
    seat = structure.commune
    if seat is None:
        return Reason("ask", _("La structure ne dit pas où elle est."))
    if not places:
        return Reason("ask", _("Elle est à %(commune)s ; on ne sait pas où vous agissez.") % {"commune": seat.name})
    for place in places:
        if seat.department_id is not None and seat.department_id in (place.department_id, place.pk):
            return Reason("done", _("Elle est à %(commune)s, dans le département où vous agissez.") % {"commune": seat.name})
    for place in places:
        if seat.region_id is not None and seat.region_id in (place.region_id, place.pk):
            return Reason("done", _("Elle est à %(commune)s, dans la région où vous agissez.") % {"commune": seat.name})
    return Reason("no", _("Elle est à %(commune)s, dans une autre région que la vôtre.") % {"commune": seat.name})


def _on_what(structure: Organisation, themes: Sequence[str]) -> Reason:
    known = words(Term.Scheme.THEME)
    shared = [str(known[code]) for code in themes if code in structure.themes and code in known]
    if shared:
        return Reason("done", _("Elle travaille sur : %s.") % ", ".join(shared))
    if not structure.themes or not themes:
        return Reason("ask", _("Rien ne dit si vos thèmes se rejoignent."))
    return Reason("no", _("Ses thèmes ne sont pas les vôtres."))


def _has_done(count: int, axis: Axis) -> Reason:
    if not count:
        return Reason("ask", _("Aucun projet accompagné ici sur « %(axis)s » : demandez-lui.") % {"axis": axis.label})
    said = ngettext("Elle a accompagné %(n)s projet sur « %(axis)s ».", "Elle a accompagné %(n)s projets sur « %(axis)s ».", count)
    return Reason("done", said % {"n": count, "axis": axis.label})


def _labelled(structure: Organisation) -> Reason:
    if getattr(structure, "is_labelled", False):
        return Reason("done", _("Elle porte un label en cours du programme."))
    return Reason("ask", _("Elle ne porte pas de label du programme."))
