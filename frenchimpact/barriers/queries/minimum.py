"""What is seen of a case before one said whether one is tied to who asks: what it is about, the department, the law; nothing of anybody."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Case, CaseNorm, Nature
from frenchimpact.barriers.queries.cited import recognise
from frenchimpact.geo.models import Place
from frenchimpact.vocabularies.queries import word


@dataclass(frozen=True)
class Minimum:
    """A case without its person."""

    subject: str
    themes: list[str] = field(default_factory=list)
    where: str = ""
    law: list[str] = field(default_factory=list)


def subject_of(case: Case) -> str:
    """What it is about, in the desk's words: the public name of its barrier, else what blocks. Never the person's title."""
    if case.barrier is not None:
        return case.barrier.title
    themes = themes_of(case)
    kind = _("Pas encore qualifié") if case.nature == Nature.UNKNOWN else str(case.get_nature_display())
    return f"{kind} · {', '.join(themes)}" if themes else kind


def themes_of(case: Case) -> list[str]:
    """Its themes, in words."""
    return [word("theme", one) for one in case.themes]


def department_of(case: Case) -> str:
    """Where it is, no closer than the department."""
    place = case.place
    if place is None:
        return ""
    if place.level in (Place.Level.COUNTRY, Place.Level.REGION, Place.Level.DEPARTMENT):
        return place.name
    return place.department.name if place.department else ""


def minimum_of(case: Case) -> Minimum:
    """The same for its page, with the texts that the desk or the person cited."""
    law = [str(link.norm) for link in CaseNorm.objects.filter(case=case).select_related("norm")]
    law = law or [one.name or f"{one.kind_words} ({one.key})" for one in recognise(case.norm_words)]
    return Minimum(subject_of(case), themes_of(case) if case.barrier else [], department_of(case), law)


def asks_for(case: Case) -> str:
    """Who asks, as far as is needed to say whether one is tied to them: their organisation; without one, the person's name."""
    organisation = case.organisation or (case.project.organisation if case.project else None)
    if organisation is not None:
        return organisation.name
    return case.name or _("Une personne qui n’a donné ni son nom ni sa structure")
