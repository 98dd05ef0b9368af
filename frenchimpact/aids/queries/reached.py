"""The published projects that an aid reaches, told to its funder from what everyone may read of them (FI04)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from frenchimpact.aids.explaining import Reason, Speaker, Told, bounds_words, tell
from frenchimpact.aids.judging import Side, judge
from frenchimpact.aids.models import Aid, Choice, Face, FundingRequest, Rule
from frenchimpact.aids.queries.comparing import SECTION_OF
from frenchimpact.aids.queries.matches import (
    Crowd,
    Match,
    as_everyone_sees,
    conditions_of,
    count_projects,
    match_projects,
    side_of,
)
from frenchimpact.aids.queries.reach import subject_words
from frenchimpact.aids.queries.tellings import speaker_of
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import visible_sections

# Fewer say too much of whoever said it.
ENOUGH = 3
# The name in the face of a project of what each condition compares.
_NAMES = {"form": "forms", "public": "publics", "age": "founded_on"}


@dataclass(frozen=True)
class Reached:
    """A project, its conditions in words, and what the funder thought of it."""

    project: Project
    told: Told
    # The sections of its sheet that everyone may read.
    sections: set[str]
    choice: Choice | None = None


def _kept_words(reason: Reason, side: Side, sections: set[str]) -> Reason:
    """« Rempli » : the team answered, and does not show it to everyone."""
    name = _NAMES.get(reason.subject, reason.subject)
    section = SECTION_OF.get(name)
    if section is None or section in sections or not getattr(side, name):
        return reason
    return replace(reason, text=_("%(what)s : rempli, gardé par l’équipe.") % {"what": subject_words(reason.subject)})


def reached_by(aid: Aid, rows: Iterable[Match | int]) -> list[Reached]:
    """These projects, in that order. A fixed number of statements, whatever their number."""
    ids = [row if isinstance(row, int) else row.pk for row in rows]
    related = ("project_places__place", "audiences")
    projects = (
        Project.objects.filter(status=Project.Status.PUBLISHED).select_related("organisation").prefetch_related(*related).in_bulk(ids)
    )
    faces = Face.objects.in_bulk(list(projects))
    chosen = {one.project_id: one for one in Choice.objects.filter(aid=aid, project__in=ids, side=Choice.Side.FUNDER)}
    conditions, speaker, today = conditions_of(aid.terms), speaker_of([]), clock.today()

    def reached(project: Project, face: Face) -> Reached:
        sections, whole = visible_sections(project), side_of(face)
        side = as_everyone_sees(whole, sections)
        places = [one.place for one in project.project_places.all()]
        told = tell(aid, judge(side, conditions, today), side, Speaker(speaker.codes, places))
        told = replace(told, reasons=[_kept_words(reason, whole, sections) for reason in told.reasons])
        return Reached(project, told, sections, chosen.get(project.pk))

    return [reached(projects[pk], faces[pk]) for pk in ids if pk in projects and pk in faces]


@dataclass(frozen=True)
class Advice:
    """A condition that several people named when they said no, and what it costs."""

    words: str
    count: int
    freed: int


def advice_for(aid: Aid, crowd: Crowd) -> list[Advice]:
    """What both sides' reasons say of the conditions of the aid, when at least three name the same."""
    said = Counter(Choice.objects.filter(aid=aid, answer=Choice.Answer.NOT_FOR_US).exclude(subject="").values_list("subject", flat=True))
    said += Counter(
        FundingRequest.objects.filter(aid=aid, state=FundingRequest.State.DECLINED)
        .exclude(decline_subject="")
        .values_list("decline_subject", flat=True)
    )
    rules = {rule.subject: rule for rule in aid.rules.all() if not rule.is_wish}
    return [
        Advice(str(_question(subject, rules.get(subject))), count, crowd.excluded_by.get(subject, 0))
        for subject, count in said.most_common()
        if count >= ENOUGH
    ]


def _question(subject: str, rule: Rule | None) -> Text:
    if rule is None:
        return _("« %(subject)s » n’est pas une condition de votre aide : faut-il l’écrire, pour éviter des demandes inutiles ?") % {
            "subject": subject_words(subject)
        }
    if subject == "age" and rule.minimum is not None:
        return _("Votre aide exclut-elle à raison les structures qui existent depuis moins de %(age)s ?") % {
            "age": bounds_words("age", rule.minimum, None).removeprefix(_("au moins %(low)s") % {"low": ""})
        }
    return _("La condition « %(subject)s » de votre aide est-elle nécessaire ?") % {"subject": subject_words(subject)}


def crowd_of(aid: Aid) -> Crowd:
    """How many published projects it reaches, as its funder may see them."""
    return count_projects(conditions_of(aid.terms), as_public=True)


def page_of(aid: Aid, fits: Sequence[str], *, limit: int | None, offset: int = 0) -> list[Reached]:
    """One page of those of that fit, best first."""
    return reached_by(aid, match_projects(conditions_of(aid.terms), fits=fits, limit=limit, offset=offset, as_public=True))


def chosen_by_funder(aid: Aid, answer: str) -> list[Reached]:
    """Those that its funder kept, or put aside, latest first."""
    ids = Choice.objects.filter(aid=aid, side=Choice.Side.FUNDER, answer=answer).values_list("project_id", flat=True)[:200]
    return reached_by(aid, list(ids))
