"""Whom an aid being written reaches: how many, what leaves the others out, a few examples without any name."""

from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import BitOr
from django.utils.translation import gettext as _

from frenchimpact.aids.actions.catalogue import Condition, Ground
from frenchimpact.aids.actions.compiling import terms_of
from frenchimpact.aids.explaining import words_of
from frenchimpact.aids.judging import Conditions, State, judge
from frenchimpact.aids.models import Aid, Face, Rule
from frenchimpact.aids.queries.bits import codes_in
from frenchimpact.aids.queries.matches import Crowd, as_everyone_sees, conditions_of, count_projects, side_of
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.geo.models import Place
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import visible_sections

EXAMPLES = 3


def subject_words(subject: str) -> Text:
    """What a condition is about, in words."""
    return _("Lieu") if subject == "place" else Rule.Subject(subject).label


@dataclass(frozen=True)
class Example:
    """A published project, without its name; and what leaves it out, or is to be checked."""

    words: str
    why: str = ""


@dataclass(frozen=True)
class Reach:
    """What the editor shows beside the conditions."""

    crowd: Crowd
    inside: list[Example] = field(default_factory=list)
    outside: list[Example] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many published projects there are."""
        return sum(self.crowd.counts.values())

    @property
    def excluded(self) -> list[tuple[str, int]]:
        """The conditions that alone leave projects out, the strictest first."""
        found = [(str(subject_words(subject)), count) for subject, count in self.crowd.excluded_by.items() if count]
        return sorted(found, key=lambda one: -one[1])


def compile_draft(ground: Ground, conditions: list[Condition]) -> Conditions:
    """Conditions that nobody saved, as the matching reads them. Without any place yet: the whole country."""
    places = list(ground.places) or list(Place.objects.filter(level=Place.Level.COUNTRY, code="FR"))
    aid = Aid()
    return conditions_of(terms_of(aid, [condition.rule(aid) for condition in conditions], places, list(ground.excluded)))


def reach_of(compiled: Conditions) -> Reach:
    """Five statements, whatever the number of projects, which are read once."""
    crowd = count_projects(compiled, as_public=True, samples=EXAMPLES)
    inside = [row.pk for row in crowd.samples if not row.failing][:EXAMPLES]
    outside = [row.pk for row in crowd.samples if row.failing][:EXAMPLES]
    projects = Project.objects.prefetch_related("project_places__place__department", "audiences").in_bulk([*inside, *outside])
    faces = Face.objects.in_bulk([*inside, *outside])

    def example(pk: int) -> Example:
        verdicts = judge(as_everyone_sees(side_of(faces[pk]), visible_sections(projects[pk])), compiled, clock.today()).verdicts
        failing = [str(subject_words(one.subject)) for one in verdicts if one.state is State.FAILING]
        unknown = [str(subject_words(one.subject)) for one in verdicts if one.state is State.UNKNOWN]
        if failing:
            return Example(_anonymous(projects[pk]), _("écarté par : %(what)s") % {"what": ", ".join(failing)})
        return Example(_anonymous(projects[pk]), _("à vérifier : %(what)s") % {"what": ", ".join(unknown)} if unknown else "")

    return Reach(crowd, [example(pk) for pk in inside if pk in faces], [example(pk) for pk in outside if pk in faces])


def _anonymous(project: Project) -> str:
    """« Amorçage · insertion et emploi · Savoie »."""
    places = [one.place for one in project.project_places.all()]
    where = next(((place.department or place).name for place in places), "")
    parts = [str(words_of("stage", project.stage)).capitalize(), *(str(words_of("theme", code)) for code in project.themes[:1]), where]
    return " · ".join(part for part in parts if part)


def themes_seen() -> set[str]:
    """The themes of published projects."""
    found = Face.objects.filter(is_public=True).aggregate(every=BitOr("themes"))["every"] or 0
    return set(codes_in("theme", found))
